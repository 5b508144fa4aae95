"""The mobile pages: my jobs and all jobs, search, the card, Me; who gets in."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import personas
import surface_world
from strongroom.access.api import Permission
from strongroom.access.models import Seat
from strongroom.directory.models import MemberType


def address(world, name, **kwargs):
    return reverse(f"mobile:{name}", kwargs={"account": world.slug, **kwargs})


def titles(answer):
    return {line.row.title for line in answer.context["lines"]}


@pytest.fixture
def foreman(world):
    """Sees all jobs, and is assigned to the second customer's."""
    made = surface_world.member(
        world.account, "fay", Permission.SURFACE_MOBILE, Permission.JOBS_VIEW
    )
    Seat.objects.create(member=made, library_id=world.second.job.library_id)
    return made


def test_the_first_page_is_the_jobs(world, sign_in):
    answer = sign_in(world.tech).get(address(world, "home"))
    assert (answer.status_code, answer["Location"]) == (302, address(world, "jobs"))


def test_a_technician_sees_only_what_is_assigned(world, sign_in):
    client = sign_in(world.tech)
    for query in ({}, {"show": "all"}):
        answer = client.get(address(world, "jobs"), query)
        assert titles(answer) == {world.first.job.title}
        assert answer.context["choices"] == []
    hidden = address(world, "job", record_id=world.second.job.id)
    missing = address(world, "job", record_id=uuid.uuid4())
    answers = client.get(hidden), client.get(missing)
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_who_sees_all_jobs_begins_with_their_own(world, sign_in, foreman):
    client = sign_in(foreman)
    assert titles(client.get(address(world, "jobs"))) == {world.second.job.title}
    everything = client.get(address(world, "jobs"), {"show": "all"})
    assert titles(everything) == {world.first.job.title, world.second.job.title}


def test_search_stays_within_what_is_shown(world, sign_in, foreman):
    """L2: by number, title or customer; a technician's search finds assigned jobs only."""
    url = address(world, "jobs")
    assert titles(sign_in(world.tech).get(url, {"q": "Boiler"})) == {world.first.job.title}
    assert titles(sign_in(world.tech).get(url, {"q": "Second"})) == set()
    client = sign_in(foreman)
    assert titles(client.get(url, {"q": "First"})) == set()
    assert titles(client.get(url, {"q": "First", "show": "all"})) == {world.first.job.title}


def test_an_empty_search_of_mine_offers_to_search_all(world, sign_in, foreman):
    text = sign_in(foreman).get(address(world, "jobs"), {"q": "First"}).content.decode()
    assert "Search all jobs" in text
    assert "show=all&amp;q=First" in text


def test_an_ended_assignment_is_gone_in_the_next_request(world, sign_in):
    """L40."""
    client = sign_in(world.tech)
    card = address(world, "job", record_id=world.first.job.id)
    assert client.get(card).status_code == 200
    Seat.objects.filter(member=world.tech, library_id=world.first.job.library_id).delete()
    assert client.get(card).status_code == 404
    assert titles(client.get(address(world, "jobs"))) == set()


def test_quotes_stand_in_the_bar_for_whoever_sees_one(world, sign_in):
    nobody = surface_world.member(world.account, "nic", Permission.SURFACE_MOBILE)
    bars = {
        member: [entry.label for entry in answer.context["frame"].nav]
        for member, answer in (
            (member, sign_in(member).get(address(world, "me"))) for member in (world.tech, nobody)
        )
    }
    assert bars[world.tech] == ["Jobs", "Quotes", "Documents", "Licences", "Me"]
    assert bars[nobody] == ["Jobs", "Documents", "Licences", "Me"]


def test_the_card_takes_photos_and_files_from_who_may_add(world, sign_in):
    """The camera comes first; being assigned is enough to add (DESIGN, rule 7)."""
    answer = sign_in(world.tech).get(address(world, "job", record_id=world.first.job.id))
    listed = answer.context["documents"]
    assert listed.camera is True
    assert listed.upload.parent_id == world.first.job.library_id
    assert 'capture="environment"' in answer.content.decode()


def test_who_may_only_look_gets_no_upload(world, sign_in, foreman):
    url = address(world, "job", record_id=world.first.job.id)
    answer = sign_in(foreman).get(url)
    assert answer.status_code == 200
    assert answer.context["documents"].upload is None
    assert "capture=" not in answer.content.decode()


def test_me_shows_who_is_signed_in_and_the_ways_out(world, sign_in):
    text = sign_in(world.tech).get(address(world, "me")).content.decode()
    assert "Terence" in text
    assert world.tech.person.email in text
    assert reverse("sign-out") in text
    assert reverse("password") in text
    assert "Switch to the office" not in text


def test_me_leads_to_the_office_whoever_may_use_it(world, sign_in):
    both = surface_world.member(
        world.account, "bo", Permission.SURFACE_MOBILE, Permission.SURFACE_OFFICE
    )
    assert "Switch to the office" in sign_in(both).get(address(world, "me")).content.decode()


def test_who_may_not_use_the_phone_is_told_so(world, sign_in):
    desk = surface_world.member(world.account, "dee", Permission.SURFACE_OFFICE)
    for name in ("jobs", "quotes", "me"):
        assert sign_in(desk).get(address(world, name)).status_code == 403


@pytest.mark.parametrize("kind", [MemberType.SUBCONTRACTOR, MemberType.WATCHER])
def test_subcontractors_and_watchers_may_enter(world, sign_in, kind):
    """6-api: they see what the rule gives them; here nothing, kindly said."""
    made = personas.make_member(world.account, "sam", kind=kind)
    answer = sign_in(made).get(address(world, "jobs"))
    assert answer.status_code == 200
    assert answer.context["lines"] == []
    assert "sr-empty" in answer.content.decode()


def test_another_firm_does_not_exist_for_its_members(world, sign_in):
    other = surface_world.build("rival")
    client = sign_in(other.tech)
    for url in (
        address(world, "jobs"),
        address(world, "me"),
        address(world, "job", record_id=world.first.job.id),
        address(other, "job", record_id=world.first.job.id),
    ):
        assert client.get(url).status_code == 404


def test_strangers_are_asked_to_sign_in(world):
    answer = Client().get(address(world, "jobs"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=")


BUDGETS = {"jobs": 5, "all jobs": 5, "job": 8, "me": 5}
"""At most so many statements; the session, the person and the member take six of them."""


def fill(world, member, first, count):
    account, customer = world.account, world.first.customer
    for number in range(first, first + count):
        personas.make_job(account, f"F-{number}", f"Job {number}", customer, member)
    personas.add_many_files(world.first.job.library_id, count, prefix=f"photo {first}")


def statements(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_page_costs_the_same_however_much_there_is(world, sign_in, foreman):
    """Query budgets: the same number with 5 rows and with 200."""
    client = sign_in(foreman)
    urls = {
        "jobs": address(world, "jobs"),
        "all jobs": address(world, "jobs") + "?show=all",
        "job": address(world, "job", record_id=world.first.job.id),
        "me": address(world, "me"),
    }
    fill(world, foreman, 0, 5)
    few = {name: statements(client, url) for name, url in urls.items()}
    fill(world, foreman, 5, 195)
    many = {name: statements(client, url) for name, url in urls.items()}
    assert all(many[name] <= few[name] for name in urls), (few, many)
    assert all(many[name] <= BUDGETS[name] for name in urls), many
