"""Which detector told a blob's type, and whether no picture could be made of it."""

from django.db import migrations, models

FAILED = """
    update store_blob b set unpictured = true
     where exists (select from store_rendition r where r.blob_id = b.id and r.state = 'failed')
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0005_kinds_untold")]

    operations = [
        migrations.AddField(
            model_name="blob",
            name="unpictured",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="blob",
            name="looked_by",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddIndex(
            model_name="blob",
            index=models.Index(
                condition=models.Q(("looked_by__lt", 2)), fields=["id"], name="blob_to_look_at"
            ),
        ),
        migrations.RunSQL(FAILED, migrations.RunSQL.noop),
    ]
