"""Evidence that comes with a licence's form: staged before anything is saved, and the form's answers."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from strongroom.core.errors import InvalidError, StrongroomError, TooLargeError
from strongroom.core.naming import clean_name
from strongroom.interfaces.common import flash
from strongroom.interfaces.common.page import is_fragment
from strongroom.interfaces.office.desk import Desk
from strongroom.interfaces.office.saving import RecordForm
from strongroom.licences.api import MOST_FILES, EvidenceFile
from strongroom.store import api as store

AGAIN = "Please choose the files again: a browser does not keep them when a form comes back."


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


def done(desk: Desk, url: str, said: str) -> HttpResponseBase:
    """Lead on after a form: by a redirect, or by the header that htmx follows."""
    if not is_fragment(desk.request):
        return desk.go(url, said)
    flash.add(desk.request, said)
    return HttpResponse(status=204, headers={"HX-Redirect": url})


def refuse_in_place(desk: Desk, form: RecordForm) -> None:
    """Raise the form's errors for a page with script: it stays as it is, with the files chosen."""
    if not is_fragment(desk.request) or not form.errors:
        return
    wrong = {name: " ".join(map(str, texts)) for name, texts in form.errors.items()}
    general = wrong.pop("__all__", "")
    raise InvalidError(general or "Please look at the marked fields.", errors=wrong)


def files_lost(desk: Desk, form: RecordForm) -> None:
    """Say at the files that they must be chosen again, where the page is shown anew."""
    if form.errors and desk.request.FILES and "files" not in form.errors:
        form.add_error("files", AGAIN)
