"""The columns of the portal's modules go, now that lists hold what they said (B-4)."""

from django.db import migrations

_MODULES = ("documents", "jobs", "quotes")
_BACK = "".join(
    f"""
update directory_account set portal_{name} = not '{name}' = any(portal_off);
update directory_customer
   set portal_{name} = case when '{name}' = any(portal_on) then 'on'
                            when '{name}' = any(portal_off) then 'off' else 'default' end;
"""
    for name in _MODULES
)


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_portal_lists")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, _BACK),
        *(
            migrations.RemoveField(model, f"portal_{name}")
            for model in ("account", "customer")
            for name in _MODULES
        ),
    ]
