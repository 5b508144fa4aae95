"""Names of files and folders: what is kept, how they sort, how a clash is told apart."""

import re
import unicodedata

from strongroom.core.errors import InvalidError

MAX_BYTES = 255
_DIGITS = re.compile(r"\d+")
_FORBIDDEN = frozenset("/\\\0")
# Bidirectional controls that can make `exe.fdp` read as `pdf.exe`; the letters themselves stay.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def _shorten(name: str, limit: int) -> str:
    """Cut in the middle of the stem so that the ending stays, without splitting a character."""
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 20:  # noqa: PLR2004 - no real ending is longer
        stem, ending = name, ""
    tail = f".{ending}" if ending else ""
    room = limit - len(tail.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip() + tail


def clean_name(raw: str) -> str:
    """Return the readable name to keep for an uploaded file.

    Only the last part of a path stays (also of a Windows one), in Unicode NFC, without control and
    direction-changing characters, at most 255 bytes of UTF-8 (cut before the ending). An empty
    result becomes `file`.
    """
    text = unicodedata.normalize("NFC", raw.replace("\\", "/"))
    text = text.rstrip("/").rpartition("/")[2]
    kept = (
        char
        for char in text
        if char not in _DIRECTION and unicodedata.category(char) not in {"Cc", "Cs", "Co"}
    )
    text = " ".join("".join(kept).split()).strip()
    if text in {"", ".", ".."}:
        return "file"
    if len(text.encode()) > MAX_BYTES:
        text = _shorten(text, MAX_BYTES)
    return text


def checked_name(raw: str) -> str:
    """Return the name that a person typed, or raise InvalidError saying what to change.

    For renaming and new folders: nothing is changed silently but surrounding space and Unicode form.
    """
    text = unicodedata.normalize("NFC", raw).strip()
    if not text:
        raise InvalidError(errors={"name": "Please enter a name."})
    if text in {".", ".."} or any(char in _FORBIDDEN for char in text):
        raise InvalidError(errors={"name": "A name can't contain / or \\, nor be only dots."})
    if any(char in _DIRECTION or unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        raise InvalidError(errors={"name": "The name contains characters that can't be shown."})
    if len(text.encode()) > MAX_BYTES:
        raise InvalidError(errors={"name": "The name is too long: at most 255 bytes."})
    return text


def sort_key(name: str) -> str:
    """Return the key that puts `plan 2` before `Plan 10`: case folded, numbers padded to ten digits."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return _DIGITS.sub(lambda match: match.group().lstrip("0").rjust(10, "0")[:40], plain)


def with_suffix(name: str, number: int) -> str:
    """Return `plan (2).pdf` for `plan.pdf` and 2, within 255 bytes."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem:
        stem, tail = name, ""
    else:
        tail = f".{ending}"
    mark = f" ({number})"
    room = MAX_BYTES - len((mark + tail).encode())
    return stem.encode()[:room].decode(errors="ignore") + mark + tail
