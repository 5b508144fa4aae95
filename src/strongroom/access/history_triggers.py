"""The triggers that write history rows (E-15), as SQL text for migrations: those of any app above too.

One function and three statement triggers a table, so that N rows cost a few statements. Migrations that
have run elsewhere say what was written then: what `keep` returns for a description never changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

BEGINNING = "00000000-0000-0000-0000-000000000000"
"""The `row_id` of the row that says since when there is a history at all."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one table. Expressions name their row as `{row}`."""

    table: str
    kind: str
    columns: tuple[str, ...]
    """The deciding columns: only when one of them changes, a row closes and another opens."""
    account: str = "{row}.account_id"
    key: str = "id"
    derived: Mapping[str, str] = field(default_factory=dict)
    """Further deciding values that are no columns: name and expression."""
    beside: tuple[str, ...] = ()
    """Columns that never change and are written beside the deciding ones."""
    born: str = "null::timestamptz"
    """Since when a row stood that was never written down."""
    opens: bool = True
    """Whether an insert opens a row. If not, the first change or the end writes down what was before."""

    def deciding(self, row: str) -> str:
        """Return the deciding values of a row, separated by commas."""
        columns = [f"{row}.{column}" for column in self.columns]
        return ", ".join([*columns, *(text.format(row=row) for text in self.derived.values())])

    def what(self, row: str) -> str:
        """Return the expression of what is written."""
        columns = [f"'{name}', {row}.{name}" for name in (*self.columns, *self.beside)]
        derived = [f"'{name}', {text.format(row=row)}" for name, text in self.derived.items()]
        return f"jsonb_build_object({', '.join([*columns, *derived])})"

    def written(self, row: str) -> str:
        """Return the first four columns of a history row."""
        account = self.account.format(row=row)
        return f"{account}, '{self.kind}', {row}.{self.key}, {self.what(row)}"


# The moment is the clock's, not the transaction's beginning: two changes in one transaction keep their
# order, and so do two transactions that wait for one another at a row.
# The lists are parameters of statements that are planned each time they run: a kept plan made for one
# row would be a disaster for 100,000, and the other way round. `except` never is.
_FUNCTION = """
create function {function}() returns trigger language plpgsql
set timezone to 'UTC' set plan_cache_mode to force_custom_plan as $$
declare
    moment timestamptz := clock_timestamp();
    touched uuid[];
begin
    if tg_op = 'INSERT' then
        insert into access_history (account_id, kind, row_id, what, since)
        select {new}, moment from new_rows n;
        return null;
    elsif tg_op = 'UPDATE' then
        touched := array(
            select t.{key} from (
                select n.{key}, {new_deciding} from new_rows n
                except select o.{key}, {old_deciding} from old_rows o
            ) t
        );
        if touched = '{{}}' then
            return null;
        end if;
    else
        touched := array(select o.{key} from old_rows o);
    end if;
    insert into access_history (account_id, kind, row_id, what, since, until)
    select {old}, least(moment, coalesce(greatest({born}, (
            select h.since from access_history h
             where h.kind = 'history' and h.row_id = '{beginning}' and h.until is null
        )), moment)), moment
      from old_rows o
     where o.{key} = any(touched) and not exists (
            select from access_history h
             where h.kind = '{kind}' and h.row_id = o.{key} and h.until is null
        );
    update access_history h set until = greatest(moment, h.since)
     where h.kind = '{kind}' and h.row_id = any(touched) and h.until is null;
    if tg_op = 'UPDATE' then
        insert into access_history (account_id, kind, row_id, what, since)
        select {new}, moment from new_rows n where n.{key} = any(touched);
    end if;
    return null;
end $$;
"""
_REFERENCING = {
    "insert": "new table as new_rows",
    "update": "old table as old_rows new table as new_rows",
    "delete": "old table as old_rows",
}


def keep(kept: Kept) -> str:
    """Return the statements that keep a table's history from now on, and open what stands in it."""
    return _function(kept) + "".join(_trigger(kept, verb) for verb in _verbs(kept)) + _open(kept)


def forget(kept: Kept) -> str:
    """Return the statements that undo `keep`; the rows stay."""
    drops = "".join(f"drop trigger {_name(kept)}_{verb} on {kept.table};" for verb in _verbs(kept))
    return f"{drops} drop function {_name(kept)}();"


def _verbs(kept: Kept) -> list[str]:
    return [verb for verb in _REFERENCING if kept.opens or verb != "insert"]


def _name(kept: Kept) -> str:
    return f"access_history_{kept.kind}"


def _function(kept: Kept) -> str:
    return _FUNCTION.format(
        function=_name(kept),
        kind=kept.kind,
        key=kept.key,
        beginning=BEGINNING,
        born=kept.born.format(row="o"),
        new=kept.written("n"),
        old=kept.written("o"),
        new_deciding=kept.deciding("n"),
        old_deciding=kept.deciding("o"),
    )


def _trigger(kept: Kept, verb: str) -> str:
    return (
        f"create trigger {_name(kept)}_{verb} after {verb} on {kept.table}"
        f" referencing {_REFERENCING[verb]} for each statement execute function {_name(kept)}();"
    )


def _open(kept: Kept) -> str:
    if not kept.opens:
        return ""
    return (
        "set local timezone to 'UTC';"
        "insert into access_history (account_id, kind, row_id, what, since)"
        f" select {kept.written('t')}, clock_timestamp() from {kept.table} t;"
    )
