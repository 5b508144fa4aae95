"""The words of tus 1.0 (https://tus.io/protocols/resumable-upload): headers read and written."""

import base64
import binascii
import datetime as dt
import uuid
from email.utils import format_datetime
from typing import Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from strongroom.core.errors import PreconditionFailedError, StrongroomError
from strongroom.interfaces.common.answers.errors import BadRequestError

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration"
ALGORITHMS = ("sha256", "sha1")
BODY_TYPE = "application/offset+octet-stream"
PREFIX = "/api/v1/uploads/"
RESULT_HEADER = "Strongroom-Item"
"""On the answer that completes an upload (and on HEAD afterwards): the id of the item."""
_MAX_DIGITS = 15
_MAX_METADATA = 8 * 1024


class Upload(Protocol):
    """What `documents.api` says of an upload, as far as it is told."""

    id: uuid.UUID
    offset: int
    length: int
    expires_at: dt.datetime
    result_id: uuid.UUID | None


class VersionNotSupportedError(PreconditionFailedError):
    """The client speaks another version of tus, or did not say which."""

    code = "tus_version"
    title = "Only tus 1.0.0 is spoken here"


class WrongBodyTypeError(StrongroomError):
    """The body of a PATCH must say that it is one."""

    status = 415
    code = "wrong_body_type"
    title = f"The Content-Type must be {BODY_TYPE}"


def require_version(request: HttpRequest) -> None:
    """Raise VersionNotSupportedError unless the client speaks our version."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise VersionNotSupportedError


def stamped(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Put the version on every answer below the uploads, errors included."""
    if request.path.startswith(PREFIX):
        response.headers["Tus-Resumable"] = VERSION
        response.headers["Tus-Version"] = VERSION
    return response


def discovery() -> HttpResponse:
    """Answer OPTIONS: what this server can do."""
    response = HttpResponse(status=204)
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Tus-Version"] = VERSION
    response.headers["Tus-Extension"] = EXTENSIONS
    response.headers["Tus-Max-Size"] = str(settings.UPLOAD_LIMIT)
    response.headers["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)
    return response


def state(upload: Upload, status: int) -> HttpResponse:
    """Answer with where an upload stands."""
    response = HttpResponse(status=status)
    response.headers["Upload-Offset"] = str(upload.offset)
    response.headers["Upload-Length"] = str(upload.length)
    response.headers["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    response.headers["Cache-Control"] = "no-store"
    if upload.result_id:
        response.headers[RESULT_HEADER] = str(upload.result_id)
    return response


def number(request: HttpRequest, name: str) -> int:
    """Read a header that is a count of bytes."""
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        raise BadRequestError(f"The header {name} must be a number of bytes.")
    return int(text)


def metadata(request: HttpRequest) -> dict[str, str]:
    """Read Upload-Metadata: `key base64(value)`, separated by commas."""
    header = request.headers.get("Upload-Metadata", "")
    if len(header) > _MAX_METADATA:
        raise BadRequestError("The header Upload-Metadata is too long.")
    found = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, encoded = pair.partition(" ")
        try:
            value = base64.b64decode(encoded.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise BadRequestError("The header Upload-Metadata can't be read.") from None
        if "\0" in value:
            raise BadRequestError("The header Upload-Metadata can't be read.")
        found[key] = value
    return found


def checksum(request: HttpRequest) -> tuple[str, bytes] | None:
    """Read Upload-Checksum: the algorithm and the digest of this body."""
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, encoded = header.strip().partition(" ")
    try:
        digest = base64.b64decode(encoded.strip(), validate=True)
    except binascii.Error:
        digest = b""
    if algorithm.lower() not in ALGORITHMS or not digest:
        raise BadRequestError(f"The checksum must be one of {', '.join(ALGORITHMS)}.")
    return algorithm.lower(), digest


def require_body_type(request: HttpRequest) -> None:
    """Raise WrongBodyTypeError unless the body says that it is a piece of an upload."""
    if request.headers.get("Content-Type", "").split(";")[0].strip().lower() != BODY_TYPE:
        raise WrongBodyTypeError
