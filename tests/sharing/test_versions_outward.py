"""A confidential file's new content goes out by the doors that are open: asked about before (E-7, E-10)."""

import base64
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from personas import PDF, Firm, make_file, make_folder, share
from questions import answer, asked
from storing import stage
from strongroom.access.api import Surface
from strongroom.approvals import api as approvals
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ConfirmationRequiredError, ForbiddenError, NotFoundError
from strongroom.documents import api as documents
from strongroom.interfaces.common.questions.question import HEADER
from strongroom.sharing import api as sharing
from strongroom.sharing.models import Limits
from strongroom.store.models import Item, StagedUpload, Version

HTMX = {"HX-Request": "true", "HX-Target": "panel"}
pytestmark = pytest.mark.django_db


@dataclass
class Place:
    """A file of three versions in a folder; a door may be open on the folder."""

    firm: Firm
    folder: Item
    file: Item

    def numbers(self) -> list[int]:
        return [
            row.number for row in documents.versions(self.firm.principal("admin"), self.file.id)
        ]

    def current(self) -> int:
        return documents.get(self.firm.principal("admin"), self.file.id).version or 0

    def open(self, door: str) -> None:
        if door == "portal":
            share(self.folder, self.firm.customers["alder"])
        if door == "link":
            sharing.share_by_link(
                self.firm.principal("office"), item_ids=[self.folder.id], confirm=True
            )


@pytest.fixture
def place(firm: Firm) -> Place:
    folder = make_folder(firm.job.library_id, "Handover")
    file = make_file(folder.id, "wages.pdf", PDF)
    for words in (b"two", b"three"):
        documents.add_version(
            firm.principal("office"), item_id=file.id, name="wages.pdf", staged=stage(words)
        )
    return Place(firm, folder, file)


Verb = Callable[[Place, Confirm], object]


def added(place: Place, confirm: Confirm) -> object:
    return documents.add_version(
        place.firm.principal("office"),
        item_id=place.file.id,
        name="wages.pdf",
        staged=stage(b"four"),
        confirm=confirm,
    )


def clashed(place: Place, confirm: Confirm) -> object:
    return documents.add_file(
        place.firm.principal("office"),
        parent_id=place.folder.id,
        name="Wages.pdf",
        staged=stage(b"four"),
        on_clash="version",
        confirm=confirm,
    )


def uploaded(place: Place, confirm: Confirm) -> object:
    office = place.firm.principal("office")
    upload = documents.begin_upload(
        office, item_id=place.file.id, filename="wages.pdf", length=4, confirm=confirm
    )
    return documents.append_upload(office, upload_id=upload.id, offset=0, stream=[b"four"])


def uploaded_beside(place: Place, confirm: Confirm) -> object:
    office = place.firm.principal("office")
    upload = documents.begin_upload(
        office,
        parent_id=place.folder.id,
        filename="wages.pdf",
        length=4,
        metadata={"on_clash": "version"},
        confirm=confirm,
    )
    return documents.append_upload(office, upload_id=upload.id, offset=0, stream=[b"four"])


def restored(place: Place, confirm: Confirm) -> object:
    office = place.firm.principal("office")
    return documents.restore_version(office, item_id=place.file.id, number=1, confirm=confirm)


def deleted(place: Place, confirm: Confirm) -> object:
    office = place.firm.principal("office")
    return documents.delete_version(office, item_id=place.file.id, number=3, confirm=confirm)


def approved(place: Place, confirm: Confirm) -> object:
    """Version 1 was approved, so that the newest becomes current only by its own approval."""
    pending = _asked(place)
    office = place.firm.principal("office")
    approvals.decide(office, approval_id=pending, decision="approved", confirm=confirm)
    return None


def _asked(place: Place) -> uuid.UUID:
    found = [
        row.id
        for row in approvals.of_item(place.firm.principal("office"), place.file.id)
        if row.state == "pending"
    ]
    if found:
        return found[0]
    Version.objects.filter(item=place.file, number=1).update(approval="approved")
    Item.objects.filter(id=place.file.id).update(
        current=Version.objects.get(item=place.file, number=1)
    )
    return approvals.ask(
        place.firm.principal("office"),
        item_id=place.file.id,
        approver_ids=[place.firm.members["office"].id],
    )


VERBS: dict[Verb, int] = {
    added: 4,
    clashed: 4,
    uploaded: 4,
    uploaded_beside: 4,
    restored: 4,
    deleted: 2,
    approved: 3,
}
"""What changes the current content, and which version is current then."""


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("door", ["portal", "link", "none"])
@pytest.mark.parametrize("confidential", [True, False])
def test_e7_every_verb_asks_where_it_is_confidential_and_a_door_is_open(
    place: Place, verb: Verb, door: str, confidential: bool
) -> None:
    Item.objects.filter(id=place.file.id).update(confidential=confidential)
    place.open(door)
    if confidential and door != "none":
        before = place.numbers()
        with pytest.raises(ConfirmationRequiredError) as asked:
            verb(place, confirm=False)
        changes = asked.value.extra["changes"]
        assert changes["confidential"] == [str(place.file.id)]
        assert [one["type"] for one in changes["doors"]["stays"]] == [door]
        assert [changes["people"], changes["doors"]["opens"], changes["doors"]["closes"]] == [
            []
        ] * 3
        assert "“wages.pdf” is marked as confidential" in asked.value.detail
        assert (place.numbers(), StagedUpload.objects.count()) == (before, 0), "nothing was sent"
        with pytest.raises(ConfirmationRequiredError) as again:
            verb(place, confirm="0" * 32)
        assert again.value.extra["changes"]["outdated"]
        verb(place, confirm=changes["seal"])
    else:
        verb(place, confirm=False)
    assert place.current() == VERBS[verb]


@pytest.mark.parametrize("door", ["portal", "link"])
def test_e10_nothing_is_asked_where_the_current_content_stays(place: Place, door: str) -> None:
    """An older version goes, one is rejected, one comes that nobody has approved yet."""
    Item.objects.filter(id=place.file.id).update(confidential=True)
    place.open(door)
    office = place.firm.principal("office")
    documents.delete_version(office, item_id=place.file.id, number=2)
    approvals.decide(office, approval_id=_asked(place), decision="rejected")
    added(place, confirm=False)
    uploaded(place, confirm=False)
    restored(place, confirm=False)
    assert (place.current(), place.numbers()[0]) == (1, 6)


def test_e10_a_seal_of_one_verb_is_none_of_another(place: Place) -> None:
    Item.objects.filter(id=place.file.id).update(confidential=True)
    place.open("portal")
    with pytest.raises(ConfirmationRequiredError) as asked:
        added(place, confirm=False)
    seal = asked.value.extra["changes"]["seal"]
    for other in (restored, deleted):
        with pytest.raises(ConfirmationRequiredError):
            other(place, confirm=seal)


def test_a13_the_firms_limit_opens_nothing_and_closes_nothing(place: Place) -> None:
    """It is about what would be opened; a door that is open is asked about."""
    Item.objects.filter(id=place.file.id).update(confidential=True)
    place.open("portal")
    Limits.objects.create(account=place.firm.account, share_confidential=False)
    with pytest.raises(ConfirmationRequiredError):
        added(place, confirm=False)


def test_e12_who_may_not_share_learns_what_kind_of_door_and_for_whom(place: Place) -> None:
    Item.objects.filter(id=place.file.id).update(confidential=True)
    place.open("link")
    clerk = place.firm.principal("clerk")
    with pytest.raises(ConfirmationRequiredError) as asked:
        documents.restore_version(clerk, item_id=place.file.id, number=1)
    [stays] = asked.value.extra["changes"]["doors"]["stays"]
    assert (stays["type"], stays["for"], stays["by"]) == ("link", "Whoever has the link", None)


def test_a10_on_the_phone_there_is_no_confidential_file_to_ask_about(place: Place) -> None:
    Item.objects.filter(id=place.file.id).update(confidential=True)
    place.open("portal")
    phone = place.firm.principal("office", Surface.MOBILE)
    with pytest.raises(NotFoundError):
        documents.begin_upload(phone, item_id=place.file.id, filename="a", length=1)
    with pytest.raises(NotFoundError):
        documents.require_confirmed_version(phone, item_id=place.file.id)


def test_a_name_that_is_taken_by_what_one_may_not_change_is_refused_before_the_bytes(
    place: Place,
) -> None:
    tech = place.firm.principal("tech")
    Item.objects.filter(id=place.file.id).update(confidential=False)
    with pytest.raises(ForbiddenError):
        documents.begin_upload(
            tech,
            parent_id=place.folder.id,
            filename="wages.pdf",
            length=4,
            metadata={"on_clash": "version"},
        )


class TestOpenedMeanwhile:
    """The question comes at the end where a door opened while the bytes were on their way."""

    @pytest.fixture
    def upload(self, place: Place) -> StagedUpload:
        Item.objects.filter(id=place.file.id).update(confidential=True)
        office = place.firm.principal("office")
        upload = documents.begin_upload(office, item_id=place.file.id, filename="w.pdf", length=4)
        place.open("portal")
        return upload

    def test_nothing_is_half_written_and_the_bytes_are_kept(
        self, place: Place, upload: StagedUpload
    ) -> None:
        office = place.firm.principal("office")
        with pytest.raises(ConfirmationRequiredError) as asked:
            documents.append_upload(office, upload_id=upload.id, offset=0, stream=[b"four"])
        assert "The file has arrived and is kept, but not added: confirm" in asked.value.detail
        assert place.numbers() == [3, 2, 1]
        with pytest.raises(ConfirmationRequiredError):
            documents.get_upload(office, upload.id)
        done = documents.append_upload(
            office,
            upload_id=upload.id,
            offset=4,
            stream=[],
            confirm=asked.value.extra["changes"]["seal"],
        )
        assert (done.result_id, place.current()) == (place.file.id, 4)

    def test_what_was_confirmed_is_applied_and_no_more(self, place: Place) -> None:
        Item.objects.filter(id=place.file.id).update(confidential=True)
        place.open("portal")
        office = place.firm.principal("office")
        with pytest.raises(ConfirmationRequiredError) as asked:
            documents.begin_upload(office, item_id=place.file.id, filename="w.pdf", length=4)
        upload = documents.begin_upload(
            office,
            item_id=place.file.id,
            filename="w.pdf",
            length=4,
            confirm=asked.value.extra["changes"]["seal"],
        )
        place.open("link")
        with pytest.raises(ConfirmationRequiredError) as again:
            documents.append_upload(office, upload_id=upload.id, offset=0, stream=[b"four"])
        assert again.value.extra["changes"]["outdated"]
        assert place.numbers() == [3, 2, 1]


class TestRest:
    """The same over HTTP: 409 before a byte is read, and `confirm` where each verb takes it."""

    @pytest.fixture
    def path(self, place: Place) -> str:
        Item.objects.filter(id=place.file.id).update(confidential=True)
        place.open("portal")
        return f"/api/v1/items/{place.file.id}/versions"

    @pytest.fixture
    def office(self, firm: Firm) -> Client:
        return firm.api("office")

    def seal(self, answer: Any) -> str:
        assert answer.status_code == 409, answer.content
        body = answer.json()
        assert body["code"] == "confirmation_required"
        return str(body["changes"]["seal"])

    def test_a_version_as_body(self, place: Place, office: Client, path: str) -> None:
        seal = self.seal(office.post(path, b"four", content_type="text/plain"))
        done = office.post(f"{path}?confirm={seal}", b"four", content_type="text/plain")
        assert (done.status_code, place.current()) == (201, 4)

    def test_a_file_that_becomes_a_version(self, place: Place, office: Client, path: str) -> None:
        url = f"/api/v1/items/{place.folder.id}/files?name=wages.pdf&on_clash=version"
        seal = self.seal(office.post(url, b"four", content_type="text/plain"))
        done = office.post(f"{url}&confirm={seal}", b"four", content_type="text/plain")
        assert (done.status_code, place.current()) == (201, 4)

    def test_restore_and_delete(self, place: Place, office: Client, path: str) -> None:
        seal = self.seal(office.post(f"{path}/1/restore", content_type="application/json"))
        body = {"confirm": seal}
        done = office.post(f"{path}/1/restore", body, content_type="application/json")
        assert (done.status_code, place.current()) == (201, 4)
        seal = self.seal(office.delete(f"{path}/4"))
        assert office.delete(f"{path}/4?confirm={seal}").status_code == 204
        assert place.current() == 3

    def test_approve(self, place: Place, office: Client, path: str) -> None:
        url = f"/api/v1/approvals/{_asked(place)}/decision"
        said: dict[str, object] = {"decision": "approved"}
        seal = self.seal(office.post(url, said, content_type="application/json"))
        done = office.post(url, {**said, "confirm": seal}, content_type="application/json")
        assert (done.status_code, place.current()) == (200, 3)

    def begin(self, client: Client, headers: dict[str, str] | None = None, **facts: object) -> Any:
        pairs = (f"{key} {base64.b64encode(str(facts[key]).encode()).decode()}" for key in facts)
        said = {"tus-resumable": "1.0.0", "upload-length": "4", "upload-metadata": ",".join(pairs)}
        return client.post("/api/v1/uploads/", content_type="", headers={**said, **(headers or {})})

    def send(self, client: Client, url: str, data: bytes, offset: int, confirm: str = "") -> Any:
        said = {"tus-resumable": "1.0.0", "upload-offset": str(offset)}
        if confirm:
            said["upload-metadata"] = f"confirm {base64.b64encode(confirm.encode()).decode()}"
        said["content-type"] = "application/offset+octet-stream"
        return client.patch(url, data, headers=said)

    def test_tus_asks_when_it_begins(self, place: Place, office: Client, path: str) -> None:
        asked = self.begin(office, item_id=place.file.id, filename="w.pdf")
        assert asked.headers["Tus-Resumable"] == "1.0.0"
        assert self.begin(office, item_id=place.file.id, confirm="maybe").status_code == 422
        begun = self.begin(office, item_id=place.file.id, confirm=self.seal(asked))
        assert begun.status_code == 201
        assert self.send(office, begun.headers["Location"], b"four", 0).status_code == 204
        assert place.current() == 4

    def test_tus_asks_at_the_end_and_takes_the_answer_without_the_bytes(
        self, place: Place, office: Client
    ) -> None:
        Item.objects.filter(id=place.file.id).update(confidential=True)
        url = self.begin(office, item_id=place.file.id).headers["Location"]
        place.open("portal")
        seal = self.seal(self.send(office, url, b"four", 0))
        assert place.current() == 3
        assert office.head(url, headers={"tus-resumable": "1.0.0"}).status_code == 409
        assert self.send(office, url, b"", 4, confirm=seal).status_code == 204
        assert place.current() == 4

    def test_a_page_that_uploads_gets_the_one_dialog(
        self, place: Place, firm: Firm, path: str
    ) -> None:
        """Without script's failure, or the browser would log it; HEAD has no room for it."""
        client = firm.client("office")
        headers = {"x-strongroom-surface": "northgate/office", HEADER: "dialog"}
        shown = self.begin(client, headers, item_id=place.file.id, filename="w.pdf")
        assert (shown.status_code, shown.headers[HEADER]) == (200, "dialog")
        question = shown.context["question"]
        assert question.words.title == "Add this version?"
        assert question.told.doors[0].title == "1 door to the outside stays open"
        begun = self.begin(client, headers, item_id=place.file.id, confirm=question.seal)
        assert begun.status_code == 201
        place.open("link")
        assert (
            client.head(
                begun.headers["Location"], headers={"tus-resumable": "1.0.0", **headers}
            ).headers["Upload-Offset"]
            == "0"
        )


class TestPages:
    """The drawer asks in the same way, and deleting for good asks once about both."""

    @pytest.fixture
    def url(self, place: Place) -> str:
        Item.objects.filter(id=place.file.id).update(confidential=True)
        place.open("portal")
        return f"/northgate/items/{place.file.id}/versions"

    def test_the_form_without_script(self, place: Place, firm: Firm, url: str) -> None:
        client = firm.client("office")
        sent = {"note": "x", "file": SimpleUploadedFile("new.txt", b"four")}
        question = asked(client.post(url, sent))
        assert question.files == (("file", "new.txt"),)
        again = {**sent, "file": SimpleUploadedFile("new.txt", b"four"), "confirm": question.seal}
        assert client.post(url, again).status_code == 303
        assert place.current() == 4

    def test_restore(self, place: Place, firm: Firm, url: str) -> None:
        client = firm.client("office")
        asking = client.post(f"{url}/1/restore", headers=HTMX)
        assert asked(asking).words.title == "Restore version 1?"
        answer(client, asking)
        assert place.current() == 4

    def test_delete_for_good_is_one_question(self, place: Place, firm: Firm, url: str) -> None:
        client = firm.client("office")
        asking = client.post(f"{url}/3/delete", headers=HTMX)
        question = asked(asking)
        assert question.detail.startswith("Version 3 of wages.pdf will be deleted for good.")
        assert "customers see it in the portal" in question.detail
        older = asked(client.post(f"{url}/2/delete", headers=HTMX))
        assert "customers" not in older.detail
        answer(client, asking)
        assert (place.current(), place.numbers()) == (2, [2, 1])

    def test_approve(self, place: Place, firm: Firm, url: str) -> None:
        client = firm.client("office")
        address = f"/northgate/approvals/{_asked(place)}/decide"
        asking = client.post(address, {"decision": "approved"}, headers=HTMX)
        assert asked(asking).words.title == "Approve wages.pdf?"
        answer(client, asking)
        assert place.current() == 3
