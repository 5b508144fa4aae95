"""Administration, Shares: every door outward that one may close, filtered; the page and its parts."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.core.ids import parse_id
from strongroom.interfaces.kit.flash import Flash
from strongroom.interfaces.kit.page import wants
from strongroom.interfaces.kit.paging import address, asked, pager
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.interfaces.office.register import lines
from strongroom.sharing import api as sharing
from strongroom.sharing.api import RegisterChoices, RegisterFilter

NEVER: Final = 36500
"""Days that stand for "never opened"."""
_CHOICES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "type": (("", "Portal and links"), ("portal", "Portal"), ("link", "Links")),
    "state": (("", "Live"), ("all", "Live and closed")),
    "age": (
        ("", "Any age"),
        ("30", "Older than 30 days"),
        ("90", "Older than 90 days"),
        ("365", "Older than a year"),
    ),
    "opened": (
        ("", "Opened or not"),
        ("30", "Not opened for 30 days"),
        ("90", "Not opened for 90 days"),
        ("never", "Never opened"),
    ),
    "password": (("", "Any password"), ("none", "Links without password")),
    "expiry": (("", "Any expiry"), ("none", "Without expiry")),
}
"""What each choice of the filter offers; anything else in an address counts as the first."""
_LABELS: Final = {
    "type": "Type",
    "state": "State",
    "age": "Age",
    "opened": "Last opened",
    "password": "Password",
    "expiry": "Expiry",
    "maker": "Shared by",
    "customer": "Customer",
}
_FIRST: Final = ("type", "state")
_MORE: Final = ("age", "opened", "password", "expiry")


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """What the address asks for."""

    filters: RegisterFilter
    query: dict[str, str]
    """The parameters that mean something, for the links of the page."""
    cursor: str
    more: bool
    """Whether the further choices are unfolded."""

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list (widening it does not count)."""
        return bool(self.query.keys() - {"state"})


def wanted_of(request: HttpRequest) -> RegisterQuery:
    """Read the filter from the address."""
    given = asked(request, "q", "cursor", "more", *_LABELS)
    query = {name: given[name] for name, of in _CHOICES.items() if given[name] in dict(of)}
    ids = {name: parse_id(given[name]) for name in ("maker", "customer")}
    query |= {name: str(value) for name, value in ids.items() if value}
    query = {name: value for name, value in {"q": given["q"], **query}.items() if value}
    opened = query.get("opened", "")
    filters = RegisterFilter(
        type=query.get("type", ""),
        state=query.get("state", "live"),
        q=given["q"],
        maker_id=ids["maker"],
        customer_id=ids["customer"],
        older_than_days=int(query["age"]) if "age" in query else None,
        no_password="password" in query,
        no_expiry="expiry" in query,
        not_opened_days=NEVER if opened == "never" else int(opened) if opened else None,
    )
    more = bool(given["more"]) or bool({*_MORE, *ids} & query.keys())
    return RegisterQuery(filters, query, given["cursor"], more)


@require_safe
@at_desk
def listing(desk: Desk) -> HttpResponseBase:
    """Show the shares that one may close; to htmx the list alone."""
    wanted = wanted_of(desk.request)
    if wants(desk.request, "register"):
        return part(desk, wanted, [])
    context = _list_context(desk, wanted)  # refuses whoever may share nothing (B-2)
    return desk.show(
        "office/register/page.html",
        nav="admin",
        tabs=admin_tabs(desk, "shares"),
        filter=_filter_context(desk, wanted),
        **context,
    )


def part(desk: Desk, wanted: RegisterQuery, flashes: Sequence[Flash]) -> HttpResponse:
    """Return the list alone, as it is now."""
    return desk.fragment(
        "office/register/list.html", flashes=flashes, **_list_context(desk, wanted)
    )


def _list_context(desk: Desk, wanted: RegisterQuery) -> dict[str, Any]:
    page = sharing.register(desk.principal, filters=wanted.filters, cursor=wanted.cursor or None)
    base = desk.url("shares")
    here = {**wanted.query, "cursor": wanted.cursor}
    return {
        "lines": [lines.shown(desk, line) for line in lines.lines(desk, page.results)],
        "pager": pager(page, base, wanted.query, wanted.cursor),
        "filtered": wanted.filtered or bool(wanted.cursor),
        "all_url": base,
        "cancel_url": address(desk.url("shares-cancel"), here),
        "takeover_query": address("", here),
        "export_url": address(desk.url("shares-export"), wanted.query),
    }


def _filter_context(desk: Desk, wanted: RegisterQuery) -> dict[str, Any]:
    """Return the choices; makers and customers are looked up only where they are shown."""
    people = sharing.register_choices(desk.principal) if wanted.more else RegisterChoices()
    base = desk.url("shares")
    return {
        "url": base,
        "q": wanted.query.get("q", ""),
        "more": wanted.more,
        "more_url": address(base, {**wanted.query, "more": "1"}),
        "fewer_url": address(
            base, {name: wanted.query[name] for name in ("q", *_FIRST) if name in wanted.query}
        ),
        "first": [_select(name, _CHOICES[name], wanted) for name in _FIRST],
        "further": [
            *(_select(name, _CHOICES[name], wanted) for name in _MORE),
            _select("maker", (("", "Shared by anyone"), *_named(people.makers)), wanted),
            _select("customer", (("", "Any customer"), *_named(people.customers)), wanted),
        ]
        if wanted.more
        else [],
        "filtered": bool(wanted.query),
    }


def _select(
    name: str, choices: tuple[tuple[str, str], ...], wanted: RegisterQuery
) -> dict[str, Any]:
    return {
        "name": name,
        "label": _LABELS[name],
        "choices": choices,
        "value": wanted.query.get(name, ""),
    }


def _named(rows: list[tuple[uuid.UUID, str]]) -> list[tuple[str, str]]:
    return [(str(id_), name) for id_, name in rows]
