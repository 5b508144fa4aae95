"""What the address of a list asks for, and the links that ask for more of it.

They work without script and can be sent to others.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from django.http import HttpRequest

from strongroom.core.paging import MOST_COUNTED, Page


@dataclass(frozen=True, slots=True)
class Pager:
    """The way to the first and to the next page of a list; empty where there is none."""

    first_url: str = ""
    next_url: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """How a heading sorts its list: the link that does it, and the way it is sorted by it now."""

    url: str
    way: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a list: what means something to it, and the place in it."""

    url: str
    """The list without anything asked."""
    query: Mapping[str, str]
    """Without those that are empty."""
    cursor: str = ""

    def __getitem__(self, name: str) -> str:
        """Return what is asked by one name; empty if nothing."""
        return self.query.get(name, "")

    @property
    def narrowed(self) -> bool:
        """Whether not all is shown, from its beginning; the order does not count."""
        return bool(self.query.keys() - {"sort"}) or bool(self.cursor)

    def to(self, **changes: str) -> str:
        """Return the address of the first page with these changes."""
        return address(self.url, {**self.query, **changes})

    @property
    def here(self) -> str:
        """The address of this very page."""
        return self.to(cursor=self.cursor)

    def pager(self, page: Page[Any], *, quiet: bool = False) -> Pager | None:
        """Return the way on and back, with how many are shown; None when all is on this page.

        `quiet`: without the numbers, which say little where there is no table.
        """
        of = "" if page.total is None else f" of {_total_words(page.total)}"
        return self.paged(page.next, "" if quiet else f"{len(page.results)}{of} shown")

    def paged(self, following: str | None, text: str = "") -> Pager | None:
        """Return the same for a list whose pages are of another make."""
        if not following and not self.cursor:
            return None
        onward = self.to(cursor=following) if following else ""
        return Pager(self.to() if self.cursor else "", onward, text)

    def sorting(self, name: str, usual: str) -> Order:
        """Return how a heading sorts by `name`, or turns the order; `usual` goes without saying."""
        now = self["sort"] or usual
        ways: tuple[Literal["ascending"], Literal["descending"]] = ("ascending", "descending")
        by, down = now.removeprefix("-"), now.startswith("-")
        wished = f"-{name}" if name == by and not down else name
        return Order(
            self.to(sort="" if wished == usual else wished), ways[down] if name == by else ""
        )


def _total_words(number: int) -> str:
    """Return `312`, or `1,000+` where counting ended."""
    return f"{MOST_COUNTED:,}+" if number > MOST_COUNTED else f"{number:,}"


def wanted(request: HttpRequest, url: str, *names: str, **known: Container[str]) -> Wanted:
    """Read what is asked of the list at `url`: words by `names`, and of `known` what is known."""
    given = asked(request, "cursor", *names, *known)
    cursor = given.pop("cursor")
    query = {
        name: value
        for name, value in given.items()
        if value and (name not in known or value in known[name])
    }
    return Wanted(url, query, cursor)


def asked(request: HttpRequest, *names: str) -> dict[str, str]:
    """Return the named query parameters, trimmed; a missing one is empty."""
    return {name: request.GET.get(name, "").strip() for name in names}


def address(base: str, parameters: Mapping[str, str]) -> str:
    """Return the address with those parameters that have a value."""
    text = urlencode({name: value for name, value in parameters.items() if value})
    joined = "&" if "?" in base else "?"
    return f"{base}{joined}{text}" if text else base
