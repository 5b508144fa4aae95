"""SQL conditions as values: text with named parameters, joined without touching what they mean."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

PREPARE_AFTER = 3
"""Runs of a statement on one connection after which the server keeps its plan."""


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition in SQL and its parameters (`%(acc_name)s`; the prefix keeps them apart from a caller's)."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __and__(self, other: "Sql") -> "Sql":
        """Both hold."""
        return Sql(f"({self.text}) and ({other.text})", {**self.params, **other.params})

    def __or__(self, other: "Sql") -> "Sql":
        """Either holds."""
        return Sql(f"({self.text}) or ({other.text})", {**self.params, **other.params})


_columns: dict[str, list[str]] = {}
"""The names of the columns of each prepared statement: few, and dear to ask for."""
TRUE = Sql("true")
FALSE = Sql("false")


class _Kept(threading.local):
    """The cursor of this thread's connection: a new one learns again how to write each type."""

    cursor: psycopg.Cursor[Any] | None = None


_kept = _Kept()


def fetch_prepared(text: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run a statement whose text never changes (as `core.statements.fetch`): planned once a connection.

    Planning such a statement takes several times as long as running it. For few rows: the cursor
    keeps what it read last.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    made = _kept.cursor
    if made is None or made.connection is not database.connection:
        database.connection.prepare_threshold = PREPARE_AFTER
        made = _kept.cursor = psycopg.Cursor(database.connection)
    wrap: Any = database.make_debug_cursor if database.queries_logged else database.make_cursor
    wrap(made).execute(text, params)
    if text not in _columns:
        _columns[text] = [column.name for column in made.description or ()]
    return [dict(zip(_columns[text], row, strict=True)) for row in made.fetchall()]
