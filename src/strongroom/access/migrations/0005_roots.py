"""No job or quote is open to the portal as a whole any more (E-4): such shares are cancelled."""

from django.db import migrations

CANCEL = """
update access_share set cancelled_at = now()
 where type = 'portal' and cancelled_at is null
   and item_id in (select id from store_library where kind in ('job', 'quote'))
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_token_stamps"), ("store", "0002_versions")]
    operations = [migrations.RunSQL(CANCEL, migrations.RunSQL.noop)]
