"""Idempotency keys: a repeated write is answered as the first time, and done once (6-api)."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connections

from strongroom.core import clock
from strongroom.core.errors import ConflictError, InvalidError
from strongroom.guard import api as guard

ME, YOU = uuid.uuid4(), uuid.uuid4()


@pytest.mark.django_db
def test_the_second_time_gets_the_first_answer():
    assert guard.begin(ME, "k1", "print") is None
    guard.finish(ME, "k1", status=201, body='{"id": 1}')
    again = guard.begin(ME, "k1", "print")
    assert again == guard.StoredAnswer(201, '{"id": 1}')


@pytest.mark.django_db
def test_another_body_under_the_same_key_is_a_conflict():
    guard.begin(ME, "k1", "print")
    guard.finish(ME, "k1", status=201, body="")
    with pytest.raises(ConflictError) as caught:
        guard.begin(ME, "k1", "another")
    assert caught.value.code == "idempotency_conflict"


@pytest.mark.django_db
def test_a_key_that_is_still_worked_on_is_a_conflict_for_its_owner_only():
    guard.begin(ME, "k1", "print")
    with pytest.raises(ConflictError) as caught:
        guard.begin(ME, "k1", "print")
    assert caught.value.code == "idempotency_conflict"
    assert guard.begin(YOU, "k1", "print") is None


@pytest.mark.django_db
def test_after_a_failure_the_key_is_free_and_an_answer_stays():
    guard.begin(ME, "k1", "print")
    guard.abandon(ME, "k1")
    assert guard.begin(ME, "k1", "print") is None
    guard.finish(ME, "k1", status=201, body="x")
    guard.abandon(ME, "k1")
    assert guard.begin(ME, "k1", "print") == guard.StoredAnswer(201, "x")


@pytest.mark.django_db
def test_what_died_half_way_and_what_is_a_day_old_are_free_again():
    early = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
    with clock.standing_at(early):
        guard.begin(ME, "dead", "print")
        guard.begin(ME, "done", "print")
        guard.finish(ME, "done", status=200, body="")
    with clock.standing_at(early + dt.timedelta(minutes=11)):
        assert guard.begin(ME, "dead", "print") is None
        assert guard.begin(ME, "done", "print") is not None
    with clock.standing_at(early + dt.timedelta(hours=25)):
        assert guard.begin(ME, "done", "other") is None
        assert guard.prune_keys() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_without_sense_is_refused(key):
    with pytest.raises(InvalidError):
        guard.begin(ME, key, "print")


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_goes_ahead():
    went: list[str] = []
    gate = threading.Barrier(8)

    def attempt():
        gate.wait()
        try:
            went.append("ahead" if guard.begin(ME, "k", "print") is None else "answered")
        except ConflictError:
            went.append("refused")
        connections.close_all()

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(went) == ["ahead"] + ["refused"] * 7
