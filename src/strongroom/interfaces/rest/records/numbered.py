"""Records with a number, as jobs and quotes are: their schemas and operations come from their kind."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Literal, cast

from ninja import Query, Router
from pydantic import Field, create_model

from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.listing import Records
from strongroom.interfaces.rest.kit.resource import Changes, Lists, Makes, Resource, serve
from strongroom.interfaces.rest.kit.types import (
    Day,
    Id,
    Results,
    Sent,
    Shown,
    Text,
    one_of,
    optional,
)
from strongroom.work import api as work
from strongroom.work.api import JobRow, NumberedKind

router = Router(tags=["work"])


class _Record(Shown):
    """What everybody gets of a record."""

    id: uuid.UUID
    number: str
    title: str
    name: str
    status: str
    customer_id: uuid.UUID
    library_id: uuid.UUID


class _New(Sent):
    """A record to make."""

    title: Text
    customer_id: Id
    number: Text | None = None
    status: str
    assigned: list[Id] = optional(max_length=200)


class _Change(Confirming):
    """Changes to a record."""

    title: Text = optional()
    number: Text = optional()
    status: str = optional()
    customer_id: Id = optional()
    assigned: list[Id] = optional(max_length=200)


_INSIDE: dict[str, Any] = {
    "assigned": list[uuid.UUID],
    "created_at": dt.datetime,
    "updated_at": dt.datetime,
}
"""What members get besides: names, and when it was changed."""


@dataclass(frozen=True, slots=True)
class _Schemas:
    """Makes the schemas of one kind, called by its name: `Job`, `JobNew`, `JobChange`, `JobList`."""

    of: NumberedKind

    @property
    def name(self) -> str:
        return self.of.one.capitalize()

    @property
    def word(self) -> Any:
        """The type of a status that is sent."""
        return cast("Any", Literal)[tuple(value for value, _ in self.of.statuses)]

    def sent(self) -> dict[str, Any]:
        """Return the fields that some kinds take besides."""
        fields: dict[str, Any] = {}
        if self.of.scheduled:
            fields["scheduled_on"] = (Day | None, None)
        if self.of.licensed:
            fields["reason"] = (Text, Field(default="", alias="override_reason"))
        return fields

    def to_contact(self) -> type[Shown]:
        fields: dict[str, Any] = {
            "status": (str, one_of(*(value for value, _ in self.of.statuses)))
        }
        if self.of.scheduled:
            fields["scheduled_on"] = dt.date | None
        says = f"What a contact gets of {self.of.a_one} of their customer: nobody's names, no inner dates."
        return create_model(f"Contact{self.name}", __base__=_Record, __doc__=says, **fields)

    def shown(self, to_contact: type[Shown]) -> type[Shown]:
        says = f"{self.of.a_one.capitalize()}; `library_id` is the id of its root folder."
        return create_model(self.name, __base__=to_contact, __doc__=says, **_INSIDE)

    def page(self, shown: type[Shown], to_contact: type[Shown]) -> type[Shown]:
        base: type[Shown] = cast("Any", Results)[shown | to_contact]
        says = f"One page of {self.of.many}."
        return create_model(f"{self.name}List", __base__=base, __doc__=says)

    def new(self) -> type[Sent]:
        says = f"{self.of.a_one.capitalize()} to make; without a number it gets the next one."
        if self.of.licensed:
            says += (
                "\n\n`override_reason`: why people are assigned although a licence that is required"
                " is missing."
            )
        status = (self.word, self.of.first_status)
        return create_model(
            f"{self.name}New", __base__=_New, __doc__=says, status=status, **self.sent()
        )

    def change(self) -> type[Sent]:
        says = f"Changes to {self.of.a_one}; what is left out stays"
        says += ", `scheduled_on: null` takes the day away." if self.of.scheduled else "."
        status = (self.word, optional())
        return create_model(
            f"{self.name}Change", __base__=_Change, __doc__=says, status=status, **self.sent()
        )


_ON_MAKING = """

409 `licence_missing` with `gaps`, where the account blocks (C-9), until sent with
`override_reason`."""
_ON_MOVING = "Another customer: 409 while documents are visible in the old one's portal."
_ON_CHANGING = """

409 `licence_missing` as when it is made, for whoever is assigned newly."""


def numbered(kind: NumberedKind) -> Resource[JobRow]:
    """Return what the API says and does of a kind of record with a number.

    `scheduled_on` is a field only where the kind is scheduled, `override_reason` only where it can
    require licences (C-9).
    """
    schemas = _Schemas(kind)
    to_contact = schemas.to_contact()
    shown = schemas.shown(to_contact)
    made = f"Make {kind.a_one} with its library; the assigned get access to it."
    changed = f"Change {kind.a_one}. {_ON_MOVING}"
    return Resource(
        of=kind,
        shown=shown,
        to_contact=to_contact,
        lists=Lists(
            answer=schemas.page(shown, to_contact),
            wanted=Query[Records],
            says=f"List {kind.many}, newest first; a contact gets those of their own customer.",
        ),
        makes=Makes(takes=schemas.new(), says=made + (_ON_MAKING if kind.licensed else "")),
        changes=Changes(
            takes=schemas.change(),
            changed_at=_changed_at,
            says=changed + (_ON_CHANGING if kind.licensed else ""),
        ),
    )


def _changed_at(row: JobRow) -> dt.datetime:
    return row.updated_at


for _kind in work.NUMBERED:
    serve(router, numbered(_kind))
