"""Renaming, tags, the confidential mark, several at once (PATCH)."""

import datetime as dt
import uuid

import pytest
from settings_of import control, verbs

from personas import Firm, make_file, make_folder, share
from strongroom.access.models import Level, Surface
from strongroom.core.errors import (
    ConfirmationRequiredError,
    ForbiddenError,
    InvalidError,
    NameTakenError,
    NotFoundError,
    PreconditionFailedError,
)
from strongroom.documents import api as documents
from strongroom.store.models import Item


def test_rename_and_its_clash(firm: Firm) -> None:
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    row = documents.rename(office, item_id=plan.id, name=" Plan 10.pdf ")
    assert row.name == "Plan 10.pdf"
    assert row.updated_at > plan.updated_at
    with pytest.raises(NameTakenError):
        documents.rename(office, item_id=plan.id, name="PHOTO.png")
    assert documents.rename(office, item_id=plan.id, name="plan 10.pdf").name == "plan 10.pdf"
    documents.rename(office, item_id=plan.id, name="plan 10.pdf")
    assert verbs(plan.id) == ["item.renamed", "item.renamed"]
    for wrong in ("", "..", "a/b", "\u202e", "ä" * 200):
        with pytest.raises(InvalidError):
            documents.rename(office, item_id=plan.id, name=wrong)


def test_l15_renaming_onto_a_hidden_one_overwrites_nothing(firm: Firm) -> None:
    hidden = control(make_file(firm.job.library_id, "hidden.pdf", b"hidden"))
    plan = firm.files["plan.pdf"]
    row = documents.rename(firm.principal("clerk"), item_id=plan.id, name="hidden.pdf")
    assert row.name == "hidden.pdf"
    hidden.refresh_from_db()
    assert (hidden.name, hidden.current.blob.size) == ("hidden.pdf", 6)


def test_d28_the_root_is_not_renamed(firm: Firm) -> None:
    for who in ("office", "admin"):
        with pytest.raises(InvalidError):
            documents.rename(firm.principal(who), item_id=firm.job.library_id, name="x")
    with pytest.raises(ForbiddenError):
        documents.rename(firm.principal("viewer"), item_id=firm.job.library_id, name="x")


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("viewer", ForbiddenError),
        ("tech", ForbiddenError),
        ("sub", ForbiddenError),
        ("contact", NotFoundError),
        ("stranger", NotFoundError),
    ],
)
def test_who_may_not_edit(firm: Firm, who: str, error: type[Exception]) -> None:
    asker, plan = firm.principal(who), firm.files["plan.pdf"]
    before = Item.objects.values().get(id=plan.id)
    for call in (
        lambda: documents.rename(asker, item_id=plan.id, name="x"),
        lambda: documents.set_tags(asker, item_id=plan.id, tags=["x"]),
        lambda: documents.set_confidential(asker, item_ids=[plan.id], value=True),
        lambda: documents.update_item(asker, item_id=plan.id, name="x"),
        lambda: documents.trash(asker, item_ids=[plan.id]),
    ):
        with pytest.raises(error):
            call()
    assert Item.objects.values().get(id=plan.id) == before
    assert verbs(plan.id) == []


def test_a_contact_sees_but_may_not_change_what_is_shared(firm: Firm) -> None:
    contact, item = firm.principal("contact"), firm.files["viewable.pdf"]
    with pytest.raises(ForbiddenError):
        documents.rename(contact, item_id=item.id, name="x")
    with pytest.raises(ForbiddenError):
        documents.trash(contact, item_ids=[item.id])


def test_a9_confidential_on_and_off(firm: Firm) -> None:
    office, plan, photo = (
        firm.principal("office"),
        firm.files["plan.pdf"],
        firm.files["photo.png"],
    )
    rows = documents.set_confidential(office, item_ids=[plan.id, photo.id], value=True)
    assert [row.confidential for row in rows] == [True, True]
    documents.set_confidential(office, item_ids=[plan.id, photo.id], value=True)
    assert verbs(plan.id) == ["file.marked_confidential"]
    documents.set_confidential(office, item_ids=[plan.id], value=False)
    assert documents.get(office, plan.id).confidential is False
    assert documents.get(office, photo.id).confidential is True


def test_a9_files_only_and_l16_all_or_nothing(firm: Firm) -> None:
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    folder = make_folder(firm.job.library_id, "Plans")
    hidden = control(make_file(firm.job.library_id, "hidden.pdf"))
    view_only = control(
        make_file(firm.job.library_id, "look.pdf"), {firm.members["office"]: Level.VIEWER}
    )
    for other, error in (
        (folder.id, InvalidError),
        (hidden.id, NotFoundError),
        (view_only.id, ForbiddenError),
        (uuid.uuid4(), NotFoundError),
    ):
        with pytest.raises(error):
            documents.set_confidential(office, item_ids=[plan.id, other], value=True)
    with pytest.raises(InvalidError):
        documents.set_confidential(office, item_ids=[], value=True)
    assert documents.get(office, plan.id).confidential is False


def test_a13_marking_what_customers_see_asks_first(firm: Firm) -> None:
    office, item = firm.principal("office"), firm.files["viewable.pdf"]
    with pytest.raises(ConfirmationRequiredError) as error:
        documents.set_confidential(office, item_ids=[item.id], value=True)
    assert "viewable.pdf" in error.value.detail
    assert documents.get(office, item.id).confidential is False
    (row,) = documents.set_confidential(office, item_ids=[item.id], value=True, confirm=True)
    assert row.confidential
    assert row.viewable_in_portal
    documents.set_confidential(office, item_ids=[item.id], value=False)


def test_a13_also_below_a_shared_folder(firm: Firm) -> None:
    folder = make_folder(firm.job.library_id, "For the customer")
    inside = make_file(folder.id, "a.txt")
    share(folder, firm.customers["alder"])
    with pytest.raises(ConfirmationRequiredError):
        documents.set_confidential(firm.principal("office"), item_ids=[inside.id], value=True)


def test_a11_marking_on_the_phone_hides_it_from_oneself(firm: Firm) -> None:
    mobile, plan = firm.principal("office", Surface.MOBILE), firm.files["plan.pdf"]
    row = documents.update_item(mobile, item_id=plan.id, confidential=True)
    assert row.confidential
    with pytest.raises(NotFoundError):
        documents.get(mobile, plan.id)
    with pytest.raises(NotFoundError):
        documents.update_item(mobile, item_id=plan.id, confidential=False)


def test_patch_is_one_transaction(firm: Firm) -> None:
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    folder = make_folder(firm.job.library_id, "Plans")
    with pytest.raises(NameTakenError):
        documents.update_item(office, item_id=plan.id, tags=["plan"], name="photo.png")
    with pytest.raises(InvalidError):
        documents.update_item(office, item_id=plan.id, parent_id=folder.id, name="a/b")
    row = documents.get(office, plan.id)
    assert (row.name, row.tags, row.parent_id) == ("plan.pdf", (), firm.job.library_id)
    row = documents.update_item(
        office, item_id=plan.id, parent_id=folder.id, name="p.pdf", tags=["plan"], confidential=True
    )
    assert (row.name, row.tags, row.parent_id, row.confidential) == (
        "p.pdf",
        ("plan",),
        folder.id,
        True,
    )
    assert verbs(plan.id) == [
        "item.moved",
        "item.renamed",
        "item.tagged",
        "file.marked_confidential",
    ]


def test_if_match(firm: Firm) -> None:
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    folder = make_folder(firm.job.library_id, "Plans")
    seen = documents.get(office, plan.id).updated_at
    stale = seen - dt.timedelta(microseconds=1)
    for change in ({"name": "x"}, {"parent_id": folder.id}, {"tags": ["x"]}):
        with pytest.raises(PreconditionFailedError):
            documents.update_item(office, item_id=plan.id, if_match=stale, **change)
    row = documents.update_item(office, item_id=plan.id, if_match=seen, name="x")
    with pytest.raises(PreconditionFailedError):
        documents.update_item(office, item_id=plan.id, if_match=seen, name="y")
    row = documents.update_item(
        office, item_id=plan.id, if_match=row.updated_at, parent_id=folder.id, name="z"
    )
    assert (row.name, row.parent_id) == ("z", folder.id)
