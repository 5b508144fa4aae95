"""The history keeps the portal's modules as lists of names, too, in the rows that stand already (B-4, E-15)."""

from django.db import migrations

from strongroom.access.history_triggers import Kept, forget, keep

_MODULES = ("documents", "jobs", "quotes")
_COLUMNS = tuple(f"portal_{name}" for name in _MODULES)
_OLD = (
    Kept("directory_account", "account", ("plan", *_COLUMNS), account="{row}.id"),
    Kept("directory_customer", "customer", _COLUMNS),
)
KEPT = (
    Kept("directory_account", "account", ("plan", "portal_off"), account="{row}.id"),
    Kept("directory_customer", "customer", ("portal_on", "portal_off")),
)
_CLOSE = """
update access_history set until = greatest(clock_timestamp(), since)
 where kind in ('account', 'customer') and until is null;
"""


def _names(value: str) -> str:
    """Return the names of the modules that have the value in a row, as JSON."""
    names = [f"case when what->>'portal_{name}' = '{value}' then '{name}' end" for name in _MODULES]
    return f"to_jsonb(array_remove(array[{', '.join(names)}], null))"


def _written(kind: str, gone: tuple[str, ...], **values: str) -> str:
    """Return the statement that writes the values of all rows of a kind in place of others."""
    built = ", ".join(f"'{name}', {value}" for name, value in values.items())
    less = ", ".join(f"'{name}'" for name in gone)
    return (
        f"update access_history set what = (what - array[{less}]) || jsonb_build_object({built})"
        f" where kind = '{kind}';"
    )


_LISTS = _written("account", _COLUMNS, portal_off=_names("false")) + _written(
    "customer", _COLUMNS, portal_on=_names("on"), portal_off=_names("off")
)
_APART = _written(
    "account",
    ("portal_off",),
    **{f"portal_{name}": f"not what->'portal_off' ? '{name}'" for name in _MODULES},
) + _written(
    "customer",
    ("portal_on", "portal_off"),
    **{
        f"portal_{name}": f"case when what->'portal_on' ? '{name}' then 'on'"
        f" when what->'portal_off' ? '{name}' then 'off' else 'default' end"
        for name in _MODULES
    },
)


def _anew(gone: tuple[Kept, ...], written: str, kept: tuple[Kept, ...]) -> str:
    return "".join(map(forget, gone)) + _CLOSE + written + "".join(map(keep, kept))


class Migration(migrations.Migration):
    dependencies = [("access", "0006_history_in_portal"), ("directory", "0009_portal_lists")]
    run_before = [("directory", "0010_portal_columns")]

    operations = [
        migrations.RunSQL(_anew(_OLD, _LISTS, KEPT), _anew(KEPT, _APART, _OLD)),
    ]
