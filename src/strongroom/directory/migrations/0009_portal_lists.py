"""Which modules of the portal are on or off is a list of names: a new module needs no column (B-4)."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

_MODULES = ("documents", "jobs", "quotes")


def _those(condition: str) -> str:
    """Return the names of the modules whose column meets the condition."""
    names = [
        f"case when {condition.format(f'portal_{name}')} then '{name}' end" for name in _MODULES
    ]
    return f"array_remove(array[{', '.join(names)}], null)"


_FILL = f"""
update directory_account set portal_off = {_those("not {}")};
update directory_customer
   set portal_on = {_those("{} = 'on'")}, portal_off = {_those("{} = 'off'")};
"""


def _names() -> ArrayField:
    return ArrayField(models.CharField(max_length=20), blank=True, default=list)


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_portal_drafts")]

    operations = [
        migrations.AddField("account", "portal_off", _names()),
        migrations.AddField("customer", "portal_on", _names()),
        migrations.AddField("customer", "portal_off", _names()),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "customer",
            models.CheckConstraint(
                condition=~models.Q(portal_on__overlap=models.F("portal_off")),
                name="customer_module_once",
            ),
        ),
    ]
