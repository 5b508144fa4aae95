"""Addresses are what `reverse` says they are: for every page there is, whatever its names hold."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import get_converters
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.interfaces.kit.addresses import url_to

_KINDS = {type(converter): name for name, converter in get_converters().items()}
_ODD = st.text("abc -{}%?#&+~.;:@é日", min_size=1, max_size=12)
_VALUES: dict[str, st.SearchStrategy[uuid.UUID | str | int]] = {
    "uuid": st.uuids(),
    "slug": st.from_regex(r"[-a-zA-Z0-9_]{1,12}", fullmatch=True),
    "str": _ODD | st.sampled_from(["{item_id}", "%7B", "%s", "a b?c#d"]),
    "int": st.integers(0, 10**6),
}


def routes(
    resolver: URLResolver, space: str = "", above: dict[str, Any] | None = None
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name of each page and the kinds of what its address holds."""
    for entry in resolver.url_patterns:
        found = {**(above or {}), **getattr(entry.pattern, "converters", {})}
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, inner, found)
        elif isinstance(entry, URLPattern) and entry.name and "nowhere" not in entry.name:
            yield space + entry.name, {key: _KINDS[type(one)] for key, one in found.items()}


ROUTES = list(routes(get_resolver()))


@settings(deadline=None)
@given(st.data())
def test_an_address_is_what_reverse_says(data: st.DataObject) -> None:
    name, kinds = data.draw(st.sampled_from(ROUTES))
    values = {key: data.draw(_VALUES[kind]) for key, kind in kinds.items()}
    assert url_to(name, **values) == reverse(name, kwargs=values)


def test_every_page_has_one() -> None:
    assert len(ROUTES) > 150
    for name, kinds in ROUTES:
        values = {
            key: {"int": 7, "uuid": uuid.uuid4()}.get(kind, "a") for key, kind in kinds.items()
        }
        for _ in range(2):
            assert url_to(name, **values) == reverse(name, kwargs=values)


def test_what_there_is_no_page_for_is_an_error() -> None:
    for values in ({"account": "no slug"}, {"account": "a", "job_id": uuid.uuid4()}, {}):
        for _ in range(2):
            with pytest.raises(NoReverseMatch):
                url_to("office:jobs", **values)
