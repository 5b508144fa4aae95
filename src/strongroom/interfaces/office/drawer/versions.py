"""Versions in the details drawer: a new one, an older one restored, one deleted (D-21)."""

import uuid
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from strongroom.access.api import Action, require
from strongroom.core.errors import ConflictError, InvalidError, TooLargeError
from strongroom.core.naming import clean_name
from strongroom.documents import api as documents
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.drawer.details import show
from strongroom.interfaces.office.panel import Panel
from strongroom.store import api as store

MOST_NOTE = 500


@require_POST
@at_desk
def upload(desk: Desk, item_id: uuid.UUID) -> HttpResponseBase:
    """Add a version from a plain form: the way without script; with it, the tray does it."""
    panel = Panel(desk, item_id)
    require(desk.principal, Action.EDIT, item_id)
    question.words(
        desk.request,
        title="Add this version?",
        confirm_label="Add version anyway",
        back_url=panel.tab_url("versions"),
    )
    note = desk.request.POST.get("note", "").strip()[:MOST_NOTE]
    answer = question.answer_of(desk.request)
    documents.require_confirmed_version(desk.principal, item_id=item_id, confirm=answer)
    try:
        file = _sent(desk)
        staged = store.receive(file.chunks(1024**2), limit=settings.UPLOAD_LIMIT)
        row = documents.add_version(
            desk.principal,
            item_id=item_id,
            name=clean_name(file.name or ""),
            staged=staged,
            note=note,
            confirm=answer,
        )
    except (InvalidError, TooLargeError) as error:
        panel.problem, panel.status = error.detail, error.status
    else:
        panel.say(f"{row.name} has a new version.")
    return _shown(panel)


def _sent(desk: Desk) -> "UploadedFile[Any]":
    """Return the file of the form, or say what is wrong with it."""
    file = desk.request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise InvalidError("No file was chosen. Choose the file that is the new version.")
    if file.size is not None and file.size > settings.UPLOAD_LIMIT:
        raise TooLargeError("The file is larger than this installation takes.")
    return file


@require_POST
@at_desk
def restore(desk: Desk, item_id: uuid.UUID, number: int) -> HttpResponseBase:
    """Make an older version the newest; *Undo* deletes the copy again, for whoever may delete."""
    panel = Panel(desk, item_id)
    question.words(
        desk.request,
        title=f"Restore version {number}?",
        confirm_label="Restore anyway",
        back_url=panel.tab_url("versions"),
    )
    row = documents.restore_version(
        desk.principal,
        item_id=item_id,
        number=number,
        confirm=question.answer_of(desk.request),
    )
    newest = documents.versions(desk.principal, item_id)[0].number
    undo = None
    if Action.DELETE in row.may:
        undo = panel.undo(panel.url("item-version-delete", number=newest))
    panel.say(f"Version {number} is restored as version {newest}.", undo=undo)
    return _shown(panel)


@require_POST
@at_desk
def delete(desk: Desk, item_id: uuid.UUID, number: int) -> HttpResponseBase:
    """Ask, then delete a version for good."""
    panel = Panel(desk, item_id)
    require(desk.principal, Action.DELETE, item_id)
    question.words(
        desk.request,
        title=f"Delete version {number} for good?",
        confirm_label="Delete for good",
        back_url=panel.tab_url("versions"),
    )
    try:
        documents.delete_version(
            desk.principal,
            item_id=item_id,
            number=number,
            confirm=question.answer_of(desk.request),
            asks=f"Version {number} of {panel.row.name} will be deleted for good. This can't be undone.",
        )
        panel.say(f"Version {number} is deleted.")
    except ConflictError as error:
        panel.problem, panel.status = error.detail, error.status
    return _shown(panel)


def _shown(panel: Panel) -> HttpResponse:
    fresh = Panel(
        panel.desk, panel.item_id, panel.flashes, panel.problem, panel.status, panel.changed
    )
    return fresh.done("versions") or show(fresh, "versions")
