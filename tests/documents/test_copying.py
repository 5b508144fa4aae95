"""L13: a copy needs sight of the source and *add* at the target, and begins with the target's rights."""

import pytest
from settings_of import control, verbs

from personas import PDF, Firm, make_file, make_folder, share
from strongroom.access.models import Level, Policy, Share
from strongroom.core.errors import (
    ConfirmationRequiredError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from strongroom.documents import api as documents
from strongroom.store import api as store
from strongroom.store.models import Blob, Item


def tree(firm: Firm, who: str, folder_id: object) -> dict[str, object]:
    """Return what somebody sees in a folder: names to None (a file) or what is in it."""
    page = documents.children(firm.principal(who), folder_id, limit=200)
    return {row.name: None if row.is_file else tree(firm, who, row.id) for row in page.results}


def test_a_copy_is_the_current_version_alone(firm: Firm) -> None:
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    documents.add_version(
        office, item_id=plan.id, name="p", staged=store.receive([b"%PDF-1.4 second"])
    )
    documents.set_tags(office, item_id=plan.id, tags=["plan"])
    blobs = Blob.objects.count()
    (row,) = documents.copy(office, item_ids=[plan.id], parent_id=firm.job.library_id)
    assert (row.name, row.version, row.size, row.tags) == ("plan (2).pdf", 1, 15, ("plan",))
    assert row.id != plan.id
    assert Blob.objects.count() == blobs
    assert verbs(row.id) == ["item.copied"]
    assert [one.number for one in documents.versions(office, row.id)] == [1]


def test_l13_the_copy_begins_with_the_rights_of_the_target(firm: Firm) -> None:
    office = firm.principal("office")
    source = control(
        make_file(firm.job.library_id, "own.txt"), {firm.members["office"]: Level.VIEWER}
    )
    share(source, firm.customers["alder"])
    there = firm.other_job.library_id
    with pytest.raises(ConfirmationRequiredError) as asked:  # E-9
        documents.copy(office, item_ids=[source.id], parent_id=there)
    assert "Clerk" in {one["name"] for one in asked.value.extra["changes"]["people"]}
    assert asked.value.extra["changes"]["lose"] == []
    (row,) = documents.copy(office, item_ids=[source.id], parent_id=there, confirm=True)
    assert not row.access_controlled
    assert not row.viewable_in_portal
    assert not Policy.objects.filter(item_id=row.id).exists()
    assert not Share.objects.filter(item_id=row.id).exists()
    assert documents.get(firm.principal("clerk"), row.id)
    target = control(
        make_folder(firm.job.library_id, "Plans"), {firm.members["office"]: Level.CONTRIBUTOR}
    )
    plan = firm.files["plan.pdf"]
    (inside,) = documents.copy(office, item_ids=[plan.id], parent_id=target.id)
    assert inside.access_inherited
    with pytest.raises(NotFoundError):
        documents.get(firm.principal("clerk"), inside.id)


def test_l13_what_is_hidden_is_not_taken(firm: Firm) -> None:
    root = firm.job.library_id
    folder = make_folder(root, "Plans")
    make_file(folder.id, "open.txt")
    control(make_file(folder.id, "hidden.txt"))
    hidden = control(make_folder(folder.id, "Hidden"))
    make_file(hidden.id, "in hidden.txt")
    control(make_file(hidden.id, "mine.txt"), {firm.members["clerk"]: Level.VIEWER})
    inner = make_folder(folder.id, "Inner")
    make_file(inner.id, "deep.txt")
    make_file(inner.id, "trashed.txt", trashed_at=folder.created_at)
    (row,) = documents.copy(
        firm.principal("clerk"),
        item_ids=[folder.id],
        parent_id=firm.other_job.library_id,
        confirm=True,
    )
    expected = {"Inner": {"deep.txt": None}, "open.txt": None, "mine.txt": None}
    assert tree(firm, "admin", row.id) == expected
    assert tree(firm, "admin", folder.id)["Hidden"] == {"in hidden.txt": None, "mine.txt": None}
    assert list(store.verify_pointers()) == []


def test_what_is_confidential_stays_so_and_hidden_on_the_phone(firm: Firm) -> None:
    root = firm.job.library_id
    folder = make_folder(root, "Photos")
    make_file(folder.id, "open.txt")
    make_file(folder.id, "secret.txt", confidential=True)
    office = firm.principal("office")
    (row,) = documents.copy(office, item_ids=[folder.id], parent_id=root)
    assert {
        child.name: child.confidential for child in documents.children(office, row.id).results
    } == {
        "open.txt": False,
        "secret.txt": True,
    }
    phone = firm.principal("tech")
    (taken,) = documents.copy(phone, item_ids=[folder.id], parent_id=root)
    assert tree(firm, "office", taken.id) == {"open.txt": None}
    with pytest.raises(NotFoundError):
        documents.copy(phone, item_ids=[firm.files["secret.pdf"].id], parent_id=root)


@pytest.mark.parametrize(
    ("who", "error"),
    [("viewer", ForbiddenError), ("sub", ForbiddenError), ("stranger", NotFoundError)],
)
def test_l13_add_at_the_target_is_needed(firm: Firm, who: str, error: type[Exception]) -> None:
    before = Item.objects.count()
    with pytest.raises(error):
        documents.copy(
            firm.principal(who),
            item_ids=[firm.files["plan.pdf"].id],
            parent_id=firm.job.library_id,
        )
    assert Item.objects.count() == before


def test_l13_sight_of_the_source_is_needed(firm: Firm) -> None:
    hidden = control(make_file(firm.job.library_id, "hidden.pdf", PDF))
    for item in (hidden, firm.files["foreign.pdf"], firm.files["trashed.pdf"]):
        with pytest.raises(NotFoundError):
            documents.copy(
                firm.principal("clerk"),
                item_ids=[firm.files["plan.pdf"].id, item.id],
                parent_id=firm.job.library_id,
            )


def test_a_folder_into_itself_and_the_root(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    folder = make_folder(root, "Plans")
    make_file(folder.id, "a.txt")
    (row,) = documents.copy(office, item_ids=[folder.id], parent_id=folder.id)
    assert tree(firm, "office", folder.id) == {"a.txt": None, "Plans": {"a.txt": None}}
    assert row.parent_id == folder.id
    with pytest.raises(InvalidError):
        documents.copy(office, item_ids=[root], parent_id=root)
    with pytest.raises(InvalidError):
        documents.copy(office, item_ids=[folder.id], parent_id=firm.files["plan.pdf"].id)


def test_names_that_meet_when_a_hidden_folder_falls_away(firm: Firm) -> None:
    folder = make_folder(firm.job.library_id, "Plans")
    hidden = control(make_folder(folder.id, "Hidden"))
    clerk = {firm.members["clerk"]: Level.VIEWER}
    make_file(folder.id, "a.txt")
    control(make_file(hidden.id, "A.txt"), clerk)
    (row,) = documents.copy(
        firm.principal("clerk"),
        item_ids=[folder.id],
        parent_id=firm.job.library_id,
        confirm=True,
    )
    assert sorted(tree(firm, "admin", row.id)) == ["A (2).txt", "a.txt"]
