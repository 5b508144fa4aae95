"""Throttles: failures are counted, others are unaffected (L32), parallel tries can't slip by (L30)."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections

from strongroom.core import clock
from strongroom.core.errors import ThrottledError
from strongroom.guard import api as guard
from strongroom.guard.models import Throttle

WINDOW = dt.timedelta(minutes=15)


def _try(*parts: str, limit: int = 3) -> bool:
    try:
        guard.throttle(*parts, limit=limit, window=WINDOW)
    except ThrottledError:
        return False
    return True


@pytest.mark.django_db
def test_l32_the_limit_holds_and_says_when_to_come_back():
    moment = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    with clock.standing_at(moment):
        assert [_try("ann", "10.0.0.1") for _ in range(4)] == [True, True, True, False]
    with (
        clock.standing_at(moment + dt.timedelta(minutes=10)),
        pytest.raises(ThrottledError) as caught,
    ):
        guard.throttle("ann", "10.0.0.1", limit=3, window=WINDOW)
    assert caught.value.retry_after == 300
    assert "in 5 minutes" in caught.value.detail


@pytest.mark.django_db
def test_l32_another_address_and_another_person_are_unaffected():
    while _try("ann", "10.0.0.1"):
        pass
    assert _try("ann", "10.0.0.2")
    assert _try("bob", "10.0.0.1")


@pytest.mark.django_db
def test_l32_a_new_window_begins_when_the_old_one_is_over():
    moment = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    with clock.standing_at(moment):
        while _try("ann", "10.0.0.1"):
            pass
    with clock.standing_at(moment + WINDOW):
        assert [_try("ann", "10.0.0.1") for _ in range(4)] == [True, True, True, False]


@pytest.mark.django_db
def test_successes_are_given_back_and_failures_stay():
    for _ in range(10):
        assert _try("office", limit=2)
        guard.forgive("office")
    assert _try("office", limit=2)
    assert _try("office", limit=2)
    guard.forgive("office")
    assert _try("office", limit=2)
    assert not _try("office", limit=2)


@pytest.mark.django_db
def test_clearing_forgets_all():
    while _try("ann"):
        pass
    guard.clear("ann")
    assert _try("ann")


@pytest.mark.django_db
def test_parts_do_not_run_together_and_are_not_kept_in_clear():
    while _try("ab", "c"):
        pass
    assert _try("a", "bc")
    assert not any("ab" in row.key and len(row.key) < 64 for row in Throttle.objects.all())


@pytest.mark.django_db(transaction=True)
def test_l30_parallel_tries_are_counted_one_by_one():
    passed = []
    gate = threading.Barrier(12)

    def attempt():
        gate.wait()
        if _try("ann", limit=5):
            passed.append(1)
        connections.close_all()

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 5
    connection.ensure_connection()


@pytest.mark.django_db
def test_old_counters_are_pruned():
    with clock.standing_at(dt.datetime(2026, 5, 1, tzinfo=dt.UTC)):
        _try("ann")
    _try("bob")
    assert guard.prune_throttles() == 1
