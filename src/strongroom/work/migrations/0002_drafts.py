"""Quotes that are drafts leave the portal until they are sent, or the firm wants them there (A-12)."""

from django.db import migrations

HIDE = """
update store_library set in_portal = false
 where id in (select library_id from work_quote where status = 'draft')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0001_initial"),
        ("access", "0006_history_in_portal"),
        ("directory", "0008_portal_drafts"),
    ]
    operations = [migrations.RunSQL(HIDE, migrations.RunSQL.noop)]
