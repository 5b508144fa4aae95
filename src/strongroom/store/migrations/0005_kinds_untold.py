"""The kinds of records are told by the code alone: another one needs no migration. No statement is run."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0004_blob_crc32")]

    operations = [migrations.AlterField("library", "kind", models.CharField(max_length=10))]
