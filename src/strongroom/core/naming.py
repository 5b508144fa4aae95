"""Visible names: what is kept of them, how they sort and are compared, how a clash is told apart."""

import re
import unicodedata

from strongroom.core.errors import InvalidError

MAX_BYTES = 255
_DIGITS = re.compile(r"\d+")
_JOINERS = frozenset("\u200c\u200d")
"""Between letters they choose a form (Persian, Hindi), between signs they make one (a family of emoji)."""
_SHOWN_FORMATS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
"""Of category Cf, but seen: Arabic number signs and the like (Prepended_Concatenation_Mark)."""
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")
"""Letters and signs by category that show nothing: Hangul fillers, the empty Braille cell, the joiner CGJ."""
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


def without_formats(text: str) -> str:
    """Return NFC text without format characters (Cf), but joiners between letters or signs; "" if none shows.

    What shows nothing counts as empty. Controls (Cc) are left to the caller.
    """
    text = unicodedata.normalize("NFC", text)
    plain = [char for char in text if char in _JOINERS or not _is_format(char)]
    kept = [char for at, char in enumerate(plain) if char not in _JOINERS or _joins(plain, at)]
    return "".join(kept) if any(map(_shows, kept)) else ""


def one_line(raw: str) -> str:
    """Return a visible name as it is kept: `without_formats`, no controls but NUL, single spaces.

    For people, customers, contacts, roles, licence types, titles, numbers and tags; the caller refuses
    what is empty, too long, or has a NUL.
    """
    line = " ".join(raw.split())
    line = "".join(char for char in line if char == "\0" or unicodedata.category(char) != "Cc")
    return " ".join(without_formats(line).split())


def _is_format(char: str) -> bool:
    return unicodedata.category(char) == "Cf" and char not in _SHOWN_FORMATS


def _shows(char: str) -> bool:
    """Whether one can see it: no space, no control, no variation selector alone, no filler."""
    if char in _BLANK or char in _JOINERS or "\ufe00" <= char <= "\ufe0f":
        return False
    return unicodedata.category(char)[0] not in "ZC" or char in _SHOWN_FORMATS


def _joins(text: list[str], at: int) -> bool:
    """Whether a joiner stands between two letters, marks or signs."""
    sides = text[at - 1 : at] + text[at + 1 : at + 2]
    bound = [unicodedata.category(char) for char in sides]
    return len(bound) == 2 and all(kind[0] in "LM" or kind in {"So", "Sk"} for kind in bound)  # noqa: PLR2004


def clean_name(raw: str) -> str:
    """Return the readable name to keep for an uploaded file.

    Only the last part of a path stays (also of a Windows one), in Unicode NFC, without control and
    format characters (`without_formats`), at most 255 bytes of UTF-8 (cut before the ending). An empty
    result becomes `file`.
    """
    text = without_formats(raw.replace("\\", "/"))
    text = text.rstrip("/").rpartition("/")[2]
    kept = (
        char
        for char in text
        if char not in _DIRECTION and unicodedata.category(char) not in {"Cc", "Cs", "Co"}
    )
    text = " ".join("".join(kept).split()).strip()
    if text in {"", ".", ".."} or not any(map(_shows, text)):
        return "file"
    if len(text.encode()) > MAX_BYTES:
        text = _shorten(text, MAX_BYTES)
    return text


def checked_name(raw: str) -> str:
    """Return the name that a person typed, or raise InvalidError saying what to change.

    For renaming and new folders: nothing is changed silently but surrounding space, Unicode form and
    format characters, which show nothing. Those that change the direction are refused.
    """
    if any(char in _DIRECTION for char in raw):
        raise InvalidError(errors={"name": "The name contains characters that can't be shown."})
    text = without_formats(raw).strip()
    if not text:
        raise InvalidError(errors={"name": "Please enter a name."})
    if text in {".", ".."} or any(char in _FORBIDDEN for char in text):
        raise InvalidError(errors={"name": "A name can't contain / or \\, nor be only dots."})
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
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


def ending_of(name: str) -> str:
    """Return the ending of a name, case folded, without its dot; empty for a name without one."""
    stem, _, ending = name.rpartition(".")
    return ending.casefold() if stem and len(ending.encode()) <= 20 else ""  # noqa: PLR2004 - as `_shorten`


def with_ending_of(name: str, other: str) -> str:
    """Return `photo.pdf` for `photo.jpg` and `scan.pdf`, within 255 bytes.

    The name itself where it, or the other, has no ending.
    """
    ending = ending_of(other)
    if not ending or not ending_of(name) or ending == ending_of(name):
        return name
    tail = other[other.rindex(".") :]
    stem = name[: name.rindex(".")]
    return stem.encode()[: MAX_BYTES - len(tail.encode())].decode(errors="ignore") + tail
