"""Versions, bytes, previews and archives: reached from an item that one may see, and no other way."""

import io

import pytest
from PIL import Image
from settings_of import control

from personas import PDF, PNG, Firm, make_file, make_folder, share
from storing import stage
from strongroom.access.models import Level, Surface
from strongroom.core.errors import InvalidError, NotFoundError, NotReadyError
from strongroom.documents import api as documents
from strongroom.store import api as store
from strongroom.store.models import Item, Rendition


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 200), "red").save(out, "PNG")
    return out.getvalue()


def paths(firm: Firm, who: str, *items: Item, surface: Surface = Surface.OFFICE) -> list[str]:
    members = documents.archive_members(firm.principal(who, surface), [item.id for item in items])
    return [member.path for member in members]


def test_d21_every_version_is_there(firm: Firm) -> None:
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    documents.add_version(
        office, item_id=plan.id, name="plan B.pdf", staged=stage(b"second"), note="moved"
    )
    documents.rename(office, item_id=plan.id, name="renamed.pdf")
    newest, oldest = documents.versions(office, plan.id)
    assert (newest.number, newest.name, newest.note, newest.current) == (
        2,
        "plan B.pdf",
        "moved",
        True,
    )
    assert (oldest.number, oldest.name, oldest.current) == (1, "plan.pdf", False)
    current, first = documents.content(office, plan.id), documents.content(office, plan.id, 1)
    assert (current.name, current.size, current.sha256) == ("renamed.pdf", 6, newest.sha256)
    assert (first.name, first.size, first.content_type) == (
        "renamed.pdf",
        len(PDF),
        "application/pdf",
    )
    with store.open_blob(first.storage_key) as file:
        assert file.read() == PDF
    for unknown in (0, 3, -1, 2**40):
        with pytest.raises(NotFoundError):
            documents.content(office, plan.id, unknown)


def test_b12_customers_get_the_current_version_only(firm: Firm) -> None:
    item, contact = firm.files["viewable.pdf"], firm.principal("contact")
    documents.add_version(
        firm.principal("office"), item_id=item.id, name="v", staged=stage(b"second")
    )
    assert [row.number for row in documents.versions(contact, item.id)] == [2]
    assert documents.content(contact, item.id).size == 6
    assert documents.content(contact, item.id, 2).size == 6
    with pytest.raises(NotFoundError):
        documents.content(contact, item.id, 1)


def test_l6_versions_have_no_rule_of_their_own(firm: Firm) -> None:
    for name in ("plan.pdf", "secret.pdf"):
        item = firm.files[name]
        for who in ("watcher", "stranger", "contact", "rival"):
            for call in (documents.versions, documents.content, documents.get):
                with pytest.raises(NotFoundError):
                    call(firm.principal(who), item.id)
    with pytest.raises(NotFoundError):
        documents.versions(firm.principal("tech"), firm.files["secret.pdf"].id)


def test_a_folder_has_no_content(firm: Firm) -> None:
    office, folder = firm.principal("office"), make_folder(firm.job.library_id, "Plans")
    with pytest.raises(NotFoundError):
        documents.content(office, folder.id)
    with pytest.raises(NotFoundError):
        documents.preview(office, folder.id, 256)
    assert documents.versions(office, folder.id) == []


def test_l1_a_preview_follows_the_item(firm: Firm) -> None:
    office = firm.principal("office")
    item = make_file(firm.job.library_id, "photo 2.png", picture())
    with pytest.raises(NotReadyError):
        documents.preview(office, item.id, 256)
    for row in Rendition.objects.filter(blob=item.current.blob):
        store.make_rendition(row.id)
    small, large = documents.preview(office, item.id, 100), documents.preview(office, item.id, 9999)
    assert small.content_type == large.content_type == "image/webp"
    assert small.storage_key != large.storage_key
    assert small.sha256 != large.sha256
    for who in ("contact", "rival", "stranger", "watcher"):
        with pytest.raises(NotFoundError):
            documents.preview(firm.principal(who), item.id, 256)
    share(item, firm.customers["alder"])
    assert documents.preview(firm.principal("contact"), item.id, 256) == documents.preview(
        office, item.id, 256
    )
    documents.set_confidential(office, item_ids=[item.id], value=True, confirm=True)
    with pytest.raises(NotFoundError):
        documents.preview(firm.principal("tech"), item.id, 256)
    with pytest.raises(InvalidError):
        documents.preview(office, item.id, 0)
    with pytest.raises(NotFoundError) as error:
        documents.preview(office, make_file(firm.job.library_id, "w.txt").id, 256)
    assert error.value.code == "no_preview"


def test_l5_an_archive_leaves_out_what_is_hidden(firm: Firm) -> None:
    root = firm.job.library_id
    folder = make_folder(root, "Plans")
    make_file(folder.id, "open.txt")
    make_file(folder.id, "secret.txt", confidential=True)
    control(make_file(folder.id, "hidden.txt"))
    hidden = control(make_folder(folder.id, "Hidden"))
    control(make_file(hidden.id, "mine.txt"), {firm.members["clerk"]: Level.VIEWER})
    inner = make_folder(folder.id, "Inner")
    make_file(inner.id, "deep.txt")
    make_folder(folder.id, "Empty")
    make_file(inner.id, "trashed.txt", trashed_at=folder.created_at)
    assert sorted(paths(firm, "clerk", folder)) == [
        "Plans/Empty/",
        "Plans/Inner/deep.txt",
        "Plans/mine.txt",
        "Plans/open.txt",
        "Plans/secret.txt",
    ]
    assert sorted(paths(firm, "tech", folder)) == [
        "Plans/Empty/",
        "Plans/Inner/deep.txt",
        "Plans/open.txt",
    ]
    assert "Plans/Hidden/mine.txt" in paths(firm, "admin", folder)
    assert "Plans/secret.txt" not in paths(firm, "admin", folder, surface=Surface.MOBILE)
    assert paths(firm, "clerk", inner) == ["Inner/deep.txt"]


def test_l5_a_contacts_archive_begins_where_sight_begins(firm: Firm) -> None:
    internal = make_folder(firm.job.library_id, "Internal")
    shared = make_folder(internal.id, "For you")
    make_file(shared.id, "a.txt")
    share(shared, firm.customers["alder"])
    assert paths(firm, "contact", shared, firm.files["viewable.pdf"]) == [
        "For you/a.txt",
        "viewable.pdf",
    ]
    with pytest.raises(NotFoundError):
        paths(firm, "contact", internal)


def test_l16_an_archive_of_what_may_not_be_seen_is_refused(firm: Firm) -> None:
    plan, hidden = firm.files["plan.pdf"], control(make_file(firm.job.library_id, "hidden.txt"))
    for other in (hidden, firm.files["trashed.pdf"], firm.files["foreign.pdf"]):
        with pytest.raises(NotFoundError):
            paths(firm, "clerk", plan, other)
    with pytest.raises(NotFoundError):
        paths(firm, "tech", plan, firm.files["secret.pdf"])
    with pytest.raises(InvalidError):
        paths(firm, "clerk")


def test_l5_hostile_names_are_safe_and_unique(firm: Firm) -> None:
    root = firm.job.library_id
    folder = make_folder(root, "..")
    items = [
        make_file(root, name)
        for name in ("../../x", "X", "x", "CON.txt", "a:b?.txt", "dots...", "c\\d", "nul")
    ]
    inner = make_file(folder.id, "in.txt")
    found = paths(firm, "office", *items, folder)
    assert len({path.casefold() for path in found}) == len(found) == len(items) + 1
    assert found[-1] == "file/in.txt"
    for path in found:
        assert not path.startswith("/")
        assert ".." not in path.split("/")
        assert not set(path) & set('\\:?*"<>|\0')
        assert path == path.rstrip(". ")
    assert sorted(path.casefold() for path in found)[:2] == ["_con.txt", "_nul"]
    assert inner


def test_an_item_inside_a_chosen_folder_is_there_once(firm: Firm) -> None:
    folder = make_folder(firm.job.library_id, "Plans")
    inside = make_file(folder.id, "a.txt")
    assert paths(firm, "office", inside, folder, inside) == ["Plans/a.txt"]


def test_what_an_archive_member_holds(firm: Firm) -> None:
    photo = firm.files["photo.png"]
    (member,) = documents.archive_members(firm.principal("office"), [photo.id])
    assert member.content == documents.content(firm.principal("office"), photo.id)
    with store.open_blob(member.content.storage_key) as file:
        assert file.read() == PNG
