"""Files as people attach them: pictures, a PDF, a Word document, made small."""

import io
from pathlib import Path

from PIL import Image

from strongroom.interfaces.cli.demo import papers

PAPER = papers.Paper(firm="Hartwell & Pike", title="Gas safety record", text=("All is well.",))


def picture(colour: str = "teal", size: tuple[int, int] = (640, 480)) -> bytes:
    """Return a JPEG."""
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "JPEG")
    return target.getvalue()


def pdf() -> bytes:
    """Return a PDF of one page."""
    return papers.pdf(PAPER)


def word() -> bytes:
    """Return a Word document."""
    return papers.word(PAPER)


def write(folder: Path, name: str, content: bytes) -> Path:
    """Put a file where a person would pick it."""
    path = folder / name
    path.write_bytes(content)
    return path
