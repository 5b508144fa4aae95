"""Query budgets of the portal: a page costs the same with 5 rows and with 200 (STYLE 22)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import personas
from strongroom.store.models import Item

BUDGETS = {"home": 8, "jobs": 4, "quotes": 4, "documents": 4, "job": 6}
"""At most so many statements; the session, the person and the contact take five of them."""


def address(world, name):
    kwargs = {"account": world.slug}
    if name == "job":
        kwargs["record_id"] = world.first.job.id
    return reverse(f"portal:{name}", kwargs=kwargs)


def statements(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def fill(world, first, count):
    account, side = world.account, world.first
    for number in range(first, first + count):
        personas.make_job(account, f"F-{number}", f"Job {number}", side.customer)
        personas.make_quote(account, f"G-{number}", f"Quote {number}", side.customer)
    for library_id in (side.job.library_id, side.project.library_id):
        personas.add_many_files(library_id, count, prefix=f"photo {first}")
    for item in Item.objects.filter(is_file=True, shares=None):
        personas.share(item, side.customer)


@pytest.mark.slow
def test_a_page_costs_the_same_however_much_there_is(world, sign_in):
    client = sign_in(world.first.contact)
    fill(world, 0, 5)
    few = {name: statements(client, address(world, name)) for name in BUDGETS}
    fill(world, 5, 195)
    for name, budget in BUDGETS.items():
        many = statements(client, address(world, name))
        assert many <= min(few[name], budget), name
