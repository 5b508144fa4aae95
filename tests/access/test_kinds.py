"""Each kind of record is said once, in `access/kinds.py`; whatever needs to know of it reads it there."""

import pytest
from django.forms import BooleanField

from strongroom.access import api as access
from strongroom.access import kinds, permissions, rule_tables
from strongroom.access.api import Permission
from strongroom.access.kinds import ASSIGNED_KINDS, MODULE_OF, PORTAL_MODULES
from strongroom.core.errors import InvalidError
from strongroom.directory.models import Account, Customer
from strongroom.interfaces.common.words.icons import ICONS
from strongroom.interfaces.office.admin.portal_settings import PortalForm, override_fields
from strongroom.interfaces.portal.modules import MODULES
from strongroom.interfaces.rest.admin.settings import Portal, PortalPut
from strongroom.interfaces.rest.records.customers import PortalChange, PortalModules
from strongroom.store.models import LibraryKind
from strongroom.work import api as work


def test_no_kind_is_forgotten() -> None:
    """D-3, A-12: each kind has permissions that open it and an icon; all but licences are in a module."""
    assert set(rule_tables.BY_PERMISSION) == set(LibraryKind) == set(ICONS)
    assert set(MODULE_OF) == set(LibraryKind) - {LibraryKind.LICENCE}
    assert set(MODULE_OF) >= rule_tables.PORTAL_RECORDS
    assert {module.key: module.kinds for module in MODULES} == PORTAL_MODULES


def test_permissions_come_in_threes() -> None:
    """D-3: view, edit and add of each kind that people are assigned to, in the catalogue and the rule."""
    listed = {entry.code: entry for entry in permissions.CATALOGUE}
    assert list(listed) == list(Permission)
    for each in ASSIGNED_KINDS:
        view, edit, add = permissions.permissions_of(each.many)
        assert listed[edit].implies == (view,)
        assert access.ASSIGNS[each.kind] == edit
        assert list(rule_tables.BY_PERMISSION[each.kind]) == [view, edit, add]
    with pytest.raises(ValueError, match=r"boats\.view"):
        permissions.permissions_of("boats")


def test_surfaces_have_each_module() -> None:
    """B-4: settings, schemas and forms go through the list, in its order."""
    names, switches = list(PORTAL_MODULES), [*PORTAL_MODULES, "drafts"]
    assert list(work.PORTAL_MODULES) == names
    assert list(work.PORTAL_SWITCHES) == switches == list(Portal.model_fields)
    assert set(switches) <= set(PortalPut.model_fields)
    for schema in (PortalModules, PortalChange):
        assert list(schema.model_fields) == names
    shown = [name for name, field in PortalForm().fields.items() if isinstance(field, BooleanField)]
    assert shown == switches
    assert list(override_fields(Account())) == [f"portal_{name}" for name in names]


@pytest.mark.parametrize(
    ("off", "own_on", "own_off", "shown"),
    [
        ([], [], [], {"documents", "jobs", "quotes"}),
        (["jobs"], [], ["documents"], {"quotes"}),
        (["jobs", "quotes"], ["jobs"], [], {"documents", "jobs"}),
        ([], ["jobs"], ["jobs"], {"documents", "quotes"}),
        (["boats"], ["boats"], [], {"documents", "jobs", "quotes"}),
    ],
)
def test_which_modules_are_on(
    off: list[str], own_on: list[str], own_off: list[str], shown: set[str]
) -> None:
    """B-4: as for all, unless the customer has a setting; in doubt off, and unknown names open nothing."""
    assert kinds.modules_on(off, own_on, own_off) == shown


@pytest.mark.django_db
def test_a_module_more_needs_a_name_alone(firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """B-4: rows, statements and settings take a module that was never heard of as any other."""
    boats = {**PORTAL_MODULES, "boats": frozenset({LibraryKind.LICENCE})}
    monkeypatch.setattr(kinds, "PORTAL_MODULES", boats)
    words = {name: name.capitalize() for name in boats}
    monkeypatch.setattr("strongroom.work.portal_modules.PORTAL_MODULES", words)
    admin, office, alder = (
        firm.principal("admin"),
        firm.principal("office"),
        firm.customers["alder"],
    )
    assert LibraryKind.LICENCE in firm.principal("contact").modules
    assert not work.put_portal_modules(admin, boats=False, confirm=True)["boats"]
    assert Account.objects.get(id=firm.account.id).portal_off == ["boats"]
    assert LibraryKind.LICENCE not in firm.principal("contact").modules
    wanted = {"boats": "on", "jobs": "off"}
    row = work.update_customer(office, customer_id=alder.id, portal=wanted, confirm=True)
    assert row.portal == {"documents": "default", "jobs": "off", "quotes": "default", "boats": "on"}
    assert firm.principal("contact").modules == set(MODULE_OF) - {LibraryKind.JOB} | {
        LibraryKind.LICENCE
    }
    work.update_customer(office, customer_id=alder.id, portal={"boats": "default"}, confirm=True)
    kept = Customer.objects.get(id=alder.id)
    assert (kept.portal_on, kept.portal_off) == ([], ["jobs"])


@pytest.mark.django_db
def test_a_switch_that_there_is_not_is_refused(firm) -> None:
    """B-4: nothing is written for a name that no module has."""
    with pytest.raises(InvalidError) as refused:
        work.put_portal_modules(firm.principal("admin"), boats=False, confirm=True)
    assert list(refused.value.errors) == ["boats"]
    assert Account.objects.get(id=firm.account.id).portal_off == []
