"""L49: cursors, dates, ids and numbers made by hand, at every list: an error in words, never a fault of ours.

Complete by construction: the parameters of the API come from its description, the pages from the route
table. Seeds are fixed; who asks are the narrowest personas and the administrator.
"""

from __future__ import annotations

import base64
import json
import random
from functools import cache
from typing import Any

import pytest
from addresses import PERSONAS, fill, names
from django.test import Client
from test_routes import table

from licences.licence_world import keeper
from personas import Firm
from storing import data_folder
from strongroom.access.api import Surface
from strongroom.interfaces.rest.api import api
from strongroom.sharing import api as sharing

__all__ = ["data_folder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_folder")]

AN_ID = "0199f000-0000-7000-8000-000000000000"
NARROW = ("viewer", "tech", "sub", "watcher", "contact")
MOMENTS = (
    "9999-12-31T23:59:59-23:59",
    "9999-12-31T23:59:59-00:01",
    "0001-01-01T00:00:00+14:00",
    "0000-01-01T00:00:00Z",
    "2467-12-06T14:42:23-16:09",
    "2026-01-01T00:00:00+99:99",
    "2026-13-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-01-01T24:00:01Z",
    "2026-01-01T00:00:60Z",
    "20260101T000000Z",
    "2026-W01-1T00:00:00Z",
    "+12026-01-01T00:00:00Z",
    "infinity",
    "-infinity",
    "now",
    "1e308",
    "2026-01-01T00:00:00Z\0",
    "\u0662\u0660\u0662\u0666-01-01T00:00:00Z",
)
NO_CURSOR: tuple[Any, ...] = (
    "%%%",
    "WzFd=",
    "é",
    "A" * 9000,
    base64.urlsafe_b64encode(b"[" * 3000).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    base64.urlsafe_b64encode(b"[NaN, Infinity]").decode(),
    base64.urlsafe_b64encode(b"[" + b"9" * 5000 + b"]").decode(),
    {"a": 1},
    "text",
    7,
    None,
    [],
    [None],
    [True],
    [-1],
    [2**63],
    [1.5],
    ["x", "y"],
    [1, 2],
    [None, None],
    [[], {}],
    ["a\0b", AN_ID],
    ["\ud800", AN_ID],
    ["a", f"{{{AN_ID}}}"],
    ["a", f"urn:uuid:{AN_ID}"],
    ["a", f"{AN_ID}\n"],
    *([moment, AN_ID, 1] for moment in MOMENTS[:3]),
    ["name", 1, "a", AN_ID],
    ["name", True, "a\0", AN_ID],
    ["-size", True, 2**63, AN_ID],
    ["-created", False, MOMENTS[0], AN_ID],
    ["expires", "2026-W01-1", "b", AN_ID],
    ["expires", "9999-99-99", "b", AN_ID],
    ["a"] * 50,
)
"""No list has ever made any of these."""
SHAPES: tuple[list[Any], ...] = (
    ["a", AN_ID],
    ["2026-01-01T00:00:00+00:00", AN_ID],
    [5],
    [AN_ID],
    ["name", True, "a", AN_ID],
    ["expires", "2026-01-01", "b", AN_ID],
)
ODD: tuple[Any, ...] = (*MOMENTS, None, True, 1, -1, 1.5, 10**400, "", "a\0b", "\ud800", [], {})
IDS = (AN_ID, "x", "0", "a\0b", "9" * 400, f"{{{AN_ID}}}")
NUMBERS = ("0", "-1", "1.5", "9" * 400, "2147483648", "NaN", "x", "\u0663", "1\0")
TEXTS = ("\0", "9" * 5000, "name", *MOMENTS)
OTHER_NAMES = {
    **dict.fromkeys(("customer", "member", "type", "maker", "folder", "at", "open", "link"), IDS),
    **dict.fromkeys(
        ("version", "size", "age", "opened", "page", "limit", "older_than_days"), NUMBERS
    ),
    **dict.fromkeys(("due_on", "expires_on", "before", "after"), MOMENTS),
    **dict.fromkeys(("q", "state", "status", "kind", "sort", "order", "tag", "tab", "view"), TEXTS),
    **dict.fromkeys(("part", "shown", "place", "name", "next"), TEXTS),
}
"""What pages read from their addresses, by the kind of value."""


_FILLED: dict[str, Any] = {}


def cursor(value: Any) -> str:
    if isinstance(value, str) and value != "text":
        return value
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@cache
def bent() -> list[str]:
    """Cursors of the right length with one part put wrong."""
    made = []
    for shape in SHAPES:
        for place in range(len(shape)):
            made += [cursor([*shape[:place], odd, *shape[place + 1 :]]) for odd in ODD]
    return made


def some(dice: random.Random, values: tuple[Any, ...] | list[Any], most: int) -> list[Any]:
    return dice.sample(values, min(most, len(values)))


def prepared(firm: Firm) -> None:
    keeper(firm)
    sharing.share_by_link(firm.principal("office"), item_ids=[firm.files["plan.pdf"].id])
    _FILLED.update(names(firm), one=1)


def bearer(firm: Firm, persona: str) -> Client:
    client = firm.api(persona, Surface.MOBILE if persona == "sub" else Surface.OFFICE)
    client.raise_request_exception = False
    return client


def api_lists() -> list[tuple[str, dict[str, Any]]]:
    """Return each address of the API that reads parameters, and their schemas by name."""
    found = []
    for address, operations in api.get_openapi_schema()["paths"].items():
        parameters = operations.get("get", {}).get("parameters", [])
        named = {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}
        if named:
            found.append((address, named))
    return found


IN_PATH = {
    "item_id": "folder_or_file",
    "library_id": "library",
    "share_id": "share",
    "licence_id": "licence",
    "n": "one",
}


def api_address(address: str) -> str:
    of_folder = address.endswith("/children")
    values = {**_FILLED, "folder_or_file": _FILLED["library" if of_folder else "photo"]}
    for name, key in IN_PATH.items():
        address = address.replace("{" + name + "}", str(values[key]))
    assert "{" not in address, address
    return address


def odd_values(schema: dict[str, Any]) -> tuple[str, ...]:
    text = json.dumps(schema)
    if "date-time" in text or '"date"' in text:
        return MOMENTS
    if "uuid" in text:
        return IDS
    return NUMBERS if "integer" in text else TEXTS


def test_the_api_refuses_what_was_made_by_hand(firm: Firm) -> None:
    """L49: 422 for what is no cursor; never 500, whatever the parameter, for the narrowest personas too."""
    prepared(firm)
    dice = random.Random(49)
    clients = {persona: bearer(firm, persona) for persona in ("admin", *NARROW)}
    refused = 0
    for address, parameters in api_lists():
        path = api_address(address)
        for persona, client in clients.items():
            most = 5 if persona == "admin" else 1
            opened = "cursor" in parameters and client.get(path).status_code == 200
            assert opened or persona != "admin" or "cursor" not in parameters, path
            for value in some(dice, NO_CURSOR, most + 1) if opened else ():
                answer = client.get(path, {"cursor": cursor(value)})
                assert answer.status_code == 422, (path, persona, value)
                assert answer.json()["code"] == "validation_error"
                assert list(answer.json()["errors"]) == ["cursor"]
                refused += 1
            for name, schema in parameters.items():
                tried = bent() if name == "cursor" else odd_values(schema)
                for value in some(dice, tried, most):
                    answer = client.get(path, {name: value})
                    assert answer.status_code < 500, (path, persona, name, value)
    assert refused > 15 * 6


def test_moments_made_by_hand_are_refused_at_events(firm: Firm) -> None:
    """L49: what PostgreSQL or the calendar can't hold is a 422 at `after`; what one may write is taken."""
    client = bearer(firm, "admin")
    for moment in MOMENTS:
        answer = client.get("/api/v1/events", {"after": moment})
        assert answer.status_code == 422, moment
        assert list(answer.json()["errors"]) == ["after"]
    for moment in (
        "2026-01-01T00:00:00Z",
        "2026-01-01t00:00:00.123456789+14:00",
        "2026-01-01 00:00:00-15:59",
        "2026-01-01T00:00:00",
        "2026-01-01",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ):
        assert client.get("/api/v1/events", {"after": moment}).status_code == 200, moment


CURSOR_PAGES = frozenset(
    {
        "links:door",
        "mobile:favourites",
        "mobile:job",
        "mobile:newest",
        "mobile:recent",
        "mobile:shared",
        "mobile:quote",
        "office:documents",
        "office:favourites",
        "office:newest",
        "office:recent",
        "office:job",
        "office:licence",
        "office:licences-matrix",
        "office:quote",
        "office:shares-new",
        "portal:job",
        "portal:quote",
        "office:jobs",
        "office:quotes",
        "office:customers",
        "office:customer-contacts",
        "office:customer-documents",
        "office:projects",
        "office:project-documents",
        "office:shared",
        "office:shared-folder",
        "office:library-trash",
        "office:users",
        "office:shares",
        "office:portal-settings",
        "office:licences",
        "office:approvals",
        "office:item-share-openings",
        "mobile:jobs",
        "mobile:quotes",
        "mobile:documents",
        "mobile:documents-folder",
        "portal:jobs",
        "portal:quotes",
        "portal:documents",
    }
)


def pages() -> list[tuple[str, str, list[str]]]:
    """Return name, address and who is let in (of the administrator and the narrow ones) of each page."""
    seen = {}
    for line in table():
        if line.method == "GET" and not line.route.startswith("rest:"):
            let_in = dict(zip(PERSONAS, line.statuses, strict=True))
            who = [name for name in ("admin", *NARROW) if let_in[name] == "200"]
            seen[line.address] = (line.route, line.address, who)
    return [(route, fill(address, _FILLED), who) for route, address, who in seen.values()]


def test_pages_refuse_what_was_made_by_hand(firm: Firm) -> None:
    """L49: each page that is a list answers a cursor made by hand in words; no page has a fault."""
    prepared(firm)
    dice = random.Random(50)
    clients = {persona: firm.client(persona) for persona in ("admin", *NARROW)}
    refusing = set()
    for route, path, who in pages():
        for persona in {who[0], who[-1]} if who else ():
            client = clients[persona]
            client.raise_request_exception = False
            for value in some(dice, NO_CURSOR, 1):
                status = client.get(path, {"cursor": cursor(value)}).status_code
                assert status < 500, (path, persona, value)
                refusing |= {route} if status == 422 else set()
            for name, values in some(dice, list(OTHER_NAMES.items()), 2):
                value = dice.choice(values)
                status = client.get(path, {name: value}).status_code
                assert status < 500, (path, persona, name, value)
    assert (sorted(refusing - CURSOR_PAGES), sorted(CURSOR_PAGES - refusing)) == ([], [])
