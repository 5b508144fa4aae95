"""Query budgets of the link pages: the same with 5 rows and with 200 (STYLE 22)."""

import pytest
from built_sheets import loaded_by
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from links.conftest import PASSWORD
from personas import add_many_files, make_folder
from said import statements_said
from strongroom.access.models import Share
from strongroom.core import clock
from strongroom.sharing import api as sharing

pytestmark = pytest.mark.django_db
BUDGETS = {"": 14, "/content": 14, "/archive": 16}


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


def test_b18_l11_what_never_was_costs_as_much_as_what_is_over(firm, lead):
    """L11: an address that never was takes the same statements as a cancelled or an expired one."""
    cancelled, expired = lead("plan.pdf"), lead("plan.pdf")
    sharing.cancel_share(firm.principal("office"), cancelled.row.id)
    Share.objects.filter(id=expired.row.id).update(expires_at=clock.now())
    costs = set()
    for path in ("/l/AAAAAAAAAAAAAAAAAAAAAAAAAAA", cancelled.path, expired.path):
        with statements_said() as said:
            assert Client().get(path).status_code == 404
        costs.add(tuple(said))
    assert len(costs) == 1
    assert len(costs.pop()) <= 4


def test_a_stranger_loads_little(firm, lead):
    """Link pages are opened once, on phones: 40 KB of style sheets at most, unpacked."""
    plans = make_folder(firm.project.library_id, "Plans")
    add_many_files(plans.id, 2)
    for way in (lead(plans), lead("photo.png"), lead("plan.pdf", password=PASSWORD)):
        page = way.get()
        assert page.status_code == 200
        assert 0 < loaded_by(page.content.decode()) < 40_000
