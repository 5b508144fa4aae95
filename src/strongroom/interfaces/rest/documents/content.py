"""Bytes: content, previews, versions, archives. All of them leave through `common.answers.delivery`."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router
from pydantic import Field

from strongroom.access.api import Action, require
from strongroom.core.errors import InvalidError
from strongroom.core.paging import cut
from strongroom.core.strict import read_whole
from strongroom.documents import api as documents
from strongroom.interfaces.common.answers.delivery import (
    preview_response,
)
from strongroom.interfaces.common.documents.delivering import deliver, deliver_archive
from strongroom.interfaces.rest.documents.schemas import (
    ArchiveWanted,
    Item,
    VersionList,
    show_item,
    show_version,
)
from strongroom.interfaces.rest.kit.answers import made, nothing, page
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.bodies import sent_file
from strongroom.interfaces.rest.kit.confirming import Confirming, ConfirmingQuery
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.listing import Paging
from strongroom.interfaces.rest.kit.routing import FILE_ANSWER, FILE_BODY, REPEATABLE, reads
from strongroom.interfaces.rest.kit.types import Id, Text, VersionNumber
from strongroom.store.api import SIZES

router = Router(tags=["content"])
Number = Annotated[int | None, Field(ge=1, le=2**31 - 1)]
ARCHIVE_NAME = "Documents"


@reads(router, "/items/{item_id}/content", summary="Download a file", openapi_extra=FILE_ANSWER)
def get_content(
    request: HttpRequest, item_id: Id, *, version: Number = None, inline: bool = False
) -> HttpResponseBase:
    """Return the bytes of a file, current or of a version, with Range and ETag.

    Always as an attachment, unless `inline=true` and the type can't carry script.
    """
    return deliver(request, caller(request), item_id, version=version, inline=inline)


@reads(router, "/items/{item_id}/preview", summary="Preview a file", openapi_extra=FILE_ANSWER)
def get_preview(request: HttpRequest, item_id: Id, size: int = SIZES[0]) -> HttpResponseBase:
    """Return a derived picture. 409 `not_ready` while it is being made, never the original."""
    if size not in SIZES:
        words = " or ".join(map(str, SIZES))
        raise InvalidError(errors={"size": f"The size must be {words}."})
    return preview_response(request, documents.preview(caller(request), item_id, size))


@router.post("/archives", summary="Download many as a ZIP", openapi_extra=FILE_ANSWER)
def make_archive(request: HttpRequest, payload: ArchiveWanted) -> HttpResponseBase:
    """Stream the items, and what the caller may download below them, as one ZIP."""
    ids = payload.item_ids
    return deliver_archive(request, caller(request), ids, otherwise=ARCHIVE_NAME)


@reads(router, "/items/{item_id}/versions", response=VersionList, summary="List versions")
def list_versions(request: HttpRequest, item_id: Id, wanted: Query[Paging]) -> HttpResponse:
    """List the versions of a file, newest first."""
    principal = caller(request)
    rows = cut(
        documents.versions(principal, item_id),
        lambda row: [row.number],
        read_whole,
        tag="versions",
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    return page(rows, lambda row: show_version(principal, row))


@router.post(
    "/items/{item_id}/versions",
    response={201: Item},
    summary="Add a version",
    openapi_extra={**REPEATABLE, **FILE_BODY},
)
def add_version(
    request: HttpRequest,
    item_id: Id,
    answer: Query[ConfirmingQuery],
    name: Text = "",
    note: Text = "",
) -> HttpResponse:
    """Add a version to a file: a form with one part `file`, or the bytes as body.

    409 `confirmation_required`, before the body is read, where somebody outside would see the new
    content of a confidential file.
    """
    principal = caller(request)
    looked = require(principal, Action.EDIT, item_id)
    if not looked.is_file:
        raise InvalidError("This is a folder; send a new file to /files.")
    documents.require_confirmed(principal, looked, answer.confirmation)
    default = name or documents.get(principal, item_id).name
    with sent_file(request, name=name, default=default) as (filename, staged):

        def write() -> HttpResponse:
            row = documents.add_version(
                principal,
                item_id=item_id,
                name=filename,
                staged=staged,
                note=note,
                confirm=answer.confirmation,
                looked=looked,
            )
            place = f"/api/v1/items/{row.id}/content?version={row.version}"
            return made(show_item(principal, row), place)

        return once(request, write, body=staged.sha256.encode())


@router.delete(
    "/items/{item_id}/versions/{number}", response={204: None}, summary="Delete a version"
)
def delete_version(
    request: HttpRequest, item_id: Id, number: VersionNumber, answer: Query[ConfirmingQuery]
) -> HttpResponse:
    """Delete one version for good. 409 `last_version` for the only one.

    409 `confirmation_required` where somebody outside sees what a confidential file has then.
    """
    documents.delete_version(
        caller(request), item_id=item_id, number=number, confirm=answer.confirmation
    )
    return nothing()


@router.post(
    "/items/{item_id}/versions/{number}/restore",
    response={201: Item},
    summary="Restore a version",
)
def restore_version(
    request: HttpRequest, item_id: Id, number: VersionNumber, payload: Confirming | None = None
) -> HttpResponse:
    """Add an older version's bytes as the newest version. 409 as for a version that is added."""
    principal = caller(request)
    row = documents.restore_version(
        principal,
        item_id=item_id,
        number=number,
        confirm=payload.confirmation if payload else False,
    )
    return made(show_item(principal, row), f"/api/v1/items/{row.id}/content")
