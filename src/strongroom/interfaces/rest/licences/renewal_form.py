"""The form of a renewal: a few fields and the files of its evidence, streamed as they arrive."""

import contextlib
import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.http import HttpRequest
from django.utils.http import parse_header_parameters

from strongroom.core.connections import give_back
from strongroom.core.errors import InvalidError, TooLargeError
from strongroom.core.naming import clean_name
from strongroom.core.strict import read_day
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.bodies import announced_length, body_of
from strongroom.interfaces.rest.kit.multipart import MultipartReader, Part, form_limit
from strongroom.licences.api import MOST_FILES, EvidenceFile
from strongroom.store.api import discard, promote, receive

_FIELDS: Final = ("expires_on", "issued_on", "number", "note")
_DAYS: Final = ("expires_on", "issued_on")
_LONGEST: Final = 10_000
_BYTES: Final = {"type": "string", "format": "binary"}
_DAY: Final = {"type": "string", "format": "date"}
_WORDS: Final = {"type": "string"}
RENEWAL_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "array", "items": _BYTES, "maxItems": MOST_FILES},
                        "expires_on": _DAY,
                        "issued_on": _DAY,
                        "number": _WORDS,
                        "note": _WORDS,
                    },
                }
            }
        },
    }
}
"""What the operation takes."""


@dataclass
class RenewalForm:
    """What arrived: the fields as they were typed, and the staged files."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[EvidenceFile] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        """Return what `submit_renewal` takes. InvalidError names a day that is none."""
        days = {name: _day(self.fields.get(name, ""), name) for name in _DAYS}
        words = {name: self.fields.get(name, "") for name in ("number", "note")}
        return {**days, **words, "files": self.files}

    @property
    def fingerprint(self) -> bytes:
        """What tells two such forms apart, for Idempotency-Key."""
        files = [(file.name, file.staged.sha256) for file in self.files]
        return hashlib.sha256(repr((sorted(self.fields.items()), files)).encode()).digest()


@contextlib.contextmanager
def sent_renewal(request: HttpRequest) -> Iterator[RenewalForm]:
    """Receive the form; what no operation adopted of its files is thrown away at the end.

    Raises InvalidError (no form, too many files, a text that is none), TooLargeError.
    """
    length = announced_length(request)
    if length is not None and length > form_limit():
        raise TooLargeError("The files are larger than this installation takes.")
    kind, parameters = parse_header_parameters(request.headers.get("Content-Type", ""))
    if kind != "multipart/form-data":
        raise InvalidError(errors={"file": "Send a form with the evidence in parts called “file”."})
    give_back()
    form = RenewalForm()
    try:
        for part in MultipartReader(body_of(request), parameters.get("boundary", "")):
            _take(form, part)
        form.files = [_promoted(request, file) for file in form.files]
        yield form
    finally:
        for file in form.files:
            if not file.staged.kept:
                discard(file.staged)


def _promoted(request: HttpRequest, file: EvidenceFile) -> EvidenceFile:
    """Put the bytes in their place; before `once` opens its transaction."""
    return replace(file, staged=promote(file.staged, account_id=caller(request).account_id))


def _take(form: RenewalForm, part: Part) -> None:
    if part.name == "file" and part.filename is not None:
        if len(form.files) >= MOST_FILES:
            raise InvalidError(errors={"file": f"At most {MOST_FILES} files at once, please."})
        form.files.append(EvidenceFile(clean_name(part.filename), receive(part.body)))
    elif part.name in _FIELDS and part.filename is None:
        form.fields[part.name] = _text(part.body, part.name)


def _text(blocks: Iterable[bytes], name: str) -> str:
    raw = b""
    for block in blocks:
        raw += block
        if len(raw) > _LONGEST:
            raise InvalidError(errors={name: f"Please enter at most {_LONGEST:,} characters."})
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise InvalidError(errors={name: "Input should be text in UTF-8."})
    return text


def _day(text: str, name: str) -> dt.date | None:
    """Read `YYYY-MM-DD`; an empty field is no day."""
    if not text.strip():
        return None
    try:
        return read_day(text.strip())
    except ValueError:
        raise InvalidError(errors={name: "Input should be a date like 2026-11-30."}) from None
