"""Addresses by the name of the page: never glued together, and read by asking which page it is.

With a query: `paging.address`.
"""

import functools
import uuid
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from django.urls import Resolver404, ResolverMatch, resolve, reverse

_ANY = str(uuid.UUID(int=0))


def url_to(name: str, **kwargs: uuid.UUID | str | int) -> str:
    """Return what `reverse` does, for a fraction of it: ids are put into an address that is kept.

    Raises NoReverseMatch likewise.
    """
    ids: dict[str, uuid.UUID] = {}
    texts: list[tuple[str, str | int]] = []
    for key, value in kwargs.items():
        if isinstance(value, uuid.UUID):
            ids[key] = value
        else:
            texts.append((key, value))
    return _kept(name, tuple(texts), tuple(ids)).format_map(ids)


@functools.lru_cache(maxsize=4096)
def _kept(name: str, texts: tuple[tuple[str, str | int], ...], ids: tuple[str, ...]) -> str:
    """Return the address with `{key}` for each id; a brace of its own is escaped in any address."""
    marks = {key: uuid.uuid4() for key in ids}
    found = reverse(name, kwargs={**dict(texts), **marks})
    for key, mark in marks.items():
        found = found.replace(str(mark), f"{{{key}}}")
    return found


@functools.lru_cache(maxsize=4096)
def before_id(name: str, **kwargs: str) -> str:
    """Return the address of an item's page up to its id, for lists that write one in every row."""
    return reverse(name, kwargs={**kwargs, "item_id": _ANY}).partition(_ANY)[0]


def page_at(path: str) -> ResolverMatch | None:
    """Return which page is at a path, its query left aside; None for nothing of ours."""
    try:
        return resolve(urlsplit(path).path)
    except (Resolver404, ValueError):
        return None


def path_of(url: str, *, origin: str = "") -> str:
    """Return path and query of a whole address; empty where it is none, or not of that origin."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if origin and f"{parts.scheme}://{parts.netloc}" != origin:
        return ""
    return urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment))


def leading_on(page: str, following: str) -> str:
    """Return the address of a page that leads on to another once its form is done."""
    return f"{page}?{urlencode({'next': following}, safe='/', quote_via=quote)}"
