"""Each route for each persona: the table `routes.txt` is complete, and the program does what it says.

A line: route, method, address, then one status for each persona. A new route without a line fails the
build. `STRONGROOM_PRINT_ROUTES=1` prints the table as the program is, to be read before it is believed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from addresses import PERSONAS, Body, fill, names
from bodies import BODIES
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from personas import Firm

TABLE = Path(__file__).with_name("routes.txt")
pytestmark = pytest.mark.django_db


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


def answer(firm: Firm, line: Line, persona: str) -> str:
    """Send the line's request as the persona and take everything back; return the status."""
    signed_in = persona != "anonymous"
    with transaction.atomic():
        if line.route.startswith("rest:"):
            client = Client()
            bearer = {"authorization": f"Bearer {firm.token(persona)}"} if signed_in else {}
        else:
            client, bearer = firm.client(persona if signed_in else None), {}
        client.raise_request_exception = False
        body = BODIES.get(line.route, Body())
        arguments = body.arguments(names(firm))
        headers = {**bearer, **arguments.pop("headers")}
        if line.method in {"GET", "HEAD", "OPTIONS"}:
            arguments = {}
        response = client.generic(
            line.method, fill(line.address, firm), headers=headers, **arguments
        )
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return str(response.status_code)


def _spaces() -> list[str]:
    return sorted({_space(line.route) for line in table()}) if TABLE.exists() else []


def _space(route: str) -> str:
    return route.split(":", maxsplit=1)[0] if ":" in route else "common"


@pytest.mark.slow
@pytest.mark.parametrize("space", _spaces())
def test_each_persona_gets_the_expected_answer(firm: Firm, space: str) -> None:
    wrong, printed = [], []
    for line in (line for line in table() if _space(line.route) == space):
        got = tuple(answer(firm, line, persona) for persona in PERSONAS)
        printed.append(f"{line.route} {line.method} {line.address} {' '.join(got)}")
        wrong += [
            f"{line.method} {line.address} as {persona}: {is_} instead of {expected}"
            for persona, is_, expected in zip(PERSONAS, got, line.statuses, strict=False)
            if is_ != expected
        ]
        if len(line.statuses) != len(PERSONAS):
            wrong.append(
                f"{line.route}: {len(line.statuses)} statuses for {len(PERSONAS)} personas"
            )
    if os.environ.get("STRONGROOM_PRINT_ROUTES"):
        print("\n".join(["", *printed]))  # noqa: T201 - that is what it is for
    assert not wrong, "\n".join(["", *wrong])
