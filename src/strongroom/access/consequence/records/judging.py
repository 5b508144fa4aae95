"""Whole records: the change is really made in a savepoint, as with items, and told in records and names."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import transaction

from strongroom.access.consequence import wording
from strongroom.access.consequence.records import ground, holdings
from strongroom.access.consequence.records.compare import Changed, Comparison
from strongroom.access.consequence.records.eyes import Eyes
from strongroom.access.consequence.records.wording import sentence
from strongroom.access.consequence.shapes import Consequence
from strongroom.access.consequence.use import IN_USE
from strongroom.access.principal import Principal
from strongroom.core import clock
from strongroom.core.confirmation import Confirm, confirmation, none_offered

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RecordsChange(Generic[T]):
    """A change of what people hold: roles, seats, who is a member."""

    asker: Principal
    about: str
    """What is changed: a confirmation of one question is none of another."""
    apply: Callable[[], T]
    members: frozenset[uuid.UUID] | None = None
    """Whom it concerns alone."""
    library_id: uuid.UUID | None = None
    """Where alone something changes."""
    typed: bool = True
    """Whether what these members gain and lose themselves was typed, and needs no question (E-11)."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a change returned, and what it did."""

    result: T
    consequence: Consequence


@transaction.atomic
def judged_records(change: RecordsChange[T], confirm: Confirm) -> Done[T]:
    """Apply a change and return what it returns, with its consequence.

    Raises ConfirmationRequiredError with the consequence while what goes beyond what was typed must
    be confirmed, or was confirmed for another one; then nothing is changed.
    """
    answer = confirmation(confirm)
    with transaction.atomic():
        done = _apply(change)
        told = done.consequence
        if _asks(change, told) and not answer.accepts(told.seal):
            said = sentence(told, _typed(change))
            raise wording.question(said, told, outdated=answer.given)
        none_offered(answer)
    return done


def _apply(change: RecordsChange[T]) -> Done[T]:
    asker, scope = change.asker, holdings.Scope(change.members, change.library_id)
    now = clock.now()
    before = holdings.read(asker, scope)
    result = change.apply()
    after = holdings.read(asker, scope)
    changed = Changed.between(before, after)
    if not changed:
        return Done(result, Consequence())
    whole = ground.read(asker.account_id, scope, now, confidential=changed.confidential)
    found = Comparison(asker, before, after, changed, Eyes(whole, now)).found()
    return Done(
        result,
        Consequence(
            people=tuple(found.people),
            doors=wording.doors(
                asker,
                now,
                opens=found.opens,
                asleep=found.closes.keys(),
                after=lambda share: found.closes.get(share, IN_USE),
                known=lambda share: found.known.get(share.id, frozenset()),
            ),
            question=f"{asker.id} {change.about}",
            records=found.records,
            ways=found.ways,
        ),
    )


def _asks(change: RecordsChange[T], consequence: Consequence) -> bool:
    """E-11: not for what was typed, but for all that goes beyond it."""
    beyond = any(person.id not in _typed(change) for person in consequence.people)
    return beyond or bool(consequence.doors)


def _typed(change: RecordsChange[T]) -> Collection[uuid.UUID]:
    return change.members or () if change.typed else ()
