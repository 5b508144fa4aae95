"""Names that every system can write: for archives, and for what a download is called (L5, A-14).

Windows writes none of `<>:"|?*`, no name that ends with a dot or space, none of its devices' names,
and tells no two names apart by case alone.
"""

import re
import unicodedata

from strongroom.core.naming import MAX_BYTES, clean_name, with_suffix

_UNSAFE = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])[ ]*(\..*)?",
    re.IGNORECASE,
)
_LONGEST_ENDING = 16
_ZIP_NAME = 100
"""Characters of an archive's name: Windows unpacks into a folder of that name."""


def extractable(name: str, *, most: int = MAX_BYTES) -> str:
    """Return the name as every system can write it, at most `most` characters as Windows counts them.

    What is longer is cut before its ending. `most` is at least 8.
    """
    name = _cut(_UNSAFE.sub("_", clean_name(name)), most).rstrip(". ") or "file"
    return _cut(f"_{name}", most) if _DEVICE.fullmatch(name) else name


def zip_name(name: str) -> str:
    """Return what a ZIP of what is called so is called; a slash in it is no path."""
    return f"{extractable(name.replace('/', '-').replace(chr(92), '-'), most=_ZIP_NAME)}.zip"


def length(text: str) -> int:
    """Return how long Windows takes a text to be: in units of UTF-16."""
    return len(text) + sum(ord(char) > 0xFFFF for char in text)  # noqa: PLR2004 - beyond the first plane


def distinct(name: str, taken: set[str]) -> str:
    """Return the name, or with a number what no name in `taken` equals in any case; it is taken then."""
    candidate, number = name, 1
    while (key := _folded(candidate)) in taken:
        number += 1
        candidate = with_suffix(name, number)
    taken.add(key)
    return candidate


def _folded(name: str) -> str:
    """Return what is equal for all names that some system takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).upper().casefold())


def _cut(name: str, most: int) -> str:
    if length(name) <= most:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = f".{ending}" if dot and stem and length(ending) < min(_LONGEST_ENDING, most - 2) else ""
    if not tail:
        stem = name
    while length(stem) > most - length(tail):
        stem = stem[:-1]
    return stem.rstrip(". ") + tail
