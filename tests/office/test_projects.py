"""Projects: who finds which, and the forms."""

import pytest

from office.conftest import SignIn
from office.forms import filled
from personas import Firm, make_library
from questions import answer, asked
from strongroom.store.models import LibraryKind
from strongroom.work.models import Project

pytestmark = pytest.mark.django_db
LIST = "/northgate/projects"


def names(answer: object) -> list[str]:
    return [row.cells[0].text for row in answer.context["listing"].table.rows]  # type: ignore[attr-defined]


def make_project(firm: Firm, name: str) -> Project:
    library = make_library(firm.account, LibraryKind.PROJECT, name)
    return Project.objects.create(account=firm.account, name=name, library=library)


def test_the_list_shows_what_exists_for_the_member(firm: Firm, sign_in: SignIn) -> None:
    make_project(firm, "Mill Lane")
    for name in ("admin", "office", "clerk", "viewer"):
        assert names(sign_in(name).get(LIST)) == ["Harbour Court", "Mill Lane"], name
    assert names(sign_in("watcher").get(LIST)) == ["Harbour Court"]
    assert names(sign_in("sub").get(LIST)) == []


def test_the_menu_has_projects_for_whoever_can_see_one(firm: Firm, sign_in: SignIn) -> None:
    link = 'href="/northgate/projects"'
    for name, there in {"office": True, "viewer": True, "watcher": True, "sub": False}.items():
        page = sign_in(name).get("/northgate/jobs").content.decode()
        assert (link in page) is there, name


def test_the_list_is_searched_and_paged(firm: Firm, sign_in: SignIn) -> None:
    for number in range(55):
        make_project(firm, f"Terrace {number:02}")
    client = sign_in("office")
    assert names(client.get(f"{LIST}?q=HARB")) == ["Harbour Court"]
    first = client.get(LIST)
    second = client.get(first.context["listing"].pager.next_url)
    assert len(names(first)) == 50
    assert not set(names(first)) & set(names(second))
    assert len(names(first)) + len(names(second)) == 56
    assert "Nothing matches" in client.get(f"{LIST}?q=zzz").content.decode()


def test_a_manager_makes_and_changes_a_project(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    made = client.post(f"{LIST}/new", {"name": "Quay 7", "customer": "birch retail"})
    project = Project.objects.get(name="Quay 7")
    assert (made.status_code, made["Location"]) == (303, f"{LIST}/{project.id}/documents")
    assert project.customer == firm.customers["birch"]
    address = f"{LIST}/{project.id}/edit"
    saved = client.post(address, {**filled(client, address), "name": "Quay 8", "customer": ""})
    assert saved.status_code == 303
    project.refresh_from_db()
    assert (project.name, project.customer) == ("Quay 8", None)
    assert client.get(f"{LIST}/{project.id}")["Location"] == f"{LIST}/{project.id}/documents"


def test_mistakes_stand_at_their_fields(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    answer = client.post(f"{LIST}/new", {"name": " ", "customer": "Nobody"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "customer"}
    assert (
        client.get(f"{LIST}/new?customer={firm.customers['alder'].id}")
        .context["form"]["customer"]
        .value()
        == "Alder Housing"
    )


def test_a_stale_edit_is_noticed(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    address = f"{LIST}/{firm.project.id}/edit"
    form = filled(client, address)
    client.post(address, {**form, "name": "Changed by another"})
    answer = client.post(address, {**form, "name": "Mine"})
    assert answer.status_code == 412
    assert Project.objects.get().name == "Changed by another"


def test_who_may_not_manage_gets_no_form(firm: Firm, sign_in: SignIn) -> None:
    for name in ("clerk", "viewer", "watcher"):
        client = sign_in(name)
        assert client.get(f"{LIST}/new").status_code == 403, name
        assert client.get(f"{LIST}/{firm.project.id}/edit").status_code == 403, name
    assert sign_in("sub").get(f"{LIST}/{firm.project.id}/edit").status_code == 404
    assert Project.objects.get().name == "Harbour Court"


def test_taking_the_customer_away_asks_first_when_documents_leave_a_portal(
    firm: Firm, sign_in: SignIn
) -> None:
    from personas import share

    share(firm.files["project.pdf"], firm.customers["alder"])
    client = sign_in("office")
    address = f"{LIST}/{firm.project.id}/edit"
    form = {**filled(client, address), "customer": ""}
    question = client.post(address, {**form, "name": "Kept as typed"})
    assert asked(question).words.confirm_label == "Save anyway"
    back = answer(client, question, confirm="no")
    assert back.status_code == 200
    assert 'value="Kept as typed"' in back.content.decode()
    assert Project.objects.get().customer == firm.customers["alder"]
    assert answer(client, question).status_code == 303
    assert Project.objects.get().customer is None
