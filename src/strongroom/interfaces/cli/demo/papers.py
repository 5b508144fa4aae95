"""Writes the demo firm's papers: PDF by hand, Word by python-docx; the same bytes each time."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import docx

A4 = (595, 842)
_ZIP_DAY = (2026, 9, 1, 8, 0, 0)
_WRITTEN = dt.datetime(2026, 9, 1, 8, 0)  # noqa: DTZ001 - python-docx wants a naive one
_TEAL = "0.05 0.36 0.38"


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands in a paper: heading, facts (label and value), paragraphs, a table."""

    firm: str
    title: str
    facts: Sequence[tuple[str, str]] = ()
    text: Sequence[str] = ()
    table: Sequence[Sequence[str]] = ()


def pdf(paper: Paper) -> bytes:
    """Return the paper as a one-page PDF."""
    ops = [
        f"{_TEAL} rg 0 782 595 60 re f 1 g",
        _text(48, 804, paper.firm, size=16, bold=True),
        f"{_TEAL} rg",
        _text(48, 738, paper.title, size=20, bold=True),
        "0.15 g",
    ]
    y = 706
    for label, value in paper.facts:
        ops += [_text(48, y, label, size=10, bold=True), _text(180, y, value, size=10)]
        y -= 17
    y -= 14
    for paragraph in paper.text:
        for line in _wrapped(paragraph, 92):
            ops.append(_text(48, y, line, size=10.5))
            y -= 15
        y -= 8
    ops += _table(paper.table, y)
    ops += ["0.5 g", _text(48, 42, f"{paper.firm} - sample paper of an invented firm", size=8)]
    return _document("\n".join(ops))


def _table(rows: Sequence[Sequence[str]], y: int) -> list[str]:
    ops: list[str] = []
    for number, row in enumerate(rows):
        shade = "0.88 0.93 0.93" if number == 0 else "0.97" if number % 2 else "1"
        ops.append(f"{shade} {'rg' if ' ' in shade else 'g'} 48 {y - 6} 499 20 re f 0.15 g")
        width = 499 / len(row)
        ops += [
            _text(int(54 + column * width), y, cell, size=9.5, bold=number == 0)
            for column, cell in enumerate(row)
        ]
        y -= 20
    return ops


def _text(x: int, y: int, text: str, *, size: float, bold: bool = False) -> str:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{'B' if bold else 'R'} {size} Tf {x} {y} Td ({escaped}) Tj ET"


def _wrapped(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def _document(content: str) -> bytes:
    """Put a content stream into the smallest correct PDF file, with its cross-reference table."""
    stream = content.encode("cp1252", errors="replace")
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4[0]} {A4[1]}] /Contents 4 0 R"
        " /Resources << /Font << /R 5 0 R /B 6 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        font.format("Helvetica").encode(),
        font.format("Helvetica-Bold").encode(),
    ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def word(paper: Paper) -> bytes:
    """Return the paper as a Word document (.docx)."""
    document = docx.Document()
    document.add_heading(paper.title, level=1)
    document.add_paragraph(paper.firm)
    for label, value in paper.facts:
        line = document.add_paragraph()
        line.add_run(f"{label}: ").bold = True
        line.add_run(value)
    for paragraph in paper.text:
        document.add_paragraph(paragraph)
    if paper.table:
        table = document.add_table(rows=0, cols=len(paper.table[0]))
        table.style = "Light Grid Accent 1"
        for row in paper.table:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    properties = document.core_properties
    properties.author, properties.title = paper.firm, paper.title
    properties.created = properties.modified = _WRITTEN
    out = io.BytesIO()
    document.save(out)
    return _same_each_time(out.getvalue())


def _same_each_time(archive: bytes) -> bytes:
    """Write the ZIP again with fixed times: the time of writing would change the checksum."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _ZIP_DAY), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
