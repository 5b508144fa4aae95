"""Where every byte of a document leaves, whatever the interface (L12).

The callers hand over what `documents.api` decided on (`content`, `preview`, `archive_members`):
those are made for one principal and one request, and nothing here can be asked by an address. The
database connection goes back to the pool before the first byte, so that slow readers hold none.
"""

import hashlib
import hmac
import io
import zlib
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from strongroom.core.connections import give_back
from strongroom.documents.api import ArchiveMember, Content, PreviewContent
from strongroom.interfaces.common.answers.conditional import (
    Span,
    UnsatisfiableRangeError,
    if_none_match,
    wanted_span,
)
from strongroom.interfaces.common.answers.zipped import Entry, Zip
from strongroom.store.api import blob_path, learn_crc32, open_blob

BLOCK = 256 * 1024
"""Bytes a block: with Django's 4 KiB the server spends its time on the loop, not on bytes (STACK)."""
SAFE_INLINE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "text/plain"})
"""Types that no browser runs anything from; every other leaves as an attachment (L36)."""
_TEXTS = frozenset({"text/plain", "text/csv", "text/markdown", "text/calendar", "text/vcard"})
"""Texts that leave under their own type; every other kind of text may be a script, style or page."""
_ACTIVE = frozenset(
    {
        "application/ecmascript",
        "application/javascript",
        "application/json",
        "application/wasm",
        "application/x-ecmascript",
        "application/x-javascript",
        "application/x-vbscript",
        "application/xml",
        "application/xml-dtd",
    }
)
"""With them a page could load an upload as script, module, style or transformation (L36)."""
_BYTES = "application/octet-stream"
_SANDBOX = "default-src 'none'; sandbox"
_NOT_STORED = "private, no-store"
_REVALIDATED = "private, no-cache"


def etag_of(content: Content | PreviewContent, kind: str = "content") -> str:
    """Return a strong tag of one item's bytes.

    It is keyed, so that it tells neither the checksum nor that another item holds the same bytes
    to somebody who may not see either (a contact gets no checksum, spec 6-api).
    """
    text = f"{kind}:{content.item_id}:{content.sha256}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()
    return f'"{digest[:32]}"'


def content_response(
    request: HttpRequest, content: Content, *, inline: bool = False
) -> HttpResponseBase:
    """Return the bytes of a version: Range, ETag, HEAD. Attachment, unless inline and safe."""
    shown = inline and content.content_type in SAFE_INLINE
    return _respond(request, content, etag_of(content), inline=shown, caching=_NOT_STORED)


def preview_response(request: HttpRequest, preview: PreviewContent) -> HttpResponseBase:
    """Return a derived picture, always shown. A browser may keep it but asks again each time (L1)."""
    tag = etag_of(preview, "preview")
    return _respond(request, preview, tag, inline=True, caching=_REVALIDATED)


def _respond(
    request: HttpRequest,
    content: Content | PreviewContent,
    etag: str,
    *,
    inline: bool,
    caching: str,
) -> HttpResponseBase:
    if if_none_match(request.headers.get("If-None-Match"), etag):
        return _finish(HttpResponse(status=304), etag, caching)
    try:
        span = wanted_span(
            request.headers.get("Range") if request.method == "GET" else None,
            request.headers.get("If-Range"),
            etag,
            content.size,
        )
    except UnsatisfiableRangeError:
        response: HttpResponseBase = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{content.size}"
        return _finish(response, etag, caching)
    response = _body(request, content, span)
    response.headers["Content-Type"] = sent_type(content.content_type)
    response.headers["Content-Disposition"] = disposition(content.name, inline=inline)
    return _finish(response, etag, caching)


def disposition(name: str, *, inline: bool = False) -> str:
    """Return the Content-Disposition for a file called `name` (RFC 6266): of any script, escaped."""
    return content_disposition_header(not inline, name) or "inline"


def sent_type(content_type: str) -> str:
    """Return the type to send: never one that a browser runs or styles anything with (L36).

    Text is UTF-8 or nothing can be said of it; the browser must not guess.
    """
    kind = content_type.lower()
    main, _, sub = kind.partition("/")
    unknown_text = main == "text" and kind not in _TEXTS
    if unknown_text or kind in _ACTIVE or sub.endswith(("+xml", "+json")):
        return _BYTES
    return f"{content_type}; charset=utf-8" if content_type == "text/plain" else content_type


def _finish(response: HttpResponseBase, etag: str, caching: str) -> HttpResponseBase:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = caching
    response.headers["Vary"] = "Authorization, Cookie"
    _harden(response)
    return response


def _harden(response: HttpResponseBase) -> None:
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"


def _body(
    request: HttpRequest, content: Content | PreviewContent, span: Span | None
) -> HttpResponseBase:
    """Choose the way: no body (HEAD), the proxy's internal redirect, or blocks from here."""
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse()
        response.headers["Content-Length"] = str(content.size)
        response.headers["Accept-Ranges"] = "bytes"
        return response
    if settings.ACCEL_REDIRECT_PREFIX and blob_path(content.storage_key) is not None:
        # nginx applies Range itself and drops headers that it doesn't know: the location must set
        # `nosniff` and the sandbox again (docs/operating/proxy.md).
        response = HttpResponse()
        prefix = settings.ACCEL_REDIRECT_PREFIX.rstrip("/")
        response.headers["X-Accel-Redirect"] = f"{prefix}/{quote(content.storage_key)}"
        return response
    part = span or Span(0, content.size)
    file = open_blob(content.storage_key)
    give_back()
    response = StreamingHttpResponse(FileBlocks(file, part), status=206 if span else 200)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str(part.length)
    if span:
        response.headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{content.size}"
    return response


class FileBlocks:
    """The bytes of a span, block by block. Closing it closes the file, however far it was read."""

    def __init__(self, file: BinaryIO, span: Span) -> None:
        """`file` is read from `span.start`."""
        self._file = file
        self._left = span.length
        file.seek(span.start)

    def __iter__(self) -> Iterator[bytes]:
        """Itself."""
        return self

    def __next__(self) -> bytes:
        """Return the next block.

        A file that ends early raises: the connection breaks, so that a cut copy is never taken
        for a whole one.
        """
        if self._left == 0:
            self.close()
            raise StopIteration
        block = self._file.read(min(BLOCK, self._left))
        if not block:
            self.close()
            raise EOFError("a stored file is shorter than its record says")
        self._left -= len(block)
        return block

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def archive_response(
    request: HttpRequest, members: Sequence[ArchiveMember], name: str
) -> HttpResponseBase:
    """Return a ZIP of the members as a stream called `name`; nothing is written to disk.

    Everything is stored as it is: photos, PDF and office files don't shrink, and so the length is
    known beforehand. Browsers show how far they are, and a broken stream can't pass for a whole one
    (the server ends a body of unknown length as if it were complete). A part is sent only to who names
    the state that it belongs to (If-Range), and only while everything in it is the same.
    """
    archive = Zip([_entry(member) for member in members])
    etag = _archive_tag(members)
    if request.method in {"GET", "HEAD"} and if_none_match(
        request.headers.get("If-None-Match"), etag
    ):
        return _finish(HttpResponse(status=304), etag, _NOT_STORED)
    response = _archive_body(request, archive, etag)
    if response.status_code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        response.headers["Content-Type"] = "application/zip"
        response.headers["Content-Disposition"] = disposition(name)
    return _finish(response, etag, _NOT_STORED)


def _archive_body(request: HttpRequest, archive: Zip, etag: str) -> HttpResponseBase:
    named = request.headers.get("If-Range")
    try:
        span = (
            wanted_span(request.headers.get("Range"), named, etag, archive.size)
            if request.method == "GET" and named is not None
            else None
        )
    except UnsatisfiableRangeError:
        response: HttpResponseBase = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        response.headers["Content-Range"] = f"bytes */{archive.size}"
        return response
    part = span or Span(0, archive.size)
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        give_back()
        blocks = archive.read(part.start, part.stop, BLOCK)
        status = HTTPStatus.PARTIAL_CONTENT if span else HTTPStatus.OK
        response = StreamingHttpResponse(blocks, status=status)
    response.headers["Content-Length"] = str(part.length)
    if request.method in {"GET", "HEAD"}:
        response.headers["Accept-Ranges"] = "bytes"
    if span:
        response.headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{archive.size}"
    return response


def _archive_tag(members: Sequence[ArchiveMember]) -> str:
    """Return a strong tag of all that the archive's bytes depend on; keyed, like a file's."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"archive", hashlib.sha256)
    for member in members:
        held = member.content
        what = (held.item_id, held.sha256) if held else (member.text,)
        digest.update(repr((member.path, member.at.isoformat(), *map(str, what))).encode())
    return f'"{digest.hexdigest()[:32]}"'


def _entry(member: ArchiveMember) -> Entry:
    """Return a member as the archive writes it: opened when its turn comes, there may be thousands."""
    held = member.content
    if held is None:
        text = member.text or b""
        return Entry(
            member.path, len(text), member.at, lambda: zlib.crc32(text), lambda: io.BytesIO(text)
        )
    return Entry(
        member.path,
        held.size,
        member.at,
        lambda: _crc32(held),
        lambda: open_blob(held.storage_key),
    )


def _crc32(content: Content) -> int:
    if content.crc32 is not None:
        return content.crc32
    return learn_crc32(content.blob_id, content.storage_key)
