"""Jobs and quotes: who sees which, numbers, assignment, search, pages, customers (A-1, A-12, L33)."""

import threading
import uuid

import pytest
from django.db import connections

from personas import make_job
from strongroom.access.models import Seat
from strongroom.audit.models import Event
from strongroom.core.errors import (
    ForbiddenError,
    InvalidError,
    NotFoundError,
    PreconditionFailedError,
)
from strongroom.directory.models import Account, Member
from strongroom.store.models import Item, Library
from strongroom.work import api as work
from strongroom.work.models import Job

pytestmark = pytest.mark.django_db


def _numbers(page) -> list[str]:
    return [row.number for row in page.results]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("admin", ["J-3", "J-2", "J-1"]),
        ("office", ["J-3", "J-2", "J-1"]),
        ("clerk", ["J-3", "J-2", "J-1"]),
        ("tech", ["J-1"]),
        ("sub", ["J-1"]),
        ("watcher", []),
        ("contact", ["J-2", "J-1"]),
        ("rival", ["J-3"]),
    ],
)
def test_who_sees_which_jobs(firm, name, numbers):
    principal = firm.principal(name)
    assert _numbers(work.JOBS.list(principal)) == numbers
    for job in (firm.job, firm.other_job, firm.rival_job):
        if job.number in numbers:
            assert work.JOBS.get(principal, job.id).number == job.number
        else:
            with pytest.raises(NotFoundError):
                work.JOBS.get(principal, job.id)
    with pytest.raises(NotFoundError):
        work.JOBS.get(principal, firm.foreign_job.id)


def test_a12_a_contact_sees_jobs_only_while_the_module_is_on_and_nobodys_names(firm):
    row = work.JOBS.get(firm.principal("contact"), firm.job.id)
    assert (row.assigned, row.assigned_names, row.may_edit, row.may_add) == ((), (), False, False)
    Account.objects.filter(id=firm.account.id).update(portal_off=["jobs"])
    assert _numbers(work.JOBS.list(firm.principal("contact"))) == []
    assert _numbers(work.QUOTES.list(firm.principal("contact"))) == ["Q-1"]
    with pytest.raises(NotFoundError):
        work.JOBS.get(firm.principal("contact"), firm.job.id)


def test_what_may_be_done_stands_on_the_row(firm):
    may = {
        name: (row.may_edit, row.may_add)
        for name in ("admin", "clerk", "viewer", "tech", "sub")
        for row in [work.JOBS.get(firm.principal(name), firm.job.id)]
    }
    assert may == {
        "admin": (True, True),
        "clerk": (True, True),
        "viewer": (False, False),
        "tech": (False, True),
        "sub": (False, False),
    }


def test_search_looks_in_number_title_and_customer_whatever_the_case(firm):
    office = firm.principal("office")
    assert _numbers(work.JOBS.list(office, q="boiler HOUSE")) == ["J-1"]
    assert _numbers(work.JOBS.list(office, q="j-2")) == ["J-2"]
    assert _numbers(work.JOBS.list(office, q=" birch ")) == ["J-3"]
    assert _numbers(work.JOBS.list(office, q="100%_")) == []
    assert _numbers(work.JOBS.list(office, q="\0")) == ["J-3", "J-2", "J-1"]
    assert _numbers(work.JOBS.list(firm.principal("tech"), q="birch")) == []


def test_filters_by_status_customer_and_mine(firm):
    office = firm.principal("office")
    work.JOBS.update(office, firm.job.id, status="done")
    assert _numbers(work.JOBS.list(office, status="done")) == ["J-1"]
    assert _numbers(work.JOBS.list(office, customer_id=firm.customers["birch"].id)) == ["J-3"]
    assert _numbers(work.JOBS.list(office, mine=True)) == []
    work.JOBS.update(office, firm.rival_job.id, assigned=[firm.members["office"].id])
    assert _numbers(work.JOBS.list(office, mine=True)) == ["J-3"]
    with pytest.raises(InvalidError):
        work.JOBS.list(office, status="nonsense")


def test_pages_are_newest_first_without_gaps_or_doubles(firm):
    office = firm.principal("office")
    for number in range(7):
        work.JOBS.create(office, title=f"Job {number}", customer_id=firm.customers["alder"].id)
    seen, cursor = [], None
    while True:
        page = work.JOBS.list(office, cursor=cursor, limit=3)
        seen += _numbers(page)
        cursor = page.next
        if cursor is None:
            break
    assert seen == _numbers(work.JOBS.list(office))
    assert len(set(seen)) == 10
    for bad in ("nonsense", "WyJ4IiwgInkiXQ", "WyIyMDI2LTAxLTAxIiwgIngiXQ"):
        with pytest.raises(InvalidError):
            work.JOBS.list(office, cursor=bad)


def test_a_list_takes_one_query_and_one_for_the_assigned(firm, django_assert_num_queries):
    office, contact = firm.principal("office"), firm.principal("contact")
    for number in range(20):
        make_job(firm.account, f"X-{number}", "More", firm.customers["alder"], firm.members["tech"])
    with django_assert_num_queries(2):
        assert len(work.JOBS.list(office, q="more").results) == 20
    with django_assert_num_queries(1):
        work.JOBS.list(contact)
    with django_assert_num_queries(1):
        work.list_customers(office)
    with django_assert_num_queries(1):
        work.list_projects(office)


def test_creating_makes_library_number_event_and_assignment(firm):
    office, tech, sub = firm.principal("office"), firm.members["tech"], firm.members["sub"]
    row = work.JOBS.create(
        office,
        title="  New   heating ",
        customer_id=firm.customers["birch"].id,
        assigned=[tech.id, sub.id],
    )
    assert (row.number, row.title, row.name) == ("J-1001", "New heating", "J-1001 New heating")
    assert set(row.assigned) == {tech.id, sub.id}
    library = Library.objects.get(id=row.library_id)
    assert (library.kind, library.customer_id) == ("job", firm.customers["birch"].id)
    assert Item.objects.get(id=row.library_id).name == "J-1001 New heating"
    assert work.JOBS.get(firm.principal("tech"), row.id)
    verbs = list(Event.objects.filter(library_id=row.library_id).values_list("verb", flat=True))
    assert sorted(verbs) == ["job.created", "member.assigned", "member.assigned"]


@pytest.mark.parametrize("name", ["viewer", "tech", "sub", "watcher", "contact"])
def test_who_may_not_create_or_change(firm, name):
    principal = firm.principal(name)
    with pytest.raises(ForbiddenError):
        work.JOBS.create(principal, title="X", customer_id=firm.customers["alder"].id)
    with pytest.raises(ForbiddenError if name != "watcher" else NotFoundError):
        work.JOBS.update(principal, firm.job.id, title="X")
    with pytest.raises(NotFoundError):
        work.JOBS.update(principal, firm.foreign_job.id, title="X")
    assert Job.objects.get(id=firm.job.id).title == "Rewire the boiler house"


def test_numbers_count_up_by_account_and_kind_and_given_ones_are_unique(firm):
    office, alder = firm.principal("office"), firm.customers["alder"].id

    def make(number=None):
        return work.JOBS.create(office, title="X", customer_id=alder, number=number).number

    assert [make(), make(), make("J-2000"), make(), make("K 7")] == [
        "J-1001",
        "J-1002",
        "J-2000",
        "J-2001",
        "K 7",
    ]
    assert work.QUOTES.create(office, title="X", customer_id=alder).number == "Q-1001"
    for taken in ("J-1001", " K 7 ", "k 7", "j-1001", "K\u200b 7"):
        with pytest.raises(InvalidError) as caught:
            make(taken)
        assert "number" in caught.value.errors
    with pytest.raises(InvalidError):
        work.JOBS.update(office, firm.job.id, number="J-2")
    with pytest.raises(InvalidError):
        work.JOBS.update(office, firm.job.id, number="k 7")
    own = work.JOBS.update(office, firm.job.id, number=firm.job.number.lower())
    assert own.number == firm.job.number.lower()
    make("j-3000")
    assert make() == "J-3001"
    stranger = firm.principal("stranger")
    foreign = firm.customers["foreign"].id
    assert work.JOBS.create(stranger, title="X", customer_id=foreign).number == "J-1001"


@pytest.mark.django_db(transaction=True)
def test_numbers_do_not_race(firm):
    made: list[str] = []
    gate = threading.Barrier(6)

    def press():
        gate.wait()
        row = work.JOBS.create(
            firm.principal("office"), title="X", customer_id=firm.customers["alder"].id
        )
        made.append(row.number)
        connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [f"J-{number}" for number in range(1001, 1007)]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": "   "}),
        ("title", {"title": "x" * 201}),
        ("title", {"title": "a\0b"}),
        ("status", {"status": "flying"}),
        ("number", {"number": "n" * 31}),
    ],
)
def test_bad_input_names_its_field(firm, field, values):
    arguments = {"title": "T", "customer_id": firm.customers["alder"].id, **values}
    with pytest.raises(InvalidError) as caught:
        work.JOBS.create(firm.principal("office"), **arguments)
    assert list(caught.value.errors) == [field]


def test_l33_a_foreign_customer_or_member_is_unknown(firm):
    office = firm.principal("office")
    for customer_id in (firm.customers["foreign"].id, uuid.uuid4()):
        with pytest.raises(InvalidError) as caught:
            work.JOBS.create(office, title="X", customer_id=customer_id)
        assert list(caught.value.errors) == ["customer_id"]
    for member in ("stranger", "gone"):
        with pytest.raises(InvalidError) as caught:
            work.JOBS.update(office, firm.job.id, assigned=[firm.members[member].id])
        assert list(caught.value.errors) == ["assigned"]
    assert Seat.objects.filter(library_id=firm.job.library_id).count() == 2


def test_l40_an_ended_assignment_is_refused_in_the_next_request(firm):
    office, tech = firm.principal("office"), firm.principal("tech")
    row = work.JOBS.update(office, firm.job.id, assigned=[firm.members["sub"].id])
    assert row.assigned_names == ("Sub",)
    with pytest.raises(NotFoundError):
        work.JOBS.get(tech, firm.job.id)
    verbs = Event.objects.filter(verb__in=["member.assigned", "member.unassigned"])
    assert [event.subject_id for event in verbs] == [firm.members["tech"].id]


def test_a_member_who_left_stays_assigned_without_blocking_a_change(firm):
    Member.objects.filter(id=firm.members["sub"].id).update(active=False)
    office = firm.principal("office")
    row = work.JOBS.update(
        office,
        firm.job.id,
        assigned=[firm.members["sub"].id, firm.members["clerk"].id],
    )
    assert set(row.assigned) == {firm.members["sub"].id, firm.members["clerk"].id}


def test_renaming_takes_the_root_along_and_leaves_an_event(firm):
    office = firm.principal("office")
    work.JOBS.update(office, firm.job.id, title="Rewire it all")
    assert Item.objects.get(id=firm.job.library_id).name == "J-1 Rewire it all"
    events = Event.objects.filter(verb="job.changed").count()
    work.JOBS.update(office, firm.job.id, title="Rewire it all")
    assert Event.objects.filter(verb="job.changed").count() == events == 1


def test_two_editors_the_second_is_told(firm):
    office = firm.principal("office")
    before = work.JOBS.get(office, firm.job.id)
    work.JOBS.update(office, firm.job.id, title="A", if_updated_at=before.updated_at)
    with pytest.raises(PreconditionFailedError):
        work.JOBS.update(office, firm.job.id, title="B", if_updated_at=before.updated_at)
    assert work.JOBS.get(office, firm.job.id).title == "A"


def test_changing_the_customer_changes_the_librarys(firm):
    office, birch = firm.principal("office"), firm.customers["birch"]
    row = work.JOBS.update(office, firm.other_job.id, customer_id=birch.id)
    assert row.customer_name == "Birch Retail"
    assert Library.objects.get(id=row.library_id).customer_id == birch.id
    assert _numbers(work.JOBS.list(firm.principal("rival"))) == ["J-3", "J-2"]
    assert _numbers(work.JOBS.list(firm.principal("contact"))) == ["J-1"]


def test_quotes_work_alike(firm):
    office = firm.principal("office")
    row = work.QUOTES.create(office, title="Extension", customer_id=firm.customers["alder"].id)
    assert (row.status, row.status_label, row.scheduled_on) == ("draft", "Draft", None)
    row = work.QUOTES.update(office, row.id, status="sent")
    assert _numbers(work.QUOTES.list(office, status="sent")) == [row.number, "Q-1"]
    assert _numbers(work.QUOTES.list(firm.principal("contact"))) == [row.number, "Q-1"]
    with pytest.raises(NotFoundError):
        work.QUOTES.get(firm.principal("rival"), row.id)


def test_choices_for_assignment_are_for_who_may_assign(firm):
    names = {choice.name for choice in work.assignable_members(firm.principal("clerk"))}
    assert names == {"Admin", "Office", "Clerk", "Viewer", "Tech", "Sub"}, "not a watcher: D-6"
    for name in ("viewer", "tech", "contact"):
        with pytest.raises(ForbiddenError):
            work.assignable_members(firm.principal(name))
