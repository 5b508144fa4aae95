"""Cursors made by hand, at every list that takes one: an error in words, never a fault of ours."""

import base64
import json
import uuid
from typing import Any

import pytest
from helpers import BASE

from licences.licence_world import keeper
from personas import Firm
from strongroom.sharing import api as sharing

pytestmark = pytest.mark.django_db

AN_ID = str(uuid.UUID(int=7))
BROKEN = "\ud800"
FORGED: tuple[list[Any], ...] = (
    ["x", "y"],
    [1, 2],
    [None, None],
    [[], {}],
    [10**400, 1],
    ["a\0b", AN_ID],
    [BROKEN, AN_ID],
    [AN_ID, BROKEN],
    ["2026-13-01T00:00:00+00:00", AN_ID],
    ["2026-01-01T00:00:00", AN_ID],
    ["0001-01-01T00:00:00+14:00", AN_ID],
    ["9999-12-31T23:59:59-14:00", AN_ID],
    ["expires", "2026-01-01", BROKEN, AN_ID],
    ["expires", "9999-99-99", "b", AN_ID],
    ["expires", None, 5, AN_ID],
    [True, "x\0y", None],
)


def cursor(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


LISTS = (
    "/shares",
    "/shares/{share}/openings",
    "/licences",
    "/renewals",
    "/licence-matrix",
    "/contacts",
    "/customers",
    "/jobs",
    "/quotes",
    "/projects",
    "/members",
    "/shared-items",
    "/items/{library}/children",
)
PAGES = (
    "/northgate/items/{item}/shares/{share}/openings",
    "/northgate/admin/shares",
    "/northgate/admin/licences",
    "/northgate/admin/licences/matrix",
    "/northgate/customers",
    "/northgate/customers/{customer}/contacts",
    "{link}",
)


@pytest.mark.usefixtures("data_folder")
@pytest.mark.parametrize("address", [*LISTS, *PAGES])
def test_a_forged_cursor_is_refused_in_words(firm: Firm, address: str) -> None:
    plan = firm.files["plan.pdf"]
    [row] = sharing.share_by_link(firm.principal("office"), item_ids=[plan.id])
    keeper(firm)
    path = address.format(
        share=row.id,
        item=plan.id,
        library=firm.job.library_id,
        customer=firm.customers["alder"].id,
        link=row.url,
    )
    client = firm.api("admin") if address in LISTS else firm.client("admin")
    client.raise_request_exception = False
    first = f"{BASE}{path}" if address in LISTS else path
    assert client.get(first).status_code == 200
    for values in FORGED:
        answer = client.get(first, {"cursor": cursor(values)})
        assert answer.status_code in {200, 422}, (values, answer.status_code)
    deep = base64.urlsafe_b64encode(b"[" * 2000).decode()
    assert client.get(first, {"cursor": deep}).status_code == 422
