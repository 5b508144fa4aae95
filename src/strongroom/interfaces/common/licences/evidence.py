"""Files of evidence from the form of a licence, on office and phone alike."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from strongroom.core.errors import InvalidError, StrongroomError, TooLargeError
from strongroom.core.naming import clean_name
from strongroom.licences.api import MOST_FILES, EvidenceFile
from strongroom.store import api as store


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
