"""Numbers of records: counted up by account and kind, or given and then unique; without races."""

import uuid

from django.db import connection

from strongroom.core.errors import InvalidError
from strongroom.core.naming import one_line
from strongroom.work.described import Numbered

MAX_NUMBER = 30
FIRST = 1001

_LOCK = "select pg_advisory_xact_lock(hashtextextended(%s, 20))"
_HIGHEST = """
select max(substr(number, {behind})::bigint) from {table}
 where account_id = %s and number ~* '^{letter}-[1-9][0-9]{{2,11}}$'"""
_TAKEN = """
select 1 from {table}
 where account_id = %s and upper(number) = upper(%s) and id is distinct from %s"""


def take(
    kind: Numbered, account_id: uuid.UUID, given: str | None, *, besides: uuid.UUID | None = None
) -> str:
    """Return the number for a new record: `given` if it is free, otherwise the next of its kind.

    `bug-1` is `BUG-1`: free is what no other record has in any case. Records that have had the same
    since before keep them. `besides`: the record that is to get the number.

    Numbers of an account are handed out one transaction at a time. Raises InvalidError at `number`.
    """
    wanted = one_line(given or "")
    if len(wanted) > MAX_NUMBER or "\0" in wanted:
        raise InvalidError(errors={"number": f"A number has at most {MAX_NUMBER} characters."})
    letter = kind.letter
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"number {letter} {account_id}"])
        if not wanted:
            behind = len(letter) + 2
            highest = _HIGHEST.format(behind=behind, table=kind.table, letter=letter)
            cursor.execute(highest, [account_id])
            return f"{letter}-{max(FIRST, (cursor.fetchone()[0] or 0) + 1)}"
        cursor.execute(_TAKEN.format(table=kind.table), [account_id, wanted, besides])
        if cursor.fetchone():
            raise InvalidError(errors={"number": f"The number {wanted} is taken already."})
    return wanted
