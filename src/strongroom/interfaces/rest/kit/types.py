"""Types that fields of the API are made of. They refuse what is odd before any operation sees it."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    create_model,
)

from strongroom.access.api import Surface
from strongroom.core.errors import NotFoundError
from strongroom.core.ids import parse_id
from strongroom.core.strict import read_day, read_since

Schema = TypeVar("Schema", bound=BaseModel)


def _known_id(value: Any) -> uuid.UUID:
    """Read an id. A malformed one is an unknown one: 404, as for a thing that may not be seen."""
    if not isinstance(value, str | uuid.UUID):
        raise ValueError("Input should be a string that holds an id")  # noqa: TRY004 - pydantic's way
    found = parse_id(value)
    if found is None:
        raise NotFoundError
    return found


def _known_number(value: Any) -> int:
    """Read a version's number. What is none is an unknown one: 404."""
    text = str(value)
    if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004 - fits the column
        raise NotFoundError
    return int(text)


def _storable(value: Any) -> Any:
    """Refuse what PostgreSQL can't keep: NUL, and the halves of a character that JSON can spell."""
    if isinstance(value, str) and ("\0" in value or not _encodes(value)):
        raise ValueError("Input should be text, without NUL or broken characters")
    return value


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _day(value: Any) -> Any:
    """Read `YYYY-MM-DD` and nothing else: pydantic would take numbers and times too."""
    return read_day(value) if isinstance(value, str) else value


Id = Annotated[
    uuid.UUID,
    BeforeValidator(_known_id),
    WithJsonSchema({"type": "string", "format": "uuid"}),
]
VersionNumber = Annotated[
    int, BeforeValidator(_known_number), WithJsonSchema({"type": "integer", "minimum": 1})
]
STORABLE = BeforeValidator(_storable)
"""Stands behind the limits of a text, or an error would count its characters as items."""
Text = Annotated[str, StringConstraints(max_length=10_000), STORABLE]
Day = Annotated[dt.date, BeforeValidator(_day)]
Since = Annotated[dt.datetime, BeforeValidator(read_since)]
"""A moment in a query; its zone may be left out."""


def one_of(*words: str) -> Any:
    """Return the field of an answer that is one of these words, told in the schema."""
    return Field(json_schema_extra={"enum": list(words)})


def optional(**rules: Any) -> Any:
    """Return a field of a request that may be left out, but not sent as null."""
    return Field(default=None, **rules)


def with_fields(
    names: Iterable[str], kind: Any, default: Any = ...
) -> Callable[[type[Schema]], type[Schema]]:
    """Return what gives a schema a field of `kind` for each name, of a list that is kept elsewhere.

    Each must be sent or shown, unless there is a `default`.
    """

    def made(schema: type[Schema]) -> type[Schema]:
        fields: dict[str, Any] = dict.fromkeys(names, (kind, default))
        return create_model(
            schema.__name__,
            __base__=schema,
            __doc__=schema.__doc__,
            __module__=schema.__module__,
            **fields,
        )

    return made


SURFACES = tuple(s.value for s in (Surface.OFFICE, Surface.MOBILE, Surface.PORTAL))


class Sent(BaseModel):
    """What a client sends. No guessing: `"true"` is not a boolean, 1 is not a text (L19).

    A field that does not exist is refused by name: what somebody meant to change is not left unchanged
    in silence.
    """

    model_config = ConfigDict(strict=True, extra="forbid")

    def given(self, *names: str) -> dict[str, Any]:
        """Return the fields that were sent, out of `names` (all if none are named)."""
        sent = self.model_fields_set
        return {
            name: _inside(getattr(self, name))
            for name in (names or type(self).model_fields)
            if name in sent
        }

    def changes(self) -> dict[str, Any]:
        """Return what is to change: the fields that were sent, null ones too."""
        return self.given()

    def values(self) -> dict[str, Any]:
        """Return what something new begins with: all fields that have a value, sent or by default."""
        return {
            name: value
            for name in type(self).model_fields
            if (value := getattr(self, name)) is not None
        }


def _inside(value: Any) -> Any:
    return value.given() if isinstance(value, Sent) else value


class Shown(BaseModel):
    """What a client gets: an allow-list of fields, never a row as it is (L26)."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def of(cls, row: object, **instead: Any) -> Self:
        """Show a row: each field as the row has it under the same name, or as it is told here."""
        same = {name: getattr(row, name) for name in cls.model_fields if name not in instead}
        return cls(**same, **instead)


Result = TypeVar("Result")


class Results(Shown, Generic[Result]):
    """One page of a list; `next` is the cursor of the page after it."""

    results: list[Result]
    next: str | None
