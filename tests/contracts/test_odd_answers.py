"""Odd answers to the question of who sees what, on every verb that takes one (E-5, E-11, L19).

The verbs come from the API's own description, their addresses and bodies from the route table: a new
verb is tried as soon as it exists. Whatever is odd is 422 at its field, and nothing is written.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from addresses import Body, fill, names
from bodies import BODIES
from django.db import connection
from django.test import Client
from test_routes import table

from kept_rows import World
from personas import Firm, build_firm, make_folder
from strongroom.access import api as access
from strongroom.access.models import Share
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.store import api as store

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BASE = "/api/v1"
SEAL = "0123456789abcdef0123456789abcdef"
ID = str(uuid.UUID(int=7, version=4))
HUGE, DEEP = 10**400, "[" * 300 + "]" * 300
Verb = tuple[str, str, bool]
"""Operation, method, whether the answer stands in the body."""


def _verbs() -> list[Verb]:
    from strongroom.interfaces.rest.urls import api

    found = json.loads(json.dumps(api.get_openapi_schema(path_prefix=f"{BASE}/"), default=str))
    schemas = found["components"]["schemas"]

    def takes(schema: dict[str, Any]) -> bool:
        named = schema.get("$ref", "").rpartition("/")[2]
        here = schemas[named] if named else schema
        return "confirm" in here.get("properties", {}) or any(map(takes, here.get("anyOf", ())))

    verbs = []
    for methods in found["paths"].values():
        for method, operation in methods.items():
            asked = {one["name"] for one in operation.get("parameters", ())}
            bodies = operation.get("requestBody", {}).get("content", {}).values()
            if "confirm" in asked or any(takes(body["schema"]) for body in bodies):
                verbs.append((operation["operationId"], method.upper(), "confirm" not in asked))
    return verbs


VERBS = _verbs()

ODD_CONFIRM: list[Any] = [
    None,
    0,
    1,
    -1,
    1.5,
    HUGE,
    "",
    " ",
    "true",
    "TRUE",
    "yes",
    f"{SEAL}\n",
    f" {SEAL}",
    f"{SEAL}\0",
    "\0" * 32,
    "\ud800" * 32,
    "\u017f" * 32,
    "x" * 101,
    "x" * 100_000,
    [],
    [True],
    [SEAL],
    {},
    {"given": True},
    {"seal": SEAL},
    json.loads(DEEP),
]
ODD_SHARES: list[Any] = [
    None,
    0,
    True,
    "",
    ID,
    {},
    {ID: ID},
    [None],
    [0],
    [1.5],
    [HUGE],
    [True],
    [""],
    ["x"],
    [[ID]],
    [{"id": ID}],
    [f"{ID}\0"],
    [f"{ID}\n"],
    [f" {ID}"],
    ["\ud800" * 36],
    ["\u0660" * 36],
    ["0" * 5000],
    [ID] * 1001,
    [str(uuid.UUID(int=number)) for number in range(10_000)],
    json.loads(DEEP),
]
ODD_IN_ADDRESS = [
    "confirm=",
    "confirm=True",
    "confirm=1",
    "confirm=null",
    "confirm=true%00",
    "confirm=true%0A",
    "confirm=%ED%A0%80",
    "confirm=%FF",
    f"confirm={'x' * 101}",
    "confirm=true&cancel_shares=x",
    "confirm=true&cancel_shares=%00",
    f"confirm=true&cancel_shares={ID}%00",
    f"confirm=true&cancel_shares={ID}%0A",
    "confirm=true&keep_open=%ED%A0%80",
    f"confirm=true&keep_open={ID};{ID}",
]

CHANGING = {"put_portal": {"jobs": False}, "change_member": {"name": "Changed"}}
"""What is sent where the table's own body changes nothing, or what the admin may not change so."""
MOST = {True: 1000, False: 50}
"""Ids that an answer may name; fewer fit into an address."""
ASKED = {"decide_approval": "office"}
"""Who sends it, where that is not the admin."""
APPLIES_NOTHING = {"preview_access"}


def _build() -> tuple[Firm, dict[str, Any]]:
    firm = build_firm()
    return firm, names(firm)


_WORLD = World(_build)


class Asking:
    """Sends one verb of the table as the admin, with whatever answer; the request changes something."""

    def __init__(self, verb: Verb) -> None:
        operation, method, self.in_body = verb
        self.firm, values = _WORLD.lay()
        lines = [one for one in table() if (one.route, one.method) == (f"rest:{operation}", method)]
        assert lines, f"{operation} has no line in the route table"
        line = lines[0]
        self.method = method
        self.address, _, self.query = fill(line.address, values).partition("?")
        body = BODIES.get(line.route, Body(json={}))
        self.raw = body.raw or b""
        self.body = fill(CHANGING.get(operation, body.json), values)
        if operation == "restore_access":
            self._control()
        if operation == "take_share_over":
            self._suspend()
        if operation in {"delete_version", "restore_version"}:
            self._renew()
        token = self.firm.token(ASKED.get(operation, "admin"))
        self.client = Client(headers={"authorization": f"Bearer {token}"})
        self.client.raise_request_exception = False

    def _suspend(self) -> None:
        """Let the address be that of a link whose keeper has left."""
        admin, file = self.firm.principal("admin"), self.firm.files["plan.pdf"].id
        [link] = sharing.share_by_link(admin, item_ids=[file])
        Share.objects.filter(id=link.id).update(keeper=self.firm.members["gone"])
        self.address = f"/api/v1/shares/{link.id}/takeover"

    def _renew(self) -> None:
        """Give the file a second version."""
        admin, file = self.firm.principal("admin"), self.firm.files["plan.pdf"].id
        documents.add_version(
            admin, item_id=file, name="plan.pdf", staged=store.receive([b"a newer plan"])
        )

    def _control(self) -> None:
        """Give the file settings of its own below those of a folder, to be restored."""
        admin, file = self.firm.principal("admin"), self.firm.files["plan.pdf"].id
        folder = make_folder(self.firm.job.library_id, "controlled").id
        access.put_settings(admin, folder, enabled=True, confirm=True)
        documents.move(admin, item_ids=[file], parent_id=folder, confirm=True)
        access.put_settings(admin, file, enabled=True, confirm=True)

    def send(self, answer: dict[str, Any]) -> Any:
        """Send the answer with what the verb needs besides."""
        if self.in_body:
            text = json.dumps({**self.body, **answer})
            return self.client.generic(
                self.method, self.address, text, content_type="application/json"
            )
        query = "&".join(
            f"{name}={','.join(value) if isinstance(value, list) else str(value).lower()}"
            for name, value in answer.items()
        )
        return self.asked(query)

    def asked(self, query: str) -> Any:
        """Send the answer in the address."""
        whole = "&".join(filter(None, (self.query, query)))
        address = f"{self.address}?{whole}"
        return self.client.generic(self.method, address, self.raw, "application/octet-stream")


_ROWS = """select c.relname from pg_class c
 where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
   and c.relname not in ('access_token', 'guard_throttle')"""


def written() -> dict[str, str]:
    """Return a mark of all rows of each table, but of what only says that somebody called."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS)
        tables = [name for (name,) in cursor.fetchall()]
        marks = ", ".join(
            f"(select md5(string_agg(t::text, ' ' order by t::text)) from {name} t)"
            for name in tables
        )
        cursor.execute(f"select {marks}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


def refused_at(response: Any, field: str) -> None:
    """Check that the answer is 422 and names the field and nothing else."""
    assert response.status_code == 422, (field, response.status_code, response.content[:300])
    named = {one.partition(".")[0] for one in response.json()["errors"]}
    assert named == {field}, response.json()


def _title(verb: Verb) -> str:
    return verb[0]


@pytest.mark.parametrize("verb", VERBS, ids=_title)
def test_l19_odd_answers_are_refused_at_their_field(verb: Verb) -> None:
    asking = Asking(verb)
    before = written()
    if asking.in_body:
        for value in ODD_CONFIRM:
            refused_at(asking.send({"confirm": value}), "confirm")
        for field in ("cancel_shares", "keep_open"):
            for value in ODD_SHARES:
                refused_at(asking.send({"confirm": True, field: value}), field)
    else:
        for query in ODD_IN_ADDRESS:
            field = query.removeprefix("confirm=true&").partition("=")[0]
            refused_at(asking.asked(query), field)
    assert written() == before


@pytest.mark.parametrize("verb", VERBS, ids=_title)
def test_e5_an_id_outside_the_question_is_refused(verb: Verb) -> None:
    """Unknown, of another firm, of another document, spelt in another way, twice, very many."""
    asking = Asking(verb)
    firm = asking.firm
    foreign = Share.objects.create(
        account=firm.other,
        item=firm.files["foreign.pdf"],
        type="portal",
        customer=firm.customers["foreign"],
        created_at=firm.files["foreign.pdf"].created_at,
    ).id
    elsewhere = Share.objects.get(item=firm.files["rival.pdf"]).id
    before = written()
    for field in ("cancel_shares", "keep_open"):
        for ids in (
            [ID],
            [str(foreign)],
            [str(elsewhere)],
            [str(elsewhere).upper()] * 2,
            [elsewhere.hex, f"urn:uuid:{elsewhere}", "\u0660" * 32],
            [str(uuid.UUID(int=number)) for number in range(MOST[asking.in_body])],
        ):
            if verb[0] not in APPLIES_NOTHING:
                refused_at(asking.send({"confirm": True, field: ids}), field)
    assert written() == before


@pytest.mark.parametrize("verb", VERBS, ids=_title)
def test_e11_ids_alone_confirm_nothing(verb: Verb) -> None:
    """Whoever names shares and says no more has not said yes."""
    asking = Asking(verb)
    elsewhere = str(Share.objects.get(item=asking.firm.files["rival.pdf"]).id)
    before = written()
    for field in ("cancel_shares", "keep_open"):
        answer = asking.send({field: [elsewhere]})
        refused = verb[0] in APPLIES_NOTHING or answer.status_code in {409, 422}
        assert refused, (field, answer.status_code, answer.content[:300])
    assert written() == before
