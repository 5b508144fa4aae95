"""Each route for each persona: the table `routes.txt` is complete, and the program does what it says.

A line: route, method, address, then one status for each persona. A new route without a line fails the
build. `STRONGROOM_PRINT_ROUTES=1` prints the table as the program is, to be read before it is believed.
"""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from addresses import PERSONAS, Body, fill, names
from bodies import BODIES
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kept_rows import World
from personas import Firm, build_firm
from strongroom.access.models import Token

TABLE = Path(__file__).with_name("routes.txt")
pytestmark = pytest.mark.django_db
Routed = tuple[Firm, dict[str, Any]]


def _build() -> Routed:
    firm = build_firm()
    return firm, names(firm)


_WORLD = World(_build)


@pytest.fixture
def routed(db: None) -> Routed:
    """The firm, and what `{…}` of the table's addresses and bodies stands for in it."""
    return _WORLD.lay()


@dataclass(frozen=True)
class Line:
    route: str
    method: str
    address: str
    statuses: tuple[str, ...]


def table() -> list[Line]:
    lines = []
    for text in TABLE.read_text().splitlines():
        if text.strip() and not text.startswith("#"):
            route, method, address, *statuses = text.split()
            lines.append(Line(route, method, address, tuple(statuses)))
    return lines


def routes() -> set[str]:
    """Return the name of each route of the program."""
    found: set[str] = set()

    def walk(patterns: list, space: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, pattern.namespace or space)
            elif isinstance(pattern, URLPattern):
                assert pattern.name, f"{pattern.pattern} has no name"
                found.add(f"{space}:{pattern.name}" if space else pattern.name)

    walk(get_resolver().url_patterns, "")
    return found


def test_each_route_has_a_line() -> None:
    named = {line.route for line in table()}
    assert sorted(routes() - named) == [], "routes without a line"
    assert sorted(named - routes()) == [], "lines without a route"


def answer(routed: Routed, line: Line, persona: str) -> str:
    """Send the line's request as the persona and take everything back; return the status."""
    signed_in = persona != "anonymous"
    firm, values = routed
    with transaction.atomic():
        if line.route.startswith("rest:"):
            client = Client()
            bearer = {"authorization": f"Bearer {firm.token(persona)}"} if signed_in else {}
        else:
            client, bearer = firm.client(persona if signed_in else None), {}
        client.raise_request_exception = False
        values = {**values, "token": _token(firm)}
        arguments = BODIES.get(line.route, Body()).arguments(values)
        headers = {**bearer, **arguments.pop("headers")}
        if line.method in {"GET", "HEAD", "OPTIONS"}:
            arguments = {}
        address = fill(line.address, values)
        response = client.generic(line.method, address, headers=headers, **arguments)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return str(response.status_code)


def _token(firm: Firm) -> uuid.UUID:
    """The one that the request carries, if it does."""
    return Token.objects.values_list("id", flat=True).first() or firm.job.id


def _title(line: Line) -> str:
    return f"{line.method} {line.address}"


@pytest.mark.slow
@pytest.mark.parametrize("line", table() if TABLE.exists() else [], ids=_title)
def test_each_persona_gets_the_expected_answer(routed: Routed, line: Line) -> None:
    got = tuple(answer(routed, line, persona) for persona in PERSONAS)
    if os.environ.get("STRONGROOM_PRINT_ROUTES"):
        print(f"\n{line.route} {line.method} {line.address} {' '.join(got)}")  # noqa: T201 - that is what it is for
    assert dict(zip(PERSONAS, got, strict=True)) == dict(
        zip(PERSONAS, line.statuses, strict=True)
    ), _title(line)
