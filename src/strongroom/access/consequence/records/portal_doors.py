"""Portal shares that begin to let contacts in, or no longer do, by what the portal shows (E-3, E-5)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from strongroom.access.consequence import wording
from strongroom.access.consequence.moment import ShareFacts
from strongroom.access.consequence.records import holdings
from strongroom.access.consequence.records.visitors import Moment, Portal, Shared
from strongroom.access.consequence.shapes import Doors
from strongroom.access.consequence.use import IN_USE, Use
from strongroom.access.permissions import Permission
from strongroom.access.principal import Action, Kind, Principal
from strongroom.access.unused import unused
from strongroom.core.errors import ForbiddenError
from strongroom.core.statements import fetch
from strongroom.store import hierarchy

MOST_TOLD = 100
"""Doors that a question names of those that open, and of those that close."""


@dataclass(frozen=True, slots=True)
class Turned:
    """The shares that the asker sees for which it differs whether the portal shows what they open."""

    opens: Sequence[Shared]
    """Those that let somebody in now."""
    closes: Sequence[Shared]
    brought: Sequence[Shared]
    """With those that will let in whoever accepts an invitation: they need the right to share (E-3)."""

    @property
    def marks(self) -> tuple[str, ...]:
        """Text that differs when one of them is another."""
        ways = (("opens", self.opens), ("closes", self.closes))
        return tuple(sorted(f"{way} {one.facts.id}" for way, found in ways for one in found))


class _Rule:
    """Whether the portal lets anybody in by a share, at one moment."""

    def __init__(self, portal: Portal, moment: Moment) -> None:
        self._kinds = {one.id: one.kind for one in portal.records}
        self._moment = moment
        self._entering = {one.customer_id for one in moment.contacts.values()}

    def use(self, share: ShareFacts) -> Use:
        """Return whether anybody gets in by it, and if not, why not (E-6)."""
        customer = share.customer_id
        why = unused(
            in_portal=share.where.library in self._moment.in_portal,
            reached=customer in self._entering,
            module_on=self._module_on(share),
        )
        return Use(unused=why) if why else IN_USE

    def awake(self, share: ShareFacts) -> bool:
        """Whether it would let a contact in who has accepted, or accepts yet."""
        return share.where.library in self._moment.in_portal and self._module_on(share)

    def _module_on(self, share: ShareFacts) -> bool:
        """Whether the customer has a contact with access, and the module is on for them."""
        modules = self._moment.modules.get(share.customer_id, ()) if share.customer_id else ()
        return self._kinds[share.where.library] in modules


def turned(portal: Portal, before: Moment, after: Moment) -> Turned:
    """Return which shares begin to let somebody in, and which no longer do. No statement."""
    was, is_ = _Rule(portal, before), _Rule(portal, after)
    return Turned(
        opens=_turning(portal, lambda one: is_.use(one) == IN_USE != was.use(one)),
        closes=_turning(portal, lambda one: was.use(one) == IN_USE != is_.use(one)),
        brought=_turning(portal, lambda one: is_.awake(one) and not was.awake(one)),
    )


def _turning(portal: Portal, turns: Callable[[ShareFacts], bool]) -> list[Shared]:
    found = [one for one in portal.shared if turns(one.facts)]
    return sorted(found, key=lambda one: (one.facts.customer_name.casefold(), str(one.facts.id)))


def told(portal: Portal, found: Turned, before: Moment, after: Moment) -> Doors:
    """Return the first of them by customer, as far as the asker may know them. Two statements."""
    return wording.doors(
        portal.asker,
        portal.eyes.now,
        opens={one.facts for one in found.opens[:MOST_TOLD]},
        asleep={one.facts for one in found.closes[:MOST_TOLD]},
        before=_Rule(portal, before).use,
        after=_Rule(portal, after).use,
    )


_ITEMS = f"""
{hierarchy.recursive(hierarchy.below(same_settings=True, kept=True))}
select count(*) as items from (
  select down.id from down
   union select i.id from store_item i join down on i.parent_id = down.id
    where i.is_file and i.trashed_at is null and i.own_policy is null
      and not (i.confidential and %(hidden)s)
   union select unnest(%(files)s::uuid[])) item"""


def items(portal: Portal, found: Turned) -> int:
    """Return how many items that the asker sees lie behind the doors that open or close. One statement."""
    shares = [*found.opens, *found.closes]
    if not shares:
        return 0
    params = {
        "folders": [one.id for one in shares if not one.is_file],
        "files": [one.id for one in shares if one.is_file],
        "hidden": portal.asker.hides_confidential,
    }
    count: int = fetch(_ITEMS, params)[0]["items"]
    return count


def refuse(portal: Portal, found: Turned, needs: Permission) -> None:
    """Refuse whoever may not share what would be opened to contacts (E-3), also to invited ones.

    `needs`: what the change itself needs, for who can do it. Raises ForbiddenError (`opens_outward`).
    """
    asker = portal.asker
    if not found.brought or asker.kind == Kind.SYSTEM:
        return
    blind = asker.hides_confidential and any(not one.is_file for one in found.brought)
    if not blind and _may_share(portal, portal.held, asker, found.brought):
        return
    everybody = holdings.read(asker, holdings.Scope())
    able = [
        member.name
        for member in everybody.members.values()
        if member.id != asker.id
        and member.holds(needs)
        and _may_share(portal, everybody, member, found.brought)
    ]
    raise ForbiddenError(_refusal(found.brought, able, blind=blind), code="opens_outward")


def _may_share(
    portal: Portal, held: holdings.Holdings, member: Principal, shares: Collection[Shared]
) -> bool:
    return all(
        Action.SHARE in portal.eyes.actions(member, held, where)
        for where in {one.where for one in shares}
    )


def _refusal(shares: Collection[Shared], able: Sequence[str], *, blind: bool) -> str:
    names = {one.facts.customer_id: one.facts.customer_name for one in shares}
    whom = next(iter(names.values())) if len(names) == 1 else f"{len(names):,} customers"
    why = (
        "and you may not share a folder from here, whatever it holds"
        if blind
        else "which needs the right to share documents"
    )
    who = wording.listed(able) if able else "An administrator"
    return f"This would open what is shared with {whom} in the portal, {why}. {who} can do it."
