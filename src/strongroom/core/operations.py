"""What a kind of thing is called, and the operations on it: what every interface begins with.

An operation takes the principal first, then the id of one, and the fields by their names.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from strongroom.core.paging import Page

Row = TypeVar("Row")


def with_article(word: str) -> str:
    """Return the word of a kind as one is spoken of: `a job`, `an inspection`."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


@dataclass(frozen=True, kw_only=True)
class Named:
    """The words of one kind."""

    one: str
    """As in `get_job`, `{job_id}` and `Edit job`."""
    many: str

    @property
    def id_name(self) -> str:
        """What the id of one is called."""
        return f"{self.one}_id"

    @property
    def a_one(self) -> str:
        """One with its article, as in `Get a job`."""
        return with_article(self.one)

    @property
    def title(self) -> str:
        """The word that stands over a list."""
        return self.many.capitalize()

    @property
    def new_label(self) -> str:
        """What the button says that makes one."""
        return f"New {self.one}"


@dataclass(frozen=True, kw_only=True)
class Functions(Named, Generic[Row]):
    """A kind whose operations are functions of a package's face."""

    list: Callable[..., Page[Row] | Sequence[Row]]
    get: Callable[..., Row]
    create: Callable[..., Row]
    update: Callable[..., Row]


class Operations(Protocol[Row]):
    """A kind with its words and operations, be they functions or methods."""

    @property
    def one(self) -> str:
        """As of `Named`, and so are the next three."""

    @property
    def many(self) -> str: ...

    @property
    def id_name(self) -> str: ...

    @property
    def a_one(self) -> str: ...

    @property
    def list(self) -> Callable[..., Page[Row] | Sequence[Row]]:
        """Return those that the principal sees."""

    @property
    def get(self) -> Callable[..., Row]:
        """Return one, or raise NotFoundError."""

    @property
    def create(self) -> Callable[..., Row]:
        """Make one."""

    @property
    def update(self) -> Callable[..., Row]:
        """Change one; what is left out stays."""
