"""What a change of the portal itself does, told by contacts and records, and asked about (E-10)."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction

from strongroom.access.consequence import wording
from strongroom.access.consequence.records import portal_doors, visitors
from strongroom.access.consequence.records.wording import number
from strongroom.access.consequence.shapes import Consequence
from strongroom.access.permissions import Permission
from strongroom.access.principal import Principal
from strongroom.core import clock
from strongroom.core.confirmation import Confirm, confirmation, none_offered

T = TypeVar("T")
MOST_LISTED = 100
"""Contacts that the lists `gain` and `lose` name; `counts` tells how many there are."""
Counts = dict[str, dict[str, int]]
"""For `gain` and `lose`: how many contacts, of how many customers."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """What came of the change."""

    found: visitors.Found
    doors: portal_doors.Turned
    told: Consequence


@dataclass(frozen=True, slots=True)
class PortalChange(Generic[T]):
    """A change of what the portal shows: its modules, or drafts."""

    asker: Principal
    about: str
    """What is changed: a confirmation of one question is none of another."""
    apply: Callable[[], T]
    needs: Permission
    """What it needs besides the right to share what it opens: told of who can do it."""
    customers: Collection[uuid.UUID] | None = None
    """Whose portal alone changes."""
    drafts: bool = False
    """Whether drafts come into it or leave it."""


@transaction.atomic
def judged_portal(change: PortalChange[T], confirm: Confirm) -> T:
    """Apply a change of the portal and return what it returns.

    A part of the portal that comes or goes is asked about with everybody who gains or loses it: one
    tick is many records of many people (B-4); so are the shares that begin to let somebody in, or no
    longer do (E-5). Raises ForbiddenError `opens_outward` where it opens what the asker may not share
    (E-3), ConfirmationRequiredError; then nothing is changed.
    """
    answer, asker = confirmation(confirm), change.asker
    with transaction.atomic():
        before = visitors.read(asker.account_id, change.customers)
        result = change.apply()
        after = visitors.read(asker.account_id, change.customers)
        if before != after:
            done = _judge(change, before, after)
            if done.told and not answer.accepts(done.told.seal):
                raise _question(change, done, outdated=answer.given)
        none_offered(answer)
    return result


def _judge(change: PortalChange[T], before: visitors.Moment, after: visitors.Moment) -> _Judged:
    portal = visitors.Portal(change.asker, clock.now())
    turned = portal_doors.turned(portal, before, after)
    portal_doors.refuse(portal, turned, change.needs)
    found = visitors.compare(portal, before, after)
    files = found.confidential
    told = Consequence(
        people=found.people,
        doors=portal_doors.told(portal, turned, before, after),
        items=portal_doors.items(portal, turned),
        marks=turned.marks,
        question=f"{change.asker.id} {change.about}",
        records=found.records,
        ways={way: len(places) for way, places in found.ways.items() if places},
        confidential=files[: wording.MOST_NAMED],
        confidential_files=len(files),
    )
    return _Judged(found, turned, told)


def _question(change: PortalChange[T], done: _Judged, *, outdated: bool) -> Exception:
    counts = _counts(done.found)
    error = wording.question(_sentence(change, done.told, counts), done.told, outdated=outdated)
    changes: dict[str, Any] = error.extra["changes"]
    for way in counts:
        changes[way] = changes[way][:MOST_LISTED]
    doors = {"opens": len(done.doors.opens), "closes": len(done.doors.closes)}
    changes["counts"] = {**counts, "doors": doors}
    return error


def _counts(found: visitors.Found) -> Counts:
    contacts = {
        "gain": sum(one.gains for one in found.people),
        "lose": sum(one.loses for one in found.people),
    }
    return {
        way: {"contacts": number, "customers": found.customers[way]}
        for way, number in contacts.items()
    }


def _sentence(change: PortalChange[T], told: Consequence, counts: Counts) -> str:
    who = [
        f"{number(one['contacts'], 'contact', 'contacts')} of"
        f" {number(one['customers'], 'customer', 'customers')} would {way} a part of the portal"
        for way, one in counts.items()
        if one["contacts"]
    ]
    parts = [f"{', and '.join(who)}, from their next click on."]
    if change.drafts:
        parts += [
            f"{number(told.ways[way], 'draft quote', 'draft quotes')} would be {where}."
            for way, where in _DRAFTS.items()
            if way in told.ways
        ]
    if files := told.confidential_files:
        marked = "1 document of these is" if files == 1 else f"{files:,} documents of these are"
        parts.append(f"{marked} marked as confidential.")
    return " ".join(parts)


_DRAFTS = {"gain": "in the portal before being sent", "lose": "out of the portal until sent"}
