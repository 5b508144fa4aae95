"""Numbers of jobs and quotes: counted up by account, or given and then unique; without races."""

import uuid

from django.db import connection

from strongroom.core.errors import InvalidError

MAX_NUMBER = 30
FIRST = 1001

_LOCK = "select pg_advisory_xact_lock(hashtextextended(%s, 20))"
_HIGHEST = {
    "J": "select max(substr(number, 3)::bigint) from work_job"
    " where account_id = %s and number ~ '^J-[1-9][0-9]{2,11}$'",
    "Q": "select max(substr(number, 3)::bigint) from work_quote"
    " where account_id = %s and number ~ '^Q-[1-9][0-9]{2,11}$'",
}
_TAKEN = {
    "J": "select 1 from work_job where account_id = %s and number = %s",
    "Q": "select 1 from work_quote where account_id = %s and number = %s",
}


def take(letter: str, account_id: uuid.UUID, given: str | None) -> str:
    """Return the number for a new record: `given` if it is free, otherwise the next of its letter.

    Numbers of an account are handed out one transaction at a time. Raises InvalidError at `number`.
    """
    wanted = (given or "").strip()
    if len(wanted) > MAX_NUMBER or "\0" in wanted:
        raise InvalidError(errors={"number": f"A number has at most {MAX_NUMBER} characters."})
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"number {letter} {account_id}"])
        if not wanted:
            cursor.execute(_HIGHEST[letter], [account_id])
            highest = cursor.fetchone()[0]
            return f"{letter}-{max(FIRST, (highest or 0) + 1)}"
        cursor.execute(_TAKEN[letter], [account_id, wanted])
        if cursor.fetchone():
            raise InvalidError(errors={"number": f"The number {wanted} is taken already."})
    return wanted
