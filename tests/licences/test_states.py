"""Days: month arithmetic of the steps, and states at the edges of a day in the account's zone (C-5)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licences.licence_world import add, at, day, in_zone, keeper
from personas import Firm
from strongroom.core import clock
from strongroom.core.errors import InvalidError
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceFilter
from strongroom.licences.states import STEPS, check_days, due_on, state_of, telling_day


@pytest.mark.parametrize(
    ("expires", "step", "due"),
    [
        ("2026-05-31", "P3M", "2026-02-28"),
        ("2028-05-31", "P3M", "2028-02-29"),
        ("2028-02-29", "P3M", "2027-11-29"),
        ("2027-03-31", "P1M", "2027-02-28"),
        ("2028-03-29", "P1M", "2028-02-29"),
        ("2026-01-15", "P1M", "2025-12-15"),
        ("2026-03-03", "P7D", "2026-02-24"),
        ("2028-03-07", "P7D", "2028-02-29"),
        ("2028-02-29", "P0D", "2028-02-29"),
        ("2199-12-31", "P3M", "2199-09-30"),
        ("1900-01-01", "P3M", "1899-10-01"),
    ],
)
def test_c5_steps_go_back_by_calendar_months(expires: str, step: str, due: str) -> None:
    assert due_on(day(expires), step) == day(due)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_c5_steps_come_one_after_the_other(expires: dt.date) -> None:
    days = [due_on(expires, step) for step in STEPS]
    assert days == sorted(set(days))
    assert 89 <= (expires - days[0]).days <= 92
    assert 28 <= (expires - days[1]).days <= 31


@given(st.dates(dt.date(1901, 1, 1), dt.date(2199, 12, 31)))
@pytest.mark.django_db
def test_c5_the_database_counts_months_in_the_same_way(expires: dt.date) -> None:
    from strongroom.core.statements import fetch

    (row,) = fetch(
        "select (d - interval '3 months')::date as a, (d - interval '1 month')::date as b"
        " from (select %(d)s::date as d) x",
        {"d": expires},
    )
    assert (row["a"], row["b"]) == (due_on(expires, "P3M"), due_on(expires, "P1M"))


@pytest.mark.parametrize(
    ("expires", "state"),
    [
        ("2026-03-09", "overdue"),
        ("2026-03-10", "expiring"),
        ("2026-06-08", "expiring"),
        ("2026-06-09", "active"),
    ],
)
def test_states_of_a_day(expires: str, state: str) -> None:
    assert state_of(day(expires), day("2026-03-10")) == state
    assert state_of(None, day("2026-03-10")) == "active"


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        ("2026-03-10T06:59+00:00", "Europe/London", "2026-03-09"),
        ("2026-03-10T07:00+00:00", "Europe/London", "2026-03-10"),
        ("2026-03-28T18:00+00:00", "Pacific/Auckland", "2026-03-29"),  # 07:00 there
        ("2026-03-28T17:59+00:00", "Pacific/Auckland", "2026-03-28"),
        ("2026-03-29T06:30+00:00", "Europe/London", "2026-03-29"),  # summer time began at one
        ("2026-11-01T13:00+00:00", "America/Los_Angeles", "2026-10-31"),
        ("2026-11-01T15:00+00:00", "America/Los_Angeles", "2026-11-01"),
    ],
)
def test_c5_a_days_mails_begin_at_seven_there(moment: str, zone: str, expected: str) -> None:
    assert telling_day(at(moment), zone) == day(expected)


@pytest.mark.parametrize(
    ("zone", "moment", "states"),
    [
        # The tenth of March ends in Auckland at 11:00 UTC of the tenth, in Los Angeles at 07:00 of the 11th.
        ("Pacific/Auckland", "2026-03-10T10:59:59", ["expiring"]),
        ("Pacific/Auckland", "2026-03-10T11:00:00", ["overdue"]),
        ("America/Los_Angeles", "2026-03-11T06:59:59", ["expiring"]),
        ("America/Los_Angeles", "2026-03-11T07:00:00", ["overdue"]),
    ],
)
def test_c1_overdue_begins_after_the_day_in_the_accounts_zone(
    firm: Firm, zone: str, moment: str, states: list[str]
) -> None:
    in_zone(firm, zone)
    add(firm, expires="2026-03-10")
    with clock.standing_at(at(moment)):
        (row,) = licences.list_licences(keeper(firm)).results
        assert [row.state] == states
        counts = licences.licence_counts(keeper(firm))
        assert (counts.overdue, counts.expiring) == (
            int(states == ["overdue"]),
            int(states == ["expiring"]),
        )
        found = licences.list_licences(keeper(firm), filters=LicenceFilter(state=states[0])).results
        assert [one.id for one in found] == [row.id]


@pytest.mark.parametrize(
    ("issued", "expires", "field"),
    [
        ("2026-03-10", "2026-03-09", "expires_on"),
        ("1899-12-31", "2026-03-09", "issued_on"),
        (None, "9999-12-31", "expires_on"),
        (None, "2200-01-01", "expires_on"),
    ],
)
def test_days_that_can_not_be_are_told_by_field(
    issued: str | None, expires: str, field: str
) -> None:
    with pytest.raises(InvalidError) as raised:
        check_days(day(issued) if issued else None, day(expires))
    assert list(raised.value.errors) == [field]


def test_days_that_can_be() -> None:
    check_days(day("2026-03-10"), day("2026-03-10"))
    check_days(day("2024-02-29"), day("2028-02-29"))
    check_days(None, None)
