"""Where somebody stands: an item that they may see, with the way to it, asked about once."""

import uuid
from dataclasses import dataclass

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Principal, Standing
from strongroom.core.errors import InvalidError


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to an item."""

    id: uuid.UUID
    name: str
    is_root: bool


@dataclass(frozen=True, slots=True)
class Here:
    """An item that the principal may see, as one request carries it. Never kept for another request."""

    principal: Principal
    facts: ItemFacts
    standing: Standing
    """Of the principal in the item's library."""
    may: frozenset[Action]
    way: tuple[Crumb, ...]
    """From the topmost folder that one may see without a gap; the item itself is last."""

    @property
    def id(self) -> uuid.UUID:
        """The item's id."""
        return self.facts.id

    @property
    def library_id(self) -> uuid.UUID:
        """The library that it lies in, which is the id of that library's root."""
        return self.facts.library_id

    @property
    def name(self) -> str:
        """What the item is called."""
        return self.way[-1].name

    @property
    def is_root(self) -> bool:
        """Whether it is the top of a record."""
        return self.way[-1].is_root


def here(principal: Principal, item_id: uuid.UUID) -> Here:
    """Return an item that one may see, or raise NotFoundError. One statement."""
    stops = access.require_way(principal, item_id)
    facts = stops[-1].facts
    standing = access.standing_of(principal, facts)
    way = tuple(
        Crumb(stop.facts.id, stop.name, is_root=stop.facts.parent_id is None) for stop in stops
    )
    return Here(principal, facts, standing, access.actions(standing, facts.state), way)


def as_folder(facts: ItemFacts) -> ItemFacts:
    """Return the facts if they are a folder's, else raise InvalidError."""
    if facts.is_file:
        raise InvalidError("This is a file; only a folder has something in it.")
    return facts
