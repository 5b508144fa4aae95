"""The rule, asked for whole classes of items at one moment: for a member, for the asker, for a contact."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from strongroom.access import policy
from strongroom.access.consequence.moment import Moment, ShareFacts, Visitor
from strongroom.access.consequence.snapshot import Class
from strongroom.access.consequence.use import IN_USE, Use
from strongroom.access.links import Suspended
from strongroom.access.models import Level, ShareType
from strongroom.access.policy import Standing
from strongroom.access.principal import Action, Principal
from strongroom.access.rule_tables import BY_LEVEL
from strongroom.access.shapes import ItemState
from strongroom.access.unused import unused


def level_of(actions: frozenset[Action]) -> int:
    """Return the level that the actions amount to, 0 for none."""
    return max((level for level in Level if BY_LEVEL[level] <= actions), default=0)


@dataclass(frozen=True, slots=True)
class Sight:
    """Answers for one moment, each standing made once."""

    moment: Moment
    kept: bool
    """Whether what lies in the trash is judged by the settings that it keeps (D-29)."""
    _standings: dict[tuple[Principal, uuid.UUID], Standing] = field(default_factory=dict)
    _members: dict[uuid.UUID, Principal] = field(default_factory=dict)
    _entering: set[uuid.UUID] = field(default_factory=set)
    """The customers of whom a contact can enter the portal."""

    def __post_init__(self) -> None:
        """Find members and customers by id."""
        self._members.update((one.id, one) for one in self.moment.members if one.id)
        self._entering.update(one.customer_id for one in self.moment.contacts)

    def standing(self, member: Principal, library_id: uuid.UUID) -> Standing:
        """Return what the member is in the library at the moment."""
        key = (member, library_id)
        if key not in self._standings:
            self._standings[key] = self._make(member, library_id)
        return self._standings[key]

    def _make(self, member: Principal, library_id: uuid.UUID) -> Standing:
        facts = self.moment.libraries.get(library_id)
        if facts is None:
            return Standing(library_id, self.moment.now)
        seat = self.moment.seat(member, library_id)
        seated = replace(
            facts, roles=seat.roles, permissions=seat.permissions, assigned=seat.assigned
        )
        return policy.standing(member, seated, self.moment.now)

    def actions(self, member: Principal, where: Class) -> frozenset[Action]:
        """Return what the member may do with an item of the class that is no root."""
        standing = self.standing(member, where.library)
        held = member.roles | self.moment.seat(member, where.library).roles
        level = self.moment.grants_of(where.policy).level(member.id, held)
        state = ItemState(
            root=False,
            controlled=where.policy is not None,
            level=level,
            confidential=where.confidential,
            trashed=where.trashed,
        )
        return policy.actions(standing, state, trash=self.kept)

    def level(self, member: Principal, where: Class) -> int:
        """Return the level that they amount to, 0 for none."""
        return level_of(self.actions(member, where))

    def shows(self, asker: Principal, where: Class) -> bool:
        """Whether an item of the class exists for the asker; in the trash: for who could delete it."""
        needed = Action.DELETE if where.trashed and self.kept else Action.VIEW
        return needed in self.actions(asker, where)

    def doors(self, where: Class) -> frozenset[ShareFacts]:
        """Return the live shares that reach the class."""
        return self.moment.doors_of(where)

    def use(self, share: ShareFacts) -> Use:
        """Return whether anybody gets in by a share at the moment, and if not, why not (E-6, L22)."""
        if share.type == ShareType.LINK:
            return self._kept_up(share)
        why = unused(
            in_portal=self._in_portal(share),
            reached=share.customer_id in self._entering,
            module_on=self._module_on(share),
        )
        return Use(unused=why) if why else IN_USE

    def awake(self, share: ShareFacts) -> bool:
        """Whether it lets its audience in at the moment, were there anybody.

        A link unless it is suspended; a portal share where the portal shows the record (A-12, B-4): it
        opens when the record comes to be shown, or what is shared comes to a record that is (E-3).
        """
        if share.type == ShareType.LINK:
            return self.use(share).suspended is None
        return self._in_portal(share) and self._module_on(share)

    def _in_portal(self, share: ShareFacts) -> bool:
        library = self.moment.libraries.get(share.where.library)
        return library is not None and library.in_portal

    def _module_on(self, share: ShareFacts) -> bool:
        library = self.moment.libraries.get(share.where.library)
        modules = self.moment.modules.get(share.customer_id, ()) if share.customer_id else ()
        return library is not None and library.kind in modules

    def _kept_up(self, share: ShareFacts) -> Use:
        keeper = self._members.get(share.keeper_id) if share.keeper_id else None
        if keeper is None:
            return Use(suspended=Suspended.KEEPER_INACTIVE)
        if Action.SHARE not in self.actions(keeper, share.where):
            return Use(suspended=Suspended.KEEPER_MAY_NOT)
        return IN_USE

    def reaches(self, contact: Visitor, where: Class, doors: Collection[ShareFacts]) -> bool:
        """Whether the contact sees items of the class in the portal through these doors (rule 2)."""
        library = self.moment.libraries.get(where.library)
        return (
            library is not None
            and library.customer_id == contact.customer_id
            and library.in_portal
            and library.kind in contact.modules
            and any(
                share.type == ShareType.PORTAL and share.customer_id == contact.customer_id
                for share in doors
            )
        )
