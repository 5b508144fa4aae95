"""Copies of pictures that tell no place, for customers and link holders (A-15)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0007_item_newest")]

    operations = [
        migrations.CreateModel(
            name="CleanCopy",
            fields=[
                (
                    "blob",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="store.blob",
                    ),
                ),
                ("form", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("same", "Same"), ("ready", "Ready"), ("failed", "Failed")],
                        max_length=6,
                    ),
                ),
                ("crc32", models.BigIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
            ],
            options={"db_table": "store_clean_copy"},
        ),
    ]
