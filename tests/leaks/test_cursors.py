"""L49: the cursor of a list tells nobody outside the firm what the rows of the list don't."""

import base64
import json
from typing import Any

import pytest
from django.test import Client

from personas import Firm, make_file, make_folder, make_job, share
from storing import data_folder

__all__ = ["data_folder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_folder")]
PATH = "/api/v1/"


def page(client: Client, path: str, **wanted: Any) -> dict[str, Any]:
    answer = client.get(PATH + path, {"limit": 1, **wanted})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def readable(cursor: str) -> bool:
    """Whether it can be read without a key."""
    try:
        json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        return False
    return True


def walked(client: Client, path: str, **wanted: Any) -> tuple[list[str], list[str]]:
    """Go through all pages; return the ids, and the cursors that were given."""
    ids, cursors, cursor = [], [], ""
    while True:
        found = page(client, path, **wanted, **({"cursor": cursor} if cursor else {}))
        ids += [row["id"] for row in found["results"]]
        cursor = found["next"]
        if not cursor:
            return ids, cursors
        cursors.append(cursor)


def test_l49_a_contact_reads_no_inner_date_in_a_cursor(firm: Firm) -> None:
    alder = firm.customers["alder"]
    for number in ("J-91", "J-92"):
        make_job(firm.account, number, "Roof", alder)
    folder = make_folder(firm.project.library_id, "Handover")
    for name in ("a.txt", "b.txt", "c.txt"):
        make_file(folder.id, name)
    share(folder, alder)
    contact, office = firm.api("contact"), firm.api("office")
    lists: list[tuple[str, dict[str, Any]]] = [
        ("jobs", {}),
        (f"items/{folder.id}/children", {"order": "created"}),
        (f"items/{folder.id}/children", {"order": "-created"}),
    ]
    for path, wanted in lists:
        ids, cursors = walked(contact, path, **wanted)
        assert len(set(ids)) == len(ids) == len(cursors) + 1 >= 3, path
        assert not any(map(readable, cursors)), path
        inner = page(office, path, **wanted)["next"]
        assert readable(inner), path
        for wrong in (inner, cursors[0][:-4]):
            answer = contact.get(PATH + path, {**wanted, "cursor": wrong})
            assert answer.status_code == 422, path
            assert list(answer.json()["errors"]) == ["cursor"]
