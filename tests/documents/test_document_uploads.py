"""L17: a resumable upload asks at every step, belongs to one principal on one surface, ends as an item."""

import hashlib
import uuid
from pathlib import Path

import pytest
from settings_of import control, verbs

from personas import Firm, make_folder
from storing import breaking, staged_files, together
from strongroom.access.api import Principal
from strongroom.access.models import Level, Seat, Surface
from strongroom.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    StorageFullError,
)
from strongroom.documents import api as documents
from strongroom.store import api as store
from strongroom.store.blobs import LocalBlobStorage
from strongroom.store.models import Item, StagedUpload


def begin(asker: Principal, firm: Firm, length: int = 10, **how: object) -> StagedUpload:
    target = how or {"parent_id": firm.job.library_id}
    return documents.begin_upload(asker, filename="../big.bin", length=length, **target)  # type: ignore[arg-type]


def test_a_file_comes_of_it(firm: Firm, data_folder: Path) -> None:
    office = firm.principal("office")
    upload = documents.begin_upload(
        office,
        parent_id=firm.job.library_id,
        filename="../Big plan.bin",
        length=10,
        metadata={"tags": "plan, before", "note": "from site", "filetype": "x/y"},
    )
    assert (upload.filename, upload.offset, upload.result_id) == ("Big plan.bin", 0, None)
    upload = documents.append_upload(office, upload_id=upload.id, offset=0, stream=[b"01234"])
    assert upload.result_id is None
    checksum = ("sha256", hashlib.sha256(b"56789").digest())
    upload = documents.append_upload(
        office, upload_id=upload.id, offset=5, stream=[b"56789"], checksum=checksum
    )
    row = documents.get(office, upload.result_id or uuid.uuid4())
    assert (row.name, row.size, row.tags) == ("Big plan.bin", 10, ("plan", "before"))
    assert row.sha256 == hashlib.sha256(b"0123456789").hexdigest()
    assert documents.versions(office, row.id)[0].note == "from site"
    assert verbs(row.id) == ["file.added"]
    again = documents.append_upload(office, upload_id=upload.id, offset=10, stream=[])
    assert again.result_id == row.id
    assert documents.get_upload(office, upload.id).result_id == row.id
    documents.cancel_upload(office, upload.id)
    assert documents.get(office, row.id)


def test_a_version_comes_of_it(firm: Firm) -> None:
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    upload = begin(office, firm, item_id=plan.id)
    upload = documents.append_upload(office, upload_id=upload.id, offset=0, stream=[b"0123456789"])
    assert upload.result_id == plan.id
    assert documents.get(office, plan.id).version == 2
    second = documents.begin_upload(
        office,
        parent_id=firm.job.library_id,
        filename=documents.get(office, plan.id).name,  # its ending has followed the bytes (D-21)
        length=1,
        metadata={"on_clash": "version"},
    )
    documents.append_upload(office, upload_id=second.id, offset=0, stream=[b"x"])
    assert documents.get(office, plan.id).version == 3


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("viewer", ForbiddenError),
        ("sub", ForbiddenError),
        ("contact", NotFoundError),
        ("stranger", NotFoundError),
    ],
)
def test_who_may_not_add_does_not_begin(firm: Firm, who: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        begin(firm.principal(who), firm)
    with pytest.raises(error):
        begin(firm.principal(who), firm, item_id=firm.files["plan.pdf"].id)
    assert not StagedUpload.objects.exists()


def test_what_is_asked_for_must_make_sense(firm: Firm) -> None:
    office, plan, root = firm.principal("office"), firm.files["plan.pdf"], firm.job.library_id
    for how in (
        {"parent_id": plan.id},
        {"item_id": root},
        {"parent_id": root, "item_id": plan.id},
    ):
        with pytest.raises(InvalidError):
            begin(office, firm, **how)
    with pytest.raises(InvalidError):
        documents.begin_upload(office, filename="x", length=1)
    with pytest.raises(InvalidError):
        documents.begin_upload(
            office, parent_id=root, filename="x", length=1, metadata={"a": "b\0"}
        )
    with pytest.raises(ForbiddenError):
        begin(firm.principal("tech"), firm, item_id=plan.id)


def test_a_right_withdrawn_half_way_ends_it_before_a_byte_is_read(firm: Firm) -> None:
    tech = firm.principal("tech")
    upload = begin(tech, firm)
    documents.append_upload(tech, upload_id=upload.id, offset=0, stream=[b"01234"])
    Seat.objects.filter(member=firm.members["tech"], library_id=firm.job.library_id).delete()
    with pytest.raises(NotFoundError):
        documents.append_upload(
            tech, upload_id=upload.id, offset=5, stream=breaking(error=AssertionError("read"))
        )
    upload.refresh_from_db()
    assert (upload.offset, upload.result_id) == (5, None)


def test_a_right_withdrawn_during_the_last_part(firm: Firm) -> None:
    clerk = firm.principal("clerk")
    folder = make_folder(firm.job.library_id, "Plans")
    upload = begin(clerk, firm, parent_id=folder.id)

    def stream() -> object:
        yield b"01234"
        control(folder, {firm.members["office"]: Level.MANAGER})
        yield b"56789"

    with pytest.raises(NotFoundError):
        documents.append_upload(clerk, upload_id=upload.id, offset=0, stream=stream())  # type: ignore[arg-type]
    assert not Item.objects.filter(name="big.bin").exists()
    assert StagedUpload.objects.get(id=upload.id).result_id is None


def test_a_foreign_upload_does_not_exist(firm: Firm) -> None:
    """Another person, an admin, the same person on the phone: none of them."""
    upload = begin(firm.principal("office"), firm)
    strangers = [
        firm.principal("clerk"),
        firm.principal("admin"),
        firm.principal("office", Surface.MOBILE),
        firm.principal("stranger"),
        firm.principal("contact"),
    ]
    for stranger in strangers:
        for call in (
            lambda who: documents.get_upload(who, upload.id),
            lambda who: documents.cancel_upload(who, upload.id),
            lambda who: documents.append_upload(who, upload_id=upload.id, offset=0, stream=[b"x"]),
        ):
            with pytest.raises(NotFoundError):
                call(stranger)
    assert StagedUpload.objects.get(id=upload.id).offset == 0


def test_cancelled_means_gone(firm: Firm, data_folder: Path) -> None:
    office = firm.principal("office")
    upload = begin(office, firm)
    documents.append_upload(office, upload_id=upload.id, offset=0, stream=[b"01234"])
    documents.cancel_upload(office, upload.id)
    with pytest.raises(NotFoundError):
        documents.get_upload(office, upload.id)
    assert not [path for path in staged_files(data_folder) if path.suffix == ".part"]


def test_attaching_can_be_tried_again(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full, or the database stops, when all bytes are there: nothing is sent twice."""
    office = firm.principal("office")
    upload = begin(office, firm)

    def full(*_args: object, **_how: object) -> None:
        raise StorageFullError

    with monkeypatch.context() as patched:
        patched.setattr(LocalBlobStorage, "promote", full)
        with pytest.raises(StorageFullError):
            documents.append_upload(office, upload_id=upload.id, offset=0, stream=[b"0123456789"])
    assert not Item.objects.filter(name="big.bin").exists()
    upload = documents.append_upload(office, upload_id=upload.id, offset=10, stream=[])
    assert upload.result_id is not None
    assert documents.get(office, upload.result_id).size == 10


def test_asking_completes_what_a_crash_left_unattached(firm: Firm) -> None:
    """A client that is told of all bytes sends no more: then there must be a file."""
    office = firm.principal("office")
    upload = begin(office, firm)
    store.append(upload.id, owner_id=office.id, surface="office", offset=0, stream=[b"0123456789"])
    upload = documents.get_upload(office, upload.id)
    assert upload.result_id is not None
    assert documents.get(office, upload.result_id).size == 10
    assert documents.get_upload(office, upload.id).result_id == upload.result_id


@pytest.mark.django_db(transaction=True)
def test_two_completions_at_once_make_one_file(firm: Firm, data_folder: Path) -> None:
    office = firm.principal("office")
    upload = begin(office, firm)
    store.append(upload.id, owner_id=office.id, surface="office", offset=0, stream=[b"0123456789"])

    def complete() -> uuid.UUID | None:
        try:
            return documents.append_upload(
                office, upload_id=upload.id, offset=10, stream=[]
            ).result_id
        except ConflictError:
            return None

    results = together(*[complete] * 4)
    made = Item.objects.filter(name__startswith="big").values_list("id", flat=True)
    assert list(made) == list({result for result in results if result})
    assert staged_files(data_folder) == []
    assert list(store.verify_blobs()) == []
