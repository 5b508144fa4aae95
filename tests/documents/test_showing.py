"""E-4: a place that a door opens says so before anything is added, and what is added carries its mark."""

import io

import pytest

from personas import Firm, make_file, make_folder, share
from strongroom.access import api as access
from strongroom.access.api import Surface
from strongroom.access.models import Share
from strongroom.core import clock
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.store import api as store
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db
PORTAL = "Customers of Alder Housing see what you add here."
LINK = "Whoever has a link sees what you add here."
BOTH = "Customers of Alder Housing and whoever has a link see what you add here."


def linked(firm: Firm, item: Item) -> None:
    sharing.share_by_link(firm.principal("admin"), item_ids=[item.id], confirm=True)


@pytest.fixture
def folder(firm: Firm) -> Item:
    return make_folder(firm.project.library_id, "Handover")


def told(firm: Firm, folder: Item) -> set[str]:
    """Return what stands above the list in the project's pages, in the office and on the phone."""
    pages = (
        f"/northgate/projects/{firm.project.id}/folders/{folder.id}",
        f"/northgate/m/documents/folders/{folder.id}",
    )
    client = firm.client("admin")
    found = set()
    for page in pages:
        text = client.get(page).content.decode()
        assert 'type="file"' in text, page
        _, mark, rest = text.partition("data-opens-to>")
        found.add(rest.partition("<")[0] if mark else "")
    return found


def test_e4_the_list_says_who_sees_what_is_added(firm: Firm, folder: Item) -> None:
    alder = firm.customers["alder"]
    below = make_folder(folder.id, "Photos")
    assert told(firm, below) == {""}
    door = share(folder, alder)
    assert told(firm, folder) == told(firm, below) == {PORTAL}
    linked(firm, folder)
    assert told(firm, below) == {BOTH}
    Share.objects.filter(id=door.id).update(cancelled_at=clock.now())
    assert told(firm, below) == {LINK}


def test_e4_e1_not_below_settings_of_its_own(firm: Firm, folder: Item) -> None:
    below = make_folder(folder.id, "Photos")
    share(folder, firm.customers["alder"])
    access.put_settings(firm.principal("admin"), below.id, enabled=True, entries=[], confirm=True)
    assert told(firm, below) == {""}


def test_e4_on_a_job_too_and_only_to_whoever_may_add(firm: Firm) -> None:
    root = Item.objects.get(id=firm.job.library_id)
    linked(firm, root)
    page, phone = f"/northgate/jobs/{firm.job.id}", f"/northgate/m/jobs/{firm.job.id}"
    assert LINK in firm.client("office").get(page).content.decode()
    assert LINK in firm.client("tech").get(phone).content.decode()
    assert "what you add here" not in firm.client("viewer").get(page).content.decode()
    assert documents.adds_to(documents.here(firm.principal("viewer"), root.id)) is None


def test_e4_whoever_may_add_adds_and_the_row_carries_its_mark_at_once(
    firm: Firm, folder: Item
) -> None:
    share(folder, firm.customers["alder"])
    linked(firm, folder)
    clerk = firm.principal("clerk")
    staged = store.receive(io.BytesIO(b"some words"))
    row = documents.add_file(clerk, parent_id=folder.id, name="new.txt", staged=staged)
    assert (row.viewable_in_portal, row.linked) == (True, True)
    assert access.check(firm.principal("contact"), access.Action.VIEW, row.id).visible
    made = documents.make_folder(clerk, parent_id=folder.id, name="New")
    assert (made.viewable_in_portal, made.linked) == (True, True)


def test_e4_the_phone_hides_no_door_from_whoever_adds(firm: Firm, folder: Item) -> None:
    share(folder, firm.customers["alder"])
    make_file(folder.id, "wages.pdf", confidential=True)
    phone = firm.principal("office", Surface.MOBILE)
    assert documents.adds_to(documents.here(phone, folder.id)) == documents.OpensTo(
        portal=True, customer_name="Alder Housing", link=False
    )
