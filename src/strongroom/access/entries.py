"""The entries of access settings: reading and writing them, and what events tell of a change to them."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery

from strongroom.access import handing_out, hooks
from strongroom.access.facts import ItemFacts
from strongroom.access.models import Grant, Level, Policy
from strongroom.access.principal import Kind, Principal
from strongroom.audit import api as audit
from strongroom.store.models import Item


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a policy: a role or a member, its level, and the moment it ends."""

    type: str
    id: uuid.UUID
    level: Level
    name: str = ""
    until: dt.datetime | None = None
    member_type: str = ""
    """What limits a member whatever the level says (D-5, D-6); empty for a role."""


def entries_of(policy_id: uuid.UUID) -> list[Entry]:
    """Return a policy's entries: roles first, then members, by name."""
    grants = Grant.objects.filter(policy_id=policy_id).select_related("role", "member__person")
    entries = []
    for grant in grants:
        level = Level(grant.level)
        if grant.role is not None:
            entries.append(Entry("role", grant.role.id, level, grant.role.name, grant.until))
        elif grant.member is not None:
            person, kind = grant.member.person, grant.member.type
            entries.append(Entry("member", grant.member.id, level, person.name, grant.until, kind))
    return sorted(
        entries, key=lambda entry: (entry.type != "role", entry.name.casefold(), str(entry.id))
    )


def write(policy: Policy, principal: Principal, entries: Sequence[Entry]) -> None:
    """Add entries to a policy that has none of them yet; `put_into_force` follows."""
    if not entries:
        return
    author = principal.id if principal.kind == Kind.MEMBER else None
    Grant.objects.bulk_create(
        Grant(
            policy=policy,
            role_id=entry.id if entry.type == "role" else None,
            member_id=entry.id if entry.type == "member" else None,
            level=entry.level,
            until=entry.until,
            created_by_id=author,
        )
        for entry in entries
    )


def rewrite(policy: Policy, principal: Principal, entries: Sequence[Entry]) -> None:
    """Let a policy have these entries; `put_into_force` follows.

    One that stays as it is keeps who wrote it and when: that is told to whom it names (D-20).
    """
    wanted: dict[tuple[str, uuid.UUID | None], Entry] = {
        (entry.type, entry.id): entry for entry in entries
    }
    stay, go = set(), []
    for grant in Grant.objects.filter(policy=policy):
        key = ("role", grant.role_id) if grant.role_id else ("member", grant.member_id)
        entry = wanted.get(key)
        if entry is not None and (entry.level, entry.until) == (grant.level, grant.until):
            stay.add(key)
        else:
            go.append(grant.pk)
    if go:
        Grant.objects.filter(pk__in=go).delete()
    write(policy, principal, [entry for key, entry in wanted.items() if key not in stay])


def follow_items(library_ids: Collection[uuid.UUID]) -> None:
    """Let settings kept with these libraries belong to the library that their item is in by now."""
    own = Item.objects.filter(id=OuterRef("item_id")).values("library_id")
    moved = Policy.objects.filter(library_id__in=library_ids)
    moved.exclude(item__library_id=F("library_id")).update(library_id=Subquery(own))


def put_into_force(
    principal: Principal,
    library_id: uuid.UUID,
    before: Sequence[Entry],
    after: Sequence[Entry],
    stored: Sequence[Entry] = (),
) -> None:
    """Follow what the entries in force on an item were and are: in the transaction of the change.

    Listeners raise ConflictError (`login_not_proven`) for a member who gains by one and may not hold it
    yet, and for one who holds a role that gains (F-3). Whoever waits with an invitation, named or by a
    role, is invited anew (F-2); `stored` are entries that this changed too, though they were not in force.
    """
    handing_out.lock_roles(each.id for each in (*before, *after) if each.type == "role")
    were = {(each.type, each.id): each for each in before}
    gaining = [each for each in after if _gains(each, were.get((each.type, each.id)))]
    grown = _reached(gaining, library_id)
    reached = _reached([*before, *after, *stored], library_id)
    hooks.entries_change(hooks.EntriesChange(principal, frozenset(reached), frozenset(grown)))


def _reached(entries: Sequence[Entry], library_id: uuid.UUID) -> set[uuid.UUID]:
    """Return the members that entries name, and those who hold a named role there."""
    named = {each.id for each in entries if each.type == "member"}
    roles = {each.id for each in entries if each.type == "role"}
    return named | (handing_out.holders(roles, library_id) if roles else set())


def _gains(entry: Entry, before: Entry | None) -> bool:
    """Whether it gives more than before, or for longer."""
    if before is None or entry.level > before.level:
        return True
    return before.until is not None and (entry.until is None or entry.until > before.until)


def record(
    principal: Principal,
    facts: ItemFacts,
    verb: str,
    before: Sequence[Entry] = (),
    after: Sequence[Entry] = (),
) -> None:
    """Write what happened to the settings of an item, then one event for each entry that changed.

    An empty verb stands for settings that stay as they are but for their entries. Events keep ids
    and levels; names belong to whoever reads them.
    """
    told = [_change(facts, verb)] if verb else []
    were, are = ({(each.type, each.id): each for each in some} for some in (before, after))
    told += [
        _change(facts, "access.entry_removed", one) for key, one in were.items() if key not in are
    ]
    for key, one in are.items():
        old = were.get(key)
        if old is None:
            told.append(_change(facts, "access.entry_added", one))
        elif old.level != one.level:
            told.append(_change(facts, "access.entry_changed", one, before=_word(old.level)))
        elif old.until != one.until:
            told.append(_change(facts, "access.entry_dated", one))
    audit.record_many(principal.actor, told)


def _change(facts: ItemFacts, verb: str, entry: Entry | None = None, **more: str) -> audit.NewEvent:
    data: dict[str, Any] = {}
    if entry is not None:
        data = {"type": entry.type, "level": _word(entry.level), **more}
        if entry.until is not None:
            data["until"] = entry.until.isoformat()
    return audit.NewEvent(
        verb,
        facts.account_id,
        library_id=facts.library_id,
        item_id=facts.id,
        subject_id=entry.id if entry else None,
        data=data,
    )


def _word(level: Level) -> str:
    return level.name.lower()
