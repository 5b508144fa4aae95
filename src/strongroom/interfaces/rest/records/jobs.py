"""Jobs and quotes: the same shape under two addresses."""

import datetime as dt
import uuid
from typing import Literal

from ninja import Query, Router
from pydantic import Field

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

router = Router(tags=["work"])
JobWord = Literal["planned", "in_progress", "done", "cancelled"]
QuoteWord = Literal["draft", "sent", "accepted", "declined"]


class ContactQuote(Shown):
    """What a contact gets of a quote of their customer: nobody's names, no inner dates."""

    id: uuid.UUID
    number: str
    title: str
    name: str
    status: str = one_of(*work.QuoteStatus.values)
    customer_id: uuid.UUID
    library_id: uuid.UUID


class ContactJob(ContactQuote):
    """What a contact gets of a job of their customer."""

    status: str = one_of(*work.JobStatus.values)
    scheduled_on: dt.date | None


class Quote(ContactQuote):
    """A quote; `library_id` is the id of its root folder."""

    assigned: list[uuid.UUID]
    created_at: dt.datetime
    updated_at: dt.datetime


class Job(ContactJob):
    """A job; `library_id` is the id of its root folder."""

    assigned: list[uuid.UUID]
    created_at: dt.datetime
    updated_at: dt.datetime


class JobList(Results[Job | ContactJob]):
    """One page of jobs."""


class QuoteList(Results[Quote | ContactQuote]):
    """One page of quotes."""


class QuoteNew(Sent):
    """A quote to make; without a number it gets the next one."""

    title: Text
    customer_id: Id
    number: Text | None = None
    status: QuoteWord = "draft"
    assigned: list[Id] = optional(max_length=200)


class JobNew(Sent):
    """A job to make; without a number it gets the next one.

    `override_reason`: why people are assigned although a licence that is required is missing.
    """

    title: Text
    customer_id: Id
    number: Text | None = None
    status: JobWord = "planned"
    assigned: list[Id] = optional(max_length=200)
    scheduled_on: Day | None = None
    reason: Text = Field(default="", alias="override_reason")


class QuoteChange(Confirming):
    """Changes to a quote; what is left out stays."""

    title: Text = optional()
    number: Text = optional()
    status: QuoteWord = optional()
    customer_id: Id = optional()
    assigned: list[Id] = optional(max_length=200)


class JobChange(Confirming):
    """Changes to a job; what is left out stays, `scheduled_on: null` takes the day away."""

    title: Text = optional()
    number: Text = optional()
    status: JobWord = optional()
    customer_id: Id = optional()
    assigned: list[Id] = optional(max_length=200)
    scheduled_on: Day | None = None
    reason: Text = Field(default="", alias="override_reason")


def _changed_at(row: work.JobRow) -> dt.datetime:
    return row.updated_at


JOBS = Resource(
    of=work.JOBS,
    shown=Job,
    to_contact=ContactJob,
    lists=Lists(
        answer=JobList,
        wanted=Query[Records],
        says="List jobs, newest first; a contact gets those of their own customer.",
    ),
    makes=Makes(
        takes=JobNew,
        says="""Make a job with its library; the assigned get access to it.

        409 `licence_missing` with `gaps`, where the account blocks (C-9), until sent with
        `override_reason`.
        """,
    ),
    changes=Changes(
        takes=JobChange,
        changed_at=_changed_at,
        says="""Change a job. Another customer: 409 while documents are visible in the old one's portal.

        409 `licence_missing` as when it is made, for whoever is assigned newly.
        """,
    ),
)
QUOTES = Resource(
    of=work.QUOTES,
    shown=Quote,
    to_contact=ContactQuote,
    lists=Lists(
        answer=QuoteList,
        wanted=Query[Records],
        says="List quotes, newest first; a contact gets those of their own customer.",
    ),
    makes=Makes(
        takes=QuoteNew,
        says="Make a quote with its library; the assigned get access to it.",
    ),
    changes=Changes(
        takes=QuoteChange,
        changed_at=_changed_at,
        says="Change a quote, as a job.",
    ),
)
for _kind in (JOBS, QUOTES):
    serve(router, _kind)
