"""What a switch of the portal opens and closes: who may, and which doors are told (E-3, E-5, E-10 to E-13)."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from personas import Firm, make_file, make_folder, share
from strongroom.access import api as access
from strongroom.access.api import Surface
from strongroom.access.models import Role, Share
from strongroom.core import clock
from strongroom.core.confirmation import Confirmation
from strongroom.core.errors import ConfirmationRequiredError, ForbiddenError, InvalidError
from strongroom.directory.models import Account, Contact, Customer, PortalModule
from strongroom.work import api as work

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(firm: Firm) -> Firm:
    """The clerk keeps the settings, too, and may not share."""
    role = firm.roles["clerk"]
    Role.objects.filter(id=role.id).update(permissions=[*role.permissions, "settings.manage"])
    return firm


def off_for_alder(firm: Firm, *names: str) -> None:
    Customer.objects.filter(id=firm.customers["alder"].id).update(portal_off=list(names))


def off_for_all(firm: Firm, *names: str) -> None:
    Account.objects.filter(id=firm.account.id).update(portal_off=list(names))


def for_alder(firm: Firm, who: str, surface: Surface = Surface.OFFICE, **portal: str) -> None:
    alder = firm.customers["alder"].id
    work.update_customer(
        firm.principal(who, surface), customer_id=alder, portal=portal, confirm=True
    )


def for_all(firm: Firm, who: str, **switches: bool) -> None:
    work.put_portal_modules(firm.principal(who), **switches, confirm=True)


def refused(operation: Any) -> str:
    with pytest.raises(ForbiddenError) as caught:
        operation()
    assert caught.value.code == "opens_outward"
    return str(caught.value.detail)


def asked(firm: Firm, who: str = "admin", **wanted: Any) -> dict[str, Any]:
    with pytest.raises(ConfirmationRequiredError) as question:
        work.put_portal_modules(firm.principal(who), **wanted)
    changes: dict[str, Any] = question.value.extra["changes"]
    return changes


def close_all(firm: Firm) -> None:
    Share.objects.filter(account=firm.account).update(cancelled_at=clock.now())


@pytest.mark.parametrize("word", [PortalModule.ON, PortalModule.DEFAULT])
def test_e3_without_share_nobody_opens_a_module_of_a_customer(firm: Firm, word: str) -> None:
    off_for_alder(firm, "jobs")
    said = refused(lambda: for_alder(firm, "clerk", jobs=word))
    assert said == (
        "This would open what is shared with Alder Housing in the portal, which needs the right to"
        " share documents. Admin or Office can do it."
    )
    assert Customer.objects.get(id=firm.customers["alder"].id).portal_off == ["jobs"]
    for_alder(firm, "office", jobs=word)
    file = firm.files["viewable.pdf"]
    assert access.check(firm.principal("contact"), access.Action.VIEW, file.id).visible


def test_e3_without_share_nobody_opens_a_module_for_all(keeper: Firm) -> None:
    off_for_all(keeper, "jobs")
    said = refused(lambda: for_all(keeper, "clerk", jobs=True))
    assert "with 2 customers in the portal" in said
    assert said.endswith("Admin can do it.")
    assert Account.objects.get(id=keeper.account.id).portal_off == ["jobs"]
    for_all(keeper, "admin", jobs=True)


def test_e3_without_share_nobody_opens_drafts(keeper: Firm) -> None:
    work.QUOTES.update(keeper.principal("office"), keeper.quote.id, status="draft")
    for_all(keeper, "clerk", drafts=True)
    for_all(keeper, "clerk", drafts=False)
    share(make_file(keeper.quote.library_id, "offer.pdf", b"%PDF"), keeper.customers["alder"])
    refused(lambda: for_all(keeper, "clerk", drafts=True))
    for_all(keeper, "admin", drafts=True)


def test_e3_without_a_live_share_below_nothing_more_is_needed(keeper: Firm) -> None:
    off_for_all(keeper, "jobs", "quotes")
    for_all(keeper, "clerk", quotes=True)
    close_all(keeper)
    for_all(keeper, "clerk", jobs=True)
    off_for_alder(keeper, "jobs")
    for_alder(keeper, "clerk", jobs="on")


def test_e3_closing_needs_nothing_more(keeper: Firm) -> None:
    for_alder(keeper, "clerk", jobs="off")
    for_all(keeper, "clerk", jobs=False)


def test_e3_who_has_not_accepted_yet_counts(firm: Firm) -> None:
    """F-1: they come in by their invitation, and nobody is asked again."""
    off_for_alder(firm, "jobs")
    Contact.objects.filter(id=firm.contacts["contact"].id).update(person=None)
    refused(lambda: for_alder(firm, "clerk", jobs="on"))
    Contact.objects.filter(customer=firm.customers["alder"]).update(portal_access=False)
    for_alder(firm, "clerk", jobs="on")


def test_e7_on_the_phone_no_folder_is_opened_by_who_may_not_see_all(firm: Firm) -> None:
    off_for_alder(firm, "documents", "jobs")
    share(make_folder(firm.project.library_id, "Plans"), firm.customers["alder"])
    assert firm.principal("office", Surface.MOBILE).hides_confidential
    said = refused(lambda: for_alder(firm, "office", Surface.MOBILE, documents="on"))
    assert "may not share a folder from here" in said
    for_alder(firm, "office", Surface.MOBILE, jobs="on")


def test_e12_what_is_hidden_neither_asks_nor_refuses(keeper: Firm) -> None:
    role = Role.objects.get(id=keeper.roles["clerk"].id)
    without = [code for code in role.permissions if not code.startswith("jobs.")]
    Role.objects.filter(id=role.id).update(permissions=without)
    off_for_all(keeper, "jobs")
    changes = asked(keeper, "clerk", jobs=True)
    assert changes["doors"] == {"opens": [], "closes": [], "stays": []}
    assert (changes["items"], changes["counts"]["doors"]) == (0, {"opens": 0, "closes": 0})
    for_all(keeper, "clerk", jobs=True)


def test_e5_the_question_names_the_doors_and_counts_the_items(firm: Firm) -> None:
    plans = make_folder(firm.job.library_id, "Plans")
    make_file(plans.id, "ground.pdf", b"%PDF")
    make_file(make_folder(plans.id, "Roof").id, "roof.pdf", b"%PDF")
    make_file(plans.id, "thrown.pdf", b"%PDF", trashed_at=clock.now())
    door = share(plans, firm.customers["alder"])
    changes = asked(firm, jobs=False)
    closes = changes["doors"]["closes"]
    assert {one["item"]["name"] for one in closes} == {
        "Plans",
        "viewable.pdf",
        "secret-viewable.pdf",
        "rival.pdf",
    }
    [told] = [one for one in closes if one["share_id"] == str(door.id)]
    assert (told["type"], told["for"], told["suspends"]) == ("portal", "Alder Housing", True)
    assert (told["why_not"], told["may_keep"]) == ("module_off", False)
    assert told["since"]
    assert changes["items"] == 4 + 3
    assert changes["counts"]["doors"] == {"opens": 0, "closes": 4}
    for_all(firm, "admin", jobs=False)
    back = asked(firm, jobs=True)
    assert [len(back["doors"][way]) for way in ("opens", "closes", "stays")] == [4, 0, 0]
    assert {one["why_not"] for one in back["doors"]["opens"]} == {None}
    assert back["items"] == 7


def test_e5_who_may_not_share_learns_type_and_audience(firm: Firm) -> None:
    with pytest.raises(ConfirmationRequiredError) as question:
        work.update_customer(
            firm.principal("clerk"),
            customer_id=firm.customers["alder"].id,
            portal={"jobs": "off"},
        )
    doors = question.value.extra["changes"]["doors"]["closes"]
    assert {(one["for"], one["by"], one["since"]) for one in doors} == {
        ("Alder Housing", None, None)
    }


def test_e11_another_share_is_another_question(firm: Firm) -> None:
    seal = asked(firm, jobs=False)["seal"]
    assert asked(firm, jobs=False)["seal"] == seal
    share(firm.files["plan.pdf"], firm.customers["alder"])
    assert asked(firm, jobs=False, confirm=seal)["outdated"] is True


def test_e13_as_many_statements_and_no_more_than_a_hundred_named(keeper: Firm) -> None:
    def statements(who: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            asked(keeper, jobs=False)
        off_for_all(keeper, "jobs")
        with CaptureQueriesContext(connection) as back:
            refused(lambda: work.put_portal_modules(keeper.principal(who), jobs=True))
        off_for_all(keeper)
        return len(captured) + len(back)

    share(make_folder(keeper.job.library_id, "Plans"), keeper.customers["alder"])
    few = statements("clerk")
    for number in range(110):
        folder = make_folder(keeper.job.library_id, f"Folder {number}")
        make_file(folder.id, "a.pdf", b"%PDF")
        share(folder, keeper.customers["alder"])
    assert statements("clerk") == few
    changes = asked(keeper, jobs=False)
    assert len(changes["doors"]["closes"]) == 100
    assert changes["counts"]["doors"]["closes"] == 114
    assert changes["items"] == 3 + 1 + 220
    admin, url = keeper.client("admin"), "/northgate/admin/portal"
    seen = admin.get(url).context["page"].form.initial["seen"]
    page = admin.post(url, {"quotes": "on", "documents": "on", "seen": seen})
    assert "114 doors to the outside stop working" in page.content.decode()


@pytest.mark.parametrize("name", ["cancel_shares", "keep_open"])
def test_e5_shares_are_named_where_nothing_offers_them(firm: Firm, name: str) -> None:
    answer = Confirmation(given=True, **{name: frozenset([uuid.uuid4()])})
    admin, alder = firm.principal("admin"), firm.customers["alder"].id

    def one(**portal: str) -> None:
        work.update_customer(admin, customer_id=alder, portal=portal, confirm=answer)

    for odd in (
        lambda: work.put_portal_modules(admin, jobs=True, confirm=answer),
        lambda: work.put_portal_modules(admin, confirm=answer),
        lambda: work.put_portal_modules(admin, jobs=False, confirm=answer),
        lambda: one(jobs="default"),
        lambda: one(jobs="off"),
        one,
    ):
        with pytest.raises(InvalidError) as caught:
            odd()
        assert list(caught.value.errors) == [name]
    assert Account.objects.get(id=firm.account.id).portal_off == []
    assert Customer.objects.get(id=alder).portal_off == []


def test_the_api_says_so(firm: Firm) -> None:
    api, alder = firm.api("clerk"), firm.customers["alder"]
    off_for_alder(firm, "jobs")
    url, json = f"/api/v1/customers/{alder.id}", "application/json"
    body: dict[str, Any] = {"portal": {"jobs": "default"}, "confirm": True}
    answer = api.patch(url, body, content_type=json)
    assert (answer.status_code, answer.json()["code"]) == (403, "opens_outward")
    body = {"portal": {"jobs": "off"}, "cancel_shares": [str(uuid.uuid4())]}
    assert api.patch(url, body, content_type=json).status_code == 422
    body = {"jobs": True, "cancel_shares": [str(uuid.uuid4())]}
    answer = firm.api("admin").put("/api/v1/settings/portal", body, content_type=json)
    assert answer.status_code == 422
