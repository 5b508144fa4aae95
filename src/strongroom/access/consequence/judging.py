"""The one function through which every change passes that can change who sees something (E-10).

The change is really applied in a savepoint and the rule is really asked, so that what a question
names is what enforcement will do (D-24). Then it stands, or is rolled back with the question.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import transaction

from strongroom.access import hooks
from strongroom.access.consequence import answers, snapshot, wording
from strongroom.access.consequence.compare import Comparison, Found
from strongroom.access.consequence.moment import read
from strongroom.access.consequence.shapes import Consequence
from strongroom.access.consequence.sight import Sight
from strongroom.access.principal import Principal
from strongroom.core import clock
from strongroom.core.confirmation import Confirm, confirmation
from strongroom.core.errors import ForbiddenError

T = TypeVar("T")
GAINS, LOSSES, OPENS = "gains", "losses", "opens"


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """A change that may be judged: what it touches, how it is made, and what is asked of it."""

    asker: Principal
    touched: Sequence[uuid.UUID]
    """Items whose audience it may change, with all that lies below them."""
    apply: Callable[[], T]
    sentence: str | Callable[[Consequence], str]
    always: bool = False
    """D-13, D-14, D-17 ask even where nobody gains or loses."""
    typed: frozenset[str] = frozenset()
    """What was typed needs no question (E-11): `gains`, `losses`, `opens`."""
    kept: bool = False
    """What lies in the trash is judged by the settings that it keeps (D-29)."""
    keeps: bool = False
    """Whether moved items with settings of their own are told."""
    narrows: bool = False
    """Whether doors can be cancelled or kept open with it (E-5)."""
    excused: frozenset[uuid.UUID] = frozenset()
    """Shares that may open again, since one's own change closed them (E-3)."""
    shares: bool = False
    """Whether it is a share itself: the caller has asked whether the asker may make it (B-2, E-2)."""
    copies: Callable[[T], Mapping[uuid.UUID, uuid.UUID]] | None = None
    """Of a copy: all that was made, by what it was made from; `touched` are then the originals."""
    content: bool = False
    """Whether the touched files may get another current content: what of it is confidential goes out
    by the doors that are open (E-7)."""
    about: str = ""
    """What is done to the same items by different verbs: a seal for one is none for another."""


@dataclass(frozen=True, slots=True)
class _Judged(Generic[T]):
    """What came of applying a change."""

    result: T
    comparison: Comparison
    found: Found
    consequence: Consequence


@transaction.atomic
def judged(change: Change[T], confirm: Confirm) -> T:
    """Apply a change and return what it returns.

    Raises ForbiddenError `opens_outward` (E-3) or what `hooks.opening` raises (E-7), and
    ConfirmationRequiredError with the consequence while it must be confirmed, or was confirmed for
    another one; then nothing is changed.
    """
    answer = confirmation(confirm)
    with transaction.atomic():
        done = _apply(change, answer.began)
        if not change.shares:
            _refuse(done)
        if files := done.found.confidential_brought:
            hooks.opening(hooks.Opening(change.asker, files))
        if _asks(change, done.consequence) and not answer.accepts(done.consequence.seal):
            raise wording.question(
                _said(change, done.consequence), done.consequence, outdated=answer.given
            )
        answers.follow(done.comparison, answer, done.consequence)
    snapshot.forget()
    return done.result


@transaction.atomic
def require_confirmed(change: Change[T], confirm: Confirm) -> None:
    """Raise what `judged` would raise, and change nothing: before the bytes of a change are sent."""
    with transaction.atomic():
        judged(change, confirm)
        transaction.set_rollback(True)


def foreseen(change: Change[T]) -> Consequence:
    """Return what a change would do, without changing anything (D-24)."""
    with transaction.atomic():
        done = _apply(change)
        transaction.set_rollback(True)
    return done.consequence


def _apply(change: Change[T], began: dt.datetime | None = None) -> _Judged[T]:
    account, now = change.asker.account_id, clock.now()
    classes = snapshot.keep(account, change.touched, now, each=change.copies is not None)
    before = Sight(read(account, classes, now), change.kept)
    contents = snapshot.contents(change.touched) if change.content else {}
    result = change.apply()
    became = change.copies(result) if change.copies else None
    roots = change.touched if became is None else list(became.values())
    passages = snapshot.passages(account, roots, now, became)
    after = Sight(read(account, [one.after for one in passages], now), change.kept)
    comparison = Comparison(
        change.asker,
        before,
        after,
        passages,
        change.touched,
        began=began or now,
        excused=change.excused,
        copied=change.copies is not None,
        blind=change.asker.hides_confidential and snapshot.any_folder(change.touched),
        renewed=change.content and contents != snapshot.contents(change.touched),
    )
    found = comparison.found()
    told = wording.told(
        comparison, found, keeps=change.keeps, narrows=change.narrows, about=change.about
    )
    return _Judged(result, comparison, found, told)


def _refuse(done: _Judged[T]) -> None:
    """E-3: what a door opens, only whoever may share it brings under it."""
    comparison, opened = done.comparison, done.found.brought
    if not opened or comparison.may_share(comparison.asker, opened):
        return
    able = [
        member.name
        for member in comparison.before.moment.members
        if member.id != comparison.asker.id and comparison.may_share(member, opened)
    ]
    said = wording.refusal(done.consequence.doors.opens, able, blind=comparison.blind)
    raise ForbiddenError(said, code="opens_outward")


def _said(change: Change[T], consequence: Consequence) -> str:
    """Return the sentence of the question; what goes out by the way and is confidential is in it (E-7)."""
    said = change.sentence if isinstance(change.sentence, str) else change.sentence(consequence)
    files = consequence.confidential_files
    if change.shares or not files:
        return said  # a share says so itself
    return f"{said} {wording.going_out(files)}".strip()


def _asks(change: Change[T], consequence: Consequence) -> bool:
    """E-11: not for what was typed alone, but for all that goes beyond it; confidential files do (A-13)."""
    people = [
        person
        for person in consequence.people
        if (GAINS if person.after > person.before else LOSSES) not in change.typed
    ]
    doors = consequence.doors
    opens = doors.opens and (OPENS not in change.typed or consequence.confidential_files)
    return bool(change.always or people or opens or doors.closes or doors.stays)
