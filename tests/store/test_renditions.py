"""Derived pictures: upright, without metadata, once per blob; refused while not ready; bombs fail."""

import io
import struct
import uuid
import zlib
from pathlib import Path
from typing import Any

import pillow_heif
import pypdfium2
import pytest
from PIL import Image

from personas import Firm, make_file
from storing import kept_files, staged_files
from strongroom.core.errors import NotFoundError, NotReadyError, StorageFullError
from strongroom.store import api as store
from strongroom.store import hooks, renditions
from strongroom.store.models import Blob, Item, Rendition


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def left_red() -> Image.Image:
    """A wide picture whose left half is red and right half blue."""
    image = Image.new("RGB", (600, 300), "blue")
    image.paste("red", (0, 0, 300, 300))
    return image


def heic() -> bytes:
    pillow_heif.register_heif_opener()
    return encoded(left_red(), "HEIF", quality=90)


def pdf() -> bytes:
    return encoded(left_red(), "PDF")


def make(item: Item) -> dict[int, Rendition]:
    """Run the task of each wanted picture, as the worker does; return the rows by size."""
    wanted = Rendition.objects.filter(blob__versions__item=item)
    for row in wanted:
        store.make_rendition(row.id)
    return {row.size: row for row in wanted.all()}


def opened(item: Item, size: int) -> Image.Image:
    found = store.rendition(item.current.blob_id, size)
    with store.open_blob(found.storage_key) as file:
        data = file.read()
    assert len(data) == found.size
    image = Image.open(io.BytesIO(data))
    image.load()
    assert image.size == (found.width, found.height)
    return image


def add(firm: Firm, name: str, data: bytes) -> Item:
    return make_file(firm.job.library_id, name, data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "HEIC", "PDF"])
def test_a5_pictures_of_every_kind(firm: Firm, kind: str, data_folder: Path) -> None:
    data = {"HEIC": heic, "PDF": pdf}.get(kind, lambda: encoded(left_red(), kind))()
    item = add(firm, f"photo.{kind.lower()}", data)
    rows = make(item)
    assert {row.state for row in rows.values()} == {"ready"}, [r.reason for r in rows.values()]
    small, large = opened(item, 256), opened(item, 1600)
    assert small.size == (256, 128)
    assert large.size == ((1600, 800) if kind == "PDF" else (600, 300))
    red, blue = small.convert("RGB").getpixel((40, 64)), small.convert("RGB").getpixel((220, 64))
    assert red[0] > 180
    assert red[2] < 90
    assert blue[2] > 180
    assert blue[0] < 90
    assert not [path for path in staged_files(data_folder) if path.suffix == ".work"]


def test_a15_upright_and_without_location(firm: Firm) -> None:
    """Taken with the camera on its side, with the place in it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # rotate by 90 degrees to show
    exif[0x010E] = "the owner's home"
    exif.get_ifd(0x8825)[2] = (51.5, 30.0, 12.0)
    data = encoded(left_red(), "JPEG", exif=exif)
    assert b"the owner's home" in data
    item = add(firm, "photo.jpg", data)
    make(item)
    shown = opened(item, 256)
    assert shown.size == (128, 256)
    assert shown.convert("RGB").getpixel((64, 20))[0] > 180  # the left half is on top now
    assert not shown.getexif()
    with store.open_blob(store.rendition(item.current.blob_id, 256).storage_key) as file:
        kept = file.read()
    assert b"EXIF" not in kept
    assert b"home" not in kept


def test_transparency_and_odd_modes(firm: Firm) -> None:
    """What is transparent stands on white, whatever is behind the picture where it is shown."""
    clear = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    palette = clear.convert("P")
    for number, data in enumerate(
        [
            encoded(clear, "PNG"),
            encoded(palette, "PNG", transparency=0),
            encoded(Image.new("LA", (50, 50), (200, 0)), "PNG"),
        ]
    ):
        item = add(firm, f"clear {number}.png", data)
        assert {row.state for row in make(item).values()} == {"ready"}
        assert opened(item, 256).convert("RGBA").getpixel((10, 10)) == (255, 255, 255, 255)
    for number, image in enumerate(
        [
            Image.new("CMYK", (50, 50), (0, 255, 255, 0)),
            Image.new("L", (50, 50), 128),
            Image.new("1", (50, 50), 1),
            Image.new("I;16", (50, 50), 40_000),
        ]
    ):
        item = add(firm, f"odd {number}.tif", encoded(image, "TIFF"))
        assert {row.state for row in make(item).values()} == {"ready"}


def test_a_small_picture_is_not_enlarged(firm: Firm) -> None:
    item = add(firm, "dot.png", encoded(Image.new("RGB", (20, 10)), "PNG"))
    make(item)
    assert opened(item, 1600).size == (20, 10)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cut.jpg", encoded(left_red(), "JPEG")[:900]),
        ("noise.png", b"\x89PNG\r\n\x1a\n" + b"\x07" * 500),
        ("broken.pdf", b"%PDF-1.7\nnothing follows"),
        ("broken.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 50),
    ],
)
def test_a3_a_corrupt_file_is_stored_and_has_no_preview(firm: Firm, name: str, data: bytes) -> None:
    item = add(firm, name, data)
    rows = make(item)
    assert {row.state for row in rows.values()} == {"failed"}
    assert all(row.reason for row in rows.values())
    with pytest.raises(NotFoundError) as error:
        store.rendition(item.current.blob_id, 256)
    assert error.value.code == "no_preview"
    assert list(store.verify_blobs()) == []
    assert Blob.objects.get(id=item.current.blob_id).unpictured


def bomb(width: int, height: int) -> bytes:
    """A small PNG that announces, and unpacks to, a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    packer = zlib.compressobj(9)
    row = bytes(width // 8 + 1)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def test_an_image_bomb_is_not_unpacked(firm: Firm) -> None:
    data = bomb(20_000, 6_000)
    assert len(data) < 100_000
    item = add(firm, "bomb.png", data)
    assert {row.reason for row in make(item).values()} == {"too many pixels"}
    assert (
        store.open_blob(store.storage_key(item.account_id, item.current.blob.sha256)).read() == data
    )


def test_a_child_that_needs_too_much_memory_fails_alone(
    firm: Firm, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the pixel limit out of the way, the limit on memory still holds."""
    settings.IMAGE_PIXEL_LIMIT = 10**12
    converter = tmp_path / "converter.py"
    text = Path(renditions.converter.__file__).read_text()
    converter.write_text(text.replace("MEMORY = 2 * 1024**3", "MEMORY = 200 * 1024**2"))
    monkeypatch.setattr(renditions.converter, "__file__", str(converter))
    item = add(firm, "bomb.png", bomb(20_000, 6_000))
    assert {row.state for row in make(item).values()} == {"failed"}


def test_a_child_that_hangs_is_ended(
    firm: Firm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    converter = tmp_path / "converter.py"
    converter.write_text("import threading; threading.Event().wait()")
    monkeypatch.setattr(renditions.converter, "__file__", str(converter))
    monkeypatch.setattr(renditions, "_SECONDS", 0.5)
    item = add(firm, "photo.png", encoded(left_red(), "PNG"))
    assert {row.reason for row in make(item).values()} == {"timeout"}


def test_a_child_that_is_killed_from_outside_is_tried_once_more(
    firm: Firm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As where memory runs out: it may go better a second time, and is not tried for ever."""
    converter = tmp_path / "converter.py"
    converter.write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    items = [add(firm, f"{n}.png", encoded(Image.new("RGB", (9, 9 + n)), "PNG")) for n in (0, 1)]
    with monkeypatch.context() as patched:
        patched.setattr(renditions.converter, "__file__", str(converter))
        for item in items:
            with pytest.raises(store.DrawingKilledError):
                make(item)
            with pytest.raises(NotReadyError):
                store.rendition(item.current.blob_id, 256)
        assert {row.reason for row in make(items[0]).values()} == {"killed by signal 9"}
        assert {row.state for row in make(items[0]).values()} == {"failed"}
    assert {(row.state, row.reason) for row in make(items[1]).values()} == {("ready", "")}
    unpictured = [Blob.objects.get(id=item.current.blob_id).unpictured for item in items]
    assert unpictured == [True, False]


def test_a_child_whose_time_is_over_is_not_tried_again(
    firm: Firm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = Path(renditions.converter.__file__).read_text()
    text = text.replace("SECONDS = 60", "SECONDS = 1")
    text = text.replace(
        "        answer = convert(", "        while True: pass\n        answer = convert("
    )
    converter = tmp_path / "converter.py"
    converter.write_text(text)
    monkeypatch.setattr(renditions.converter, "__file__", str(converter))
    item = add(firm, "photo.png", encoded(left_red(), "PNG"))
    assert {row.reason for row in make(item).values()} == {"killed by signal 24"}


def test_the_decoder_obeys_the_bytes(firm: Firm) -> None:
    """What is named, or was once typed, as a picture and is none is not handed to any decoder."""
    blob = add(firm, "photo.jpg", b"BM is no picture" * 9).current.blob
    assert Rendition.objects.filter(blob=blob).count() == 0
    row = Rendition.objects.create(blob=blob, size=256)
    store.make_rendition(row.id)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("failed", "nothing that has a picture")


def test_the_child_has_no_secrets(
    firm: Firm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "very secret")
    converter = tmp_path / "converter.py"
    converter.write_text(
        "import json, os, sys\n"
        "assert 'strongroom' not in sys.modules\n"
        "print(json.dumps({'error': ' '.join(sorted(os.environ)) or 'nothing'}))"
    )
    monkeypatch.setattr(renditions.converter, "__file__", str(converter))
    item = add(firm, "photo.png", encoded(left_red(), "PNG"))
    (reason,) = {row.reason for row in make(item).values()}
    assert set(reason.split()) <= {"nothing", "LC_CTYPE"}


def test_once_per_blob_told_once_and_idempotent(
    firm: Firm, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[uuid.UUID] = []
    hooks.renditions_wanted.bind(told.extend)
    try:
        data = encoded(left_red(), "PNG")
        first, second = add(firm, "a.png", data), add(firm, "b.png", data)
    finally:
        hooks.renditions_wanted.unbind(told.extend)
    rows = Rendition.objects.filter(blob=first.current.blob)
    assert first.current.blob_id == second.current.blob_id
    assert sorted(told) == sorted(rows.values_list("id", flat=True))
    assert len(told) == len(store.SIZES)
    with pytest.raises(NotReadyError):
        store.rendition(first.current.blob_id, 256)
    make(first)
    key = store.rendition(first.current.blob_id, 256).storage_key
    before = store.blob_path(key).stat().st_ino
    make(first)
    assert store.blob_path(key).stat().st_ino == before
    assert opened(second, 256).size == (256, 128)


def test_a_full_disk_leaves_the_picture_waiting(
    firm: Firm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, data_folder: Path
) -> None:
    """It is tried again later; it isn't marked as impossible."""
    converter = tmp_path / "converter.py"
    converter.write_text('print(\'{"error": "disk full"}\')')
    item = add(firm, "photo.png", encoded(left_red(), "PNG"))
    kept = kept_files(data_folder)
    with monkeypatch.context() as patched:
        patched.setattr(renditions.converter, "__file__", str(converter))
        with pytest.raises(StorageFullError):
            make(item)
    with pytest.raises(NotReadyError):
        store.rendition(item.current.blob_id, 256)
    assert kept_files(data_folder) == kept
    make(item)
    assert opened(item, 256).size == (256, 128)


def test_what_has_no_picture(firm: Firm) -> None:
    item = add(firm, "words.txt", b"words")
    assert not Rendition.objects.filter(blob=item.current.blob).exists()
    with pytest.raises(NotFoundError) as error:
        store.rendition(item.current.blob_id, 256)
    assert error.value.code == "no_preview"
    store.make_rendition(uuid.uuid4())


def test_missing_bytes_and_an_empty_pdf(firm: Firm) -> None:
    item = add(firm, "photo.png", encoded(left_red(), "PNG"))
    store.blob_path(store.storage_key(item.account_id, item.current.blob.sha256)).unlink()
    assert {row.reason for row in make(item).values()} == {"missing"}
    document = pypdfium2.PdfDocument.new()
    out = io.BytesIO()
    document.save(out)
    empty = add(firm, "empty.pdf", out.getvalue())
    assert {row.state for row in make(empty).values()} == {"failed"}
