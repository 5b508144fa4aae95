"""Locks and questions in the right order: look, lock the library, ask again, and only then write.

So a right that is withdrawn, or a folder that is protected or moved at the same moment, is seen either
before the write or after it, never in between (L14).
"""

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Principal, Standing
from strongroom.audit import api as audit
from strongroom.core.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    PreconditionFailedError,
)
from strongroom.core.naming import sort_key, with_suffix
from strongroom.core.statements import fetch
from strongroom.documents.listing import taken_among
from strongroom.store import api as store
from strongroom.store.api import Staged
from strongroom.store.models import Item

_AHEAD = 50
"""Suffixes looked at with one statement."""
MOST_AT_ONCE = 1000
"""Items that one call may name."""
TAG_LENGTH, MOST_TAGS = 40, 20


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
    beside: Mapping[uuid.UUID, bool] | None = None,
) -> list[ItemFacts]:
    """Return the facts of all items in the order asked, or raise: all or nothing (L16).

    Their libraries are locked, and those of `beside` (library id to whether shared) with them.
    """
    ids = list(dict.fromkeys(item_ids))
    if not ids:
        raise InvalidError("Please choose at least one.")
    if len(ids) > MOST_AT_ONCE:
        raise InvalidError(f"At most {MOST_AT_ONCE} at once, please.")
    before = access.require_many(principal, action, ids, trash=trash)
    wanted = dict(beside or {})
    for facts in before:
        wanted[facts.library_id] = shared and wanted.get(facts.library_id, True)
    store.lock_libraries(wanted)
    after = access.require_many(principal, action, ids, trash=trash)
    if [facts.library_id for facts in before] != [facts.library_id for facts in after]:
        raise ConflictError("Somebody moved this at the same moment; please try again.")
    return after


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


def free_name(
    standing: Standing, folder_id: uuid.UUID, name: str, *, but: uuid.UUID | None = None
) -> str:
    """Return the name, or it with the first free suffix, held to the end of the transaction.

    Free means: no item that the principal can see in the folder has it (A-3, L15).
    """
    candidate, number = name, 1
    while True:
        store.lock_name(folder_id, candidate)
        if visible_named(standing, folder_id, candidate, but=but) is None:
            return candidate
        number += 1
        ahead = [with_suffix(name, later) for later in range(number, number + _AHEAD)]
        taken = taken_among(standing, folder_id, ahead)
        free = (later for later, known in enumerate(ahead, number) if known not in taken)
        number = next(free, number + _AHEAD)
        candidate = with_suffix(name, number)


def visible_named(
    standing: Standing, folder_id: uuid.UUID, name: str, *, but: uuid.UUID | None = None
) -> tuple[uuid.UUID, bool] | None:
    """Return id and whether it is a file of the visible item with the name (whatever its case).

    The oldest, if several; None if there is none. `but`: an item that doesn't count.
    """
    where = standing.condition(Action.VIEW)
    found = fetch(
        "select i.id, i.is_file, i.name from store_item i"
        " left join store_folder f on f.item_id = i.parent_id"
        " where i.parent_id = %(folder)s and i.name_key = %(key)s"
        f" and i.id is distinct from %(but)s and {where.text} order by i.id",
        {**where.params, "folder": folder_id, "key": sort_key(name), "but": but},
    )
    for row in found:
        if row["name"].casefold() == name.casefold():
            return row["id"], row["is_file"]
    return None


def checked_tags(tags: Sequence[str]) -> list[str]:
    """Return the tags trimmed, without repetition; InvalidError when too long or too many (A-16)."""
    cleaned = list(dict.fromkeys(" ".join(tag.replace("\0", "").split()) for tag in tags))
    cleaned = [tag for tag in cleaned if tag]
    if len(cleaned) > MOST_TAGS or any(len(tag) > TAG_LENGTH for tag in cleaned):
        raise InvalidError(
            errors={"tags": f"At most {MOST_TAGS} tags of at most {TAG_LENGTH} letters each."}
        )
    return cleaned


@contextlib.contextmanager
def discarding(staged: Staged) -> Iterator[None]:
    """Remove the staged bytes when the block fails, unless a resumable upload keeps them."""
    try:
        yield
    except BaseException:
        if not staged.kept:
            store.discard(staged)
        raise


def tell(verb: str, facts: ItemFacts, **data: object) -> audit.Change:
    """Return the event of a change to an item."""
    return audit.Change(
        verb, facts.account_id, library_id=facts.library_id, item_id=facts.id, data=data
    )


def record(principal: Principal, verb: str, facts: ItemFacts, **data: object) -> None:
    """Write the event of a change to an item, in the transaction of the change."""
    audit.record(principal.actor, tell(verb, facts, **data))


def gone() -> NotFoundError:
    """Return the error for what disappeared in the meantime."""
    return NotFoundError("Somebody removed this in the meantime.")


def lock_rows(item_ids: Iterable[uuid.UUID]) -> None:
    """Lock the rows of several items in one order, so that two who change many never wait in a circle."""
    rows = Item.objects.select_for_update(of=("self",), no_key=True).filter(id__in=set(item_ids))
    list(rows.order_by("id").values_list("id", flat=True))


def unchanged_since(item_id: uuid.UUID, seen: dt.datetime | None) -> None:
    """Lock the item's row and raise PreconditionFailedError when it is not as it was seen."""
    locked = Item.objects.select_for_update(of=("self",), no_key=True).filter(id=item_id)
    current = locked.values_list("updated_at", flat=True).first()
    if current is None:
        raise gone()
    if seen is not None and current != seen:
        raise PreconditionFailedError("Somebody else changed this in the meantime; look again.")
