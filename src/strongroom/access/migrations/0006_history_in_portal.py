"""The history keeps, too, whether the portal shows a record (A-12, E-15): its table is kept anew."""

from django.db import migrations

from strongroom.access.history_triggers import Kept, forget, keep

_OLD = Kept("store_library", "library", ("kind", "customer_id", "holder_id"))
_NEW = Kept("store_library", "library", ("kind", "customer_id", "holder_id", "in_portal"))
_CLOSE = """
update access_history set until = greatest(clock_timestamp(), since)
 where kind = 'library' and until is null;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_roots"), ("store", "0003_in_portal")]

    operations = [
        migrations.RunSQL(
            f"{forget(_OLD)} {_CLOSE} {keep(_NEW)}", f"{forget(_NEW)} {_CLOSE} {keep(_OLD)}"
        ),
    ]
