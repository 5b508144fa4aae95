"""B-4, E-15: the columns of the portal's modules become lists of names, in the history too, and back."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from strongroom.core.statements import fetch
from upgrade.earlier import add, own_database

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

COLUMNS = [("access", "0006_history_in_portal"), ("directory", "0008_portal_drafts")]
LISTS = [("access", "0007_history_portal"), ("directory", "0010_portal_columns")]
FIRM, OWN, PLAIN = (uuid.UUID(int=n, version=4) for n in (1, 2, 3))


def migrate(targets: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(targets)


def stands(table: str, names: str) -> list[tuple[Any, ...]]:
    """Return the rows of a table by id."""
    return [tuple(row.values()) for row in fetch(f"select {names} from {table} order by id", {})]


def told(row_id: uuid.UUID) -> list[dict[str, str]]:
    """Return what the history tells of a row from its beginning on, as text; one line for what is the same."""
    found = fetch(
        "select (select jsonb_object_agg(key, value) from jsonb_each_text(what)) #>> '{}' as what"
        " from access_history where row_id = %(row)s order by since",
        {"row": row_id},
    )
    lines = [row["what"] for row in found]
    return [line for n, line in enumerate(lines) if n == 0 or line != lines[n - 1]]


@pytest.fixture
def earlier(db: None) -> Iterator[None]:
    with own_database():
        migrate(COLUMNS)
        modules = {"portal_documents": True, "portal_jobs": True, "portal_quotes": False}
        add("directory_account", id=FIRM, slug="northgate", name="N", plan="pro", **modules)
        own = {"portal_documents": "default", "portal_jobs": "off", "portal_quotes": "on"}
        add("directory_customer", id=OWN, account_id=FIRM, name="Own", **own)
        as_for_all = dict.fromkeys(own, "default")
        add("directory_customer", id=PLAIN, account_id=FIRM, name="Plain", **as_for_all)
        with connection.cursor() as cursor:
            cursor.execute("update directory_account set portal_documents = false")
        yield


def test_columns_become_lists_and_lists_columns(earlier: None) -> None:
    columns = "portal_documents, portal_jobs, portal_quotes"
    before = [stands("directory_account", columns), stands("directory_customer", columns)]
    histories = [told(row) for row in (FIRM, OWN, PLAIN)]
    assert [len(lines) for lines in histories] == [2, 1, 1]

    migrate(LISTS)
    assert stands("directory_account", "portal_off") == [(["documents", "quotes"],)]
    lists = stands("directory_customer", "portal_on, portal_off")
    assert lists == [(["quotes"], ["jobs"]), ([], [])]
    assert told(FIRM) == [
        '{"plan": "pro", "portal_off": "[\\"quotes\\"]"}',
        '{"plan": "pro", "portal_off": "[\\"documents\\", \\"quotes\\"]"}',
    ]
    assert told(OWN) == ['{"portal_on": "[\\"quotes\\"]", "portal_off": "[\\"jobs\\"]"}']
    assert told(PLAIN) == ['{"portal_on": "[]", "portal_off": "[]"}']
    with connection.cursor() as cursor:
        cursor.execute("update directory_customer set portal_off = '{jobs}' where id = %s", [PLAIN])
    assert told(PLAIN)[1:] == ['{"portal_on": "[]", "portal_off": "[\\"jobs\\"]"}']
    with connection.cursor() as cursor:
        cursor.execute("update directory_customer set portal_off = '{}' where id = %s", [PLAIN])

    migrate(COLUMNS)
    after = [stands("directory_account", columns), stands("directory_customer", columns)]
    assert after == before
    assert [told(row) for row in (FIRM, OWN)] == histories[:2]
