"""The CRC-32 of kept bytes, which archives write before them; null until it is known (A-14)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0003_in_portal")]

    operations = [
        migrations.AddField(
            model_name="blob",
            name="crc32",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="blob",
            index=models.Index(
                fields=["id"],
                name="blob_without_crc32",
                condition=models.Q(crc32__isnull=True),
            ),
        ),
    ]
