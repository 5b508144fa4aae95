"""Licences on the pages of office and phone alike: colours, distances of days, evidence of a form."""

from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from strongroom.core.errors import InvalidError, StrongroomError, TooLargeError
from strongroom.core.naming import clean_name
from strongroom.licences.api import MOST_FILES, EvidenceFile
from strongroom.store import api as store

TONES: Final = {
    "active": "good",
    "expiring": "warn",
    "overdue": "bad",
    "valid": "good",
    "expired": "bad",
    "missing": "neutral",
}
"""The colour family of a state, of licences and of what is required; its word stands beside it."""
RENEWAL_TONES: Final = {
    "pending": "progress",
    "verified": "good",
    "rejected": "bad",
    "withdrawn": "neutral",
}
"""The same of a renewal."""
FILES_LOST: Final = (
    "Please choose the files again: a browser does not keep them when a form comes back."
)
_FORTNIGHT, _MONTHS_FROM, _YEARS_FROM = 14, 60, 730
_WEEK, _MONTH, _YEAR = 7, 30.44, 365.25


def distance(days: int | None) -> str:
    """Return how far away a day is: `today`, `in 3 weeks`, `5 days ago`; empty for none."""
    if days is None:
        return ""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    count, unit = _rounded(abs(days))
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {words}" if days > 0 else f"{words} ago"


def _rounded(days: int) -> tuple[int, str]:
    if days < _FORTNIGHT:
        return days, "day"
    if days < _MONTHS_FROM:
        return round(days / _WEEK), "week"
    if days < _YEARS_FROM:
        return round(days / _MONTH), "month"
    return round(days / _YEAR), "year"


def staged(request: HttpRequest) -> list[EvidenceFile]:
    """Write the files of the form to the staging folder and return them, in the order chosen.

    InvalidError at `files` for too many, or for one that can't be kept; nothing is left then.
    """
    sent = [file for file in request.FILES.getlist("files") if isinstance(file, UploadedFile)]
    if len(sent) > MOST_FILES:
        raise InvalidError(
            errors={"files": f"At most {MOST_FILES} files at once, please; add the rest later."}
        )
    kept: list[EvidenceFile] = []
    try:
        for file in sent:
            kept.append(_stage(file))  # noqa: PERF401 - those before a failure are discarded
    except BaseException:
        for one in kept:
            store.discard(one.staged)
        raise
    return kept


def _stage(file: "UploadedFile[Any]") -> EvidenceFile:
    name = clean_name(file.name or "")
    try:
        if file.size is not None and file.size > settings.UPLOAD_LIMIT:
            raise TooLargeError("The file is larger than this installation takes.")
        return EvidenceFile(name, store.receive(file.chunks(1024**2), limit=settings.UPLOAD_LIMIT))
    except StrongroomError as error:
        raise InvalidError(errors={"files": f"{name} was not kept. {error.detail}"}) from error
