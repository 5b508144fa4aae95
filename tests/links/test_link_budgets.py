"""Query budgets of the link pages: the same with 5 rows and with 200 (STYLE 22)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from links.conftest import PASSWORD
from personas import add_many_files, make_folder

pytestmark = pytest.mark.django_db
BUDGETS = {"": 32, "/content": 30, "/archive": 30}


def statements(way, below: str) -> int:
    way.get(below)
    with CaptureQueriesContext(connection) as captured:
        assert way.get(below).status_code == 200
    return len(captured)


@pytest.mark.parametrize("below", ["", "/archive"])
def test_a_folder_costs_the_same_however_much_is_in_it(firm, lead, below):
    plans = make_folder(firm.project.library_id, "Plans")
    way = lead(plans, password=PASSWORD)
    way.unlock()
    add_many_files(plans.id, 5)
    few = statements(way, below)
    add_many_files(plans.id, 195, prefix="more")
    assert statements(way, below) <= few <= BUDGETS[below]


@pytest.mark.parametrize("below", ["", "/archive"])
def test_a_link_to_many_costs_the_same_as_one_to_few(firm, lead, below):
    counts = []
    for number in (2, 40):
        plans = make_folder(firm.project.library_id, f"Plans {number}")
        rooms = [make_folder(plans.id, f"Room {room}") for room in range(number)]
        counts.append(statements(lead(*rooms), below))
    assert counts[1] <= counts[0] <= BUDGETS[below]


@pytest.mark.parametrize("below", ["", "/content"])
def test_one_document(lead, below):
    assert statements(lead("photo.png"), below) <= BUDGETS[below]


def test_an_address_that_opens_nothing_costs_little(db, client):
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/l/AAAAAAAAAAAAAAAAAAAAAAAAAAA").status_code == 404
    assert len(captured) <= 3
