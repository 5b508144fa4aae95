"""Says of every place that exists whether it is accepted; 0004 tells what that means.

Apart from the columns, because PostgreSQL changes no table that still has constraints to check.
"""

from importlib import import_module

from django.db import migrations

_0004 = import_module("strongroom.directory.migrations.0004_acceptance")


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_acceptance")]
    operations = [
        migrations.RunPython(_0004.accept_what_is_used, migrations.RunPython.noop, elidable=True)
    ]
