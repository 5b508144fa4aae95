"""The rule, asked for members over many records: what is the same to it is asked once."""

import datetime as dt
from dataclasses import dataclass, field

from strongroom.access import policy
from strongroom.access.consequence.moment import NO_SEAT, Seat
from strongroom.access.consequence.records.ground import Ground, Record
from strongroom.access.consequence.records.holdings import Holdings
from strongroom.access.consequence.sight import level_of
from strongroom.access.consequence.snapshot import Class
from strongroom.access.models import Level
from strongroom.access.principal import Action, Principal
from strongroom.access.shapes import ItemState, LibraryFacts

Rank = int
"""Twice the level; one more for a viewer who may add, as by an assignment."""
NOBODY: Rank = 0


def _rank_of(actions: frozenset[Action]) -> Rank:
    level = level_of(actions)
    return 2 * level + (level == Level.VIEWER and Action.ADD in actions)


def level_in(rank: Rank) -> int:
    """Return the level, 0 for none."""
    return rank // 2


def adds_in(rank: Rank) -> bool:
    """Whether it is a viewer who may add."""
    return bool(rank % 2)


@dataclass(frozen=True, slots=True)
class Eyes:
    """Answers for members at any moment, over the same ground."""

    ground: Ground
    now: dt.datetime
    _answers: dict[object, frozenset[Action]] = field(default_factory=dict)
    _ranks: dict[frozenset[Action], Rank] = field(default_factory=dict)

    def actions(self, member: Principal, held: Holdings | None, where: Class) -> frozenset[Action]:
        """Return what the member may do with an item of the class that is no root.

        Without holdings: what somebody of the same type and roles may who has nothing of their own there.
        """
        record = self.ground.records[where.library]
        seat = held.seat(member, where.library) if held else NO_SEAT
        holds = held is not None and member.id is not None and record.holder_id == member.id
        level = self.ground.grants_of(where.policy).level(
            member.id if held else None, member.roles | seat.roles
        )
        key = (
            member.kind,
            member.member_type,
            member.permissions,
            bool(member.roles),
            member.hides_confidential,
            seat.permissions,
            bool(seat.roles),
            seat.assigned,
            holds,
            record.kind,
            where.policy is None,
            where.confidential,
            level,
        )
        if key not in self._answers:
            self._answers[key] = self._ask(member, seat, record, where, level, holds=holds)
        return self._answers[key]

    def rank(self, member: Principal | None, held: Holdings | None, where: Class) -> Rank:
        """Return the rank that they amount to; NOBODY for nothing, and for who can't sign in anywhere."""
        if member is None:
            return NOBODY
        actions = self.actions(member, held, where)
        if actions not in self._ranks:
            self._ranks[actions] = _rank_of(actions)
        return self._ranks[actions]

    def _ask(
        self,
        member: Principal,
        seat: Seat,
        record: Record,
        where: Class,
        level: int | None,
        *,
        holds: bool,
    ) -> frozenset[Action]:
        facts = LibraryFacts(
            record.id,
            member.account_id,
            record.kind,
            record.customer_id,
            member.id if holds else None,
            in_portal=False,  # which says nothing to a member
            roles=seat.roles,
            permissions=seat.permissions,
            assigned=seat.assigned,
        )
        state = ItemState(
            root=False,
            controlled=where.policy is not None,
            level=level,
            confidential=where.confidential,
            trashed=False,
        )
        return policy.actions(policy.standing(member, facts, self.now), state)
