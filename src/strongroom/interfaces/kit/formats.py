"""How names, sizes and times are written for people; plain functions, used by the template tags."""

import datetime as dt
import functools
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from django.utils import timezone

from strongroom.core import clock
from strongroom.store.api import has_picture, is_picture

MEGABYTE: Final = 1_000_000
ENDING: Final = 10
"""Characters of a name that are never cut: the ending and what tells numbered files apart."""

WHOLE: Final = 20
"""Characters of a name for which every list has room."""

_RIGHT_TO_LEFT: Final = {"R", "AL", "RLE", "RLO", "RLI"}
_ICONS: Final = {
    "application/pdf": "file-type-pdf",
    "application/msword": "file-type-doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "file-type-docx",
    "application/vnd.ms-excel": "file-type-xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "file-type-xls",
    "application/zip": "file-zip",
    "text/csv": "file-type-csv",
    "text/plain": "file-text",
}
_FAMILIES: Final = {"image": "photo", "video": "movie", "audio": "music"}


def split_name(name: str) -> tuple[str, str]:
    """Return the part of a name that may be cut, and the ending that stays.

    A name with letters that run from right to left is parted at its extension only: its letters
    must stay in one run to be read, and the two parts are shown isolated from one another, so that
    a direction mark in the name can't make its extension look like another.
    """
    if not name.isascii() and any(
        unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in name
    ):
        stem, dot, extension = name.rpartition(".")
        return (stem, dot + extension) if dot else (name, "")
    return name[:-ENDING], name[-ENDING:]


def is_cut(name: str) -> bool:
    """Tell whether a list must be ready to cut the name: it is longer than what there is room for anywhere.

    Other letters than plain ones are always written in two parts, since they may run the other way.
    """
    return len(name) > WHOLE or not name.isascii()


def words(of: Iterable[str]) -> str:
    """Return words for an attribute that a script reads, in a fixed order."""
    return " ".join(sorted(of))


def middle_cut(name: str, length: int) -> str:
    """Return the name in at most `length` characters, cut in the middle so that the ending stays."""
    if len(name) <= length or length < 3:  # noqa: PLR2004 - one letter each side of the mark
        return name
    tail = min(ENDING, (length - 1) // 2)
    return f"{name[: length - 1 - tail]}…{name[-tail:]}"


def short(name: str) -> str:
    """Return a name as a notice says it, which stays small on a phone."""
    return middle_cut(name, 40)


def megabytes(size: int | None) -> str:
    """Return a size in bytes as MB (a million bytes), with as many digits as tell something."""
    if size is None:
        return ""
    value = size / MEGABYTE
    if not size:
        return "0 MB"
    if value < 0.01:  # noqa: PLR2004 - smaller than the last digit shown
        return "< 0.01 MB"
    digits = 2 if value < 0.1 else 1 if value < 100 else 0  # noqa: PLR2004 - steps of precision
    return f"{value:,.{digits}f} MB"


def type_icon(content_type: str | None) -> str:
    """Return the icon name of a content type; a plain file for what is unknown (A-3)."""
    kind = content_type or ""
    return _ICONS.get(kind) or _FAMILIES.get(kind.partition("/")[0], "file")


_WORDS: Final = {
    "application/pdf": "PDF document",
    "application/msword": "Word document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "application/vnd.ms-excel": "Excel workbook",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel workbook",
    "application/zip": "ZIP archive",
    "text/csv": "CSV table",
    "text/plain": "Text",
}


def kind_of(content_type: str | None) -> str:
    """Return in words what a file is: `PDF document`, `Image (JPEG)`, or plainly `File`."""
    kind = content_type or ""
    family, _, name = kind.partition("/")
    if kind in _WORDS:
        return _WORDS[kind]
    if family in _FAMILIES:
        return f"{family.capitalize()} ({name.removeprefix('x-').partition('+')[0].upper()})"
    return "File"


def is_image(content_type: str | None) -> bool:
    """Tell whether a click opens it in the pop-up (A-5). Drawings that no decoder reads are downloaded."""
    return is_picture(content_type)


def has_preview(content_type: str | None) -> bool:
    """Tell whether a thumbnail may exist; when making it failed the page shows the icon."""
    return has_picture(content_type)


@functools.lru_cache(maxsize=1024)
def looks(content_type: str | None) -> tuple[str, bool, bool]:
    """Return the icon of a type, whether it is an image, and whether it may have a thumbnail."""
    return type_icon(content_type), is_image(content_type), has_preview(content_type)


def ages() -> tuple[Callable[[dt.datetime], str], Callable[[dt.datetime], str]]:
    """Return `relative` and `exact` of one moment and time zone, for a list that asks in each row."""
    now, zone = clock.now(), timezone.get_current_timezone()

    def exactly(moment: dt.datetime) -> str:
        return _written(moment.replace(second=0, microsecond=0), zone)

    return functools.partial(relative, now=now), exactly


def exact(moment: dt.datetime) -> str:
    """Return the full date and time in the active time zone: `22 November 2026, 14:05 GMT`."""
    minute = moment.replace(second=0, microsecond=0)
    return _written(minute, timezone.get_current_timezone())


@functools.lru_cache(maxsize=4096)
def _written(minute: dt.datetime, zone: dt.tzinfo) -> str:
    """Many rows of a list are of the same minutes, and lists are looked at again."""
    local = minute.astimezone(zone)
    return f"{local.day} {local:%B %Y, %H:%M} {local.tzname()}"


def day(moment: dt.datetime) -> str:
    """Return the day in the active time zone: `22 November 2026`."""
    local = timezone.localtime(moment)
    return f"{local.day} {local:%B %Y}"


def minute(moment: dt.datetime) -> str:
    """Return day and time in the active time zone, as tables have room for: `3 Mar 2027, 14:05`."""
    local = timezone.localtime(moment)
    return f"{local.day} {local:%b %Y, %H:%M}"


def stamp(moment: dt.datetime) -> str:
    """Return the moment for programs, in the active time zone."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def relative(moment: dt.datetime, now: dt.datetime) -> str:
    """Return how long ago it was: minutes, hours, days; the date from a week on."""
    seconds = (now - moment).total_seconds()
    minutes, hours = int(seconds // 60), int(seconds // 3600)
    if seconds < 60:  # noqa: PLR2004 - a clock that is ahead also counts as now
        return "just now"
    if hours < 1:
        return _ago(minutes, "minute")
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    days = (today - local.date()).days
    if days < 1 or hours < 6:  # noqa: PLR2004 - late last night reads better in hours
        return _ago(hours, "hour")
    if days == 1:
        return "yesterday"
    if days < 7:  # noqa: PLR2004 - a week
        return _ago(days, "day")
    return f"{local.day} {local:%b}" if local.year == today.year else f"{local.day} {local:%b %Y}"


def initials(name: str) -> str:
    """Return one or two letters for an avatar: first and last word."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def _ago(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'} ago"
