"""D-29: the trash is seen by whoever could delete; it comes back under the settings it kept."""

import datetime as dt
import uuid
from typing import Any

import pytest
from settings_of import control, verbs

from personas import Firm, make_file, make_folder, share
from strongroom.access.api import Principal
from strongroom.access.models import Grant, Level, Surface
from strongroom.audit.models import Event
from strongroom.core import clock
from strongroom.core.errors import (
    ConfirmationRequiredError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from strongroom.documents import api as documents
from strongroom.store import api as store
from strongroom.store.models import Item


def trashed(
    firm: Firm, who: str, library_id: object, surface: Surface = Surface.OFFICE
) -> set[str]:
    page = documents.trash_list(firm.principal(who, surface), library_id)
    return {row.name for row in page.results}


def require_gone(asker: Principal, item: Item, root: uuid.UUID) -> None:
    """By no way of asking does it exist."""
    for call in (
        lambda: documents.get(asker, item.id),
        lambda: documents.children(asker, item.id),
        lambda: documents.content(asker, item.id),
        lambda: documents.versions(asker, item.id),
        lambda: documents.preview(asker, item.id, 256),
        lambda: documents.archive_members(asker, [item.id]),
        lambda: documents.rename(asker, item_id=item.id, name="x"),
        lambda: documents.copy(asker, item_ids=[item.id], parent_id=root),
    ):
        with pytest.raises(NotFoundError):
            call()


def test_l7_what_is_trashed_is_gone_everywhere(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    folder = make_folder(root, "Plans")
    inner = make_folder(folder.id, "Inner")
    file, shared = make_file(inner.id, "a.txt"), make_file(inner.id, "b.txt")
    share(shared, firm.customers["alder"])
    upload = documents.begin_upload(office, parent_id=inner.id, filename="x", length=3)
    documents.trash(office, item_ids=[folder.id])
    for who in ("office", "admin", "contact"):
        asker = firm.principal(who)
        for item in (folder, inner, file, shared):
            require_gone(asker, item, root)
    assert "Plans" not in {row.name for row in documents.children(office, root).results}
    assert "b.txt" not in {
        row.name for row in documents.shared_items(firm.principal("contact")).results
    }
    with pytest.raises(NotFoundError):
        documents.append_upload(office, upload_id=upload.id, offset=0, stream=[b"abc"])
    assert trashed(firm, "office", root) == {"Plans", "trashed.pdf"}
    assert verbs(folder.id) == ["item.trashed"]
    assert list(store.verify_pointers()) == []


def test_restore_brings_all_back_as_it_was(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    folder = make_folder(root, "Plans")
    shared, early = make_file(folder.id, "b.txt"), make_file(folder.id, "early.txt")
    share(shared, firm.customers["alder"])
    documents.trash(office, item_ids=[early.id])
    documents.trash(office, item_ids=[folder.id])
    with pytest.raises(ConfirmationRequiredError):  # the door on what is in it opens again (E-11)
        documents.restore(office, item_ids=[folder.id])
    (row,) = documents.restore(office, item_ids=[folder.id], confirm=True)
    assert (row.id, row.name, row.parent_id) == (folder.id, "Plans", root)
    assert documents.get(firm.principal("contact"), shared.id)
    with pytest.raises(NotFoundError):  # it was thrown away on its own, before
        documents.get(office, early.id)
    assert trashed(firm, "office", root) == {"early.txt", "trashed.pdf"}
    assert verbs(folder.id) == ["item.trashed", "item.restored"]
    assert list(store.verify_pointers()) == []


def test_a_name_taken_meanwhile_gets_a_suffix(firm: Firm) -> None:
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    documents.trash(office, item_ids=[plan.id])
    make_file(firm.job.library_id, "PLAN.pdf")
    (row,) = documents.restore(office, item_ids=[plan.id])
    assert row.name == "plan (2).pdf"


def test_a_folder_that_is_in_the_trash_too_is_replaced_by_the_root(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    outer = make_folder(root, "Outer")
    folder = make_folder(outer.id, "Plans")
    file, sub = make_file(folder.id, "a.txt"), make_folder(folder.id, "Sub")
    make_file(sub.id, "deep.txt")
    make_file(root, "a.txt")
    documents.trash(office, item_ids=[file.id, sub.id])
    documents.trash(office, item_ids=[outer.id])
    rows = documents.restore(office, item_ids=[file.id, sub.id])
    assert [(row.name, row.parent_id) for row in rows] == [("a (2).txt", root), ("Sub", root)]
    assert [row.name for row in documents.children(office, sub.id).results] == ["deep.txt"]
    assert list(store.verify_pointers()) == []


def test_at_the_root_it_would_be_open_so_it_asks(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    folder = control(make_folder(root, "Plans"), {firm.members["office"]: Level.MANAGER})
    file = make_file(folder.id, "a.txt")
    documents.trash(office, item_ids=[file.id])
    documents.trash(office, item_ids=[folder.id])
    with pytest.raises(ConfirmationRequiredError):
        documents.restore(office, item_ids=[file.id])
    assert Item.objects.get(id=file.id).trashed_at is not None
    (row,) = documents.restore(office, item_ids=[file.id], confirm=True)
    assert (row.parent_id, row.access_controlled) == (root, False)


def test_d29_only_who_could_delete_sees_the_trash(firm: Firm) -> None:
    root = firm.job.library_id
    members = firm.members
    mine = control(make_file(root, "mine.txt"), {members["clerk"]: Level.MANAGER})
    look = control(make_file(root, "look.txt"), {members["clerk"]: Level.CONTRIBUTOR})
    documents.trash(firm.principal("admin"), item_ids=[mine.id, look.id])
    assert trashed(firm, "admin", root) == {"mine.txt", "look.txt", "trashed.pdf"}
    assert trashed(firm, "clerk", root) == {"mine.txt", "trashed.pdf"}
    assert trashed(firm, "office", root) == {"trashed.pdf"}
    for nothing in ("viewer", "tech", "sub", "contact"):
        assert trashed(firm, nothing, root) == set()
    for nobody in ("watcher", "stranger", "rival"):
        with pytest.raises(NotFoundError):
            documents.trash_list(firm.principal(nobody), root)
    for item, error in ((look, NotFoundError), (firm.files["foreign.pdf"], NotFoundError)):
        with pytest.raises(error):
            documents.restore(firm.principal("clerk"), item_ids=[item.id])
        with pytest.raises(error):
            documents.purge(firm.principal("clerk"), item_ids=[item.id])
    Grant.objects.filter(policy_id=mine.id).delete()  # rights changed while it lay there
    assert trashed(firm, "clerk", root) == {"trashed.pdf"}
    with pytest.raises(NotFoundError):
        documents.restore(firm.principal("clerk"), item_ids=[mine.id])


def test_a11_the_trash_on_the_phone_knows_nothing_confidential(firm: Firm) -> None:
    admin = firm.principal("admin")
    documents.trash(admin, item_ids=[firm.files["secret.pdf"].id])
    root = firm.job.library_id
    assert "secret.pdf" in trashed(firm, "admin", root)
    assert "secret.pdf" not in trashed(firm, "admin", root, Surface.MOBILE)


def test_d29_what_is_hidden_goes_along_and_only_admins_purge_it(firm: Firm) -> None:
    clerk, root = firm.principal("clerk"), firm.job.library_id
    folder = make_folder(root, "Plans")
    make_file(folder.id, "open.txt")
    hidden = control(make_file(folder.id, "hidden.txt"))
    documents.trash(clerk, item_ids=[folder.id])
    assert trashed(firm, "clerk", root) == {"Plans", "trashed.pdf"}
    with pytest.raises(NotFoundError):
        documents.get(firm.principal("admin"), hidden.id)
    with pytest.raises(ForbiddenError) as error:
        documents.purge(clerk, item_ids=[folder.id])
    assert "hidden" not in error.value.detail
    assert Item.objects.filter(id=hidden.id).exists()
    documents.restore(clerk, item_ids=[folder.id])
    with pytest.raises(NotFoundError):  # it kept its settings
        documents.get(clerk, hidden.id)
    documents.trash(clerk, item_ids=[folder.id])
    documents.purge(firm.principal("admin"), item_ids=[folder.id])
    assert not Item.objects.filter(id__in=[folder.id, hidden.id]).exists()
    assert list(store.verify_pointers()) == []


def test_purge_is_for_the_trash_only_and_leaves_an_event(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    folder = make_folder(root, "Plans")
    inside = make_file(folder.id, "a.txt")
    with pytest.raises(ConflictError) as error:
        documents.purge(office, item_ids=[folder.id])
    assert error.value.code == "not_in_trash"
    documents.trash(office, item_ids=[folder.id])
    for call in (documents.purge, documents.restore):
        with pytest.raises(ConflictError):  # it lies in a folder of the trash
            call(office, item_ids=[inside.id])
    documents.purge(office, item_ids=[folder.id])
    assert not Item.objects.filter(id__in=[folder.id, inside.id]).exists()
    event = Event.objects.get(verb="item.purged")
    assert (event.item_id, event.actor_id) == (folder.id, firm.members["office"].id)
    with pytest.raises(NotFoundError):
        documents.restore(office, item_ids=[folder.id])


def test_a_deep_tree_is_purged_whole(firm: Firm) -> None:
    office = firm.principal("office")
    top = parent = make_folder(firm.job.library_id, "0")
    for depth in range(1, 120):
        parent = make_folder(parent.id, str(depth))
    documents.trash(office, item_ids=[top.id])
    assert list(store.verify_pointers()) == []
    documents.purge(office, item_ids=[top.id])
    assert not Item.objects.filter(id=parent.id).exists()


def test_a_folder_and_what_is_in_it_chosen_together(firm: Firm) -> None:
    """The file comes back with its folder."""
    office, root = firm.principal("office"), firm.job.library_id
    folder = make_folder(root, "Plans")
    inside = make_file(folder.id, "a.txt")
    documents.trash(office, item_ids=[inside.id, folder.id, inside.id])
    assert trashed(firm, "office", root) == {"Plans", "trashed.pdf"}
    documents.restore(office, item_ids=[folder.id])
    assert documents.get(office, inside.id)


def test_l16_and_d28(firm: Firm) -> None:
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    look = control(
        make_file(firm.job.library_id, "look.txt"), {firm.members["office"]: Level.CONTRIBUTOR}
    )
    for other, error in ((look.id, ForbiddenError), (uuid.uuid4(), NotFoundError)):
        with pytest.raises(error):
            documents.trash(office, item_ids=[plan.id, other])
    assert documents.get(office, plan.id)
    with pytest.raises((ForbiddenError, InvalidError)):
        documents.trash(firm.principal("admin"), item_ids=[firm.job.library_id])
    with pytest.raises(InvalidError):
        documents.trash(office, item_ids=[])
    with pytest.raises(InvalidError):
        documents.trash(office, item_ids=[uuid.uuid4() for _ in range(1001)])


def test_the_trash_is_paged_newest_first(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.other_job.library_id
    for number in range(5):
        item = make_file(root, f"{number}.txt")
        Item.objects.filter(id=item.id).update(
            trashed_at=clock.now() - dt.timedelta(minutes=number)
        )
    seen: list[str] = []
    cursor = None
    while True:
        page = documents.trash_list(office, root, cursor=cursor, limit=2)
        seen += [row.name for row in page.results]
        assert all(row.trashed_at for row in page.results)
        cursor = page.next
        if cursor is None:
            break
    assert seen == [f"{number}.txt" for number in range(5)]


def test_what_lay_there_too_long_is_purged(firm: Firm, settings: Any) -> None:
    root = firm.job.library_id
    settings.TRASH_RETENTION_DAYS = 30
    folder = control(make_folder(root, "Old"))
    inside = make_file(folder.id, "a.txt")
    old = [make_file(root, "old.txt", confidential=True), folder, inside]
    for item in old:
        Item.objects.filter(id=item.id).update(trashed_at=clock.now() - dt.timedelta(days=31))
    store.repoint(folder.id)
    young = firm.files["trashed.pdf"]
    settings.TRASH_RETENTION_DAYS = 0
    assert documents.purge_expired_trash() == 0
    settings.TRASH_RETENTION_DAYS = 30
    assert documents.purge_expired_trash() >= 2
    assert not Item.objects.filter(id__in=[item.id for item in old]).exists()
    assert Item.objects.filter(id=young.id).exists()
    event = Event.objects.filter(verb="item.purged").first()
    assert event is not None
    assert event.actor_kind == "system"
