"""The questions: check, require, check_many, may, scope, libraries. Answers come from `policy` alone."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from strongroom.access import facts as loading
from strongroom.access import policy
from strongroom.access.facts import ItemFacts, Stop
from strongroom.access.models import Seat
from strongroom.access.permissions import CATALOGUE, Permission, closure
from strongroom.access.policy import Standing
from strongroom.access.principal import Action, Kind, Principal
from strongroom.access.rule_tables import NOTHING
from strongroom.access.sql import Sql
from strongroom.core import clock
from strongroom.core.errors import ForbiddenError, NotFoundError
from strongroom.directory.models import MemberType
from strongroom.store.models import Library, LibraryKind

CHUNK = 500
"""Ids asked for in one statement; longer lists are split."""

_SENTENCES = {
    Action.ADD: "You may look at this folder, but not add to it.",
    Action.EDIT: "You may look at this, but not change it.",
    Action.MOVE: "You may look at this, but not move it.",
    Action.DELETE: "You may look at this, but not delete it.",
    Action.SHARE: "You may look at this, but not share it with customers.",
    Action.SET_ACCESS: "You may look at this, but not change who has access.",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed or not, whether the item exists for the principal at all, and all that is allowed."""

    allowed: bool
    visible: bool
    actions: frozenset[Action]
    facts: ItemFacts | None


_UNKNOWN = Decision(allowed=False, visible=False, actions=NOTHING, facts=None)


def _decide(
    principal: Principal, action: Action, facts: ItemFacts | None, *, trash: bool
) -> Decision:
    if facts is None:
        return _UNKNOWN
    standing = policy.standing(principal, facts.library, clock.now())
    actions = policy.actions(standing, facts.state, trash=trash)
    # In the trash an item exists for whoever could delete it (D-29).
    visible = Action.DELETE in actions if facts.trashed else Action.VIEW in actions
    return Decision(
        allowed=visible and action in actions,
        visible=visible,
        actions=actions,
        facts=facts if visible else None,
    )


def check(
    principal: Principal, action: Action, item_id: uuid.UUID, *, trash: bool = False
) -> Decision:
    """Decide one question. With `trash`, trashed items are judged as D-29 says."""
    found = loading.item_facts(principal, [item_id], clock.now())
    return _decide(principal, action, found.get(item_id), trash=trash)


def require(
    principal: Principal, action: Action, item_id: uuid.UUID, *, trash: bool = False
) -> ItemFacts:
    """Return the item's facts if the action is allowed.

    Raises NotFoundError if the item does not exist for the principal, ForbiddenError if they see it
    but may not (L11: the first is asked before the second).
    """
    return require_many(principal, action, [item_id], trash=trash)[0]


def require_many(
    principal: Principal, action: Action, item_ids: Sequence[uuid.UUID], *, trash: bool = False
) -> list[ItemFacts]:
    """Return the facts of all items, in the order asked, or raise: all or nothing (L16)."""
    return require_each(principal, [Ask(action, item_ids, trash=trash)])[0]


@dataclass(frozen=True, slots=True)
class Ask:
    """One of several questions that are asked together: an action, on which items."""

    action: Action
    item_ids: Sequence[uuid.UUID]
    trash: bool = False


def require_each(principal: Principal, asks: Sequence[Ask]) -> list[list[ItemFacts]]:
    """Return the facts for each of several questions, each as `require_many` does; all are read together.

    Whether all of them exist for the principal is asked before whether they may (L11).
    """
    now = clock.now()
    found: dict[uuid.UUID, ItemFacts] = {}
    for chunk in _chunks(list(dict.fromkeys(one for ask in asks for one in ask.item_ids))):
        found.update(loading.item_facts(principal, chunk, now))
    judged = [(ask, _decisions(principal, ask, found)) for ask in asks]
    if not all(decision.visible for _, decisions in judged for decision in decisions):
        raise NotFoundError
    for ask, decisions in judged:
        if not all(decision.allowed for decision in decisions):
            raise ForbiddenError(_SENTENCES.get(ask.action, ""))
    return [
        [decision.facts for decision in decisions if decision.facts is not None]
        for _, decisions in judged
    ]


def require_way(principal: Principal, item_id: uuid.UUID) -> list[Stop]:
    """Return the way to an item that one may see, itself last, or raise NotFoundError. One statement.

    It begins below the nearest folder that one can't see: what is above that is not told of, not
    even where one could see it, since the way there would tell what is hidden between.
    """
    way: list[Stop] = []
    for stop in loading.way_facts(principal, item_id, clock.now()):
        seen = _decide(principal, Action.VIEW, stop.facts, trash=False).allowed
        way = [*way, stop] if seen else []
    if not way:
        raise NotFoundError
    return way


def _decisions(
    principal: Principal, ask: Ask, found: Mapping[uuid.UUID, ItemFacts]
) -> list[Decision]:
    return [
        _decide(principal, ask.action, found.get(item_id), trash=ask.trash)
        for item_id in ask.item_ids
    ]


def check_many(
    principal: Principal, action: Action, item_ids: Iterable[uuid.UUID]
) -> set[uuid.UUID]:
    """Return those ids for which the action is allowed."""
    return {item_id for item_id, actions in may(principal, item_ids).items() if action in actions}


def may(principal: Principal, item_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, frozenset[Action]]:
    """Return what the principal may do with each item that they can see; others are left out."""
    now = clock.now()
    result: dict[uuid.UUID, frozenset[Action]] = {}
    for chunk in _chunks(list(item_ids)):
        for item_id, facts in loading.item_facts(principal, chunk, now).items():
            actions = policy.actions(policy.standing(principal, facts.library, now), facts.state)
            if actions:
                result[item_id] = actions
    return result


def scope(principal: Principal, action: Action, item: str = "i", folder: str = "f") -> Sql:
    """Return the account-wide condition; `folder` is left-joined on the item's parent."""
    return policy.scope(principal, action, clock.now(), item, folder)


def library_standing(principal: Principal, library_id: uuid.UUID) -> Standing:
    """Return what the principal is in a library; an unknown or foreign one gives an empty standing."""
    now = clock.now()
    library = loading.library_facts(principal, library_id)
    return policy.standing(principal, library, now) if library else Standing(library_id, now)


def standing_of(principal: Principal, facts: ItemFacts) -> Standing:
    """Return the standing in the library of an item that was asked about: no further statement."""
    return policy.standing(principal, facts.library, clock.now())


def may_enter(principal: Principal, library_id: uuid.UUID) -> Standing:
    """Return the standing in a library whose record exists for the principal, else raise NotFoundError."""
    standing = library_standing(principal, library_id)
    if not standing.enters:
        raise NotFoundError
    return standing


def libraries(
    principal: Principal, action: Action, kind: LibraryKind, *, column: str = "l.id"
) -> Sql:
    """Return a condition on a column of library ids: which records of the kind appear in lists."""
    opened = policy.open_libraries(principal, action, (kind,))
    return Sql(f"{column} in (select l.id from store_library l where {opened.text})", opened.params)


def library_ids_queryset(
    principal: Principal, action: Action, kind: LibraryKind
) -> QuerySet[Library]:
    """Return the same as a queryset of libraries, for `library__in=`."""
    text, params = _opened(principal, action, kind)
    return Library.objects.filter(
        id__in=RawSQL(f"select l.id from store_library l where {text}", params)
    )


def library_condition(
    principal: Principal, action: Action, kind: LibraryKind, column: str
) -> RawSQL:
    """Return the same as a condition on a column that holds a library's id."""
    names: list[str] = []
    asked = record_condition(principal, action, kind, column)
    text = _positional(asked, names)
    return RawSQL(text, [asked.params[name] for name in names], output_field=BooleanField())


def record_condition(principal: Principal, action: Action, kind: LibraryKind, column: str) -> Sql:
    """Return whether the library with the id in `column` is one of these, asked row by row."""
    opened = policy.open_libraries(principal, action, (kind,))
    text = f"exists (select from store_library l where l.id = {column} and {opened.text})"
    return Sql(text, opened.params)


def _opened(principal: Principal, action: Action, kind: LibraryKind) -> tuple[str, list[Any]]:
    opened = policy.open_libraries(principal, action, (kind,))
    names: list[str] = []
    text = _positional(opened, names)
    return text, [opened.params[name] for name in names]


def _positional(condition: Sql, names: list[str]) -> str:
    """Turn named parameters into positional ones, collecting their names in order."""
    parts: list[str] = []
    rest = condition.text
    while True:
        before, found, after = rest.partition("%(")
        parts.append(before)
        if not found:
            return "".join(parts)
        name, _, rest = after.partition(")s")
        names.append(name)
        parts.append("%s")


def held_in(principal: Principal, library_id: uuid.UUID) -> frozenset[Permission]:
    """Return what an in-house member holds account-wide and in the library; nobody else holds any."""
    if principal.member_type != MemberType.IN_HOUSE:
        return frozenset()
    library = loading.library_facts(principal, library_id)
    if library is None or library.account_id != principal.account_id:
        return frozenset()
    return principal.permissions | library.permissions


def require_permission(
    principal: Principal, permission: Permission, library_id: uuid.UUID | None = None
) -> None:
    """Raise ForbiddenError unless an in-house member holds the permission, account-wide or in the library."""
    if principal.kind == Kind.SYSTEM and principal.purpose:
        return
    if principal.kind == Kind.MEMBER and principal.member_type == MemberType.IN_HOUSE:
        if permission in principal.permissions:
            return
        library = loading.library_facts(principal, library_id) if library_id else None
        if (
            library
            and library.account_id == principal.account_id
            and permission in library.permissions
        ):
            return
    raise _lacking(permission)


def require_permission_anywhere(principal: Principal, permission: Permission) -> None:
    """Raise ForbiddenError unless an in-house member holds the permission account-wide or in some library."""
    if principal.kind == Kind.SYSTEM and principal.purpose:
        return
    if principal.kind == Kind.MEMBER and principal.member_type == MemberType.IN_HOUSE:
        if permission in principal.permissions:
            return
        held = Seat.objects.filter(member=principal.id).exclude(library=None)
        for codes in held.values_list("role__permissions", flat=True).distinct():
            if permission in closure(codes or ()):
                return
    raise _lacking(permission)


def _lacking(permission: Permission) -> ForbiddenError:
    label = next(entry.label for entry in CATALOGUE if entry.code == permission)
    return ForbiddenError(
        f"This needs the permission “{label}”. Ask an administrator of your firm."
    )


def _chunks(ids: Sequence[uuid.UUID]) -> Iterable[Sequence[uuid.UUID]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
