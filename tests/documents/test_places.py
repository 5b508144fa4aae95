"""E-3: where an item was before its last move or deletion is kept for whoever made it, to undo it."""

import datetime as dt
import uuid

from settings_of import control

from personas import Firm, make_file, make_folder, share
from strongroom.access.models import Level, Share
from strongroom.core import clock
from strongroom.documents import api as documents
from strongroom.documents.models import LastPlace
from strongroom.sharing import api as sharing
from strongroom.store import api as store
from strongroom.store.models import Item


def test_e3_the_mover_is_told_the_folder_the_settings_and_the_doors(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    folder, to = make_folder(root, "Plans"), make_folder(root, "To")
    inner = make_folder(folder.id, "Inner")
    file = make_file(inner.id, "a.txt")
    [link] = sharing.share_by_link(office, item_ids=[folder.id])
    doors = {share(folder, firm.customers["alder"]).id, share(file, firm.customers["alder"]).id}
    over, foreign = share(inner, firm.customers["alder"]), share(inner, firm.customers["birch"])
    Share.objects.filter(id=over.id).update(expires_at=clock.now() - dt.timedelta(days=1))
    documents.move(office, item_ids=[file.id], parent_id=to.id, confirm=True)
    (place,) = documents.last_places(office, [file.id, folder.id, uuid.uuid4()]).values()
    assert (place.verb, place.parent_id, place.policy) == ("moved", inner.id, None)
    assert place.shares == doors | {link.id}
    assert foreign.id not in place.shares
    for other in ("clerk", "admin", "contact"):
        assert documents.last_places(firm.principal(other), [file.id]) == {}


def test_e1_a_door_above_access_settings_did_not_reach_it(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    folder = make_folder(root, "Plans")
    inner = control(make_folder(folder.id, "Inner"), {firm.members["office"]: Level.MANAGER})
    file = make_file(inner.id, "a.txt")
    share(folder, firm.customers["alder"])
    own = share(inner, firm.customers["alder"])
    documents.trash(office, item_ids=[file.id])
    (place,) = documents.last_places(office, [file.id]).values()
    assert (place.verb, place.policy, place.shares) == ("trashed", inner.id, frozenset({own.id}))


def test_only_the_last_one_may_undo(firm: Firm) -> None:
    office, clerk, root = firm.principal("office"), firm.principal("clerk"), firm.job.library_id
    first, second = make_folder(root, "1"), make_folder(root, "2")
    files = [make_file(root, f"{number}.txt") for number in range(3)]
    ids = [file.id for file in files]
    documents.move(office, item_ids=ids, parent_id=first.id)
    documents.move(clerk, item_ids=ids[:1], parent_id=second.id)
    assert documents.last_places(office, ids).keys() == set(ids[1:])
    assert documents.last_places(clerk, ids)[ids[0]].parent_id == first.id
    documents.trash(office, item_ids=ids)
    assert {place.verb for place in documents.last_places(office, ids).values()} == {"trashed"}
    documents.purge(office, item_ids=ids)
    assert not LastPlace.objects.filter(item_id__in=ids).exists()


def test_a_folder_and_a_trashed_folder_in_it_come_back_together_in_any_order(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    for turn in (1, -1):
        outer = make_folder(root, f"Outer {turn}")
        inner = control(make_folder(outer.id, "Inner"), {firm.members["office"]: Level.MANAGER})
        deep = make_folder(make_folder(inner.id, "Deep").id, "Deeper")
        documents.trash(office, item_ids=[deep.id])
        documents.trash(office, item_ids=[inner.id])
        documents.trash(office, item_ids=[outer.id])
        rows = documents.restore(office, item_ids=[outer.id, inner.id, deep.id][::turn])
        assert {row.parent_id for row in rows} == {root, outer.id, deep.parent_id}
        assert list(store.verify_pointers()) == []


def test_of_a_chain_what_lies_in_the_trash_above_sends_it_to_the_root(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    outer = make_folder(root, "Outer")
    inner = make_folder(outer.id, "Inner")
    file = make_file(inner.id, "a.txt")
    for one in (file, inner, outer):
        documents.trash(office, item_ids=[one.id])
    rows = documents.restore(office, item_ids=[file.id, inner.id])
    assert [row.parent_id for row in rows] == [inner.id, root]
    assert list(store.verify_pointers()) == []


def test_a3_names_settled_together_leave_hidden_ones_alone(firm: Firm) -> None:
    """L15: three of one name come to a folder where a hidden item has it, and a visible one its suffix."""
    clerk, root = firm.principal("clerk"), firm.job.library_id
    target = make_folder(root, "To")
    control(make_file(target.id, "a (1).txt"))
    make_file(target.id, "A (1) (2).txt")
    long = "w" * 250 + ".txt"
    make_file(target.id, long)
    homes = [make_folder(root, str(number)) for number in range(3)]
    ids = [make_file(home.id, "a (1).txt").id for home in homes]
    rows = documents.move(clerk, item_ids=ids, parent_id=target.id)
    assert [row.name for row in rows] == ["a (1).txt", "a (1) (3).txt", "a (1) (4).txt"]
    wide = make_file(homes[0].id, long)
    (row,) = documents.move(clerk, item_ids=[wide.id], parent_id=target.id)
    assert row.name == "w" * 247 + " (2).txt"
    assert Item.objects.filter(parent_id=target.id).count() == 7
