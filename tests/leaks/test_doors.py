"""What has settings of its own below a door stays closed, from the stranger's side: L44, L46, E-1."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from leaks.conftest import WORD, body, names_in
from links.conftest import Way
from links.strangers import previews, told
from personas import PDF, PNG, Firm, make_file, make_folder, share
from strongroom.access import api as access
from strongroom.access.models import Share
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.store.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LINK = (
    "/items/{id}",
    "/items/{id}/content",
    "/items/{id}/preview?size=256",
    "/folders/{id}",
    "/folders/{id}/archive",
)
PORTAL = ("items/{id}/content", "items/{id}/preview?size=256", "folders/{id}")
API = ("", "/content", "/preview?size=256", "/versions", "/versions/1/content", "/children")


@dataclass
class Doorway:
    """A folder of the project that the customer's portal shows and a link opens, and who comes by them.

    `offer` and `vault`, with `tender` in it, carry the word that nobody outside may read.
    """

    firm: Firm
    door: Item
    wall: Item
    offer: Item
    vault: Item
    tender: Item
    way: Way
    contact: Client
    api: Client

    @property
    def hidden(self) -> list[uuid.UUID]:
        return [self.offer.id, self.vault.id, self.tender.id]

    def control(self, *items: Item) -> None:
        for item in items:
            access.put_settings(
                self.firm.principal("admin"), item.id, enabled=True, entries=[], confirm=True
            )

    def pages(self) -> dict[str, str]:
        """Return what the stranger and the contact read where the door leads."""
        link = {below: body(self.way.get(below)) for below in ("", f"/folders/{self.door.id}")}
        pages = ("portal/", "portal/documents", f"portal/folders/{self.door.id}")
        portal = {page: body(self.contact.get(f"/northgate/{page}")) for page in pages}
        lists = ("/shared-items", f"/items/{self.door.id}/children", f"/items/{self.door.id}")
        api = {path: body(self.api.get(f"/api/v1{path}")) for path in lists}
        return {**link, **portal, **api}

    def archives(self) -> dict[str, list[str]]:
        packed = {below: names_in(self.way.get(below)) for below in ("/archive", self.packed)}
        form = {"ids": str(self.door.id)}
        packed["portal"] = names_in(self.contact.post("/northgate/portal/archive", form))
        return packed

    @property
    def packed(self) -> str:
        return f"/folders/{self.door.id}/archive"

    def counts(self) -> tuple[int, tuple[int, bool]]:
        """Return how many files the contact is told of in the project, and in the folder."""
        asker, library = _contact(self), self.firm.project.library_id
        counted = documents.counts(asker, [library])
        return counted[library], documents.count_files(asker, self.door.id)

    def answers(self, item_id: uuid.UUID) -> list[object]:
        """Return all that is told about one item to the stranger and to the contact."""
        asked = [self.way.get(below.format(id=item_id)) for below in LINK]
        asked += [self.contact.get(f"/northgate/portal/{one.format(id=item_id)}") for one in PORTAL]
        asked += [self.api.get(f"/api/v1/items/{item_id}{one}") for one in API]
        form = {"ids": str(item_id)}
        asked.append(self.contact.post("/northgate/portal/archive", form))
        return [(answer.status_code, told(answer)[2]) for answer in asked]


def statuses(way: Doorway, item_id: uuid.UUID) -> set[int]:
    return {status for status, _ in way.answers(item_id)}


@pytest.fixture
def doorway(firm: Firm) -> Doorway:
    door = make_folder(firm.project.library_id, "Plans")
    wall = make_file(door.id, "wall.png", PNG)
    vault = make_folder(door.id, f"{WORD} vault")
    offer = make_file(door.id, f"{WORD} offer.png", PNG + b"offer")
    tender = make_file(vault.id, f"{WORD} tender.pdf", PDF + b"tender")
    previews(offer)
    share(door, firm.customers["alder"])
    [row] = sharing.share_by_link(firm.principal("office"), item_ids=[door.id])
    portal = firm.api("contact", access.Surface.PORTAL)
    return Doorway(
        firm, door, wall, offer, vault, tender, Way(row, Client()), firm.client("contact"), portal
    )


def settings_made(way: Doorway) -> None:
    """L46: switched on below a live door."""
    way.control(way.offer, way.vault)


def moved_in(way: Doorway) -> None:
    """L44: with settings of their own, from elsewhere."""
    admin = way.firm.principal("admin")
    away = make_folder(way.firm.project.library_id, "Elsewhere")
    ids = [way.offer.id, way.vault.id]
    documents.move(admin, item_ids=ids, parent_id=away.id, confirm=True)
    way.control(way.offer, way.vault)
    documents.move(admin, item_ids=ids, parent_id=way.door.id, confirm=True)


def restored(way: Doorway) -> None:
    """L44: from the trash, with the settings they keep."""
    admin, ids = way.firm.principal("admin"), [way.offer.id, way.vault.id]
    way.control(way.offer, way.vault)
    documents.trash(admin, item_ids=ids)
    documents.restore(admin, item_ids=ids, confirm=True)


def copied_below(way: Doorway) -> None:
    """L44: copies take the settings of a closed folder below the door."""
    admin = way.firm.principal("admin")
    closed = make_folder(way.door.id, f"{WORD} closed")
    way.control(closed)
    copies = documents.copy(admin, item_ids=[way.offer.id, way.vault.id], parent_id=closed.id)
    documents.trash(admin, item_ids=[way.offer.id, way.vault.id])
    way.offer, way.vault = (
        Item.objects.get(id=row.id) for row in sorted(copies, key=lambda row: not row.is_file)
    )
    way.tender = Item.objects.get(parent_id=way.vault.id)


WAYS = [settings_made, moved_in, restored, copied_below]


@pytest.mark.parametrize("comes", WAYS)
def test_l44_l46_what_has_settings_of_its_own_below_a_door_leaves_no_trace(
    doorway: Doorway, comes: Callable[[Doorway], None]
) -> None:
    """L44, L46: not in lists, pages, numbers, archives; asked by its id it never was."""
    open_before = [statuses(doorway, item_id) for item_id in doorway.hidden]
    assert all(200 in seen for seen in open_before), "it was open before"
    assert WORD in "".join(doorway.pages().values())
    comes(doorway)
    for place, text in doorway.pages().items():
        assert WORD not in text, place
        assert all(str(item_id) not in text for item_id in doorway.hidden), place
    for place, names in doorway.archives().items():
        assert [name.rpartition("/")[2] for name in names] == ["wall.png"], place
    assert doorway.counts() == (1, (1, False))
    nothing = doorway.answers(uuid.uuid4())
    for item_id in doorway.hidden:
        assert doorway.answers(item_id) == nothing
    assert 200 in statuses(doorway, doorway.wall.id)


def test_l46_a_closed_folder_does_not_close_what_lies_beside_it(doorway: Doorway) -> None:
    """E-1: only what is under other settings; a door on a controlled folder opens what is under these."""
    doorway.control(doorway.vault)
    share(doorway.vault, doorway.firm.customers["alder"])
    inner = make_file(doorway.vault.id, "inner.pdf", PDF)
    doorway.control(inner)
    asker = _contact(doorway)
    open_now = {doorway.offer.id, doorway.vault.id, doorway.tender.id, doorway.wall.id}
    asked = [*open_now, inner.id]
    assert access.check_many(asker, access.Action.VIEW, asked) == open_now
    listed = {row.id for row in documents.children(asker, doorway.vault.id).results}
    assert listed == {doorway.tender.id}


def test_e1_what_is_shared_itself_behind_a_closed_folder_begins_a_tree_of_its_own(
    doorway: Doorway,
) -> None:
    """E-1, L3: it is reached, and nothing says that it lies below the door or in the closed folder."""
    doorway.control(doorway.vault)
    share(doorway.tender, doorway.firm.customers["alder"])
    first = Share.objects.get(id=doorway.way.row.id)
    Share.objects.create(
        account_id=first.account_id,
        item=doorway.tender,
        type="link",
        link_id=first.link_id,
        keeper_id=doorway.firm.members["admin"].id,
        created_by_id=first.created_by_id,
        created_at=first.created_at,
    )
    assert {row.id for row in documents.children(_contact(doorway), doorway.door.id).results} == {
        doorway.wall.id,
        doorway.offer.id,
    }
    assert documents.get(_contact(doorway), doorway.tender.id).parent_id is None
    assert [crumb.id for crumb in documents.path(_contact(doorway), doorway.tender.id)] == [
        doorway.tender.id
    ]
    assert str(doorway.vault.id) not in body(doorway.way.get())
    whole = names_in(doorway.way.get("/archive"))
    assert doorway.tender.name in whole, "at the top of the archive"
    assert doorway.tender.name not in "".join(names_in(doorway.way.get(doorway.packed)))
    assert doorway.way.get(f"/items/{doorway.tender.id}/content").status_code == 200
    assert doorway.way.get(f"/folders/{doorway.vault.id}").status_code == 404


def _contact(doorway: Doorway) -> access.Principal:
    return doorway.firm.principal("contact", access.Surface.PORTAL)


def test_e1_marks_and_the_dialog_tell_the_same_as_the_door_does(doorway: Doorway) -> None:
    """E-1: in a list, of one item, in the dialog, and in *Who can see this?*."""
    doorway.control(doorway.offer, doorway.vault)
    admin, firm = doorway.firm.principal("admin"), doorway.firm
    listed = documents.children(admin, doorway.door.id).results
    for row in [*listed, *documents.get_many(admin, [row.id for row in listed])]:
        is_open = row.id == doorway.wall.id
        assert (row.viewable_in_portal, row.linked) == (is_open, is_open), row.name
        assert bool(sharing.surroundings(admin, row.id).above) == is_open
        seen = {answer.principal.id for answer in access.who_can(admin, row.id)}
        outside = {doorway.way.row.link_id, firm.contacts["contact"].id}
        assert seen & outside == (outside if is_open else set())
    sharing.share_in_portal(admin, item_ids=[doorway.offer.id])
    assert documents.get(admin, doorway.offer.id).viewable_in_portal
    [hidden] = sharing.hide_from_portal(admin, item_ids=[doorway.offer.id])
    assert hidden.item_id == doorway.offer.id, "its folder does not show it"


def test_e2_whoever_sees_closed_items_below_is_told_how_many_and_nobody_else(
    doorway: Doorway,
) -> None:
    """E-2, L46: on the page and by the API; to share the folder takes nothing but share on it."""
    doorway.control(doorway.offer, doorway.vault)
    admin, office = doorway.firm.principal("admin"), doorway.firm.principal("office")
    assert sharing.surroundings(admin, doorway.door.id).closed_below == 2
    assert sharing.surroundings(office, doorway.door.id).closed_below == 0
    told_admin = doorway.firm.api("admin").get(f"/api/v1/items/{doorway.door.id}/shares").json()
    assert told_admin["closed_below"] == 2
    told_office = doorway.firm.api("office").get(f"/api/v1/items/{doorway.door.id}/shares").json()
    assert told_office["closed_below"] == 0
    page = f"/northgate/items/{doorway.door.id}/shares"
    assert "2 items below have settings of their own" in body(
        doorway.firm.client("admin").get(page)
    )
    assert "settings of their own" not in body(doorway.firm.client("office").get(page))
    assert sharing.share_by_link(office, item_ids=[doorway.door.id])
