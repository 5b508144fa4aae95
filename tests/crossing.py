"""Two at once, in an order that the test decides: one has written but not yet come to its end, the other comes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

PATIENCE = 30.0
_WAITS = "select cardinality(pg_blocking_pids(%s)) > 0"


@dataclass
class _Second:
    """The one who comes while the other is about to end; `result` is what came or the error."""

    call: Callable[[], Any]
    result: Any = None
    pid: int = 0
    begun: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            self.begun.set()
            self.result = self.call()
        except Exception as error:  # noqa: BLE001 - what came is what is asked for
            self.result = error
        finally:
            self.begun.set()
            self.ended.set()
            connection.close()

    def came_or_waits(self) -> None:
        """Return once it has ended or waits for a lock."""
        assert self.begun.wait(PATIENCE)
        for _ in range(int(PATIENCE / 0.02)):
            if self.ended.wait(0.02):
                return
            with connection.cursor() as cursor:
                cursor.execute(_WAITS, [self.pid])
                if cursor.fetchone()[0]:
                    return
        raise AssertionError("it neither ends nor waits for anybody")


def crossed(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """Do the first, then begin the second before the first is committed; return what came of each.

    That is a result or an error. The second really runs against the first: it has ended, or waits for
    a lock of it, by the time the first commits.
    """
    other = _Second(second)
    thread = threading.Thread(target=other.run)
    try:
        with transaction.atomic():
            came = first()
            thread.start()
            other.came_or_waits()
    except AssertionError:
        raise
    except Exception as error:  # noqa: BLE001 - the same
        came = error
        if thread.ident is None:
            thread.start()
    thread.join(PATIENCE)
    assert other.ended.is_set(), "it waits for somebody who is gone"
    return came, other.result
