"""Decoys: what only looks like a kind of file is not taken for one, by its first letters or by what it holds."""

import gzip
import io
import random
import struct
import tarfile
import zipfile
from collections.abc import Iterable

import docx
import pytest
from PIL import Image

from strongroom.store import api as store
from strongroom.store.signatures import SIGNATURES, Signature

OPEN_XML = "application/vnd.openxmlformats-officedocument."
WORD = OPEN_XML + "wordprocessingml.document"
WORDS = b" and what follows is plain words; 1.5 kW, 230 V.\n" * 40
PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\n"
    b"trailer << /Root 1 0 R >>\nstartxref\n46\n%%EOF\n"
)


def typed(data: bytes, name: str) -> str:
    staged = store.receive(io.BytesIO(data))
    try:
        return store.detect_type(staged.head, name, staged.tail)
    finally:
        store.discard(staged)


def zipped(
    members: Iterable[tuple[str, bytes]], how: int = zipfile.ZIP_DEFLATED, comment: bytes = b""
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        archive.comment = comment
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def word() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


class Pipe(io.BytesIO):
    """Can't be gone back in: what is written there as a ZIP has sizes and sums behind the bytes."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation

    tell = seek


def streamed(members: Iterable[tuple[str, bytes]]) -> bytes:
    """As other programs make archives while they send them: stored, the sizes behind the bytes."""
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return pipe.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        header = tarfile.TarInfo(name)
        header.size = len(data)
        archive.addfile(header, io.BytesIO(data))
    return out.getvalue()


def saved(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(out, kind)
    return out.getvalue()


TEXTS = [
    (b"MZ-7 gearbox" + WORDS, "parts.txt", "text/plain"),
    (b"MZ\n", "a.txt", "text/plain"),
    (b"AC1015;condenser;2\nAC1027;blower;1\n", "units.csv", "text/csv"),
    (b"AC1015", "a.txt", "text/plain"),
    (b"ID3;circuit;amps\n1;lights;6\n", "plan.csv", "text/csv"),
    (b"8BPS stands in old files" + WORDS, "a.txt", "text/plain"),
    (b"BM 12 bench mark, east gate" + WORDS, "a.txt", "text/plain"),
    (b"GIF89a is a format" + WORDS, "a.txt", "text/plain"),
    (b"GIF87a, also" + WORDS, "a.md", "text/markdown"),
    (b"RIFF raff, rabble. WEBPVP" + WORDS, "a.txt", "text/plain"),
    (b"RIFF????WAVEs were seen" + WORDS, "a.txt", "text/plain"),
    (b"Rar! " + WORDS, "a.txt", "text/plain"),
    (b"OggS" + WORDS, "a.txt", "text/plain"),
    (b"fLaC" + WORDS, "a.txt", "text/plain"),
    (b"PK is a mark" + WORDS, "a.txt", "text/plain"),
    (b"the ftyp box" + WORDS, "a.txt", "text/plain"),
    (b"abcdftypmp42" + WORDS, "a.txt", "text/plain"),
    (b"%!PS is the header" + WORDS, "a.txt", "text/plain"),
    (b"{\\rtf is how it begins" + WORDS, "a.txt", "text/plain"),
    (b"%PDF-1.7 is the header" + WORDS, "a.txt", "text/plain"),
    (b"A header reads\n%PDF-1.7\n" + WORDS, "a.txt", "text/plain"),
    (b"%PDF-1.7 then startxref and %%EOF" + WORDS, "a.txt", "text/plain"),
    (b"ISO-10303-21; is a norm" + WORDS, "a.txt", "text/plain"),
    (b"#!important" + WORDS, "a.txt", "text/plain"),
    (b"<?xml version='1.0'?><list><svg/></list>", "a.xml", "application/xml"),
    (b"<!DOCTYPE html><title>x</title><svg/>", "a.html", "text/html"),
    (b"<!-- a drawing --><svg xmlns='x'/>", "a.svg", "image/svg+xml"),
    (b"<!DOCTYPE svg PUBLIC 'a' 'b' [<!ENTITY c 'd'>]>\n<svg/>", "a.svg", "image/svg+xml"),
]
BYTES = [
    (b"\xff\xfe" + bytes(range(256)) * 4, "a.txt", "application/octet-stream"),
    (b"\xca\xfe\xba\xbe\0\0\0\x41" + bytes(40), "A.class", "application/java-vm"),
    (b"\xca\xfe\xba\xbe\0\0\0\2" + bytes(40), "tool", "application/x-mach-binary"),
    (b"\x1aE\xdf\xa3\x9f\x42\x82\x84webm" + bytes(40), "a.webm", "video/webm"),
    (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "a.cr3", "image/x-canon-cr3"),
    (b"\0\0\0\x18ftypnone\0\0\0\1none", "a.mp4", "application/octet-stream"),
    (b"PK\x03\x04" + b"\xff" * 60, "a.zip", "application/octet-stream"),
    (b"PK\x05\x06" + bytes(18), "empty.zip", "application/zip"),
    (tarred("plan.pdf", PDF), "a.tar", "application/x-tar"),
    (gzip.compress(PDF), "a.pdf.gz", "application/gzip"),
    (b"\x01\0\0\0" + bytes(range(256)), "a.emf", "application/octet-stream"),
    (saved("ICO"), "a.ico", "image/vnd.microsoft.icon"),
    (b"\0\0\1\0" + b"\xff" * 60, "a.ico", "application/octet-stream"),
    (b"\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=PDF\r\n" + PDF, "a.pdf", "application/pdf"),
    (PDF[:-6] + b"\x1b%-12345X", "cut.pdf", "application/pdf"),
    (b"\0" * 128 + PDF, "mac.pdf", "application/pdf"),
    (b"x" * 1024 + PDF, "late.pdf", "text/plain"),
    (b"HTTP/1.0 200 OK\r\n\r\n" + PDF[:60], "cut.pdf", "text/plain"),
]
PARTS = [("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]
ZIPS = [
    (zipped(PARTS), "a.docx", WORD),
    (zipped(PARTS[::-1]), "a", WORD),
    (zipped(PARTS, comment=b"from the office"), "a.docx", WORD),
    (
        zipped([*PARTS, ("word/vbaProject.bin", b"x")]),
        "a.docx",
        "application/vnd.ms-word.document.macroenabled.12",
    ),
    (zipped(PARTS), "a.xlsm", "application/vnd.ms-word.document.macroenabled.12"),
    (zipped([PARTS[0], ("word/document2.xml", b"x")]), "a.docx", WORD),
    (zipped([("backup/" + name, data) for name, data in PARTS]), "a.zip", "application/zip"),
    (zipped(PARTS[1:]), "a.zip", "application/zip"),
    (zipped([("letter.docx", word())], zipfile.ZIP_STORED), "a.zip", "application/zip"),
    (zipped([("letter.docx", word())], zipfile.ZIP_STORED), "a.docx", "application/zip"),
    (
        zipped([("a.txt", b"see word/document.xml and [Content_Types].xml")], 0),
        "a.zip",
        "application/zip",
    ),
    (zipped([("scan.pdf", PDF)], zipfile.ZIP_STORED), "a.zip", "application/zip"),
    (zipped([("mimetype", b"image/png")], 0), "a.odt", "application/zip"),
    (zipped([("a/META-INF/MANIFEST.MF", b"")]), "a.zip", "application/zip"),
    (zipped([("META-INF/MANIFEST.MF", b"")]), "a.jar", "application/java-archive"),
    (
        zipped([("mimetype", b"application/vnd.oasis.opendocument.text")], 0),
        "a",
        "application/vnd.oasis.opendocument.text",
    ),
    (streamed([("letter.docx", word()), ("scan.pdf", PDF)]), "Attachments.zip", "application/zip"),
    (streamed(PARTS), "a.docx", WORD),
    (zipped([(f"{n:04}/word/document.xml", b"") for n in range(1200)]), "a.zip", "application/zip"),
    (zipped([*PARTS, *((f"word/media/{n:04}.png", b"") for n in range(1200))]), "a.docx", WORD),
]


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [*TEXTS, *BYTES, *ZIPS],
    ids=[f"{number}-{name}" for number, (_, name, _) in enumerate([*TEXTS, *BYTES, *ZIPS])],
)
def test_a5_what_only_looks_like_a_kind_is_not_taken_for_it(
    data: bytes, name: str, expected: str
) -> None:
    assert typed(data, name) == expected


def decoys(one: Signature) -> list[bytes]:
    """The first bytes of a kind, and then nothing, other bytes, words, or noise: never its second sign."""
    chance = random.Random(one.begins)
    before = b"v" * one.at + one.begins
    return [
        before,
        before + WORDS,
        before + b"\xff" * 600,
        *(before + chance.randbytes(600) for _ in range(3)),
    ]


@pytest.mark.parametrize("one", SIGNATURES, ids=lambda one: f"{one.begins!r} {one.content_type}")
def test_every_signature_asks_for_a_second_sign(one: Signature) -> None:
    """Eight bytes that no text begins with are sure enough alone; a TIFF's directory may lie anywhere."""
    if len(one.begins) >= 8 and one.sign(one.begins):
        return
    for data in decoys(one)[: 1 if one.content_type == "image/tiff" else None]:
        assert store.detect_type(data, "a.bin") != one.content_type, data[:40]


def test_hostile_tables_of_contents_cost_little() -> None:
    """Thousands of places that look like a record, each the beginning of a long chain that leads nowhere."""
    record = b"PK\x01\x02" + bytes(42)
    tail = (
        record * 1400
        + b"PK\x01\x02" * 300
        + b"PK\x05\x06"
        + bytes(8)
        + struct.pack("<II", 2**31, 0)
        + b"\0\0"
    )
    head = zipped(PARTS)[:200]
    assert store.detect_type(head, "a.docx", tail)
