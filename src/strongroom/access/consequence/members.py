"""Members over classes of items: those to whom the rule says the same are asked about once."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from strongroom.access.consequence.sight import Sight
from strongroom.access.consequence.snapshot import Class
from strongroom.access.principal import Principal

Pair = tuple[Principal | None, Principal | None]
"""One member before and after; None where they are not live."""


@dataclass(frozen=True, slots=True)
class Step:
    """A member's level before and after, over one pair of classes."""

    who: Principal
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Members:
    """All members at both moments."""

    before: Sight
    after: Sight
    _pairs: dict[uuid.UUID, Pair] = field(default_factory=dict)
    _alike: dict[tuple[uuid.UUID, uuid.UUID], list[list[uuid.UUID]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Pair them by id."""
        then = {one.id: one for one in self.before.moment.members if one.id}
        now = {one.id: one for one in self.after.moment.members if one.id}
        for id_ in then.keys() | now.keys():
            self._pairs[id_] = (then.get(id_), now.get(id_))

    def unmoved(self, before: Class, after: Class) -> bool:
        """Whether nothing that decides for members differs, so that nobody has to be asked."""
        old, new = self.before.moment, self.after.moment
        if before.trashed != after.trashed and not self.before.kept:
            return False
        return (
            (before.library, before.policy, before.confidential)
            == (after.library, after.policy, after.confidential)
            and old.grants_of(before.policy) == new.grants_of(after.policy)
            and old.libraries.get(before.library) == new.libraries.get(after.library)
            and old.seats == new.seats
            and old.members == new.members
        )

    def steps(self, before: Class, after: Class) -> Iterator[Step]:
        """Yield each member whose level differs."""
        old, new = self.before.moment, self.after.moment
        personal = (
            old.grants_of(before.policy).members.keys() | new.grants_of(after.policy).members.keys()
        )
        for alike in self._groups(before.library, after.library):
            rest = [id_ for id_ in alike if id_ not in personal]
            if rest:
                was, is_ = self._levels(rest[0], before, after)
                if was != is_:
                    yield from (Step(self._who(id_), was, is_) for id_ in rest)
        for id_ in personal & self._pairs.keys():
            was, is_ = self._levels(id_, before, after)
            if was != is_:
                yield Step(self._who(id_), was, is_)

    def _levels(self, id_: uuid.UUID, before: Class, after: Class) -> tuple[int, int]:
        then, now = self._pairs[id_]
        return (
            self.before.level(then, before) if then else 0,
            self.after.level(now, after) if now else 0,
        )

    def _who(self, id_: uuid.UUID) -> Principal:
        then, now = self._pairs[id_]
        found = now or then
        if found is None:
            raise KeyError(id_)
        return found

    def _groups(self, before: uuid.UUID, after: uuid.UUID) -> list[list[uuid.UUID]]:
        """Members of the same type, roles and seats in the two libraries: but for grants to themselves."""
        key = (before, after)
        if key not in self._alike:
            found: dict[object, list[uuid.UUID]] = {}
            for id_, (then, now) in self._pairs.items():
                mark = (_mark(self.before, then, before), _mark(self.after, now, after))
                found.setdefault(mark, []).append(id_)
            self._alike[key] = list(found.values())
        return self._alike[key]


def _mark(sight: Sight, member: Principal | None, library_id: uuid.UUID) -> object:
    if member is None:
        return None
    facts = sight.moment.libraries.get(library_id)
    return (
        member.member_type,
        member.hides_confidential,
        member.roles,
        member.permissions,
        sight.moment.seat(member, library_id),
        facts is not None and facts.holder_id == member.id,
    )
