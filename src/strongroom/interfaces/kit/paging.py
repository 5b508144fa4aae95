"""Addresses of filtered, paged lists: links that work without script and can be sent to others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from strongroom.core.paging import Page


@dataclass(frozen=True, slots=True)
class Pager:
    """The way to the first and to the next page of a list; empty where there is none."""

    first_url: str = ""
    next_url: str = ""
    text: str = ""


def asked(request: HttpRequest, *names: str) -> dict[str, str]:
    """Return the named query parameters, trimmed; a missing one is empty."""
    return {name: request.GET.get(name, "").strip() for name in names}


def address(base: str, parameters: Mapping[str, str]) -> str:
    """Return the address with those parameters that have a value."""
    text = urlencode({name: value for name, value in parameters.items() if value})
    joined = "&" if "?" in base else "?"
    return f"{base}{joined}{text}" if text else base


def pager(page: Page[Any], base: str, filters: dict[str, str], cursor: str) -> Pager | None:
    """Return the links of keyset paging; None when everything stands on one page."""
    if not page.next and not cursor:
        return None
    return Pager(
        address(base, filters) if cursor else "",
        address(base, {**filters, "cursor": page.next}) if page.next else "",
        f"{len(page.results)} shown",
    )
