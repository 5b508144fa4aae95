"""Documents in the menu: all files, shared items (D-20), favourites and recent, and a folder's own details."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.conftest import SignIn
from personas import Firm, add_many_files, make_folder
from strongroom.access.api import Entry, Level, put_settings
from strongroom.documents import api as documents
from strongroom.documents.models import Favourite
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db
BASE = "/northgate/documents"
HTMX = {"HX-Request": "true", "HX-Target": "documents"}


def names(client: Client, address: str) -> list[str]:
    return [row.name for row in client.get(address).context["documents"].rows]


def control(firm: Firm, item: Item, name: str, level: Level = Level.VIEWER) -> None:
    entry = Entry("member", firm.members[name].id, level)
    put_settings(firm.principal("admin"), item.id, enabled=True, entries=[entry], confirm=True)


def test_all_files_are_the_projects_for_whoever_sees_any(firm: Firm, sign_in: SignIn) -> None:
    page = sign_in("viewer").get(BASE)
    assert "Harbour Court" in page.content.decode()
    assert f'href="/northgate/projects/{firm.project.id}/documents"' in page.content.decode()
    assert "Nothing matches" in sign_in("viewer").get(f"{BASE}?q=zzz").content.decode()
    assert sign_in("sub").get(BASE)["Location"] == "/northgate/shared"


def test_d20_shared_items_say_level_who_and_since_when(firm: Firm, sign_in: SignIn) -> None:
    control(firm, firm.files["project.pdf"], "viewer", Level.CONTRIBUTOR)
    page = sign_in("viewer").get("/northgate/shared")
    (told,) = page.context["documents"].told.values()
    assert (told.text, told.by) == ("Contributor", f"by {firm.principal('admin').name}")
    assert told.by in page.content.decode()
    control(firm, firm.files["project.pdf"], "admin", Level.MANAGER)
    mine = sign_in("admin").get("/northgate/shared").context["documents"]
    assert [one.by for one in mine.told.values()] == ["by you"]


def test_stars_are_given_in_any_list_and_taken_in_favourites(firm: Firm, sign_in: SignIn) -> None:
    client, plan = sign_in("office"), firm.files["plan.pdf"]
    job = client.get(f"/northgate/jobs/{firm.job.id}").context["documents"]
    assert "No favourites yet" in client.get(f"{BASE}/favourites").content.decode()
    given = client.post(job.urls.star, {"ids": [plan.id], "starred": "true"}, headers=HTMX)
    assert "1 item added to your favourites." in given.content.decode()
    assert names(client, f"{BASE}/favourites") == ["plan.pdf"]
    assert names(sign_in("clerk"), f"{BASE}/favourites") == []
    listed = client.get(f"{BASE}/favourites").context["documents"]
    place = listed.places[plan.id]
    assert place.record.name
    assert listed.may.unstar
    taken = client.post(listed.urls.star, {"ids": [plan.id], "starred": ""}, headers=HTMX)
    assert "removed from your favourites" in taken.content.decode()
    assert "No favourites yet" in taken.content.decode()
    assert not Favourite.objects.exists()
    plain = client.post(f"{BASE}/recent", {"ids": [plan.id], "starred": "true"})
    assert plain["Location"] == f"{BASE}/recent"
    assert names(client, f"{BASE}/favourites") == ["plan.pdf"]


def test_l16_a_hidden_item_is_neither_starred_nor_told_of(firm: Firm, sign_in: SignIn) -> None:
    drawing = firm.files["project.pdf"]
    control(firm, drawing, "admin", Level.MANAGER)
    form = {"ids": [drawing.id, firm.files["plan.pdf"].id], "starred": "true"}
    for page in ("favourites", "recent", "new"):
        assert sign_in("clerk").post(f"{BASE}/{page}", form).status_code == 404
    assert not Favourite.objects.exists()


def test_what_one_opens_stands_in_recent(firm: Firm, sign_in: SignIn) -> None:
    client, plan = sign_in("clerk"), firm.files["plan.pdf"]
    assert "Nothing yet" in client.get(f"{BASE}/recent").content.decode()
    content = f"/northgate/items/{plan.id}/content"
    client.get(content, headers={"Sec-Purpose": "prefetch"})
    client.head(content)
    client.get(content, headers={"Range": "bytes=3-"})
    assert names(client, f"{BASE}/recent") == []
    assert client.get(content).status_code == 200
    page = client.get(f"{BASE}/recent")
    listed = page.context["documents"]
    assert [row.name for row in listed.rows] == ["plan.pdf"]
    assert [one.text for one in listed.told.values()] == ["Opened"]
    assert [(tab.label, tab.active) for tab in page.context["choices"]] == [
        ("Mine", True),
        ("Added by others", False),
    ]
    archive = client.post(listed.urls.archive, {"ids": [plan.id]})
    assert archive.headers["Content-Type"] == "application/zip"
    assert "plan.pdf" in names(client, f"{BASE}/new")
    control(firm, plan, "admin", Level.MANAGER)
    assert names(client, f"{BASE}/recent") == []
    assert "plan.pdf" not in client.get(f"{BASE}/new").content.decode()


def test_htmx_gets_these_lists_alone(sign_in: SignIn) -> None:
    for page in ("favourites", "recent", "new"):
        text = sign_in("office").get(f"{BASE}/{page}?q=a", headers=HTMX).content.decode()
        assert text.lstrip().startswith('<section id="documents"')
        assert "Nothing matches" in text or "<tbody>" in text


def test_the_lists_take_the_same_few_queries_however_long(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    pages = {BASE: 5, f"{BASE}/favourites": 10, f"{BASE}/recent": 10, f"{BASE}/new": 10}

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    office = firm.principal("office")
    documents.set_favourite(office, item_ids=[firm.files["plan.pdf"].id], starred=True)
    documents.note_opened(office, firm.files["plan.pdf"].id)
    few = {address: queries(address) for address in pages}
    add_many_files(firm.other_job.library_id, 60)
    ids = [*Item.objects.filter(name__startswith="photo ").values_list("id", flat=True)]
    documents.set_favourite(office, item_ids=ids, starred=True)
    for item_id in ids:
        documents.note_opened(office, item_id)
    assert {address: queries(address) for address in pages} == few
    assert all(few[address] <= most for address, most in pages.items()), few
    assert client.get(f"{BASE}/recent").context["documents"].pager.next_url


def test_d7_a_folder_s_title_opens_its_own_details(firm: Firm, sign_in: SignIn) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    project = f"/northgate/projects/{firm.project.id}"
    for address, item_id, name in (
        (f"{project}/folders/{plans.id}", plans.id, "clerk"),
        (f"{project}/documents", firm.project.library_id, "clerk"),
        (f"/northgate/shared/folders/{firm.job.library_id}", firm.job.library_id, "clerk"),
    ):
        page = sign_in(name).get(address)
        button = page.context["folder_details"]
        assert (button.item_id, button.label, button.controlled) == (
            item_id,
            "Details and access",
            False,
        )
        assert f'data-item="{item_id}"' in page.content.decode()
        assert sign_in(name).get(button.url).status_code == 200
    control(firm, plans, "sub")
    page = sign_in("sub").get(f"/northgate/shared/folders/{plans.id}")
    assert page.context["folder_details"].label == "Details"
    assert page.context["folder_details"].controlled
