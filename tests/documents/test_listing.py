"""Lists: what each sees, in what order, page by page, with one statement however long they are."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from settings_of import control

from personas import Firm, add_many_files, make_file, make_folder, share
from said import statements_said
from strongroom.access.api import Action
from strongroom.access.models import Grant, Level, Surface
from strongroom.core.errors import InvalidError, NotFoundError
from strongroom.core.paging import encode_cursor
from strongroom.core.statements import fetch
from strongroom.documents import api as documents
from strongroom.documents import sql
from strongroom.documents.rows import ItemRow
from strongroom.store.models import Item


def seen(firm: Firm, who: str, folder_id: object, surface: Surface = Surface.OFFICE) -> set[str]:
    page = documents.children(firm.principal(who, surface), folder_id, limit=200)
    return {row.name for row in page.results}


OPEN = {"plan.pdf", "photo.png", "viewable.pdf"}
SECRET = {"secret.pdf", "secret-viewable.pdf"}


def test_a4_what_a_row_says(firm: Firm) -> None:
    office = firm.principal("office")
    rows = {row.name: row for row in documents.children(office, firm.job.library_id).results}
    assert set(rows) == OPEN | SECRET
    assert {name for name, row in rows.items() if row.viewable_in_portal} == {
        "viewable.pdf",
        "secret-viewable.pdf",
    }
    assert {name for name, row in rows.items() if row.confidential} == SECRET
    plan = rows["plan.pdf"]
    assert plan.size == firm.files["plan.pdf"].current.blob.size
    assert (plan.content_type, plan.version, plan.created_by_name) == (
        "application/pdf",
        1,
        "Office",
    )
    assert {Action.EDIT, Action.SHARE, Action.DELETE} <= plan.may
    (row,) = documents.children(firm.principal("viewer"), firm.job.library_id, q="plan").results
    assert row.may == {Action.VIEW, Action.DOWNLOAD}


def test_the_row_of_a_list_is_the_row_alone(firm: Firm) -> None:
    """`may` from columns and `may` from the point check agree."""
    root = firm.job.library_id
    control(make_file(root, "own.txt"), {firm.members["clerk"]: Level.CONTRIBUTOR})
    control(make_folder(root, "Own"), {firm.members["clerk"]: Level.MANAGER})
    for who in ("admin", "office", "clerk", "viewer", "tech", "sub"):
        asker = firm.principal(who)
        for row in documents.children(asker, root).results:
            assert documents.get(asker, row.id) == row


def test_a11_the_phone_of_one_without_the_switch(firm: Firm) -> None:
    root = firm.job.library_id
    for who in ("tech", "office", "admin"):
        asker = firm.principal(who, Surface.MOBILE)
        assert seen(firm, who, root, Surface.MOBILE) == OPEN
        assert documents.count_files(asker, root) == (3, False)
        assert documents.names_taken(asker, root, ["secret.pdf", "plan.pdf"]) == {"plan.pdf"}
        assert documents.children(asker, root, q="secret").results == []
    assert seen(firm, "office", root) == OPEN | SECRET
    firm.members["tech"].view_confidential = True
    firm.members["tech"].save()
    assert seen(firm, "tech", root) == OPEN | SECRET
    assert documents.count_files(firm.principal("tech"), root) == (5, False)


def test_a12_a_contact_gets_what_is_viewable(firm: Firm) -> None:
    contact, root = firm.principal("contact"), firm.job.library_id
    rows = documents.attachments(contact, root).results
    assert {row.name for row in rows} == {"viewable.pdf", "secret-viewable.pdf"}
    assert {row.parent_id for row in rows} == {None}
    assert {row.may for row in rows} == {frozenset({Action.VIEW, Action.DOWNLOAD})}
    assert documents.count_files(contact, root) == (2, False)
    with pytest.raises(NotFoundError):
        documents.children(contact, root)
    for other in (firm.rival_job, firm.foreign_job):
        with pytest.raises(NotFoundError):
            documents.attachments(contact, other.library_id)
    assert documents.attachments(contact, firm.other_job.library_id).results == []


def test_a_contact_begins_where_sight_begins(firm: Firm) -> None:
    root = firm.job.library_id
    hidden = make_folder(root, "Internal")
    shared = make_folder(hidden.id, "For you")
    below = make_folder(shared.id, "Below")
    make_file(below.id, "deep.txt")
    make_file(hidden.id, "internal.txt")
    share(shared, firm.customers["alder"])
    share(below, firm.customers["alder"])  # shared twice, begins once
    contact = firm.principal("contact")
    rows = {row.name: row for row in documents.attachments(contact, root).results}
    assert set(rows) == {"For you", "viewable.pdf", "secret-viewable.pdf"}
    assert documents.get(contact, shared.id).parent_id is None
    (inner,) = documents.children(contact, shared.id).results
    assert (inner.name, inner.parent_id) == ("Below", shared.id)
    (deep,) = documents.children(contact, below.id).results
    assert deep.viewable_in_portal
    everything = {row.name for row in documents.shared_items(contact).results}
    assert everything == {"For you", "Below", "deep.txt", "viewable.pdf", "secret-viewable.pdf"}
    office = {
        row.name: row for row in documents.children(firm.principal("office"), shared.id).results
    }
    assert office["Below"].viewable_in_portal


def test_l10_a_folder_with_hidden_children(firm: Firm) -> None:
    folder = make_folder(firm.job.library_id, "Plans")
    control(make_file(folder.id, "hidden.txt"))
    control(make_folder(folder.id, "Hidden"))
    mine = control(make_file(folder.id, "mine.txt"), {firm.members["clerk"]: Level.VIEWER})
    assert seen(firm, "clerk", folder.id) == {"mine.txt"}
    assert seen(firm, "office", folder.id) == set()
    assert seen(firm, "admin", folder.id) == {"hidden.txt", "Hidden", "mine.txt"}
    assert documents.count_files(firm.principal("clerk"), folder.id) == (1, False)
    Grant.objects.all().delete()
    assert seen(firm, "clerk", folder.id) == set()
    with pytest.raises(NotFoundError):
        documents.get(firm.principal("clerk"), mine.id)


def test_a_parent_that_can_not_be_seen_is_none(firm: Firm) -> None:
    folder = control(make_folder(firm.job.library_id, "Plans"))
    mine = control(make_file(folder.id, "mine.txt"), {firm.members["clerk"]: Level.VIEWER})
    assert documents.get(firm.principal("clerk"), mine.id).parent_id is None
    assert documents.get(firm.principal("admin"), mine.id).parent_id == folder.id
    with pytest.raises(NotFoundError):
        documents.children(firm.principal("clerk"), folder.id)


def test_d20_shared_items(firm: Firm) -> None:
    root, members = firm.project.library_id, firm.members
    folder = control(make_folder(root, "Plans"), {members["sub"]: Level.VIEWER})
    inside = make_file(folder.id, "inside.txt")
    control(make_file(root, "not mine.txt"), {members["clerk"]: Level.VIEWER})
    gone = control(make_file(root, "gone.txt"), {members["sub"]: Level.VIEWER})
    Item.objects.filter(id=gone.id).update(trashed_at=gone.created_at)
    sub = firm.principal("sub")
    (row,) = documents.shared_items(sub).results
    assert (row.id, row.parent_id, row.may) == (
        folder.id,
        None,
        {Action.VIEW, Action.DOWNLOAD},
    )
    assert documents.shared_items(sub, library_id=root).results == [row]
    assert documents.shared_items(sub, library_id=firm.job.library_id).results == []
    assert documents.children(sub, folder.id).results[0].id == inside.id
    assert documents.shared_items(firm.principal("watcher")).results == []


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("order", ["name", "created", "size"])
def test_pages_of_any_order_lose_and_repeat_nothing(
    firm: Firm, order: Any, descending: bool
) -> None:
    root = firm.other_job.library_id
    for number in (10, 2, 1, 33):
        make_folder(root, f"Level {number}")
        make_file(root, f"plan {number}.txt", b"x" * number)
        make_file(root, f"Plan {number}.txt", b"x" * 7)
    office = firm.principal("office")
    whole = documents.children(office, root, order=order, descending=descending).results
    for limit in (1, 3, 5):
        paged: list[ItemRow] = []
        cursor = None
        while True:
            page = documents.children(
                office, root, order=order, descending=descending, cursor=cursor, limit=limit
            )
            paged += page.results
            cursor = page.next
            if cursor is None:
                break
        assert paged == whole
    if order == "name":
        folders = [row.name for row in whole if row.kind == "folder"]
        natural = ["Level 1", "Level 2", "Level 10", "Level 33"]
        assert folders == (natural[::-1] if descending else natural)
        assert [row.kind for row in whole] == ["folder"] * 4 + ["file"] * 8


def test_a_cursor_that_is_not_this_lists(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    good = documents.children(office, root, limit=1).next
    one = str(uuid.uuid4())
    wrong = [
        "nonsense",
        encode_cursor(["name", True, "x"]),
        encode_cursor(["name", "x", "x", one]),
        encode_cursor(["name", True, "x", "not an id"]),
        encode_cursor(["name", True, 5, one]),
        encode_cursor(["name", True, "a\0", one]),
        encode_cursor(["created", True, "yesterday", one]),
        encode_cursor(["size", True, 2**70, one]),
        encode_cursor([["name"], True, "x", one]),
    ]
    for cursor in wrong:
        for order in ("name", "created", "size"):
            with pytest.raises(InvalidError):
                documents.children(office, root, order=order, cursor=cursor)  # type: ignore[arg-type]
    with pytest.raises(InvalidError):
        documents.children(office, root, descending=True, cursor=good)
    with pytest.raises(InvalidError):
        documents.children(office, root, order="colour")  # type: ignore[arg-type]
    for limit in (0, 201, -1):
        with pytest.raises(InvalidError):
            documents.children(office, root, limit=limit)


def test_filters(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    documents.set_tags(office, item_id=firm.files["plan.pdf"].id, tags=["plan"])
    make_file(root, "100%_sure.txt")

    def found(**how: Any) -> set[str]:
        return {row.name for row in documents.children(office, root, **how).results}

    assert found(tag="plan") == {"plan.pdf"}
    assert found(q="PHOTO") == {"photo.png"}
    assert found(q="%") == {"100%_sure.txt"}
    assert found(q="_") == {"100%_sure.txt"}
    assert found(q="\\") == set()
    assert found(q="plan\0.pdf") == {"plan.pdf"}
    assert found(q="pdf", tag="before") == set()


def test_l4_the_count_is_capped_and_of_what_is_listed(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    assert documents.count_files(office, root) == (5, False)
    assert documents.count_files(office, root, cap=5) == (5, False)
    assert documents.count_files(office, root, cap=4) == (4, True)
    assert documents.count_files(office, make_folder(root, "Empty").id) == (0, False)


def test_names_taken_tells_of_what_is_visible(firm: Firm) -> None:
    root = firm.job.library_id
    control(make_file(root, "hidden.pdf"))
    asked = ["PLAN.PDF", "hidden.pdf", "new.pdf", "a\0"]
    assert documents.names_taken(firm.principal("clerk"), root, asked) == {"PLAN.PDF"}
    assert documents.names_taken(firm.principal("admin"), root, asked) == {"PLAN.PDF", "hidden.pdf"}
    with pytest.raises(NotFoundError):
        documents.names_taken(firm.principal("stranger"), root, asked)


def test_a_file_has_no_children(firm: Firm) -> None:
    with pytest.raises(InvalidError):
        documents.children(firm.principal("office"), firm.files["plan.pdf"].id)


@pytest.mark.parametrize("who", ["admin", "office", "tech", "contact"])
def test_a_list_is_one_statement_of_the_items_however_long(firm: Firm, who: str) -> None:
    root = firm.other_job.library_id
    if who == "contact":
        shared = make_folder(root, "Shared")
        share(shared, firm.customers["alder"])
        root = shared.id
    elif who == "tech":
        root = firm.quote.library_id
    asker = firm.principal(who)

    def statements() -> list[str]:
        with statements_said() as said:
            page = documents.children(asker, root, limit=200)
        assert all(row.may for row in page.results)
        return said

    add_many_files(root, 3)
    few = statements()
    add_many_files(root, 500, prefix="more")
    many = statements()
    assert len(many) == len(few) == 2  # the folder with its library, the list
    assert sum("created_by_name" in text for text in many) == 1
    assert len(documents.children(asker, root, limit=200).results) == 200


def test_the_list_walks_the_index(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first page of 5,000 neither sorts nor reads them all, nor with the plan for any folder."""
    root = firm.other_job.library_id
    add_many_files(root, 5000)
    with connection.cursor() as cursor:
        cursor.execute("analyze store_item, store_folder, store_version, store_blob")
    plans: list[str] = []

    def explained(text: str, params: Any) -> Any:
        if "created_by_name" in text:
            found = fetch(f"explain {text}", params)
            with connection.cursor() as cursor:
                cursor.execute(f"explain (generic_plan) {_without_values(text)}")
                generic = cursor.fetchall()
            plans.append("\n".join([row["QUERY PLAN"] for row in found]))
            plans.append("\n".join(row[0] for row in generic))
        return fetch(text, params)

    monkeypatch.setattr(sql, "fetch_prepared", explained)
    office = firm.principal("office")
    page = documents.children(office, root)
    documents.children(office, root, cursor=page.next)
    documents.children(office, root, order="created")
    documents.children(office, root, order="created", descending=True)
    assert len(plans) == 8
    for plan in plans[:4]:
        assert "item_listing" in plan, plan
        assert "Sort" not in plan, plan
    for plan in plans[4:]:
        assert "item_by_age" in plan, plan
        assert "Sort" not in plan, plan


def _without_values(text: str) -> str:
    """Number the parameters, as a statement has them whose plan is kept."""
    names: dict[str, int] = {}
    return re.sub(
        r"%\((\w+)\)s", lambda name: f"${names.setdefault(name[1], len(names) + 1)}", text
    )
