"""Resumable uploads: tus 1.0 with creation, creation-with-upload, termination, checksum, expiration.

The decision is asked at each step by `documents.api`, before a byte of the body is read (L17). An
upload belongs to the principal who began it; for everybody else its address is 404.
"""

import uuid

from django.http import HttpRequest, HttpResponse
from ninja import Router

from strongroom.core.errors import InvalidError, NotFoundError
from strongroom.core.ids import parse_id
from strongroom.core.naming import clean_name
from strongroom.documents import api as documents
from strongroom.interfaces.common.answers.errors import MethodNotAllowedError
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.rest.documents import tus
from strongroom.interfaces.rest.kit.answers import nothing
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.bodies import body_of
from strongroom.interfaces.rest.kit.confirming import spoken
from strongroom.interfaces.rest.kit.types import Id

router = Router(tags=["resumable upload"])
_PIECE = {
    "x-tus": True,
    "requestBody": {
        "content": {tus.BODY_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    },
}


@router.api_operation(
    ["OPTIONS"], "/uploads/", auth=None, response={204: None}, summary="Discover tus"
)
def tus_options(request: HttpRequest) -> HttpResponse:
    """Tell the version, the extensions and the largest size."""
    del request
    return tus.discovery()


@router.post("/uploads/", response={201: None}, summary="Begin an upload", openapi_extra=_PIECE)
def begin_upload(request: HttpRequest) -> HttpResponse:
    """Begin an upload (tus creation).

    `Upload-Metadata` holds `filename` and `parent_id` (a folder to add to) or `item_id` (a file
    that gets a version); `on_clash` (suffix or version) and `note` if wanted. 409
    `confirmation_required`, before a byte is sent, where somebody outside would see the new content of
    a confidential file: begin it again with `confirm`, the seal of the `changes`.
    """
    tus.require_version(request)
    if "Upload-Defer-Length" in request.headers:
        raise InvalidError(errors={"Upload-Length": "The length must be known beforehand."})
    facts = tus.metadata(request)
    _ask_in_words(request)
    principal = caller(request)
    target = _target(facts)
    upload: tus.Upload = documents.begin_upload(
        principal,
        **target,
        filename=clean_name(facts.get("filename") or facts.get("name") or ""),
        length=tus.number(request, "Upload-Length"),
        metadata={key: facts[key] for key in ("on_clash", "tags", "note") if key in facts},
        confirm=spoken(facts.get("confirm")),
    )
    if request.headers.get("Content-Type", "").startswith(tus.BODY_TYPE):
        upload = _append(request, upload.id, 0)
    response = tus.stamped(request, tus.state(upload, 201))
    response.headers["Location"] = f"{tus.PREFIX}{upload.id}"
    return response


def _target(facts: dict[str, str]) -> dict[str, uuid.UUID]:
    """Return the one target that the metadata names; a malformed id is an unknown one."""
    named = [key for key in ("parent_id", "item_id") if key in facts]
    if len(named) != 1:
        raise InvalidError(
            errors={"parent_id": "Name the folder (parent_id), or the file (item_id)."}
        )
    found = parse_id(facts[named[0]])
    if found is None:
        raise NotFoundError
    return {named[0]: found}


@router.api_operation(
    ["HEAD"], "/uploads/{upload_id}", response=None, summary="Ask where an upload stands"
)
def upload_state(request: HttpRequest, upload_id: Id) -> HttpResponse:
    """Tell the acknowledged offset, so that the client goes on from there."""
    tus.require_version(request)
    return tus.stamped(request, tus.state(documents.get_upload(caller(request), upload_id), 200))


@router.patch(
    "/uploads/{upload_id}",
    response={204: None},
    summary="Send a piece",
    openapi_extra=_PIECE,
)
def append_upload(request: HttpRequest, upload_id: Id) -> HttpResponse:
    """Append bytes at `Upload-Offset`. The last piece adds the file: `Strongroom-Item` is its id.

    Where that asks (409 `confirmation_required`), because somebody outside sees the file by now, the
    bytes are kept: send an empty piece with `confirm` in `Upload-Metadata`.
    """
    tus.require_version(request)
    tus.require_body_type(request)
    _ask_in_words(request)
    upload = _append(request, upload_id, tus.number(request, "Upload-Offset"))
    return tus.stamped(request, tus.state(upload, 204))


def _ask_in_words(request: HttpRequest) -> None:
    """Name the verb, should a page show the question."""
    question.words(request, title="Add this version?", confirm_label="Add version anyway")


def _append(request: HttpRequest, upload_id: uuid.UUID, offset: int) -> tus.Upload:
    return documents.append_upload(
        caller(request),
        upload_id=upload_id,
        offset=offset,
        stream=body_of(request),
        checksum=tus.checksum(request),
        confirm=spoken(tus.metadata(request).get("confirm")),
    )


@router.delete("/uploads/{upload_id}", response={204: None}, summary="Cancel an upload")
def cancel_upload(request: HttpRequest, upload_id: Id) -> HttpResponse:
    """Throw away what was sent so far (tus termination)."""
    tus.require_version(request)
    documents.cancel_upload(caller(request), upload_id)
    return tus.stamped(request, nothing())


@router.post("/uploads/{upload_id}", include_in_schema=False)
def overridden(request: HttpRequest, upload_id: Id) -> HttpResponse:
    """Serve clients whose network knows GET and POST only: X-HTTP-Method-Override."""
    match request.headers.get("X-HTTP-Method-Override", "").upper():
        case "PATCH":
            return append_upload(request, upload_id)
        case "DELETE":
            return cancel_upload(request, upload_id)
        case "HEAD":
            return upload_state(request, upload_id)
    raise MethodNotAllowedError
