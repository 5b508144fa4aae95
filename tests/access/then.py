"""Who could see a job's item at a moment, told by a naive reader from history rows alone (E-15).

It knows what the story in `test_history_story` needs of the rule, and nothing else: jobs, in-house
members and subcontractors, roles, assignments, settings, portal shares under the same settings.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import Q

from strongroom.access import api
from strongroom.access.models import History, HistoryKind


class Then:
    """The state of an account at one moment."""

    def __init__(self, account_id: uuid.UUID, moment: dt.datetime) -> None:
        self.account_id, self.moment = account_id, moment

    def rows(self, kind: HistoryKind, **having: Any) -> dict[str, dict[str, Any]]:
        found = History.objects.filter(
            Q(until=None) | Q(until__gt=self.moment),
            account_id=self.account_id,
            kind=kind,
            since__lte=self.moment,
        )
        return {
            str(row.row_id): row.what
            for row in found
            if all(row.what[name] == value for name, value in having.items())
        }

    def item(self, item_id: str) -> dict[str, Any]:
        return next(
            held.what
            for held in api.history_of(HistoryKind.ITEM, uuid.UUID(item_id))
            if held.since <= self.moment and (held.until is None or self.moment < held.until)
        )

    def way_up(self, item_id: str) -> list[str]:
        way = [item_id]
        while parent := self.item(way[-1])["parent_id"]:
            way.append(parent)
        return way

    def audience(self, item_id: uuid.UUID) -> set[str]:
        """Return the ids of members and contacts."""
        way = self.way_up(str(item_id))
        if any(self.item(each)["trashed"] for each in way):
            return set()
        settings = self.rows(HistoryKind.POLICY, enabled=True)
        ruled = [
            next((above for above in way[n:] if above in settings), None) for n in range(len(way))
        ]
        same = {each for each, by in zip(way, ruled, strict=True) if by == ruled[0]}
        return self._members(ruled[0], library=way[-1]) | self._contacts(same, library=way[-1])

    def _members(self, policy: str | None, *, library: str) -> set[str]:
        live = self.rows(HistoryKind.MEMBER, active=True)
        return {member for member in live if self._sees(member, live[member], policy, library)}

    def _sees(self, member: str, what: dict[str, Any], policy: str | None, library: str) -> bool:
        seats = [
            seat
            for seat in self.rows(HistoryKind.SEAT, member_id=member).values()
            if seat["library_id"] in {None, library}
        ]
        roles = self.rows(HistoryKind.ROLE)
        held = {seat["role_id"] for seat in seats} - {None}
        may = {code for role in held for code in roles[role]["permissions"]}
        in_house = what["type"] == "in_house"
        if in_house and "admin" in may:
            return True
        if policy is not None:
            named = self.rows(HistoryKind.GRANT, policy_id=policy).values()
            return any(
                g["member_id"] == member or (in_house and g["role_id"] in held) for g in named
            )
        assigned = any(seat["role_id"] is None for seat in seats)
        return assigned or (in_house and "jobs.view" in may)

    def _contacts(self, places: set[str], *, library: str) -> set[str]:
        customer = self.rows(HistoryKind.LIBRARY)[library]["customer_id"]
        shares = self.rows(HistoryKind.SHARE, customer_id=customer, cancelled_at=None).values()
        if not any(share["item_id"] in places for share in shares):
            return set()
        return set(
            self.rows(HistoryKind.CONTACT, customer_id=customer, portal_access=True, active=True)
        )
