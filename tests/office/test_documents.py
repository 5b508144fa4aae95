"""The attachments of a job at the office: the list and what its buttons do (A-4 ... A-9, A-13, A-14)."""

import io
import uuid
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

import questions
from office.conftest import SignIn
from personas import PDF, PNG, Firm, make_file
from questions import asked, names
from strongroom.access.models import Share
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "documents"}


class List:
    """The attachments of the firm's job, as one person uses them."""

    def __init__(self, firm: Firm, client: Client) -> None:
        self.firm, self.client = firm, client
        self.page = f"/northgate/jobs/{firm.job.id}"
        self.library = f"/northgate/libraries/{firm.job.library_id}"

    def act(self, action: str, *names: str, headers: Any = HTMX, **fields: str) -> Any:
        ids = [str(self.firm.files[name].id) for name in names]
        sent = {"action": action, "ids": ids, **fields}
        return self.client.post(f"{self.library}/actions?page={self.page}", sent, headers=headers)

    def undo(self, answer: HttpResponse) -> Any:
        offered = answer.context["flashes"][0].undo  # type: ignore[attr-defined]
        sent: dict[str, list[str]] = {}
        for name, value in offered.fields:
            sent.setdefault(name, []).append(value)
        return self.client.post(offered.url, sent, headers=HTMX)

    def row(self, name: str) -> Any:
        rows = self.client.get(self.page).context["documents"].rows
        return next(row for row in rows if row.name == name)


@pytest.fixture
def listed(firm: Firm, sign_in: SignIn) -> List:
    return List(firm, sign_in("office"))


def test_a4_the_columns_of_the_list(listed: List) -> None:
    page = listed.client.get(listed.page).content.decode()
    for words in ("Name", "Size", "Added", "Customer view", "Confidential", "plan.pdf", "Office"):
        assert words in page
    assert "Customer view: yes" in page  # viewable.pdf
    assert "Confidential: yes" in page  # secret.pdf
    item = f"/northgate/items/{listed.firm.files['plan.pdf'].id}/content"
    assert f'href="{item}"' in page


def test_a4_nothing_of_the_trash_is_listed(listed: List) -> None:
    assert "trashed.pdf" not in listed.client.get(listed.page).content.decode()


def test_a6_any_attachment_is_downloaded_under_its_own_name(listed: List) -> None:
    item = listed.firm.files["plan.pdf"]
    answer = listed.client.get(f"/northgate/items/{item.id}/content")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert "plan.pdf" in answer["Content-Disposition"]


def test_a5_a_preview_that_is_not_made_yet_is_refused(listed: List) -> None:
    item = listed.firm.files["photo.png"]
    assert listed.client.get(f"/northgate/items/{item.id}/preview?size=256").status_code == 409
    assert listed.client.get(f"/northgate/items/{item.id}/preview?size=7").status_code == 422


@pytest.mark.parametrize("version", ["x", "\u00b2", "99", "-1"])
def test_a6_an_unknown_version_is_not_found(listed: List, version: str) -> None:
    item = listed.firm.files["plan.pdf"]
    answer = listed.client.get(f"/northgate/items/{item.id}/content", {"version": version})
    assert answer.status_code == 404


def test_a8_viewable_and_hidden_again(listed: List) -> None:
    answer = listed.act("show", "plan.pdf", "photo.png")
    assert answer.status_code == 200
    assert listed.row("plan.pdf").viewable_in_portal
    assert listed.row("photo.png").viewable_in_portal
    assert "2 attachments are viewable in the customer portal." in answer.content.decode()
    listed.act("hide", "plan.pdf")
    assert not listed.row("plan.pdf").viewable_in_portal
    assert listed.row("photo.png").viewable_in_portal


def test_a8_undo_takes_back_only_what_changed(listed: List) -> None:
    answer = listed.act("show", "plan.pdf", "viewable.pdf")
    listed.undo(answer)
    assert not listed.row("plan.pdf").viewable_in_portal
    assert listed.row("viewable.pdf").viewable_in_portal
    assert listed.undo(listed.act("hide", "viewable.pdf")).status_code == 200
    assert listed.row("viewable.pdf").viewable_in_portal


def test_a9_confidential_and_back(listed: List) -> None:
    assert listed.act("confidential", "plan.pdf", "secret.pdf").status_code == 200
    assert listed.row("plan.pdf").confidential
    listed.act("not_confidential", "plan.pdf")
    assert not listed.row("plan.pdf").confidential
    listed.undo(listed.act("confidential", "plan.pdf", "secret.pdf"))
    assert not listed.row("plan.pdf").confidential
    assert listed.row("secret.pdf").confidential


def test_a13_a_confidential_file_is_shown_only_after_a_question(listed: List) -> None:
    question = asked(listed.act("show", "secret.pdf"))
    assert question.words.confirm_label == "Make viewable anyway"
    assert not listed.row("secret.pdf").viewable_in_portal
    assert listed.act("show", "secret.pdf", confirm="true").status_code == 200
    assert listed.row("secret.pdf").viewable_in_portal


def test_a13_a_viewable_file_is_marked_only_after_a_question(listed: List) -> None:
    question = asked(listed.act("confidential", "viewable.pdf"))
    assert question.words.title == "Mark “viewable.pdf” as confidential?"
    assert not listed.row("viewable.pdf").confidential
    listed.act("confidential", "viewable.pdf", confirm="true")
    assert listed.row("viewable.pdf").confidential


def test_a13_without_script_the_question_is_a_page(listed: List) -> None:
    answer = listed.act("show", "secret.pdf", headers={})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Make viewable anyway" in page
    assert f'value="{listed.firm.files["secret.pdf"].id}"' in page
    assert not listed.row("secret.pdf").viewable_in_portal


def test_without_script_an_action_leads_back_with_a_notice(listed: List) -> None:
    answer = listed.act("delete", "plan.pdf", headers={})
    assert answer.status_code == 303
    assert answer["Location"] == listed.page
    page = listed.client.get(listed.page).content.decode()
    assert "1 attachment moved to the trash." in page
    assert "Undo" in page
    assert "moved to the trash" not in listed.client.get(listed.page).content.decode()


def test_a14_deleted_and_restored_by_undo(listed: List) -> None:
    answer = listed.act("delete", "plan.pdf", "photo.png")
    assert "plan.pdf" not in answer.content.decode()
    assert listed.undo(answer).status_code == 200
    assert listed.row("plan.pdf")
    assert listed.row("photo.png")


@pytest.mark.parametrize("where", ["", "m/"])
def test_e11_undo_of_a_deletion_asks_about_the_door_that_opens_again(
    listed: List, where: str
) -> None:
    """In the office and on the phone, by the seal; without the right to share."""
    listed.library = f"/northgate/{where}libraries/{listed.firm.job.library_id}"
    done = listed.act("delete", "viewable.pdf", page=listed.page)
    back = listed.undo(done)
    question = asked(back)
    assert [group.title for group in question.told.doors] == ["1 door to the outside opens"]
    assert names(question, "gain") == {"Contact"}
    assert not Item.objects.filter(id=listed.firm.files["viewable.pdf"].id, trashed_at=None)
    assert questions.answer(listed.client, back).status_code == 200
    assert Item.objects.filter(id=listed.firm.files["viewable.pdf"].id, trashed_at=None)


def test_rename_keeps_what_is_taken_apart_and_can_be_undone(listed: List) -> None:
    refused = listed.act(
        "rename", "plan.pdf", name="photo.png", headers={**HTMX, "Accept": "application/json"}
    )
    assert refused.status_code == 409
    assert refused.json()["code"] == "name_taken"
    answer = listed.act("rename", "plan.pdf", name="ground floor.pdf")
    assert listed.row("ground floor.pdf")
    listed.undo(answer)
    assert listed.row("plan.pdf")
    assert listed.act("rename", "plan.pdf", "photo.png", name="x").status_code == 422


def test_a16_tags_are_set_and_filtered_by(listed: List) -> None:
    listed.act("tags", "photo.png", tags="before, roof")
    assert set(listed.row("photo.png").tags) == {"before", "roof"}
    page = listed.client.get(f"{listed.page}?tag=before").content.decode()
    assert "photo.png" in page
    assert "plan.pdf" not in page
    assert "roof" in listed.client.get(listed.page).context["documents"].filter.tags


def test_a14_the_ticked_files_leave_as_one_zip(listed: List) -> None:
    ids = [str(listed.firm.files[name].id) for name in ("plan.pdf", "secret.pdf")]
    answer = listed.client.post(f"{listed.library}/archive", {"ids": ids})
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert sorted(archive.namelist()) == ["plan.pdf", "secret.pdf"]
        assert archive.read("plan.pdf") == PDF
    assert "J-1 Rewire the boiler house.zip" in answer["Content-Disposition"]


def test_a3_htmx_gets_the_list_alone_and_a_restored_page_the_whole(listed: List) -> None:
    part = listed.client.get(f"{listed.page}?q=plan", headers=HTMX).content.decode()
    assert "<html" not in part
    assert "plan.pdf" in part
    assert "photo.png" not in part
    restored = {**HTMX, "HX-History-Restore-Request": "true"}
    assert "<html" in listed.client.get(listed.page, headers=restored).content.decode()


def test_a3_without_script_several_files_are_attached(listed: List) -> None:
    files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("plan.pdf", PNG)]
    answer = listed.client.post(f"{listed.library}/files?page={listed.page}", {"files": files})
    assert answer["Location"] == listed.page
    page = listed.client.get(listed.page).content.decode()
    assert "a.pdf is attached." in page
    assert "plan (2).pdf" in page  # a second entry beside the first
    assert not listed.row("a.pdf").viewable_in_portal  # A-7


def test_a3_a_file_that_is_refused_leaves_the_others_alone(listed: List) -> None:
    files = [SimpleUploadedFile("empty.txt", b""), SimpleUploadedFile("full.txt", b"words")]
    listed.client.post(f"{listed.library}/files?page={listed.page}", {"files": files})
    page = listed.client.get(listed.page).content.decode()
    assert "empty.txt was not attached." in page
    assert listed.row("full.txt")


def test_a3_clashes_are_told_among_what_can_be_seen(listed: List) -> None:
    answer = listed.client.get(
        f"{listed.library}/names", {"name": ["plan.pdf", "new.pdf", "C:\\docs\\photo.png"]}
    )
    assert answer.json() == {"clashes": ["plan.pdf", "C:\\docs\\photo.png"]}


def test_nothing_ticked_and_unknown_actions_are_said(listed: List) -> None:
    address = f"{listed.library}/actions?page={listed.page}"
    assert listed.client.post(address, {"action": "hide"}).status_code == 422
    assert listed.act("explode", "plan.pdf").status_code == 422
    sent = {"action": "hide", "ids": "nonsense"}
    assert listed.client.post(address, sent).status_code == 404


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_an_action_never_leads_elsewhere(listed: List, page: str) -> None:
    ids = str(listed.firm.files["plan.pdf"].id)
    sent = {"action": "delete", "ids": ids}
    answer = listed.client.post(f"{listed.library}/actions", sent, query_params={"page": page})
    assert answer["Location"] == "/northgate/"


def test_l11_items_of_others_do_not_exist(listed: List) -> None:
    foreign = listed.firm.files["foreign.pdf"].id
    for path in (f"items/{foreign}/content", f"items/{foreign}/preview?size=256"):
        assert listed.client.get(f"/northgate/{path}").status_code == 404
    assert listed.act("delete", "plan.pdf", "foreign.pdf").status_code == 404
    assert listed.row("plan.pdf")  # all or nothing (L16)
    answer = listed.client.post(f"{listed.library}/archive", {"ids": str(foreign)})
    assert answer.status_code == 404
    unknown = f"/northgate/libraries/{uuid.uuid4()}"
    assert listed.client.get(f"{unknown}/names", {"name": "x"}).status_code == 404
    assert listed.client.get(f"{unknown}/trash").status_code == 404


def test_b2_who_may_not_share_is_neither_offered_nor_allowed_it(
    firm: Firm, sign_in: SignIn
) -> None:
    clerk = List(firm, sign_in("clerk"))
    assert "Viewable in customer portal" not in clerk.client.get(clerk.page).content.decode()
    before = Share.objects.count()
    assert clerk.act("show", "plan.pdf").status_code == 403
    assert clerk.act("hide", "viewable.pdf").status_code == 403
    assert Share.objects.count() == before
    assert Share.objects.filter(item=firm.files["viewable.pdf"], cancelled_at=None).exists()


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("show", {}),
        ("hide", {}),
        ("confidential", {"confirm": "true"}),
        ("not_confidential", {}),
        ("rename", {"name": "mine.pdf"}),
        ("tags", {"tags": "x"}),
        ("delete", {}),
    ],
)
def test_who_may_only_look_changes_nothing(
    firm: Firm, sign_in: SignIn, action: str, fields: dict[str, str]
) -> None:
    viewer = List(firm, sign_in("viewer"))
    before = Item.objects.get(id=firm.files["viewable.pdf"].id)
    assert viewer.act(action, "viewable.pdf", **fields).status_code == 403
    after = Item.objects.get(id=before.id)
    assert [after.name, after.tags, after.confidential, after.trashed_at] == [
        before.name,
        before.tags,
        before.confidential,
        before.trashed_at,
    ]
    upload = SimpleUploadedFile("mine.pdf", PDF)
    assert viewer.client.post(f"{viewer.library}/files", {"files": upload}).status_code == 403
    assert not Item.objects.filter(name="mine.pdf").exists()


def test_a11_the_office_shows_confidential_whatever_the_switch(firm: Firm, sign_in: SignIn) -> None:
    assert not firm.members["viewer"].view_confidential
    viewer = List(firm, sign_in("viewer"))
    assert viewer.row("secret.pdf").confidential


def test_the_documents_of_a_customer_are_the_same_list(firm: Firm, sign_in: SignIn) -> None:
    from strongroom.work.models import CustomerRecord

    alder = firm.customers["alder"]
    library = CustomerRecord.objects.get(customer=alder).library_id
    item = make_file(library, "terms.pdf")
    client = sign_in("office")
    page = f"/northgate/customers/{alder.id}/documents"
    sent = {"action": "show", "ids": str(item.id)}
    answer = client.post(f"/northgate/libraries/{library}/actions?page={page}", sent, headers=HTMX)
    assert answer.status_code == 200
    assert f'data-list-url="{page}"' in answer.content.decode()
    assert "terms.pdf" in client.get(f"{page}?q=terms", headers=HTMX).content.decode()


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("rename", {"name": "a\0b"}),
        ("rename", {"name": "../../x"}),
        ("rename", {"name": "n" * 300}),
        ("rename", {"name": ""}),
        ("tags", {"tags": "t" * 300}),
    ],
)
def test_what_no_name_or_tag_can_be_is_refused(
    listed: List, action: str, fields: dict[str, str]
) -> None:
    answer = listed.act(
        action, "plan.pdf", headers={**HTMX, "Accept": "application/json"}, **fields
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "validation_error"
    assert listed.row("plan.pdf").tags == ()


def test_a_job_offers_no_button_that_does_nothing_there(firm: Firm, sign_in: SignIn) -> None:
    page = sign_in("office").get(f"/northgate/jobs/{firm.job.id}").content.decode()
    assert "data-rename" in page
    assert "data-copy" not in page
    assert "data-move" not in page
