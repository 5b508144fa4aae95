"""D-21: the ending of a file's name follows its content, unless somebody has named it otherwise."""

import io

import pytest
from PIL import Image

from personas import Firm, make_file
from storing import stage
from strongroom.core.naming import ending_of, with_ending_of
from strongroom.documents import api as documents
from strongroom.store.models import Item

PDF = b"%PDF-1.4\nanother %d\n"


def picture(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, kind)
    return out.getvalue()


def photo(firm: Firm, name: str = "view.jpg") -> Item:
    return make_file(firm.job.library_id, name, picture())


def name_of(item: Item) -> str:
    return str(Item.objects.values_list("name", flat=True).get(id=item.id))


def test_d21_the_ending_follows_the_version_there_and_back(firm: Firm) -> None:
    office, item = firm.principal("office"), photo(firm)
    row = documents.add_version(office, item_id=item.id, name="Scan 7.PDF", staged=stage(PDF))
    assert (row.name, row.content_type) == ("view.PDF", "application/pdf")
    assert documents.content(office, item.id).name == "view.PDF"
    assert documents.content(office, item.id, 1).name == "view.jpg"
    row = documents.restore_version(office, item_id=item.id, number=1)
    assert row.name == "view.jpg"
    documents.delete_version(office, item_id=item.id, number=3)
    assert name_of(item) == "view.PDF"


@pytest.mark.parametrize(
    ("name", "came_as", "data", "expected"),
    [
        ("view.jpg", "IMG_1.jpeg", picture() + b"more", "view.jpg"),
        ("view.jpg", "scan", PDF, "view.jpg"),
        ("view.jpg", "view.jpg", PDF, "view.jpg"),
        ("view", "scan.pdf", PDF, "view"),
        ("view.v2", "scan.pdf", PDF, "view.v2"),
        ("view.jpg", "view.png", picture("PNG"), "view.png"),
        ("view.jpg", "notes.md", b"words", "view.md"),
    ],
)
def test_d21_only_what_says_another_type(
    firm: Firm, name: str, came_as: str, data: bytes, expected: str
) -> None:
    office, item = firm.principal("office"), photo(firm)
    if name != "view.jpg":
        documents.rename(office, item_id=item.id, name=name)
    row = documents.add_version(office, item_id=item.id, name=came_as, staged=stage(data))
    assert row.name == expected


def test_d21_a_name_that_is_taken_gets_a_suffix(firm: Firm) -> None:
    office, item = firm.principal("office"), photo(firm)
    make_file(firm.job.library_id, "view.pdf", PDF)
    row = documents.add_version(office, item_id=item.id, name="scan.pdf", staged=stage(PDF + b"2"))
    assert row.name == "view (2).pdf"


def test_d21_a_confidential_file_follows_after_the_question_only(firm: Firm) -> None:
    office, item = firm.principal("office"), photo(firm)
    documents.set_confidential(office, item_ids=[item.id], value=True)
    row = documents.add_version(office, item_id=item.id, name="scan.pdf", staged=stage(PDF))
    assert row.name == "view.pdf"


def test_endings() -> None:
    assert [ending_of(name) for name in ("a.PDF", ".profile", "a", "a.b.c", "a.")] == [
        "pdf",
        "",
        "",
        "c",
        "",
    ]
    assert with_ending_of("a.b.jpg", "x.tar") == "a.b.tar"
    long = with_ending_of("n" * 250 + ".jpg", "x.markdown")
    assert len(long.encode()) == 255
    assert long.endswith(".markdown")
