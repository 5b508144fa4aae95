"""E-mails of an earlier version get their one form; what would clash, or is refused, stays."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from strongroom.core.statements import fetch
from strongroom.directory import api as directory
from upgrade.earlier import add, own_database

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ADDRESSES = [
    ("ann@bücher.example", "ann@xn--bcher-kva.example"),
    ("bob@straße.example", "bob@straße.example"),  # the other spelling is a login
    ("bob@xn--strae-oqa.example", "bob@xn--strae-oqa.example"),
    ("eve@☃ü.example", "eve@☃ü.example"),  # refused
    ("joe@firm.example", "joe@firm.example"),
]


@pytest.fixture
def earlier(db: None) -> Iterator[None]:
    with own_database():
        MigrationExecutor(connection).migrate([("directory", "0010_portal_columns")])
        for n, (email, _) in enumerate(ADDRESSES):
            add("directory_person", id=uuid.UUID(int=n), email=email, name="P", password="!",
                is_active=True, placeholder=False, epoch=0)  # fmt: skip
        yield


def test_domains_become_ascii(earlier: None) -> None:
    MigrationExecutor(connection).migrate([("directory", "0011_emails_in_ascii")])
    rows = fetch("select email from directory_person order by id", {})
    assert [row["email"] for row in rows] == [after for _, after in ADDRESSES]
    found = directory.find_person("Ann@Bücher.example")
    assert found is not None
    assert found.id == uuid.UUID(int=0)
    both = [directory.find_person(email) for email, _ in ADDRESSES[1:3]]
    assert [one and one.id.int for one in both] == [1, 2], "each is found by its own spelling"
    MigrationExecutor(connection).migrate([("directory", "0010_portal_columns")])
