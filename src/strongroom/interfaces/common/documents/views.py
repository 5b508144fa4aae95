"""The document views that every surface mounts: bytes, previews, archives, the upload fallback.

They are the same on all surfaces; the principal carries the surface and the decision does the rest.
"""

import re
import uuid
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from strongroom.access.api import Action, Principal, Surface, require
from strongroom.core.errors import InvalidError, NotFoundError, StrongroomError, TooLargeError
from strongroom.core.naming import clean_name
from strongroom.documents import api as documents
from strongroom.interfaces.common.answers.delivery import preview_response
from strongroom.interfaces.common.caller.principal import of_page
from strongroom.interfaces.common.caller.visit import Visit, arrive
from strongroom.interfaces.common.documents import openings
from strongroom.interfaces.common.documents.actions import act, ticked
from strongroom.interfaces.common.documents.delivering import deliver, deliver_archive
from strongroom.interfaces.common.documents.explorer import folder_of
from strongroom.interfaces.common.documents.listing import list_fragment
from strongroom.interfaces.common.documents.stars import change_stars
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.formats import short
from strongroom.interfaces.kit.page import is_fragment, local_path
from strongroom.sharing.api import Opened
from strongroom.store import api as store

_PREVIEW_SIZES = (256, 1600)

_MOST_NAMES = 500

_NUMBER = re.compile(r"[0-9]{1,9}")


@require_safe
def item_content(
    request: HttpRequest, account: str, item_id: uuid.UUID, surface: Surface
) -> HttpResponseBase:
    """Hand out the bytes of a file (A-5, A-6); `?inline=1` is for pictures in the pop-up."""
    principal = of_page(request, account, surface)
    version = request.GET.get("version", "")
    if version and not _NUMBER.fullmatch(version):
        raise NotFoundError
    number = int(version) if version else None
    return deliver(request, principal, item_id, version=number, inline="inline" in request.GET)


@require_safe
def item_preview(
    request: HttpRequest, account: str, item_id: uuid.UUID, surface: Surface
) -> HttpResponseBase:
    """Hand out a derived picture; 409 while it is being made, never the original instead."""
    principal = of_page(request, account, surface)
    size = request.GET.get("size", "256")
    if size not in map(str, _PREVIEW_SIZES):
        raise InvalidError(errors={"size": "The size must be 256 or 1600."})
    response = preview_response(request, documents.preview(principal, item_id, int(size)))
    if int(size) == max(_PREVIEW_SIZES):  # the pop-up; the small ones stand in lists
        openings.note(request, response, principal, Opened.VIEWED, [item_id])
    return response


@require_POST
def library_actions(
    request: HttpRequest, account: str, library_id: uuid.UUID, surface: Surface
) -> HttpResponseBase:
    """Do what a button of the list says, and answer with the refreshed list."""
    visit = arrive(Visit, request, account, surface)
    return act(visit, library_id, page_url=_page_url(visit))


@require_POST
def library_archive(
    request: HttpRequest, account: str, library_id: uuid.UUID, surface: Surface
) -> HttpResponseBase:
    """Stream the ticked items as one ZIP (A-14)."""
    principal = of_page(request, account, surface)
    otherwise = _record_name(principal, library_id)
    return deliver_archive(request, principal, ticked(request), otherwise=otherwise)


@require_POST
def library_favourites(
    request: HttpRequest, account: str, library_id: uuid.UUID, surface: Surface
) -> HttpResponseBase:
    """Star the ticked items or take the stars away, and answer with the refreshed list."""
    visit = arrive(Visit, request, account, surface)
    said, page_url = [change_stars(visit)], _page_url(visit)
    if is_fragment(request):
        return list_fragment(visit, library_id, page_url=page_url, flashes=said)
    flash.keep(request, said)
    return visit.go(page_url)


@require_safe
def library_names(
    request: HttpRequest, account: str, library_id: uuid.UUID, surface: Surface
) -> HttpResponseBase:
    """Tell which names are taken among what the person can see there (A-3)."""
    principal = of_page(request, account, surface)
    asked = {raw: clean_name(raw) for raw in request.GET.getlist("name")[:_MOST_NAMES]}
    folder_id = folder_of(request) or library_id
    taken = documents.names_taken(principal, folder_id, set(asked.values()))
    return JsonResponse({"clashes": [raw for raw, name in asked.items() if name in taken]})


@require_POST
def library_files(
    request: HttpRequest, account: str, library_id: uuid.UUID, surface: Surface
) -> HttpResponseBase:
    """Attach files sent as a plain form: the way without script (A-3)."""
    visit = arrive(Visit, request, account, surface)
    folder_id = folder_of(request) or library_id
    require(visit.principal, Action.ADD, folder_id)
    flashes = [_attach(visit, folder_id, file) for file in _sent_files(request)]
    page_url = _page_url(visit)
    if is_fragment(request):
        return list_fragment(visit, library_id, page_url=page_url, flashes=flashes)
    flash.keep(request, flashes)
    return visit.go(page_url)


def _page_url(visit: Visit) -> str:
    """Return the page that the list stands on: named by the list, else the surface's first page."""
    return local_path(visit.request.GET.get("page"), visit.url("home"))


def _record_name(principal: Principal, library_id: uuid.UUID) -> str:
    """Return the record's name, where the viewer may see the record's root."""
    try:
        return documents.get(principal, library_id).name
    except NotFoundError:
        return "Attachments"


def _sent_files(request: HttpRequest) -> "list[UploadedFile[Any]]":
    """Return the files of the form, or say that none came."""
    files = request.FILES.getlist("files")
    if not files:
        raise InvalidError("No file was chosen. Choose the files to attach.")
    return [file for file in files if isinstance(file, UploadedFile)]


def _attach(visit: Visit, folder_id: uuid.UUID, file: "UploadedFile[Any]") -> flash.Flash:
    """Store and attach one file; what fails leaves the others alone and says so."""
    name = clean_name(file.name or "")
    try:
        if file.size is not None and file.size > settings.UPLOAD_LIMIT:
            raise TooLargeError("The file is larger than this installation takes.")
        staged = store.receive(file.chunks(1024**2), limit=settings.UPLOAD_LIMIT)
        row = documents.add_file(
            visit.principal,
            parent_id=folder_id,
            name=name,
            staged=staged,
            on_clash="version" if visit.request.POST.get("on_clash") == "version" else "suffix",
        )
    except StrongroomError as error:
        return flash.Flash(f"{short(name)} was not attached. {error.detail}", level="error")
    return flash.Flash(f"{short(row.name)} is attached.")
