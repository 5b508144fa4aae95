"""What a switch of the portal tells is what its contacts see before and after, and no more (E-10 to E-13)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from personas import Firm, make_contact, make_customer, make_file, make_folder, share
from strongroom.access import api as access
from strongroom.access.models import Role
from strongroom.core.errors import ConfirmationRequiredError
from strongroom.directory.models import Customer
from strongroom.store.models import Item
from strongroom.work import api as work

pytestmark = pytest.mark.django_db


def asked(firm: Firm, who: str = "admin", **wanted: Any) -> dict[str, Any]:
    with pytest.raises(ConfirmationRequiredError) as question:
        work.put_portal_modules(firm.principal(who), **wanted)
    changes: dict[str, Any] = question.value.extra["changes"]
    return changes


def records_of(firm: Firm, name: str) -> set[str]:
    """Return the records that a contact finds in the portal, as the portal itself lists them."""
    contact = firm.principal(name)
    jobs = {row.name for row in work.JOBS.list(contact).results} if _on(contact, "job") else set()
    if _on(contact, "quote"):
        jobs |= {row.name for row in work.QUOTES.list(contact).results}
    return jobs


def _on(contact: access.Principal, kind: str) -> bool:
    return any(one.value == kind for one in contact.modules)


@pytest.mark.parametrize("module", ["jobs", "quotes"])
def test_records_told_are_those_that_leave_the_portal(firm: Firm, module: str) -> None:
    before = {name: records_of(firm, name) for name in ("contact", "rival")}
    changes = asked(firm, **{module: False})
    work.put_portal_modules(firm.principal("admin"), confirm=changes["seal"], **{module: False})
    after = {name: records_of(firm, name) for name in ("contact", "rival")}
    lost = {name: before[name] - after[name] for name in before}
    told = {one["id"]: one["records"]["names"] for one in changes["people"]}
    assert {id_: set(names) for id_, names in told.items()} == {
        str(firm.contacts[name].id): records for name, records in lost.items()
    }
    assert set(changes["records"]["names"]) == lost["contact"] | lost["rival"]
    assert all((one["from"], one["to"]) == ("viewer", None) for one in changes["people"])
    assert {one["id"] for one in changes["lose"]} == set(told)


def test_projects_and_customers_count_where_something_of_them_is_shared(firm: Firm) -> None:
    Customer.objects.filter(account=firm.account).update(portal_on=[], portal_off=[])
    changes = asked(firm, documents=False)
    shared_before = changes["records"]["count"]
    plans = make_folder(firm.project.library_id, "Plans")
    share(plans, firm.customers["alder"])
    changes = asked(firm, documents=False)
    assert changes["records"]["count"] == shared_before + 1
    Item.objects.filter(id=plans.id).update(trashed_at=plans.created_at)
    assert asked(firm, documents=False)["records"]["count"] == shared_before


def test_e12_of_records_that_the_asker_cannot_see_nothing_is_told(firm: Firm) -> None:
    """Whoever keeps the settings and sees no jobs learns which contacts lose the module, and no job."""
    keeper = firm.roles["viewer"]
    keeper.permissions = ["surface.office", "settings.manage", "documents.view"]
    keeper.save()
    changes = asked(firm, "viewer", jobs=False)
    assert changes["records"] == {"count": 0, "names": []}
    assert {one["records"]["count"] for one in changes["people"]} == {0}
    Role.objects.filter(id=keeper.id).update(permissions=[*keeper.permissions, "jobs.view"])
    assert asked(firm, "viewer", jobs=False)["records"]["count"] > 0


def test_a13_what_is_confidential_of_it_is_told(firm: Firm) -> None:
    work.put_portal_modules(firm.principal("admin"), documents=False, confirm=True)
    plans = make_folder(firm.project.library_id, "Plans")
    secret = make_file(plans.id, "secret.pdf", b"%PDF", confidential=True)
    share(plans, firm.customers["alder"])
    changes = asked(firm, documents=True)
    assert changes["confidential"] == [str(secret.id)]


def test_e11_another_record_is_another_question(firm: Firm) -> None:
    changes = asked(firm, jobs=False)
    assert asked(firm, jobs=False)["seal"] == changes["seal"]
    work.JOBS.create(
        firm.principal("admin"), title="Another", customer_id=firm.customers["alder"].id
    )
    again = asked(firm, jobs=False, confirm=changes["seal"])
    assert again["outdated"] is True
    work.put_portal_modules(firm.principal("admin"), jobs=False, confirm=again["seal"])


def test_e13_as_many_statements_for_many(firm: Firm) -> None:
    admin = firm.principal("admin")

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            changes = asked(firm, jobs=False, documents=False)
        assert changes["people"]
        return len(captured)

    share(make_folder(firm.project.library_id, "Plans"), firm.customers["alder"])
    few = statements()
    for number in range(12):
        customer = make_customer(firm.account, f"Customer {number}")
        make_contact(customer, f"guest{number}")
        work.JOBS.create(admin, title=f"Job {number}", customer_id=customer.id)
        share(make_folder(firm.project.library_id, f"Folder {number}"), firm.customers["alder"])
    assert statements() == few
