"""Administration, Shares: every door outward that one may close, filtered; the page and its parts."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.core.ids import parse_id
from strongroom.interfaces.kit.flash import Flash
from strongroom.interfaces.kit.listing import Beside, Fold, Listing, Search, Select, Words
from strongroom.interfaces.kit.page import wants
from strongroom.interfaces.kit.paging import Wanted, address, asked, wanted
from strongroom.interfaces.kit.table import Act, Bulk, Column, Table
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.interfaces.office.register import lines
from strongroom.sharing import api as sharing
from strongroom.sharing.api import RegisterFilter

PART: Final = "register"
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
_WORDS: Final = Words(
    title="Shares",
    icon="lock",
    nothing_yet="Nothing is shared outside",
    purpose="What somebody shares with a customer, in the portal or by a link, stands here as long as it"
    " is open.",
    search="Search by the document's name",
    placeholder="Document",
    fewer="No share is as you ask. Widen the filter, or clear it.",
    show_all="Clear filter",
)
_COLUMNS: Final = (
    Column("Document", "sr-cell-main", named=False),
    Column("Type"),
    Column("Customer", "sr-break"),
    Column("Shared by", "sr-break"),
    Column("Time shared", less=True),
    Column("Expiry", "sr-nowrap"),
    Column("Password", less=True),
    Column("Openings"),
    Column("State"),
)
_KEYS: Final = (
    ", newest first. In a row: arrow keys move, Space ticks, Shift with an arrow extends,"
    " Control A ticks all, Enter opens, Delete cancels."
)


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """What the address asks for."""

    filters: RegisterFilter
    wanted: Wanted
    more: bool
    """Whether the further choices are unfolded."""

    @property
    def narrowed(self) -> bool:
        """Whether not all is shown (widening it to closed ones does not count)."""
        return bool(self.wanted.query.keys() - {"state"}) or bool(self.wanted.cursor)


def query_of(desk: Desk) -> RegisterQuery:
    """Read the filter from the address."""
    request = desk.request
    known = {name: {value for value, _ in of} for name, of in _CHOICES.items()}
    found = wanted(request, desk.url("shares"), "q", **known)
    ids = {name: parse_id(text) for name, text in asked(request, "maker", "customer").items()}
    named = {name: str(value) for name, value in ids.items() if value}
    found = replace(found, query={**found.query, **named})
    query, opened = found.query, found["opened"]
    filters = RegisterFilter(
        type=found["type"],
        state=query.get("state", "live"),
        q=found["q"],
        maker_id=ids["maker"],
        customer_id=ids["customer"],
        older_than_days=int(query["age"]) if "age" in query else None,
        no_password="password" in query,
        no_expiry="expiry" in query,
        not_opened_days=NEVER if opened == "never" else int(opened) if opened else None,
    )
    more = bool(asked(request, "more")["more"]) or bool({*_MORE, *ids} & query.keys())
    return RegisterQuery(filters, found, more)


@require_safe
@at_desk
def listing(desk: Desk) -> HttpResponseBase:
    """Show the shares that one may close; to htmx the list alone."""
    query = query_of(desk)
    if wants(desk.request, PART):
        return part(desk, query)
    shown = _listing(desk, query)  # refuses whoever may share nothing (B-2)
    export = address(desk.url("shares-export"), query.wanted.query)
    page = replace(
        shown,
        heading="Administration",
        tabs=admin_tabs(desk, "shares"),
        buttons=[Beside("Export", "download", export, download=True)],
        search=_search(desk, query),
    )
    return desk.show("office/list.html", nav="admin", listing=page)


def part(desk: Desk, query: RegisterQuery, flashes: Sequence[Flash] = ()) -> HttpResponse:
    """Return the list alone, as it is now."""
    return desk.fragment("components/listing.html", flashes=flashes, listing=_listing(desk, query))


def _listing(desk: Desk, query: RegisterQuery) -> Listing:
    asks = query.wanted
    page = sharing.register(desk.principal, filters=query.filters, cursor=asks.cursor or None)
    here = address("", {**asks.query, "cursor": asks.cursor})
    cancel = Act("Cancel shares…", desk.url("shares-cancel") + here, "trash", on_delete=True)
    rows = [lines.row_of(desk, line, here) for line in lines.lines(desk, page.results)]
    bulk = Bulk("With the ticked shares", "Ticked shares", [cancel], in_place=True)
    return Listing(
        title=_WORDS.title,
        part=PART,
        table=Table(_WORDS.title, _COLUMNS, rows, bulk, _KEYS),
        empty=_WORDS.empty(asks.url, narrowed=query.narrowed),
        pager=asks.pager(page),
    )


def _search(desk: Desk, query: RegisterQuery) -> Search:
    """Return the choices; makers and customers are looked up only where they are shown."""
    asks = query.wanted
    names = [*_FIRST, *_MORE] if query.more else _FIRST
    selects = [Select(name, _LABELS[name], _CHOICES[name], asks[name]) for name in names]
    if query.more:
        people = sharing.register_choices(desk.principal)
        selects += [
            _people("maker", "Shared by anyone", people.makers, asks),
            _people("customer", "Any customer", people.customers, asks),
        ]
    few = {name: asks[name] for name in ("q", *_FIRST)}
    return Search(
        asks.url,
        asks["q"],
        _WORDS.search,
        _WORDS.placeholder,
        selects,
        hidden=[("more", "1")] if query.more else (),
        fold=Fold("Fewer filters", "x", address(asks.url, few))
        if query.more
        else Fold("More filters", "filter", asks.to(more="1")),
        clear_url=asks.url if asks.query else "",
    )


def _people(name: str, anyone: str, rows: Sequence[tuple[uuid.UUID, str]], asks: Wanted) -> Select:
    options = [("", anyone), *((str(id_), named) for id_, named in rows)]
    return Select(name, _LABELS[name], options, asks[name])
