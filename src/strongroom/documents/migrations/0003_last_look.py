import django.db.models.deletion
import strongroom.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0008_portal_drafts"),
        ("documents", "0002_last_place"),
        ("store", "0003_in_portal"),
    ]

    operations = [
        migrations.CreateModel(
            name="LastLook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=strongroom.core.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="store.item",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.member",
                    ),
                ),
            ],
            options={
                "db_table": "documents_last_look",
                "indexes": [models.Index(fields=["member", "-at"], name="last_look_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "item"), name="last_look_once")
                ],
            },
        ),
    ]
