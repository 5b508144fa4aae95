"""The details drawer: properties, who can see it, versions (D-21, D-23)."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import questions
from office.conftest import SignIn
from office.panels import HTMX, Drawer, member, role, words
from personas import PDF, Firm, make_file, make_folder, share
from questions import asked
from strongroom.access.models import Seat
from strongroom.core.errors import ForbiddenError
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.store import api as store

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(firm: Firm, sign_in: SignIn) -> Drawer:
    return Drawer(firm, sign_in("office"), firm.files["plan.pdf"])


def add_version(file: Drawer, data: bytes, name: str = "plan v2.pdf") -> Any:
    return documents.add_version(
        file.firm.principal("clerk"),
        item_id=file.item.id,
        name=name,
        staged=store.receive(io.BytesIO(data)),
        note="Rooms moved",
    )


def test_the_properties_of_a_file(file: Drawer) -> None:
    row = documents.get(file.firm.principal("office"), file.item.id)
    page = file.text()
    for said in ("PDF document", "Rewire the boiler house", "by Office", row.sha256, "Version 1"):
        assert said in page
    assert "Viewable in portal No" in page
    assert "Confidential No" in page


def test_without_htmx_it_is_a_page(file: Drawer) -> None:
    page = file.client.get(file.url("details"))
    assert page.status_code == 200
    assert "<html" in page.content.decode()
    assert 'id="drawer"' not in page.content.decode()
    job = file.client.get(f"/northgate/jobs/{file.firm.job.id}")
    assert 'id="drawer"' in job.content.decode()


def test_an_unknown_tab_is_the_first(file: Drawer) -> None:
    assert file.get("nonsense").context["drawn"].tab == "details"


def test_what_happened_is_told_in_sentences(file: Drawer) -> None:
    documents.rename(file.firm.principal("clerk"), item_id=file.item.id, name="plan b.pdf")
    add_version(file, PDF + b"2")
    file.switch(on=True)
    page = file.text("activity")
    for said in (
        "Office switched access control on",
        "Office added themselves as Manager",
        "Clerk uploaded version 2",
        "Clerk renamed it: “plan.pdf” is now “plan b.pdf”",
    ):
        assert said in page


def test_changes_of_access_are_told_one_by_one(firm: Firm, file: Drawer) -> None:
    """D-7 to D-14, with the names that people and roles have when it is read."""
    folder = make_folder(firm.project.library_id, "Plans")
    one = Drawer(firm, file.client, make_file(folder.id, "plan.pdf"))
    top = Drawer(firm, file.client, folder)
    clerk, sub = role(firm, "clerk"), member(firm, "sub")
    top.switch(on=True)
    one.put(f"{clerk}=viewer")
    one.put(f"{clerk}=contributor", f"{sub}=viewer")
    one.put(f"{clerk}=contributor", f"{sub}=viewer")  # as it was: nothing to tell
    firm.roles["clerk"].name = "Site clerk"
    firm.roles["clerk"].save()
    one.post("access", {"remove": clerk}, confirm=True)
    one.post("access/restore", {}, confirm=True)
    top.switch(on=False)
    assert happened(one) == [
        "Office restored the access settings of the folder above",
        "Office removed Site clerk from the access settings",
        "Office added Sub as Viewer",
        "Office changed Site clerk from Viewer to Contributor",
        "Office added Site clerk as Viewer",
        "Office gave it access settings of its own, beginning with those of the folder above",
    ]
    assert happened(top) == [
        "Office switched access control off",
        "Office added themselves as Manager",
        "Office switched access control on",
    ]
    firm.roles["clerk"].delete()
    assert "Office removed a role that is gone from the access settings" in happened(one)


def happened(one: Drawer) -> list[str]:
    return [event.sentence for event in one.context("activity").events]


def test_e5_activity_tells_of_shares_as_their_history_does(firm: Firm, sign_in: SignIn) -> None:
    """Only to whoever may share; to others what they did themselves."""
    item = make_file(firm.project.library_id, "shared.pdf")
    sharing.share_by_link(firm.principal("office"), item_ids=[item.id])
    clerk = Drawer(firm, sign_in("clerk"), item)
    assert not [told for told in happened(clerk) if "link" in told]
    assert "Office made a link to it" in happened(Drawer(firm, sign_in("office"), item))
    with pytest.raises(ForbiddenError):
        sharing.share_by_link(firm.principal("clerk"), item_ids=[item.id])
    assert happened(clerk) == ["Clerk tried to share it and was refused"]


def test_what_happened_is_paged(file: Drawer) -> None:
    for number in range(25):
        documents.set_tags(
            file.firm.principal("clerk"), item_id=file.item.id, tags=[f"tag {number}"]
        )
    first = file.context("activity")
    assert len(first.events) == 20
    second = file.client.get(first.next_url, headers=HTMX).context["drawn"].shown
    assert len(second.events) == 5
    assert second.next_url == ""


def test_d23_each_person_with_the_reason(firm: Firm, sign_in: SignIn) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    level = make_folder(plans.id, "Level 2")
    one = Drawer(firm, sign_in("office"), make_file(level.id, "plan.pdf"))
    assert reasons(one) == {
        "Admin": "Everything, as administrator",
        "Clerk": "Views and edits, as Clerk",
        "Office": "Views, edits and sets access, as Office",
        "Viewer": "Views, as Viewer",
        "Watcher": "Views, as a member of this project",
    }
    top = Drawer(firm, one.client, level)
    top.switch(on=True)
    top.put(f"{role(firm, 'clerk')}=contributor", f"{member(firm, 'sub')}=manager")
    assert reasons(one) == {
        "Admin": "Everything, as administrator",
        "Clerk": "Contributor, as Clerk, from folder Plans / Level 2",
        "Office": "Manager, listed by name, from folder Plans / Level 2",
        "Sub": "Viewer, listed by name, from folder Plans / Level 2",
    }
    assert reasons(top)["Office"] == "Manager, listed by name"


def test_d23_assigned_and_doors_outward(firm: Firm, file: Drawer) -> None:
    viewable = Drawer(firm, file.client, firm.files["viewable.pdf"])
    found = reasons(viewable)
    assert found["Sub"] == "Views, as assigned to this job"
    assert found["Tech"] == "Views and adds, as assigned to this job"
    assert found["Contact"].startswith("Portal, shared on ")
    assert "Contact" not in reasons(file)
    page = words(file.client.get(file.url("viewers")))
    assert "No door outward: no customer sees it." in page


def test_d23_a_share_names_who_opened_it(firm: Firm, file: Drawer) -> None:
    door = share(file.item, firm.customers["alder"])
    door.created_by = firm.members["clerk"]
    door.save()
    assert reasons(file)["Contact"].startswith("Portal, shared by Clerk on ")


def reasons(one: Drawer) -> dict[str, str]:
    answer = one.client.get(one.url("viewers"), headers=HTMX)
    assert answer.status_code == 200
    lines = [*answer.context["shown"].members, *answer.context["shown"].doors]
    return {line.name: line.sentence for line in lines}


def test_d21_the_history_of_a_file(file: Drawer) -> None:
    add_version(file, PDF + b"2")
    page = file.text("versions")
    assert page.index("Version 2") < page.index("Version 1")
    for said in ("Current", "by Clerk", "Rooms moved", "plan v2.pdf", "Restore", "Delete"):
        assert said in page
    assert f"{file.url('content')}?version=1" in file.get("versions").content.decode()


def test_d21_a_version_from_a_plain_form(file: Drawer) -> None:
    sent = {"file": SimpleUploadedFile("new.pdf", PDF + b"new"), "note": "From the site"}
    done = file.client.post(file.url("versions"), sent)
    assert done.status_code == 303
    versions = documents.versions(file.firm.principal("office"), file.item.id)
    assert [(one.number, one.note) for one in versions] == [(2, "From the site"), (1, "")]


def test_d21_no_file_and_an_empty_one_are_told(file: Drawer) -> None:
    answer = file.client.post(file.url("versions"), {"note": "x"}, headers=HTMX)
    assert "No file was chosen." in words(answer)
    sent = {"file": SimpleUploadedFile("new.pdf", b"")}
    plain = file.client.post(file.url("versions"), sent)
    assert plain.status_code == 422
    assert len(documents.versions(file.firm.principal("office"), file.item.id)) == 1


def test_d21_restore_and_its_undo(file: Drawer) -> None:
    add_version(file, PDF + b"2")
    answer = file.client.post(file.url("versions/1/restore"), headers=HTMX)
    assert "Version 1 is restored as version 3." in words(answer)
    assert answer["HX-Trigger"] == "strongroom:item-changed"
    undo = answer.context["flashes"][0].undo
    back = file.client.post(undo.url, dict(map(tuple, undo.fields)), headers=HTMX)
    questions.answer(file.client, back)  # a version is gone for good: asked, and sealed (E-11)
    versions = documents.versions(file.firm.principal("office"), file.item.id)
    assert [one.number for one in versions] == [2, 1]


def test_d21_delete_asks_as_it_is_for_good(file: Drawer) -> None:
    add_version(file, PDF + b"2")
    question = asked(file.client.post(file.url("versions/1/delete"), headers=HTMX))
    assert "deleted for good" in question.detail
    page = file.client.post(file.url("versions/1/delete"))
    assert "Delete for good" in words(page)
    file.client.post(file.url("versions/1/delete"), {"confirm": "true"}, headers=HTMX)
    versions = documents.versions(file.firm.principal("office"), file.item.id)
    assert [one.number for one in versions] == [2]
    last = file.client.post(file.url("versions/2/delete"), {"confirm": "true"}, headers=HTMX)
    assert "This is the only version" in words(last)


def test_d21_who_only_views_gets_no_buttons(firm: Firm, file: Drawer, sign_in: SignIn) -> None:
    add_version(file, PDF + b"2")
    viewer = Drawer(firm, sign_in("viewer"), file.item)
    page = viewer.text("versions")
    assert "Download" in page
    assert "Restore" not in page
    assert "Upload a new version" not in page
    assert viewer.client.post(viewer.url("versions/1/restore")).status_code == 403


def test_l6_another_version_number_is_not_found(file: Drawer) -> None:
    assert file.client.post(file.url("versions/9/restore")).status_code == 404
    assert file.client.post(file.url("versions/99999999999/restore")).status_code == 404


def test_a_seat_gives_the_project_to_holders(firm: Firm, sign_in: SignIn) -> None:
    plans = Drawer(firm, sign_in("office"), make_folder(firm.project.library_id, "Plans"))
    Seat.objects.create(
        member=firm.members["viewer"], role=firm.roles["clerk"], library=firm.project.library
    )
    plans.switch(on=True)
    plans.put(f"{role(firm, 'clerk')}=viewer")
    assert "2 users Clerk: Clerk, Viewer" in plans.text("access")
