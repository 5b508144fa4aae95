"""The rows that a world was made of, laid again in one go: making a firm anew takes 190 statements."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection, transaction

from strongroom.store import api as store
from strongroom.store.keys import storage_key
from strongroom.store.models import Blob

T = TypeVar("T")

_TABLES = """
    select c.oid::regclass::text as name,
           string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
        and c.relname <> all(%s)
        and (c.relname, a.attname) <> ('procrastinate_jobs', 'id')  -- old ones outlive a test
    group by c.oid
"""
_BY_TRIGGERS = ["access_history", "procrastinate_events"]
_LOWEST_FIRST = ("directory_", "store_", "access_")
"""Beginnings of the names of tables at whose rows the triggers of higher ones look."""
# Subtransactions have numbers of their own, all above that of the transaction.
_MADE_HERE = "xmin::text::bigint >= pg_current_xact_id()::text::bigint"


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """What was made, and its rows by table as COPY writes them."""

    made: T
    rows: dict[str, bytes]

    def lay(self) -> T:
        """Write the rows into the caller's transaction and return a copy of what was made.

        What triggers write comes from them again; foreign keys are looked at when the test ends.
        """
        with connection.cursor() as cursor:
            for table, rows in self.rows.items():
                with cursor.copy(f"copy {table} from stdin") as copied:
                    copied.write(rows)
        return copy.deepcopy(self.made)


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    rows: Rows[T]
    keys: list[str]
    """Of its bytes in the store."""


class World(Generic[T]):
    """A world that tests stand in: `lay` gives it as if made afresh.

    It really is in a test with a store of its own, after one that threw bytes away, and where
    something else was written before.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._kept: _Kept[T] | None = None

    def lay(self) -> T:
        with transaction.atomic():  # bytes are kept inside a transaction only
            if self._kept and all(map(store.blob_storage().exists, self._kept.keys)):
                return self._kept.rows.lay()
            if _written():
                return self._make()
            self._kept = _Kept(_keep(self._make), [])
            self._kept.keys.extend(
                storage_key(blob.account_id, blob.sha256) for blob in Blob.objects.all()
            )
            return copy.deepcopy(self._kept.rows.made)


def _written() -> bool:
    """Whether the transaction has written anything so far."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id_if_assigned() is not null")
        return bool(cursor.fetchone()[0])


def _keep(make: Callable[[], T]) -> Rows[T]:
    """Make a world inside a transaction that has written nothing else, and keep its rows."""
    made = make()
    rows: dict[str, bytes] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [_BY_TRIGGERS])
        for table, columns in sorted(cursor.fetchall(), key=_rank):
            query = f"copy (select {columns} from {table} where {_MADE_HERE}) to stdout"
            with cursor.copy(query) as copied:
                if found := b"".join(copied):
                    rows[f"{table} ({columns})"] = found
    return Rows(copy.deepcopy(made), rows)


def _rank(table: tuple[str, str]) -> int:
    ranks = (rank for rank, start in enumerate(_LOWEST_FIRST) if table[0].startswith(start))
    return next(ranks, len(_LOWEST_FIRST))
