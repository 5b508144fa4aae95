"""Licences of members, their types, evidence and Excel file. Seen are one's own, or all (C-7)."""

import tempfile
import uuid
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from django.db.transaction import atomic
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from strongroom.access.api import Action, Principal, require
from strongroom.core.errors import ForbiddenError, InvalidError, NotFoundError
from strongroom.interfaces.rest.documents.schemas import Item, ItemList, show_item
from strongroom.interfaces.rest.kit.answers import made, many, nothing, one, page, require_match
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.bodies import sent_file
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.routing import FILE_ANSWER, FILE_BODY, REPEATABLE, reads
from strongroom.interfaces.rest.kit.types import Id, Text
from strongroom.interfaces.rest.licences.schemas import (
    Licence,
    LicenceChange,
    LicenceList,
    LicenceNarrowed,
    LicenceNew,
    LicenceReplace,
    LicenceType,
    LicenceTypeChange,
    LicenceTypeList,
    LicenceTypeNew,
    LicenceWanted,
    Notice,
    NoticeList,
    licence_of,
)
from strongroom.licences import api as licences

router = Router(tags=["licences"])
_IN_MEMORY: Final = 8 * 1024 * 1024


@reads(router, "/licence-types", response=LicenceTypeList, summary="List licence types")
def list_licence_types(request: HttpRequest, *, archived: bool = False) -> HttpResponse:
    """List the account's types by name; with `archived=true` those, too, that are not offered."""
    rows = licences.list_types(caller(request), include_archived=archived)
    return many([LicenceType.of(row) for row in rows])


@router.post(
    "/licence-types",
    response={200: LicenceType, 201: LicenceType},
    summary="Make a licence type",
    openapi_extra=REPEATABLE,
)
def make_licence_type(request: HttpRequest, payload: LicenceTypeNew) -> HttpResponse:
    """Make a type (*licences.manage*); the name of one that stands gives that one, with 200."""

    def write() -> HttpResponse:
        row, fresh = licences.create_type(caller(request), name=payload.name, kind=payload.kind)
        shown = LicenceType.of(row)
        place = f"/api/v1/licence-types/{row.id}"
        if fresh:
            return made(shown, place)
        response = one(request, shown)
        response.headers["Content-Location"] = place
        return response

    return once(request, write)


def _type(principal: Principal, type_id: uuid.UUID) -> LicenceType:
    """Return one type, or raise NotFoundError: for whoever has no use for the list there are none."""
    try:
        rows = licences.list_types(principal, include_archived=True)
    except ForbiddenError:
        rows = []
    found = next((row for row in rows if row.id == type_id), None)
    if found is None:
        raise NotFoundError
    return LicenceType.of(found)


@reads(router, "/licence-types/{type_id}", response=LicenceType, summary="Get a licence type")
def get_licence_type(request: HttpRequest, type_id: Id) -> HttpResponse:
    """Return one type."""
    return one(request, _type(caller(request), type_id))


@router.patch("/licence-types/{type_id}", response=LicenceType, summary="Change a licence type")
def change_licence_type(
    request: HttpRequest, type_id: Id, payload: LicenceTypeChange
) -> HttpResponse:
    """Rename a type, change its kind, archive it or offer it again (*licences.manage*).

    409 `name_taken` for the name of another one.
    """
    principal = caller(request)
    require_match(request, _type(principal, type_id))
    licences.update_type(principal, type_id=type_id, **payload.given())
    return one(request, _type(principal, type_id))


@router.delete("/licence-types/{type_id}", response={204: None}, summary="Delete a licence type")
def delete_licence_type(request: HttpRequest, type_id: Id) -> HttpResponse:
    """Delete a type that nothing has; 409 `type_in_use` else: archive it instead."""
    principal = caller(request)
    _type(principal, type_id)
    licences.delete_type(principal, type_id=type_id)
    return nothing()


@reads(router, "/licences", response=LicenceList, summary="List licences")
def list_licences(request: HttpRequest, wanted: Query[LicenceWanted]) -> HttpResponse:
    """List the licences that one sees: one's own, or with *licences.manage* everybody's."""
    rows = licences.list_licences(
        caller(request),
        filters=wanted.filter,
        sort=wanted.sort,
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    return page(rows, licence_of)


@reads(router, "/licences.xlsx", summary="Licences as an Excel file", openapi_extra=FILE_ANSWER)
def export_licences(request: HttpRequest, wanted: Query[LicenceNarrowed]) -> HttpResponseBase:
    """Return an Excel file of exactly the licences that the filter leaves (*licences.manage*)."""
    principal = caller(request)
    return workbook(
        "Licences.xlsx",
        lambda file: licences.write_xlsx(
            principal, filters=wanted.filter, sort=wanted.sort, file=file
        ),
    )


def workbook(name: str, write: Callable[[BinaryIO], Any]) -> HttpResponseBase:
    """Answer with the Excel file that `write` makes; what it raises leaves no file behind."""
    file: Any = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
    try:
        write(file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return FileResponse(file, as_attachment=True, filename=name, content_type=licences.XLSX_TYPE)


@router.post(
    "/licences", response={201: Licence}, summary="Add a licence", openapi_extra=REPEATABLE
)
def make_licence(request: HttpRequest, payload: LicenceNew) -> HttpResponse:
    """Add a licence to a member (*licences.manage*), of a type from the list or a new one."""
    if (payload.type_id is None) == (payload.new_type is None):
        licences.require_manage(caller(request))
        raise InvalidError(errors={"type_id": "Send either type_id or new_type."})

    def write() -> HttpResponse:
        values = {**payload.model_dump(), "new_type": payload.new_type or ""}
        row = licences.add_licence(caller(request), **values)
        return made(licence_of(row), f"/api/v1/licences/{row.id}")

    return once(request, write)


@reads(router, "/licences/{licence_id}", response=Licence, summary="Get a licence")
def get_licence(request: HttpRequest, licence_id: Id) -> HttpResponse:
    """Return one licence."""
    return one(request, licence_of(licences.get_licence(caller(request), licence_id)))


@router.patch("/licences/{licence_id}", response=Licence, summary="Change a licence")
def change_licence(request: HttpRequest, licence_id: Id, payload: LicenceChange) -> HttpResponse:
    """Change a licence, archive it or take it out again (*licences.manage*).

    A changed expiry begins the reminders anew.
    """
    principal = caller(request)
    row = licences.get_licence(principal, licence_id)
    require_match(request, licence_of(row))
    changes = payload.given("type_id", "number", "issued_on", "expires_on")
    if "If-Match" in request.headers:
        changes["if_updated_at"] = row.updated_at
    with atomic():
        row = licences.update_licence(principal, licence_id=licence_id, **changes)
        if "archived" in payload.model_fields_set and payload.archived != row.archived:
            put = licences.archive_licence if payload.archived else licences.unarchive_licence
            row = put(principal, licence_id=licence_id)
    return one(request, licence_of(row))


@router.delete("/licences/{licence_id}", response={204: None}, summary="Delete a licence")
def delete_licence(request: HttpRequest, licence_id: Id) -> HttpResponse:
    """Delete a licence with its evidence, for good (*licences.manage*)."""
    licences.delete_licence(caller(request), licence_id=licence_id)
    return nothing()


@router.post(
    "/licences/{licence_id}/replace",
    response={201: Licence},
    summary="Replace a licence",
    openapi_extra=REPEATABLE,
)
def replace_licence(request: HttpRequest, licence_id: Id, payload: LicenceReplace) -> HttpResponse:
    """Make the licence that follows this one, which is archived and points to it."""

    def write() -> HttpResponse:
        row = licences.replace_licence(
            caller(request), licence_id=licence_id, **payload.model_dump()
        )
        return made(licence_of(row), f"/api/v1/licences/{row.id}")

    return once(request, write)


@reads(router, "/licences/{licence_id}/files", response=ItemList, summary="A licence's evidence")
def list_licence_files(request: HttpRequest, licence_id: Id) -> HttpResponse:
    """List the evidence of a licence and of its renewals, newest first, at most 200 files."""
    principal = caller(request)
    return many([show_item(principal, row) for row in licences.evidence(principal, licence_id)])


@router.post(
    "/licences/{licence_id}/files",
    response={201: Item},
    summary="Add evidence",
    openapi_extra={**REPEATABLE, **FILE_BODY},
)
def add_licence_file(request: HttpRequest, licence_id: Id, name: Text = "") -> HttpResponse:
    """Add a file to a licence (*licences.manage*): a form with one part `file`, or the plain bytes.

    A holder hands in a renewal instead.
    """
    principal = caller(request)
    licence = licences.get_licence(principal, licence_id)
    require(principal, Action.ADD, licence.library_id)
    with sent_file(request, name=name) as (filename, staged):

        def write() -> HttpResponse:
            file = licences.EvidenceFile(filename, staged)
            (row,) = licences.add_evidence(principal, licence_id=licence_id, files=[file])
            return made(show_item(principal, row), f"/api/v1/items/{row.id}")

        return once(request, write, body=staged.sha256.encode())


@reads(router, "/licences/{licence_id}/notices", response=NoticeList, summary="Who was told of it")
def list_licence_notices(request: HttpRequest, licence_id: Id) -> HttpResponse:
    """List who was told of the expiry and what became of the mails; a holder sees their own."""
    return many([Notice.of(row) for row in licences.ledger(caller(request), licence_id)])
