"""What a kind of thing is called, and the operations on it: what every interface begins with.

An operation takes the principal first, an id by its name (`job_id`), and the fields by theirs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from strongroom.core.paging import Page

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations(Generic[Row]):
    """The words and the operations of one kind."""

    one: str
    """As in `get_job`, `{job_id}` and `Edit job`."""
    many: str
    listing: Callable[..., Page[Row] | Sequence[Row]]
    getting: Callable[..., Row]
    creating: Callable[..., Row]
    updating: Callable[..., Row]

    @property
    def id_name(self) -> str:
        """What the id of one is called."""
        return f"{self.one}_id"

    @property
    def a_one(self) -> str:
        """One with its article, as in `Get a job`."""
        return f"{'an' if self.one[0] in 'aeiou' else 'a'} {self.one}"

    @property
    def title(self) -> str:
        """The word that stands over a list."""
        return self.many.capitalize()

    @property
    def new_label(self) -> str:
        """What the button says that makes one."""
        return f"New {self.one}"
