"""Documents, Shared items: what is opened to somebody, with its record and place (D-5, D-6, D-20)."""

import io
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.conftest import SignIn
from personas import PASSWORD, PDF, Firm, make_file, make_folder
from strongroom.access.api import Entry, Level, put_settings
from strongroom.access.models import Role, Seat
from strongroom.interfaces.common.documents.document_list import DocumentList, May
from strongroom.interfaces.kit.place import Place, Step
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db
SHARED = "/northgate/shared"


def open_to(
    firm: Firm, item: Item, name: str, level: Level = Level.VIEWER, *, role: Role | None = None
) -> None:
    """Switch access control on for the item, with one entry besides the admin's."""
    entry = Entry("role", role.id, level) if role else Entry("member", firm.members[name].id, level)
    admin = firm.principal("admin")
    put_settings(admin, item.id, enabled=True, entries=[entry], confirm=True)


def names(client: Client, query: str = "") -> list[str]:
    return [row.name for row in client.get(SHARED + query).context["documents"].rows]


def place(client: Client, name: str) -> Place:
    listed: DocumentList = client.get(SHARED).context["documents"]
    return next(listed.places[row.id] for row in listed.rows if row.name == name)


@pytest.fixture
def plans(firm: Firm) -> dict[str, Item]:
    """In the project: Plans / Level 2 / ground.pdf; Plans is opened to the subcontractor."""
    top = make_folder(firm.project.library_id, "Plans")
    level = make_folder(top.id, "Level 2")
    paper = make_file(level.id, "ground.pdf", PDF + b"ground")
    open_to(firm, top, "sub")
    return {"Plans": top, "Level 2": level, "ground.pdf": paper}


def test_d20_what_is_shared_with_me_stands_there_with_the_project(
    firm: Firm, plans: dict[str, Item], sign_in: SignIn
) -> None:
    paper = firm.files["project.pdf"]
    open_to(firm, paper, "sub")
    client = sign_in("sub")
    assert names(client) == ["Plans", "project.pdf"]
    assert place(client, "Plans") == Place("folder", Step("Harbour Court"), [])
    assert names(client, "?q=PROJ") == ["project.pdf"]
    assert names(sign_in("viewer")) == []
    page = client.get(SHARED).content.decode()
    assert "Harbour Court" in page
    assert f'href="{SHARED}/folders/{plans["Plans"].id}"' in page


def test_d20_the_place_is_told_as_far_as_one_may_see_it(
    firm: Firm, plans: dict[str, Item], sign_in: SignIn
) -> None:
    open_to(firm, plans["ground.pdf"], "sub")
    secret = make_folder(firm.project.library_id, "Wages")
    inside = make_file(secret.id, "list.pdf", PDF + b"wages")
    open_to(firm, secret, "admin")
    open_to(firm, inside, "sub")
    client = sign_in("sub")
    ground = place(client, "ground.pdf")
    assert [step.name for step in ground.steps] == ["Plans", "Level 2"]
    assert place(client, "list.pdf").steps == []
    assert "Wages" not in client.get(SHARED).content.decode()
    open_to(firm, plans["ground.pdf"], "viewer")
    seen = place(sign_in("viewer"), "ground.pdf")
    assert seen.record.name == "Harbour Court"
    assert seen.record.url == ""  # Plans is hidden from them: what is above it is not told of
    assert seen.steps == []


def test_d20_a_role_shares_too_and_an_ended_grant_does_not(firm: Firm, sign_in: SignIn) -> None:
    role = Role.objects.create(account=firm.account, name="Electrician", permissions=[])
    Seat.objects.create(member=firm.members["sub"], role=role, library=firm.project.library)
    open_to(firm, firm.files["project.pdf"], "", role=role)
    client = sign_in("sub")
    assert names(client) == ["project.pdf"]
    Seat.objects.filter(role=role).delete()
    assert names(client) == []


def test_d5_a_subcontractor_opens_a_shared_folder_and_changes_nothing(
    firm: Firm, plans: dict[str, Item], sign_in: SignIn
) -> None:
    open_to(firm, plans["Plans"], "sub", Level.MANAGER)
    client = sign_in("sub")
    page = client.get(f"{SHARED}/folders/{plans['Level 2'].id}")
    assert [crumb.label for crumb in page.context["crumbs"]] == ["Shared items", "Plans"]
    listed = page.context["documents"]
    assert [row.name for row in listed.rows] == ["ground.pdf"]
    assert listed.upload is None
    assert listed.may == May(archive=True, star=True)
    assert listed.may.select
    content = client.get(f"/northgate/items/{plans['ground.pdf'].id}/content")
    assert content.status_code == 200
    assert b"".join(content.streaming_content) == PDF + b"ground"
    actions = listed.urls.actions
    for form in ({"action": "delete"}, {"action": "rename", "name": "x.pdf"}):
        assert client.post(actions, {**form, "ids": plans["ground.pdf"].id}).status_code == 403
    assert Item.objects.get(id=plans["ground.pdf"].id).trashed_at is None
    root = f"{SHARED}/folders/{firm.project.library_id}"
    assert client.get(root).status_code == 404
    assert client.get(f"{SHARED}/folders/{plans['ground.pdf'].id}").status_code == 404


def test_d6_a_watcher_gets_nothing_shared_even_if_a_grant_names_them(
    firm: Firm, plans: dict[str, Item], sign_in: SignIn
) -> None:
    open_to(firm, plans["Plans"], "watcher")
    client = sign_in("watcher")
    assert names(client) == []
    assert client.get(f"{SHARED}/folders/{plans['Plans'].id}").status_code == 404
    root = client.get(f"{SHARED}/folders/{firm.project.library_id}")
    assert root["Location"].endswith(
        f"/projects/{firm.project.id}/folders/{firm.project.library_id}"
    )


def test_d11_a_contributor_opens_the_shared_folder_in_the_explorer(
    firm: Firm, plans: dict[str, Item], sign_in: SignIn
) -> None:
    open_to(firm, plans["Plans"], "viewer", Level.CONTRIBUTOR)
    client = sign_in("viewer")
    assert names(client) == ["Plans"]
    assert place(client, "Plans").record.url
    answer = client.get(f"{SHARED}/folders/{plans['Plans'].id}")
    assert answer.status_code == 303
    assert client.get(answer["Location"]).context["documents"].upload


def test_a_folder_of_a_job_opens_for_whoever_sees_it(firm: Firm, sign_in: SignIn) -> None:
    album = make_folder(firm.job.library_id, "Album")
    make_file(album.id, "one.pdf", PDF + b"1")
    job = sign_in("sub").get(f"/northgate/jobs/{firm.job.id}")
    address = f"{SHARED}/folders/{album.id}"
    assert f'href="{address}"' in job.content.decode()
    for name in ("sub", "office"):
        page = sign_in(name).get(address)
        assert [row.name for row in page.context["documents"].rows] == ["one.pdf"], name
    listed = sign_in("office").get(address).context["documents"]
    assert listed.upload.parent_id == album.id


def test_a14_the_ticked_items_come_as_one_zip_and_hidden_ones_stop_it(
    firm: Firm, plans: dict[str, Item], sign_in: SignIn
) -> None:
    client = sign_in("sub")
    archive = client.get(SHARED).context["documents"].urls.archive
    answer = client.post(archive, {"ids": [plans["Plans"].id]})
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert packed.namelist() == ["Plans/Level 2/ground.pdf"]
    hidden = client.post(archive, {"ids": [plans["Plans"].id, firm.files["project.pdf"].id]})
    assert hidden.status_code == 404


def test_l40_an_ended_grant_is_gone_at_once(
    firm: Firm, plans: dict[str, Item], sign_in: SignIn
) -> None:
    client = sign_in("sub")
    assert names(client) == ["Plans"]
    open_to(firm, plans["Plans"], "clerk")
    assert names(client) == []
    assert client.get(f"{SHARED}/folders/{plans['Level 2'].id}").status_code == 404


@pytest.mark.parametrize("assigned", [True, False])
def test_d20_a_subcontractor_lands_there_assigned_to_jobs_or_not(
    firm: Firm, plans: dict[str, Item], sign_in: SignIn, *, assigned: bool
) -> None:
    if not assigned:
        Seat.objects.filter(member=firm.members["sub"], library=firm.job.library).delete()
    form = {"email": "sub@northgate.example", "password": PASSWORD}
    assert Client().post("/sign-in", form)["Location"] == SHARED
    phone = Client(headers={"sec-ch-ua-mobile": "?1"})
    assert phone.post("/sign-in", form)["Location"] == "/northgate/m/documents"
    assert sign_in("sub").get("/")["Location"] == SHARED
    for page in (SHARED, "/northgate/m/documents"):
        frame = sign_in("sub").get(page).context["frame"]
        assert frame.home_url == page
        assert "Jobs" in [link.label for link in frame.nav]
    assert sign_in("watcher").get("/")["Location"] == "/northgate/"


def test_the_menu_leads_there_whoever_can_or_cannot_open_all_files(
    firm: Firm, sign_in: SignIn
) -> None:
    ways = ["Shared items", "Favourites", "Recent"]
    for name, tabs in {
        "sub": ways,
        "watcher": ["All files", *ways],
        "viewer": ["All files", *ways],
    }.items():
        client = sign_in(name)
        nav = client.get(SHARED).context["frame"].nav
        assert [link.label for link in nav if link.active] == ["Documents"]
        landed = client.get(next(link.url for link in nav if link.active), follow=True)
        assert [tab.label for tab in landed.context["tabs"]] == tabs
        assert [tab.active for tab in landed.context["tabs"]].index(True) == 0


def test_who_can_see_it_is_asked_by_in_house_users_alone(
    firm: Firm, plans: dict[str, Item], sign_in: SignIn
) -> None:
    open_to(firm, plans["Plans"], "viewer")
    asking = f'data-viewers="/northgate/items/{plans["Plans"].id}/viewers"'
    assert asking in sign_in("viewer").get(SHARED).content.decode()
    open_to(firm, plans["Plans"], "sub")
    page = sign_in("sub").get(SHARED).content.decode()
    assert "data-viewers" not in page
    assert "Access is controlled" in page


def test_htmx_gets_the_list_alone(firm: Firm, plans: dict[str, Item], sign_in: SignIn) -> None:
    headers = {"HX-Request": "true", "HX-Target": "documents"}
    for address in (f"{SHARED}?q=pla", f"{SHARED}/folders/{plans['Plans'].id}"):
        text = sign_in("sub").get(address, headers=headers).content.decode()
        assert text.lstrip().startswith('<section id="documents"')
        assert "<html" not in text


def test_the_list_is_paged_and_takes_the_same_few_queries(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("sub")

    def queries() -> int:
        client.get(SHARED)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(SHARED).status_code == 200
        return len(captured)

    open_to(firm, make_folder(firm.project.library_id, "Folder 00"), "sub")
    few = queries()
    for number in range(1, 55):
        open_to(firm, make_folder(firm.project.library_id, f"Folder {number:02}"), "sub")
    assert queries() == few
    assert few <= 16
    first = client.get(SHARED).context["documents"]
    second = client.get(first.pager.next_url).context["documents"]
    assert len(first.rows) == 50
    assert [row.name for row in second.rows] == [f"Folder {n:02}" for n in range(50, 55)]
