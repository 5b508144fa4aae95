"""Running one statement of SQL that the ORM is not asked for: rows by column name."""

import functools
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model

PREPARE_AFTER: Final = 0
"""Runs of a statement on one connection after which the server keeps its plan (docs/decisions/0045)."""

_COUNTED: Final = "(select count(*) from ({text} limit {most}) counted)"

M = TypeVar("M", bound=Model)
_columns: dict[str, list[str]] = {}
"""The names of the columns of each prepared statement: few, and dear to ask for."""


class _Kept(threading.local):
    """The cursor of this thread's connection: a new one learns again how to write each type."""

    cursor: psycopg.Cursor[Any] | None = None


_kept = _Kept()


def fetch(text: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run one statement and return its rows by column name."""
    with connection.cursor() as cursor:
        cursor.execute(text, dict(params))
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def counted(text: str, most: int) -> str:
    """Return as an expression how many rows the statement finds, at most one more than `most`."""
    return _COUNTED.format(text=text, most=most + 1)


def stream(text: str, params: Mapping[str, Any], *, chunk: int) -> Iterator[dict[str, Any]]:
    """Run one statement and yield its rows, so many at a time; inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(text, dict(params))
        while rows := cursor.fetchmany(chunk):
            names = [column.name for column in cursor.description or ()]
            yield from (dict(zip(names, row, strict=True)) for row in rows)


def fetch_prepared(text: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run a statement whose text never changes (as `fetch`): planned once a connection.

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


def columns_of(model: type[Model], table: str) -> str:
    """Return all columns of a model, read from `table`, named so that `model_from` finds them."""
    return ", ".join(
        f'{table}.{column} as "{name}"'
        for name, column in zip(_names(model), _attributes(model), strict=True)
    )


def model_from(model: type[M], row: Mapping[str, Any]) -> M:
    """Return the model whose columns a statement read with others, by `columns_of`."""
    values = [row[name] for name in _names(model)]
    for place, read in _readers(model):
        values[place] = read(values[place], None, connection)
    return model.from_db(DEFAULT_DB_ALIAS, _attributes(model), values)


@functools.cache
def _attributes(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's own


@functools.cache
def _names(model: type[Model]) -> list[str]:
    return [f"{model._meta.label_lower}.{name}" for name in _attributes(model)]  # noqa: SLF001


@functools.cache
def _readers(model: type[Model]) -> list[tuple[int, Callable[..., Any]]]:
    """Return what makes values of columns, by the column's place, where they are not such already."""
    fields = enumerate(model._meta.concrete_fields)  # noqa: SLF001
    return [(n, field.from_db_value) for n, field in fields if hasattr(field, "from_db_value")]
