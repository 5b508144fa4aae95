"""Counts tries in fixed windows.

A try is counted before it is judged, so that parallel ones can't slip by (L30). The counter is a
row under a keyed hash of what is counted: the guessed text itself is never kept.
"""

import datetime as dt
import hashlib
import hmac

from django.conf import settings
from django.db import connection

from strongroom.core import clock
from strongroom.core.errors import ThrottledError
from strongroom.core.statements import fetch_prepared
from strongroom.guard.models import Throttle

_COUNT = """
    insert into guard_throttle as t (key, since, count) values (%(key)s, %(now)s, 1)
    on conflict (key) do update set
        since = case when t.since <= %(cutoff)s then excluded.since else t.since end,
        count = case when t.since <= %(cutoff)s then 1
                     else least(t.count + 1, %(limit)s + 1) end
    returning since, count
"""


def _key(parts: tuple[str, ...]) -> str:
    """Return the row's key: an HMAC, with lengths kept apart so that parts can't run together."""
    text = "\0".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def throttle(*parts: str, limit: int, window: dt.timedelta) -> None:
    """Count one try under `parts`; beyond `limit` in the window raise ThrottledError.

    Call it outside a transaction: a rolled-back try would not count. After a success call
    `forgive` or `clear`, so that in effect only failures count.
    """
    now = clock.now()
    values: dict[str, str | int | dt.datetime] = {
        "key": _key(parts),
        "now": now,
        "cutoff": now - window,
        "limit": limit,
    }
    (row,) = fetch_prepared(_COUNT, values)
    if row["count"] > limit:
        wait = max(1, int((row["since"] + window - now).total_seconds()))
        raise ThrottledError(_sentence(wait), retry_after=wait)


def _sentence(seconds: int) -> str:
    """Return what the person reads: when it is worth trying again."""
    minutes = -(-seconds // 60)
    when = "in a minute" if minutes == 1 else f"in {minutes} minutes"
    return f"There were too many tries. Please try again {when}."


def forgive(*parts: str) -> None:
    """Take one try back: it succeeded. The failures counted before it stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update guard_throttle set count = greatest(count::int - 1, 0) where key = %s",
            [_key(parts)],
        )


def clear(*parts: str) -> None:
    """Forget all tries under `parts`: whoever succeeded has shown that they were theirs."""
    Throttle.objects.filter(key=_key(parts)).delete()


def prune_throttles(older_than: dt.timedelta = dt.timedelta(days=1)) -> int:
    """Delete counters whose window is long over; return how many."""
    return Throttle.objects.filter(since__lt=clock.now() - older_than).delete()[0]
