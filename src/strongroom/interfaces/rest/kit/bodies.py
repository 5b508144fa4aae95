"""Files in request bodies: raw or multipart, streamed into the staging folder as they arrive.

Whoever calls has asked for the permission before: not a byte is read for somebody who may not send.
"""

import contextlib
from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.http import parse_header_parameters

from strongroom.core.connections import give_back
from strongroom.core.errors import InvalidError, StrongroomError, TooLargeError
from strongroom.core.naming import clean_name
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.multipart import MultipartReader, form_limit
from strongroom.store.api import Promoted, Readable, Staged, discard, promote, receive

_FIELD = "file"


class LengthRequiredError(StrongroomError):
    """A raw body without Content-Length: the server could not tell a cut one from a whole one."""

    status = 411
    code = "length_required"
    title = "Please send Content-Length"


def is_chunked(request: HttpRequest) -> bool:
    """Whether the body comes in chunks of unknown number."""
    return "chunked" in request.headers.get("Transfer-Encoding", "").lower()


def announced_length(request: HttpRequest) -> int | None:
    """Return Content-Length, or None when the body is chunked."""
    text = request.headers.get("Content-Length", "")
    if text.isascii() and text.isdigit():
        return int(text)
    return None if is_chunked(request) else 0


def body_of(request: HttpRequest) -> Readable:
    """Return the body to read from, block by block; never through `request.body`.

    Django takes a chunked body for an empty one. The server says with `wsgi.input_terminated` that
    it ends the stream itself, then it can be read without a length.
    """
    terminated = bool(request.META.get("wsgi.input_terminated"))
    if announced_length(request) is None and terminated:
        stream: Readable = request.META["wsgi.input"]
        return stream
    return request


@contextlib.contextmanager
def sent_file(
    request: HttpRequest, *, name: str, default: str = ""
) -> Iterator[tuple[str, Promoted]]:
    """Receive the one file of the request: its clean name and the bytes, in their place.

    `name` wins over the name in a form; `default` is for a raw body without one.

    Unless an operation adopts the bytes, they are an orphan that `prune` finds. Raises InvalidError
    (no file, empty, cut off), TooLargeError, StorageFullError, LengthRequiredError.
    """
    length = announced_length(request)
    if length is not None and length > form_limit():
        raise TooLargeError("The file is larger than this installation takes.")
    give_back()
    kind, parameters = parse_header_parameters(request.headers.get("Content-Type", ""))
    if kind == "multipart/form-data":
        raw_name, staged = _from_form(request, parameters.get("boundary", ""))
        raw_name = name or raw_name
    else:
        raw_name = name or default
        staged = _raw(request, raw_name, length)
    try:
        yield clean_name(raw_name), promote(staged, account_id=caller(request).account_id)
    finally:
        discard(staged)


def _raw(request: HttpRequest, name: str, length: int | None) -> Staged:
    if not name:
        raise InvalidError(errors={"name": "Say with ?name= what the file is called."})
    if length is None:
        raise LengthRequiredError("A file as plain body needs Content-Length; a form does not.")
    return receive(body_of(request), length=length)


def _from_form(request: HttpRequest, boundary: str) -> tuple[str, Staged]:
    """Receive the part called `file`; there must be exactly one."""
    found: list[tuple[str, Staged]] = []
    try:
        for part in MultipartReader(body_of(request), boundary):
            if part.name == _FIELD and part.filename is not None:
                _require(not found, "Send one file a request.")
                found.append((part.filename, receive(part.body)))
        _require(bool(found), "The form has no file in a field called “file”.")
    except BaseException:
        for _, staged in found:
            discard(staged)
        raise
    return found[0]


def _require(fine: bool, sentence: str) -> None:  # noqa: FBT001 - read as a sentence
    if not fine:
        raise InvalidError(errors={_FIELD: sentence})
