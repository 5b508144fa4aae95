"""Search as it will be, as far as it can be measured: the newest names with a frequent word, under the scope.

There is no search yet. The text index is made here, in the database of the measurement; what is measured
is what the account-wide scope of `access` costs on top of it.
"""

from typing import Any

from _access_work import Statement, Work
from django.db import connection

from strongroom.access import api as access
from strongroom.access.api import Action, Principal, Sql
from strongroom.core.statements import fetch
from strongroom.documents import sql

WORD = "drawing"
_INDEXES = """
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create or replace function bench_fold(text) returns text language sql immutable strict parallel safe
  as $$ select public.unaccent('public.unaccent', lower($1)) $$;
create index if not exists bench_names on store_item using gin (bench_fold(name) gin_trgm_ops);
create index if not exists bench_newest on store_item (account_id, created_at desc, id desc)
  where trashed_at is null;
analyze store_item
"""
_MATCHES = "bench_fold(i.name) like %(word)s"
_NEWEST = "order by i.created_at desc, i.id desc limit 51"


class Search:
    """The newest 50 items whose name has the word, for some askers, and for nobody in particular."""

    def __init__(self, work: Work) -> None:
        self.work = work
        with connection.cursor() as cursor:
            cursor.execute(_INDEXES)
        found = fetch(
            f"select count(*) as n from store_item i where {_MATCHES}", {"word": f"%{WORD}%"}
        )
        self.hits: int = found[0]["n"]

    def askers(self) -> list[tuple[str, Principal]]:
        """Return who searches, with how much they see of what matches."""
        people = [
            ("in-house", self.work.asker),
            ("subcontractor", self.work.sub),
            ("admin", self.work.admin),
        ]
        return [
            (f"{name} who sees {self._share(asker):.1%} of them", asker) for name, asker in people
        ]

    def statements(self, asker: Principal) -> tuple[Statement, Statement]:
        """Return the search with the scope of the asker, and without any rights."""
        everything = Sql(
            "i.account_id = %(account)s and i.trashed_at is null and f.trash is null",
            {"account": asker.account_id},
        )
        return self._newest(access.scope(asker, Action.VIEW)), self._newest(everything)

    def plans(self) -> dict[str, str]:
        """Return how PostgreSQL walks."""
        shown = {}
        for name, asker in self.askers():
            text, params = self.statements(asker)[0]
            found = fetch(f"explain (analyze, buffers, costs off) {text}", params)
            shown[f"search, {name}"] = "\n".join(row["QUERY PLAN"] for row in found)
        return shown

    def _newest(self, seen: Sql) -> Statement:
        query = sql.select(Sql(_MATCHES, {"word": f"%{WORD}%"}) & seen, rest=_NEWEST)
        return query.text, dict(query.params)

    def _share(self, asker: Principal) -> float:
        scope = access.scope(asker, Action.VIEW)
        params: dict[str, Any] = {**scope.params, "word": f"%{WORD}%"}
        found = fetch(
            "select count(*) as n from store_item i left join store_folder f on f.item_id = i.parent_id"
            f" where {_MATCHES} and ({scope.text})",
            params,
        )
        return float(found[0]["n"]) / self.hits
