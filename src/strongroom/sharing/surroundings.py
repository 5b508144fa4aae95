"""What else opens a document from outside: the portal's modules, doors on folders above (B-4, B-20)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from strongroom.access import api as access
from strongroom.access import live
from strongroom.access.api import Action, ItemFacts, Principal, Unused
from strongroom.access.models import Share
from strongroom.core import clock
from strongroom.core.statements import fetch
from strongroom.documents import api as documents
from strongroom.sharing.asking import require_sharing
from strongroom.sharing.using import audiences
from strongroom.store import hierarchy
from strongroom.store.models import LibraryKind

_ABOVE = f"""
{hierarchy.recursive(hierarchy.above(same_settings=True))}
select s.id from up join access_share s on s.item_id = up.id
  join store_item x on x.id = s.item_id join store_library l on l.id = x.library_id
 where up.depth > 0 and {live.door()}
"""


@dataclass(frozen=True, slots=True)
class DoorAbove:
    """A folder above through which a document is open to outside at this moment."""

    type: str
    folder_id: uuid.UUID | None
    """None, and no name, where the one who asks can't see that folder."""
    folder_name: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the dialog must know besides the document's own shares."""

    kind: LibraryKind
    customer_id: uuid.UUID | None
    customer_name: str
    """Empty when the record has no customer."""
    module: str
    """The portal's module that shows such records: `documents`, `jobs`, `quotes`; empty for none."""
    module_on: bool
    """Whether it is on for this customer."""
    unused: Unused | None
    """Why nobody could use a portal share here (E-6)."""
    contacts: int
    """How many contacts the customer has, and the name if there is only one."""
    only_contact: str
    hides_new: bool
    """Whether it is a job or quote as a whole, which carries no portal share (E-4)."""
    above: tuple[DoorAbove, ...]
    closed_below: int
    """Items below with settings of their own, which a door here does not open (E-2).

    Those that the one who asks can see, counted up to 1,000.
    """


def surroundings(principal: Principal, item_id: uuid.UUID) -> Surroundings:
    """Return them to whoever may share the item; ForbiddenError with an event otherwise (B-2)."""
    facts = require_sharing(principal, [item_id])[0]
    module = access.MODULE_OF.get(facts.library.kind, "")
    customer_id = facts.library.customer_id
    audience = audiences({customer_id}).get(customer_id) if customer_id else None
    return Surroundings(
        kind=facts.library.kind,
        customer_id=customer_id,
        customer_name=audience.name if audience else "",
        module=module,
        module_on=bool(audience and module in audience.modules),
        unused=audience.unused(facts.library.kind, in_portal=facts.library.in_portal)
        if audience
        else None,
        contacts=audience.contacts if audience else 0,
        only_contact=audience.only if audience else "",
        hides_new=facts.parent_id is None and facts.library.kind in access.ASSIGNABLE,
        above=_above(principal, facts),
        closed_below=_closed_below(principal, [facts]),
    )


def closed_below(principal: Principal, item_ids: Sequence[uuid.UUID]) -> int:
    """Return `Surroundings.closed_below` of several items together, under the same rule."""
    return _closed_below(principal, require_sharing(principal, item_ids))


def _closed_below(principal: Principal, shared: Iterable[ItemFacts]) -> int:
    folders = [facts.id for facts in shared if not facts.is_file]
    return documents.count_own_settings_below(principal, folders)


def _above(principal: Principal, facts: ItemFacts) -> tuple[DoorAbove, ...]:
    """Return the doors on folders above, each kind of a folder once, by name."""
    if facts.parent_id is None:
        return ()
    ids = [row["id"] for row in fetch(_ABOVE, {"items": [facts.id], "now": clock.now()})]
    if not ids:
        return ()
    shares = list(Share.objects.filter(id__in=ids).select_related("item"))
    stopped = access.suspended(principal.account_id, shares)
    open_now = [share for share in shares if share.id not in stopped]
    seen = access.check_many(principal, Action.VIEW, {share.item_id for share in open_now})
    doors = {
        DoorAbove(share.type, share.item_id, share.item.name)
        if share.item_id in seen
        else DoorAbove(share.type, None, "")
        for share in open_now
    }
    return tuple(sorted(doors, key=lambda door: (door.folder_name, door.type)))
