"""A database as an earlier version left it: one for each test on the tests' server, in the default connection's place."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

BEFORE = {
    "access": "0002_links",
    "approvals": "0001_initial",
    "audit": "0001_initial",
    "directory": "0003_logo",
    "documents": "0001_initial",
    "guard": "0001_initial",
    "licences": "0001_initial",
    "outbox": "0001_initial",
    "sharing": "0001_initial",
    "store": "0002_versions",
    "work": "0001_initial",
}
"""The last migration of each package before history, accepted places and stamps came."""
_SESSIONS = """create table django_session (
    session_key varchar(40) primary key, session_data text not null, expire_date timestamptz not null)"""


@contextmanager
def own_database() -> Iterator[None]:
    """Let the default connection be one to a new, empty database."""
    usual = connections["default"]
    own, name = usual.copy(), f"strongroom_upgrade_{uuid.uuid4().hex}"
    own.settings_dict["NAME"] = name
    own.settings_dict["OPTIONS"] = {
        name: value for name, value in own.settings_dict["OPTIONS"].items() if name != "pool"
    }
    _on_server(usual, f"create database {name}")
    connections["default"] = own
    try:
        yield
    finally:
        own.close()
        connections["default"] = usual
        _on_server(usual, f"drop database {name}")


def _on_server(usual: Any, *statements: str) -> None:
    where = {**usual.get_connection_params(), "dbname": "postgres"}
    known = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(
        **{name: where[name] for name in known if name in where}, autocommit=True
    ) as server:
        for statement in statements:
            server.execute(statement)


def migrate_to_before() -> None:
    """Make the tables of the earlier version, and Django's own for sessions, which it used."""
    executor = MigrationExecutor(connection)
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in BEFORE]
    executor.migrate([*BEFORE.items(), *others])
    with connection.cursor() as cursor:
        cursor.execute(_SESSIONS)


_NEEDED = """select column_name, data_type from information_schema.columns
 where table_name = %s and is_nullable = 'NO' and column_default is null and is_identity = 'NO'
   and is_generated = 'NEVER'"""
_EMPTY = {
    "boolean": False,
    "integer": 0,
    "smallint": 0,
    "bigint": 0,
    "jsonb": "{}",
    "ARRAY": [],
    "bytea": b"",
    "timestamp with time zone": "2026-01-01T00:00:00Z",
}


def add(table: str, **fields: Any) -> None:
    """Insert a row; what must not be null and is not given is empty."""
    with connection.cursor() as cursor:
        cursor.execute(_NEEDED, [table])
        needed = {name: _EMPTY.get(kind, "") for name, kind in cursor.fetchall()}
        given = {
            name: json.dumps(value) if isinstance(value, dict) else value
            for name, value in fields.items()
        }
        row = {**needed, **given}
        marks = ", ".join(["%s"] * len(row))
        cursor.execute(
            f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values())
        )
