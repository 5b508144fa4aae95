"""What an older detector typed is looked at again: types follow the bytes, pictures are made that were not."""

import io
from typing import Any

import pytest
from PIL import Image

from personas import Firm, make_file
from strongroom.core.errors import NotFoundError, NotReadyError
from strongroom.store import api as store
from strongroom.store import hooks
from strongroom.store.models import Blob, Item, Rendition, Version

PDF = b"@PJL ENTER LANGUAGE=PDF\r\n%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"


def picture(kind: str, colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(out, kind)
    return out.getvalue()


def aged(item: Item, content_type: str, state: str | None) -> Item:
    """Let an item be as an older version left it."""
    blob = item.current.blob
    Blob.objects.filter(id=blob.id).update(looked_by=1, unpictured=state == "failed")
    Version.objects.filter(item=item).update(content_type=content_type)
    Rendition.objects.filter(blob=blob).delete()
    if state:
        Rendition.objects.bulk_create(
            Rendition(blob=blob, size=size, state=state) for size in store.SIZES
        )
    return item


@pytest.fixture
def told() -> Any:
    """The pictures that the worker was asked for."""
    asked: list[Any] = []
    hooks.renditions_wanted.bind(asked.extend)
    yield asked
    hooks.renditions_wanted.unbind(asked.extend)


def test_a5_what_is_new_is_not_looked_at_again(firm: Firm) -> None:
    store.look_again()
    make_file(firm.job.library_id, "a.txt", b"words of today")
    assert store.look_again() == 0


def test_a5_types_follow_the_bytes_and_the_name_of_each_version(
    firm: Firm, told: list[Any]
) -> None:
    library = firm.job.library_id
    text = aged(make_file(library, "parts.csv", b"AC1015;9\n"), "image/vnd.dwg", None)
    same = make_file(library, "parts.txt", b"AC1015;9\n")
    Version.objects.filter(item=same).update(content_type="image/vnd.dwg")
    printed = aged(make_file(library, "printed.pdf", PDF), "text/plain", None)
    told.clear()
    assert store.look_again() >= 2
    kinds = [Version.objects.get(item=one).content_type for one in (text, same, printed)]
    assert kinds == ["text/csv", "text/plain", "application/pdf"]
    rows = Rendition.objects.filter(blob=printed.current.blob)
    assert {row.state for row in rows} == {"pending"}
    assert {row.id for row in rows} <= set(told)
    assert store.look_again() == 0


def test_what_failed_or_was_drawn_wrongly_is_drawn_again(firm: Firm, told: list[Any]) -> None:
    library = firm.job.library_id
    failed = aged(make_file(library, "a.png", picture("PNG", "red")), "image/png", "failed")
    scan = aged(make_file(library, "b.tif", picture("TIFF", "red")), "image/tiff", "ready")
    photo = aged(make_file(library, "c.jpg", picture("JPEG", "red")), "image/jpeg", "ready")
    told.clear()
    store.look_again()
    for item, state in ((failed, "pending"), (scan, "pending"), (photo, "ready")):
        rows = Rendition.objects.filter(blob=item.current.blob)
        assert {row.state for row in rows} == {state}, item.name
        assert {row.id for row in rows}.isdisjoint(told) == (state == "ready")
        assert not Blob.objects.get(id=item.current.blob_id).unpictured


def test_a_few_at_a_time_and_missing_bytes_hold_nothing_up(firm: Firm) -> None:
    store.look_again()
    library = firm.job.library_id
    items = [aged(make_file(library, f"{n}.txt", b"%d" % n), "image/bmp", None) for n in range(3)]
    lost = items[0]
    store.blob_path(store.storage_key(lost.account_id, lost.current.blob.sha256)).unlink()
    assert [store.look_again(2), store.look_again(2), store.look_again(2)] == [2, 1, 0]
    kinds = [Version.objects.get(item=one).content_type for one in items]
    assert kinds == ["image/bmp", "text/plain", "text/plain"]
    with pytest.raises((NotFoundError, NotReadyError)):
        store.rendition(lost.current.blob_id, 256)
