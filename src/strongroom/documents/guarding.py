"""Locks and questions in the right order: look, lock the library, ask again, and only then write.

So a right that is withdrawn, or a folder that is protected or moved at the same moment, is seen either
before the write or after it, never in between (L14).
"""

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from strongroom.access import api as access
from strongroom.access.api import Action, Ask, ItemFacts, Principal, Standing
from strongroom.audit import api as audit
from strongroom.core.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    PreconditionFailedError,
)
from strongroom.core.naming import one_line
from strongroom.core.statements import fetch
from strongroom.store import api as store
from strongroom.store.api import Staged

T = TypeVar("T")
MOST_AT_ONCE = 1000
"""Items that one call may name."""
TAG_LENGTH, MOST_TAGS = 40, 20


@dataclass(frozen=True, slots=True)
class Held:
    """An item as an operation carries it: read under the lock, its row locked too, and not read again."""

    facts: ItemFacts
    standing: Standing
    """Of the principal in the item's library."""
    name: str
    tags: tuple[str, ...]
    updated_at: dt.datetime
    trashed_at: dt.datetime | None
    home_trash: uuid.UUID | None
    """The nearest item of the trash at or above its folder."""

    @property
    def id(self) -> uuid.UUID:
        """The item's id."""
        return self.facts.id


_ROWS = """
select i.id, i.name, i.tags, i.updated_at, i.trashed_at, f.trash as home_trash
  from store_item i left join store_folder f on f.item_id = i.parent_id
 where i.id = any(%(items)s::uuid[]) order by i.id for no key update of i
"""


def hold(
    principal: Principal, items: Sequence[ItemFacts], *, seen: dt.datetime | None = None
) -> list[Held]:
    """Lock the rows of items whose facts were asked for under the lock, in one order, and return all.

    NotFoundError when one is gone; PreconditionFailedError when one is not as it was `seen`.
    """
    rows = {row["id"]: row for row in fetch(_ROWS, {"items": [facts.id for facts in items]})}
    if any(facts.id not in rows for facts in items):
        raise gone()
    if seen is not None and any(row["updated_at"] != seen for row in rows.values()):
        raise PreconditionFailedError("Somebody else changed this in the meantime; look again.")
    return [_held(principal, facts, rows[facts.id]) for facts in items]


def _held(principal: Principal, facts: ItemFacts, row: Mapping[str, Any]) -> Held:
    return Held(
        facts,
        access.standing_of(principal, facts),
        name=row["name"],
        tags=tuple(row["tags"]),
        updated_at=row["updated_at"],
        trashed_at=row["trashed_at"],
        home_trash=row["home_trash"],
    )


def held(
    principal: Principal, action: Action, item_id: uuid.UUID, *, seen: dt.datetime | None = None
) -> Held:
    """Return one item, allowed and holding still: its library is locked, shared, and its row."""
    return hold(principal, [entered(principal, action, item_id)], seen=seen)[0]


def entered(
    principal: Principal, action: Action, item_id: uuid.UUID, *, trash: bool = False
) -> ItemFacts:
    """Return the item's facts, allowed and holding still: its library is locked, shared."""
    return entered_many(principal, action, [item_id], shared=True, trash=trash)[0]


def entered_many(
    principal: Principal,
    action: Action,
    item_ids: Sequence[uuid.UUID],
    *,
    shared: bool,
    trash: bool = False,
) -> list[ItemFacts]:
    """Return the facts of all items in the order asked, or raise: all or nothing (L16)."""
    ask = Ask(action, chosen(item_ids), trash=trash)
    return entered_each(principal, (ask, shared))[0]


def chosen(item_ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Return the ids without repetition; InvalidError for none or too many."""
    ids = list(dict.fromkeys(item_ids))
    if not ids:
        raise InvalidError("Please choose at least one.")
    if len(ids) > MOST_AT_ONCE:
        raise InvalidError(f"At most {MOST_AT_ONCE} at once, please.")
    return ids


def entered_each(principal: Principal, *asks: tuple[Ask, bool]) -> list[list[ItemFacts]]:
    """Look, lock, ask again, for several questions at once: three statements.

    Each question with whether its libraries are locked shared; where several say differently the
    exclusive lock is taken.
    """
    questions = [ask for ask, _ in asks]
    before = access.require_each(principal, questions)
    wanted: dict[uuid.UUID, bool] = {}
    for found, (_, shared) in zip(before, asks, strict=True):
        for facts in found:
            wanted[facts.library_id] = shared and wanted.get(facts.library_id, True)
    store.lock_libraries(wanted)
    after = access.require_each(principal, questions)
    _require_still_there(_libraries(before), _libraries(after))
    return after


def entered_again(
    principal: Principal, action: Action, looked: ItemFacts, *, name: str = ""
) -> ItemFacts:
    """Lock and ask again, for an item that was looked at before the transaction: two statements.

    Its library is locked, shared, and with a `name` that name in the folder too.
    """
    if name:
        store.lock_to_add(looked.library_id, looked.id, name)
    else:
        store.lock_library(looked.library_id, shared=True)
    facts = access.require(principal, action, looked.id)
    _require_still_there([looked.library_id], [facts.library_id])
    return facts


def still_there(
    act: Callable[[ItemFacts], T], looked: ItemFacts, again: Callable[[], ItemFacts] | None
) -> T:
    """Act on an item as it was looked at; if it is in another library by now, on what `again` finds.

    What was looked at long ago, before the bytes of an upload came, may have been moved since in peace.
    """
    try:
        return act(looked)
    except MovedError:
        if again is None:
            raise
    return act(again())


class MovedError(ConflictError):
    """What was looked at lies in another library by now, whose lock is not held."""

    def __init__(self) -> None:
        """Ask to try again."""
        super().__init__("Somebody moved this at the same moment; please try again.")


def _require_still_there(before: Sequence[uuid.UUID], after: Sequence[uuid.UUID]) -> None:
    if before != after:
        raise MovedError


def _libraries(found: Iterable[Iterable[ItemFacts]]) -> list[uuid.UUID]:
    return [facts.library_id for one in found for facts in one]


def folder_entered(principal: Principal, action: Action, folder_id: uuid.UUID) -> ItemFacts:
    """Return the facts of a folder that one may act in, its library locked, shared."""
    return as_folder(entered(principal, action, folder_id))


def as_folder(facts: ItemFacts) -> ItemFacts:
    """Return the facts if they are a folder's, else raise InvalidError."""
    if facts.is_file:
        raise InvalidError(errors={"parent_id": "This is a file; please choose a folder."})
    return facts


def as_file(facts: ItemFacts) -> ItemFacts:
    """Return the facts if they are a file's, else raise InvalidError."""
    if not facts.is_file:
        raise InvalidError("This works with files only, not with folders.")
    return facts


def not_root(facts: ItemFacts) -> ItemFacts:
    """Refuse what would change a library's root: it is the record itself (D-28)."""
    if facts.parent_id is None:
        raise InvalidError("This is the record itself; change it on its card.")
    return facts


def checked_tags(tags: Sequence[str]) -> list[str]:
    """Return the tags trimmed, without repetition; InvalidError when too long or too many (A-16)."""
    cleaned = list(dict.fromkeys(one_line(tag.replace("\0", "")) for tag in tags))
    cleaned = [tag for tag in cleaned if tag]
    if len(cleaned) > MOST_TAGS or any(len(tag) > TAG_LENGTH for tag in cleaned):
        raise InvalidError(
            errors={"tags": f"At most {MOST_TAGS} tags of at most {TAG_LENGTH} letters each."}
        )
    return cleaned


@contextlib.contextmanager
def discarding(staged: Staged) -> Iterator[None]:
    """Remove the staged file when the block fails, unless a resumable upload keeps it."""
    try:
        yield
    except BaseException:
        if not staged.kept:
            store.discard(staged)
        raise


def tell(verb: str, facts: ItemFacts, **data: object) -> audit.NewEvent:
    """Return the event of a change to an item."""
    return audit.NewEvent(
        verb, facts.account_id, library_id=facts.library_id, item_id=facts.id, data=data
    )


def record(principal: Principal, verb: str, facts: ItemFacts, **data: object) -> None:
    """Write the event of a change to an item, in the transaction of the change."""
    audit.record(principal.actor, tell(verb, facts, **data))


def gone() -> NotFoundError:
    """Return the error for what disappeared in the meantime."""
    return NotFoundError("Somebody removed this in the meantime.")
