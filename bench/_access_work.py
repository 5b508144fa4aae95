"""What `access.py` measures: each piece of work with rights, and the same without."""

import importlib
import time
import uuid
from collections.abc import Callable
from typing import Any

from _access_rows import FILE, FOLDER, LIBRARY, MEMBER, Sizes, row_id
from django.db import connection, transaction

from strongroom.access import api as access
from strongroom.access.api import Action, Entry, Level, Principal, Sql, Surface
from strongroom.core.statements import fetch, fetch_prepared
from strongroom.documents import api as documents
from strongroom.documents import listing, sql
from strongroom.store import api as store

Statement = tuple[str, dict[str, Any]]


class Work:
    """The people and the places, and what is done with them."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.asker = access.for_member(row_id(MEMBER, 0), Surface.OFFICE)
        self.admin = access.for_member(row_id(MEMBER, 1), Surface.OFFICE)
        self.sub = access.for_member(row_id(MEMBER, 2), Surface.OFFICE)
        self.big = row_id(FOLDER, 0)
        self.target = self._controlled()
        self._remember_rows()

    def counts(self) -> dict[str, int]:
        tables = {
            "items": "store_item",
            "folders": "store_folder",
            "policies": "access_policy",
            "grants": "access_grant",
        }
        return {
            name: fetch(f"select count(*) as n from {table}", {})[0]["n"]
            for name, table in tables.items()
        }

    def fetch(self, statement: Statement) -> list[dict[str, Any]]:
        return fetch(*statement)

    # Listings

    def listings(self) -> list[tuple[str, Principal, uuid.UUID]]:
        last = self.sizes.folders - 1
        long = f"{self.sizes.long:,} files"
        return [
            (f"{long}, open, 1 % controlled", self.asker, row_id(FOLDER, last)),
            (f"{long}, controlled, granted by role", self.asker, row_id(FOLDER, last - 1)),
            (
                f"{long}, controlled, 60 with own settings, subcontractor",
                self.sub,
                row_id(FOLDER, last - 2),
            ),
            (f"{long}, admin", self.admin, row_id(FOLDER, last)),
        ]

    def statements(self, asker: Principal, folder: uuid.UUID) -> tuple[Statement, Statement]:
        """Return the listing's statement as `documents.children` sends it, and one without rights."""
        sent: list[Statement] = []
        true_fetch = listing.fetch_prepared

        def listen(text: str, params: Any) -> list[dict[str, Any]]:
            sent.append((text, dict(params)))
            return true_fetch(text, params)

        listing.fetch_prepared = listen
        try:
            self.children(asker, folder)
        finally:
            listing.fetch_prepared = true_fetch
        plain = sql.select(
            Sql("i.parent_id = %(folder)s and i.trashed_at is null", {"folder": folder}),
            viewable=sql.CHILD_SHARE,
            rest="order by i.is_file, i.name_key, i.id limit 51",
        )
        return sent[-1], (plain.text, dict(plain.params))

    def children(self, asker: Principal, folder: uuid.UUID) -> object:
        return documents.children(asker, folder)

    def plain_children(self, statement: Statement) -> object:
        everything = frozenset(Action)
        found = fetch_prepared(*statement)
        rows = [sql.row_of(row, everything) for row in found[:50]]
        return rows, listing.next_cursor(found, listing.Ordering("name"), 50)

    def plans(self) -> dict[str, str]:
        shown = {}
        for name, asker, folder in self.listings():
            for kind, (text, params) in zip(
                ("with rights", "without"), self.statements(asker, folder), strict=True
            ):
                found = fetch(f"explain (analyze, buffers, costs off) {text}", params)
                shown[f"{name}: {kind}"] = "\n".join(row["QUERY PLAN"] for row in found)
        return shown

    # Point checks

    def points(self) -> list[tuple[str, Principal, uuid.UUID]]:
        return [
            ("open file", self.asker, row_id(FILE, 1)),
            ("file with a grant", self.asker, row_id(FILE, self.sizes.long + 1)),
            ("subcontractor", self.sub, row_id(FILE, 2 * self.sizes.long)),
        ]

    def check(self, asker: Principal, item: uuid.UUID) -> bool:
        return access.check(asker, Action.VIEW, item).allowed

    def principal(self) -> object:
        return access.for_member(row_id(MEMBER, 0), Surface.OFFICE)

    def select_1(self) -> object:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            return cursor.fetchone()

    # Shared items

    def sharers(self) -> list[tuple[str, Principal]]:
        return [("subcontractor", self.sub), ("in-house", self.asker)]

    def shared(self, asker: Principal) -> object:
        return documents.shared_items(asker)

    def by_id(self, asker: Principal) -> object:
        ids = [row.id for row in documents.shared_items(asker).results] if asker not in _ids else []
        ids = _ids.setdefault(asker, ids)
        query = sql.select(Sql("i.id = any(%(ids)s::uuid[])", {"ids": ids}))
        return [sql.row_of(row, frozenset()) for row in fetch(query.text, query.params)]

    # Switching and moving the big folder; each is taken back.

    def _remember_rows(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("drop table if exists big_folders")
            cursor.execute(
                "create temp table big_folders as with recursive down(id) as (select %s::uuid"
                " union select f.item_id from down d join store_folder f on f.parent_id = d.id)"
                " select id from down",
                [self.big],
            )
            cursor.execute("analyze big_folders")

    def taken_back(self, change: Callable[[], object]) -> float:
        """Do it in a transaction that is rolled back; return the seconds of the rolling back."""
        with transaction.atomic():
            change()
            end = time.perf_counter()
            transaction.set_rollback(True)
        return time.perf_counter() - end

    def plain_update(self) -> float:
        def update() -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "update store_folder f set policy = %s from big_folders b where b.id = f.item_id",
                    [self.big],
                )

        return self.taken_back(update)

    def changes(self) -> list[tuple[str, Callable[[], float]]]:
        below = fetch(
            "select count(*) as n from store_item where parent_id in (select id from big_folders)",
            {},
        )
        shown = f"{below[0]['n']:,} below"

        def pointers() -> None:
            with connection.cursor() as cursor:
                cursor.execute("update store_item set own_policy = id where id = %s", [self.big])
            store.repoint(self.big)

        entries = [Entry("member", row_id(MEMBER, 0), Level.VIEWER)]
        return [
            (f"switch, {shown}, pointers", lambda: self.taken_back(pointers)),
            (
                f"move, {shown}, pointers",
                lambda: self.taken_back(lambda: store.set_parent(self.big, self.target)),
            ),
            (
                f"switch, {shown}, whole call",
                lambda: self.taken_back(
                    lambda: access.put_settings(
                        self.admin, self.big, enabled=True, entries=entries, confirm=True
                    )
                ),
            ),
            (
                f"move, {shown}, whole call",
                lambda: self.taken_back(
                    lambda: documents.move(
                        self.admin, item_ids=[self.big], parent_id=self.target, confirm=True
                    )
                ),
            ),
        ]

    def _controlled(self) -> uuid.UUID:
        """Return a controlled folder in the big folder's library, outside of it."""
        found = fetch(
            "select f.item_id as id from store_folder f where f.library_id = %(library)s"
            " and f.policy is not null order by f.item_id desc limit 1",
            {"library": row_id(LIBRARY, 0)},
        )
        target: uuid.UUID = found[0]["id"]
        return target

    # A policy engine that has everything in memory

    def cedar(self) -> Callable[[], object] | None:
        try:
            cedarpy = importlib.import_module("cedarpy")
        except ImportError:
            return None
        policies = (
            'permit(principal in Role::"0", action == Action::"view", resource in Folder::"0");'
        )
        entities = [
            {
                "uid": {"type": "User", "id": "0"},
                "attrs": {},
                "parents": [{"type": "Role", "id": "0"}],
            },
            {
                "uid": {"type": "File", "id": "0"},
                "attrs": {},
                "parents": [{"type": "Folder", "id": "0"}],
            },
        ]
        request = {
            "principal": 'User::"0"',
            "action": 'Action::"view"',
            "resource": 'File::"0"',
            "context": {},
        }
        return lambda: cedarpy.is_authorized(request, policies, entities)


_ids: dict[Principal, list[uuid.UUID]] = {}
