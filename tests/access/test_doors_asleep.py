"""A door by which nobody gets in is told as one, and is told again when it wakes (E-5, E-6, L22)."""

import uuid
from typing import Any

import pytest

from personas import Firm, make_contact, make_file, make_folder, share
from strongroom.access import api as access
from strongroom.access.models import Role, Seat, Share
from strongroom.core.confirmation import Confirmation
from strongroom.core.errors import ConfirmationRequiredError, ForbiddenError
from strongroom.directory.models import Contact
from strongroom.interfaces.common.questions.doors import doors_of
from strongroom.sharing import api as sharing
from strongroom.store import api as store
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(firm: Firm) -> Item:
    """A folder with a file, both open to whoever works in the office."""
    folder = make_folder(firm.project.library_id, "Plans")
    make_file(folder.id, "a.pdf", b"%PDF-1.7")
    return folder


def link(firm: Firm, item_id: uuid.UUID, who: str = "office") -> uuid.UUID:
    """Let somebody make a link; return its share."""
    return sharing.share_by_link(firm.principal(who), item_ids=[item_id])[0].id


def may_not_share(firm: Firm, name: str) -> None:
    """Take the right to share from the roles of a member."""
    for role in Role.objects.filter(seats__member=firm.members[name]):
        role.permissions = [code for code in role.permissions if code != "documents.share"]
        role.save()


def asked(firm: Firm, item_id: uuid.UUID, who: str = "admin", **wanted: Any) -> dict[str, Any]:
    """Return what the question about settings tells of doors."""
    with pytest.raises(ConfirmationRequiredError) as question:
        access.put_settings(firm.principal(who), item_id, **{"enabled": True, **wanted})
    doors: dict[str, Any] = question.value.extra["changes"]["doors"]
    return doors


def test_a_live_link_is_told_as_live(firm: Firm, folder: Item) -> None:
    link(firm, folder.id, "admin")
    [told] = asked(firm, folder.id)["stays"]
    assert (told["state"], told["why_not"], told["suspended_why"]) == ("live", None, None)


def test_l22_a_suspended_link_stays_marked_and_can_be_cancelled(firm: Firm, folder: Item) -> None:
    share_id = link(firm, folder.id)
    may_not_share(firm, "office")
    [told] = asked(firm, folder.id)["stays"]
    assert (told["state"], told["why_not"]) == ("suspended", "suspended")
    assert (told["suspended_why"], told["keeper"]) == ("maker_may_not", "Office")
    assert told["may_cancel"] is True
    admin = firm.principal("admin")
    answer = Confirmation(given=True, cancel_shares=frozenset([share_id]))
    access.put_settings(admin, folder.id, enabled=True, confirm=answer)
    assert Share.objects.get(id=share_id).cancelled_by_id == admin.id


def test_a_link_that_the_change_itself_suspends_closes(firm: Firm, folder: Item) -> None:
    """Who keeps it is not among those listed: so nobody gets in by it from then on."""
    link(firm, folder.id)
    doors = asked(firm, folder.id)
    [told] = doors["closes"]
    assert (told["state"], told["suspended_why"]) == ("suspended", "maker_may_not")
    assert (told["suspends"], told["keeper"], told["keeper_you"]) == (True, "Office", False)
    assert (told["may_keep"], doors["stays"]) == (False, [])


def test_who_shuts_themselves_out_is_told_that_their_link_closes(firm: Firm, folder: Item) -> None:
    """E-5: with what they knew of it before; words that say why."""
    link(firm, folder.id)
    settings = Role.objects.create(
        account=firm.account, name="Settings", permissions=["documents.access_control"]
    )
    Seat.objects.create(member=firm.members["office"], role=settings)
    office = firm.principal("office")
    access.put_settings(office, folder.id, enabled=True, confirm=True)
    manager = access.Entry("member", firm.members["clerk"].id, access.Level.MANAGER)
    with pytest.raises(ConfirmationRequiredError) as question:
        access.put_settings(office, folder.id, enabled=True, entries=[manager])
    changes = question.value.extra["changes"]
    [told] = changes["doors"]["closes"]
    assert (told["item"]["name"], told["keeper_you"]) == ("Plans", True)
    [group] = doors_of(changes, frozenset())
    assert group.title == "1 door to the outside closes"
    assert group.doors[0].note == (
        "It stops working, because you will no longer be able to share “Plans”."
    )
    assert not group.tickable


def test_who_keeps_a_suspended_link_is_told_to_who_may_share(firm: Firm, folder: Item) -> None:
    link(firm, folder.id, "admin")
    firm.members["admin"].active = False
    firm.members["admin"].save()
    may_not_share(firm, "office")
    [told] = asked(firm, folder.id, "office")["stays"]
    assert (told["state"], told["suspended_why"]) == ("suspended", "maker_inactive")
    assert (told["keeper"], told["by"], told["may_cancel"]) == (None, None, True)


@pytest.mark.parametrize("why", ["no_contact", "module_off"])
def test_e6_a_portal_share_that_nobody_can_use_is_told_so(
    firm: Firm, folder: Item, why: str
) -> None:
    alder = firm.customers["alder"]
    share(folder, alder)
    if why == "no_contact":
        Contact.objects.filter(customer=alder).update(portal_access=False)
    else:
        make_contact(alder, "guest")
        alder.portal_off = ["documents"]
        alder.save()
    [told] = asked(firm, folder.id)["stays"]
    assert (told["state"], told["why_not"]) == ("live", why)


def test_what_lies_in_the_trash_is_opened_by_no_door_and_tells_of_none(
    firm: Firm, folder: Item
) -> None:
    """Its link sleeps; bringing it back is judged then (E-3)."""
    inner = make_folder(folder.id, "Inner")
    link(firm, inner.id)
    Item.objects.filter(id=inner.id).update(trashed_at=folder.created_at)
    store.repoint(inner.id)
    assert not asked(firm, folder.id)["stays"]


def test_e3_a_link_that_wakes_opens(firm: Firm, folder: Item) -> None:
    """Settings that go give its keeper the right back: told, and only for who may share it."""
    share_id = link(firm, folder.id)
    entries = [access.Entry("member", firm.members["clerk"].id, access.Level.MANAGER)]
    admin = firm.principal("admin")
    access.put_settings(admin, folder.id, enabled=True, entries=entries, confirm=True)
    doors = asked(firm, folder.id, enabled=False)
    assert [told["share_id"] for told in doors["opens"]] == [str(share_id)]
    assert doors["opens"][0]["state"] == "live"
    with pytest.raises(ForbiddenError) as refused:
        access.put_settings(firm.principal("clerk"), folder.id, enabled=False, confirm=True)
    assert refused.value.code == "opens_outward"


def test_the_api_says_it_in_the_words_of_shares(firm: Firm, folder: Item) -> None:
    share_id = link(firm, folder.id)
    may_not_share(firm, "office")
    path = f"/api/v1/items/{folder.id}/access"
    sent = {"enabled": True}
    answer = firm.api("admin").put(path, sent, content_type="application/json")
    [told] = answer.json()["changes"]["doors"]["stays"]
    row = firm.api("admin").get(f"/api/v1/items/{folder.id}/shares").json()["results"][0]
    assert row["id"] == told["share_id"] == str(share_id)
    for name in ("state", "why_not", "suspended_why"):
        assert told[name] == row[name]
