"""What is prepared is planned once, for all values; rows come by the names of their columns."""

import pytest
from django.db import transaction

from strongroom.config.database import database_settings
from strongroom.core.statements import fetch, fetch_prepared, stream

TEXT = "select %(number)s::int + 1 as following -- of this test alone"


@pytest.mark.django_db
def test_a_prepared_statement_has_one_plan_from_its_first_run_on() -> None:
    rows = [fetch_prepared(TEXT, {"number": number}) for number in range(3)]
    assert rows == [[{"following": 1}], [{"following": 2}], [{"following": 3}]]
    (plans,) = fetch(
        "select generic_plans, custom_plans from pg_prepared_statements where statement like %(text)s",
        {"text": "%of this test alone"},
    )
    assert plans == {"generic_plans": 3, "custom_plans": 0}


@pytest.mark.django_db
def test_no_statement_is_compiled() -> None:
    assert fetch("show jit", {}) == [{"jit": "off"}]


def test_options_of_the_address_are_left_alone() -> None:
    found = database_settings("postgresql:///firm?options=-c%20jit=on", pool_size=2)
    assert found["OPTIONS"]["options"] == "-c jit=on"


@pytest.mark.django_db
def test_a_stream_yields_each_row_once() -> None:
    with transaction.atomic():
        rows = list(stream("select n from generate_series(1, 7) n", {}, chunk=3))
    assert rows == [{"n": n} for n in range(1, 8)]
