"""Types are decided by content; the name only divides families."""

import io
import zipfile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from strongroom.store import api as store
from strongroom.store.filetypes import decoders, has_picture, is_picture

OPEN_XML = "application/vnd.openxmlformats-officedocument."


def zipped(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if first:
            archive.writestr(zipfile.ZipInfo(first[0]), first[1])
        for name in names:
            archive.writestr(name, b"<xml/>" * 50)
    return out.getvalue()


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, kind)
    return out.getvalue()


def word() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


EXE = b"MZ\x90\x00\x03" + b"\0" * 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100
CASES = [
    (picture("JPEG"), "a.jpg", "image/jpeg"),
    (picture("PNG"), "a.txt", "image/png"),
    (picture("GIF"), "a", "image/gif"),
    (picture("WEBP"), "a.webp", "image/webp"),
    (picture("BMP"), "a.bmp", "image/bmp"),
    (picture("TIFF"), "a.tif", "image/tiff"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a.heic", "image/heic"),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "a.heic", "image/heic"),
    (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "a.avif", "image/avif"),
    (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "a.mp4", "video/mp4"),
    (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "a.mov", "video/quicktime"),
    (b"%PDF-1.7\n%\xe2\xe3", "a.pdf", "application/pdf"),
    (b"\n\n%PDF-1.7\n", "a.pdf", "application/pdf"),
    (EXE, "photo.jpg", "application/x-msdownload"),
    (b"\x7fELF\x02\x01\x01" + b"\0" * 20, "plan.pdf", "application/x-executable"),
    (word(), "letter.docx", OPEN_XML + "wordprocessingml.document"),
    (word(), "letter", OPEN_XML + "wordprocessingml.document"),
    (zipped("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", OPEN_XML + "spreadsheetml.sheet"),
    (
        zipped("[Content_Types].xml", "ppt/presentation.xml"),
        "a.pptx",
        OPEN_XML + "presentationml.presentation",
    ),
    (
        zipped("content.xml", first=("mimetype", b"application/vnd.oasis.opendocument.text")),
        "a.odt",
        "application/vnd.oasis.opendocument.text",
    ),
    (zipped("readme.txt"), "a.docx", "application/zip"),
    (OLE, "old.doc", "application/msword"),
    (OLE, "old.xls", "application/vnd.ms-excel"),
    (OLE, "old.pdf", "application/x-ole-storage"),
    (b"AC1027\0\0\0\0\0\0" + b"\0" * 40, "a.dwg", "image/vnd.dwg"),
    (b"plain words, with \xc3\xa4", "a.txt", "text/plain"),
    (b"plain words, with \xe4", "a.txt", "text/plain"),
    ("Wörter".encode("utf-16"), "a.txt", "text/plain"),
    (b"a;b\n1;2\n", "list.csv", "text/csv"),
    (b'{"a": 1}', "a.json", "application/json"),
    (b"<!DOCTYPE html><p>hi", "note.txt", "text/html"),
    (b"  \n<script>alert(1)</script>", "photo.jpg", "text/html"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "image/svg+xml"),
    (b"<?xml version='1.0'?><svg:svg xmlns:svg='x'/>", "a.xml", "image/svg+xml"),
    (b"<?xml version='1.0'?><data/>", "a.txt", "application/xml"),
    (b"words", "page.html", "text/html"),
    (b"#!/bin/sh\nrm", "a.txt", "text/x-shellscript"),
    (b"\x00\x01\x02\x03" * 20, "a.pdf", "application/octet-stream"),
    (b"\x00\x01\x02\x03" * 20, "a.html", "application/octet-stream"),
    (b"BM nothing of the kind \x00\x01\x02\x03", "a.bmp", "application/octet-stream"),
]


@pytest.mark.parametrize(
    ("data", "name", "expected"), CASES, ids=[f"{name}-{kind}" for _, name, kind in CASES]
)
def test_type_by_content(data: bytes, name: str, expected: str) -> None:
    staged = store.receive(io.BytesIO(data))
    assert store.detect_type(staged.head, name, staged.tail) == expected


def test_an_office_document_whose_table_of_contents_comes_last() -> None:
    """Big members first: only the end of the file tells."""
    data = zipped("[Content_Types].xml", "media/" + "x" * 20, "word/document.xml")
    head = data[:60]
    assert b"word/document.xml" not in head
    assert store.detect_type(head, "a.docx", data[-300:]).endswith("wordprocessingml.document")


@given(st.binary(max_size=300), st.text(max_size=20))
def test_it_never_raises(data: bytes, name: str) -> None:
    kind = store.detect_type(data, name, data)
    assert len(kind) <= 100
    assert "/" in kind


@given(
    st.sampled_from([data for data, _, _ in CASES]),
    st.integers(0, 40),
    st.binary(min_size=1, max_size=4),
)
def test_it_never_raises_on_damaged_files(data: bytes, at: int, noise: bytes) -> None:
    assert store.detect_type(data[:at] + noise + data[at + len(noise) :], "a.docx", b"")
    assert store.detect_type(data[:at], "a.docx", b"")


def test_what_can_be_pictured() -> None:
    """A-5: what opens in the pop-up, what has a picture of its first page, and what has none."""
    assert is_picture("image/heic")
    assert decoders("image/heic") == ("HEIF",)
    assert decoders("application/pdf") == ("PDF",)
    assert has_picture("application/pdf")
    assert not is_picture("application/pdf")
    for none in ("image/svg+xml", "image/vnd.dwg", "image/vnd.adobe.photoshop", "text/plain", None):
        assert not has_picture(none)
        assert not is_picture(none)
