"""Lists of items of all records: by whom they are shared (D-20), favourites, recent; nothing hidden (L3)."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from personas import Firm, add_many_files, make_file, make_folder
from strongroom.access.api import Entry, Level, Principal, Surface, put_settings
from strongroom.access.models import Grant, Role, Seat
from strongroom.core.errors import InvalidError
from strongroom.documents import api as documents
from strongroom.documents.models import LastLook
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db


def member(firm: Firm, name: str, level: Level = Level.VIEWER) -> Entry:
    return Entry("member", firm.members[name].id, level)


def control(firm: Firm, item: Item, *entries: Entry, by: str = "admin") -> None:
    put_settings(firm.principal(by), item.id, enabled=True, entries=entries, confirm=True)


def shared(firm: Firm, name: str, item: Item) -> documents.SharedBy:
    principal = firm.principal(name)
    rows = documents.shared_items(principal).results
    return documents.shared_by(principal, rows)[item.id]


def recent(principal: Principal, **wanted: str) -> list[tuple[str, str]]:
    return [
        (row.item.name, row.what) for row in documents.recent_items(principal, **wanted).results
    ]


def test_d20_it_is_told_at_which_level_by_whom_and_since_when(firm: Firm) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    control(
        firm, plans, member(firm, "viewer", Level.CONTRIBUTOR), member(firm, "sub", Level.MANAGER)
    )
    told = shared(firm, "viewer", plans)
    assert (told.level, told.role) == (Level.CONTRIBUTOR, "")
    assert (told.by, told.by_name) == (firm.members["admin"].id, firm.principal("admin").name)
    assert timezone.now() - told.since < dt.timedelta(minutes=5)
    assert shared(firm, "sub", plans).level == Level.VIEWER  # D-5


def test_d20_of_several_entries_the_highest_is_told_and_the_role_by_which_it_is(firm: Firm) -> None:
    role = Role.objects.create(account=firm.account, name="Electrician", permissions=[])
    Seat.objects.create(member=firm.members["viewer"], role=role, library=firm.project.library)
    other = Role.objects.create(account=firm.account, name="Elsewhere", permissions=[])
    Seat.objects.create(member=firm.members["viewer"], role=other, library=firm.job.library)
    plans = make_folder(firm.project.library_id, "Plans")
    entries = [member(firm, "viewer"), Entry("role", role.id, Level.CONTRIBUTOR)]
    control(firm, plans, *entries, Entry("role", other.id, Level.MANAGER))
    told = shared(firm, "viewer", plans)
    assert (told.level, told.role) == (Level.CONTRIBUTOR, "Electrician")
    ended = timezone.now() - dt.timedelta(minutes=1)
    Grant.objects.filter(role=role).update(until=ended)
    told = shared(firm, "viewer", plans)
    assert (told.level, told.role) == (Level.VIEWER, "")


def test_d20_an_entry_that_stays_keeps_who_wrote_it_and_when(firm: Firm) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    manager = member(firm, "office", Level.MANAGER)
    control(firm, plans, manager, member(firm, "viewer"))
    long_ago = timezone.now() - dt.timedelta(days=40)
    Grant.objects.filter(policy_id=plans.id).update(created_at=long_ago)
    control(firm, plans, manager, member(firm, "viewer"), member(firm, "sub"), by="office")
    told = shared(firm, "viewer", plans)
    assert (told.since, told.by) == (long_ago, firm.members["admin"].id)
    assert shared(firm, "sub", plans).by == firm.members["office"].id
    control(firm, plans, manager, member(firm, "viewer", Level.CONTRIBUTOR), by="office")
    told = shared(firm, "viewer", plans)
    assert (told.level, told.by) == (Level.CONTRIBUTOR, firm.members["office"].id)
    assert told.since > long_ago
    assert not Grant.objects.filter(policy_id=plans.id, member=firm.members["sub"]).exists()


def test_l3_a_favourite_is_listed_as_long_as_one_sees_it(firm: Firm) -> None:
    clerk = firm.principal("clerk")
    drawing, plan = firm.files["project.pdf"], firm.files["plan.pdf"]
    documents.set_favourite(clerk, item_ids=[drawing.id, plan.id], starred=True)
    rows = documents.favourite_items(clerk).results
    assert [row.name for row in rows] == ["plan.pdf", "project.pdf"]
    assert all(row.starred for row in rows)
    assert [row.name for row in documents.favourite_items(clerk, q="PROJ").results] == [
        "project.pdf"
    ]
    assert documents.favourite_items(firm.principal("office")).results == []
    assert documents.favourite_items(firm.principal("contact")).results == []
    control(firm, drawing, member(firm, "admin", Level.MANAGER))
    assert [row.name for row in documents.favourite_items(clerk).results] == ["plan.pdf"]
    documents.trash(firm.principal("office"), item_ids=[plan.id])
    assert documents.favourite_items(clerk).results == []


def test_recent_is_what_one_opened_added_or_changed_the_latest_first(firm: Firm) -> None:
    clerk, office = firm.principal("clerk"), firm.principal("office")
    drawing, plan = firm.files["project.pdf"], firm.files["plan.pdf"]
    folder = documents.make_folder(office, parent_id=firm.project.library_id, name="Made")
    documents.note_opened(office, drawing.id)
    documents.rename(office, item_id=plan.id, name="site plan.pdf")
    assert recent(office) == [
        ("site plan.pdf", "changed"),
        ("project.pdf", "opened"),
        ("Made", "added"),
    ]
    documents.rename(office, item_id=folder.id, name="Made anew")
    documents.note_opened(office, plan.id)
    assert recent(office)[:2] == [("site plan.pdf", "opened"), ("Made anew", "changed")]
    assert recent(office, q="MADE") == [("Made anew", "changed")]
    assert recent(clerk) == []
    assert recent(firm.principal("contact")) == []


def test_recent_opened_again_it_comes_first_and_a_folder_is_not_opened(firm: Firm) -> None:
    office, drawing = firm.principal("office"), firm.files["project.pdf"]
    for _ in range(2):
        documents.note_opened(office, drawing.id)
    documents.note_opened(office, firm.project.library_id)
    documents.note_opened(office, uuid.uuid4())
    documents.note_opened(firm.principal("contact"), drawing.id)
    look = LastLook.objects.get()
    assert (look.member_id, look.item_id) == (office.id, drawing.id)
    before = timezone.now() - dt.timedelta(days=2)
    LastLook.objects.update(at=before)
    documents.note_opened(office, drawing.id)
    assert LastLook.objects.get().at > before
    LastLook.objects.update(at=timezone.now() - dt.timedelta(days=91))
    documents.note_opened(office, firm.files["plan.pdf"].id)
    assert [one.item_id for one in LastLook.objects.all()] == [firm.files["plan.pdf"].id]


def test_l3_recent_forgets_what_one_no_longer_sees(firm: Firm) -> None:
    clerk, drawing = firm.principal("clerk"), firm.files["project.pdf"]
    documents.note_opened(clerk, drawing.id)
    documents.rename(clerk, item_id=drawing.id, name="drawing.pdf")
    assert recent(clerk) == [("drawing.pdf", "changed")]
    control(firm, drawing, member(firm, "admin", Level.MANAGER))
    assert recent(clerk) == []
    control(firm, drawing, member(firm, "admin", Level.MANAGER), member(firm, "clerk"))
    assert recent(clerk) == [("drawing.pdf", "changed")]
    documents.trash(firm.principal("admin"), item_ids=[drawing.id])
    assert recent(clerk) == []
    documents.purge(firm.principal("admin"), item_ids=[drawing.id])
    assert not LastLook.objects.exists()


def test_a11_on_the_phone_recent_and_new_leave_out_confidential_files(firm: Firm) -> None:
    office, wages = firm.principal("office"), make_file(firm.job.library_id, "wages.pdf")
    documents.set_confidential(office, item_ids=[wages.id], value=True)
    documents.set_favourite(office, item_ids=[wages.id], starred=True)
    phone = firm.principal("office", Surface.MOBILE)
    assert [name for name, _ in recent(office)] == ["wages.pdf"]
    assert "wages.pdf" in [row.name for row in documents.new_items(office).results]
    for page in (documents.favourite_items(phone), documents.new_items(phone)):
        assert "wages.pdf" not in [row.name for row in page.results]
    assert recent(phone) == []


def test_new_is_what_others_added_lately_where_one_sees_it(firm: Firm) -> None:
    clerk = firm.principal("clerk")
    Item.objects.update(created_at=timezone.now() - dt.timedelta(days=31))
    assert documents.new_items(clerk).results == []
    mine = make_file(firm.project.library_id, "mine.pdf", created_by=firm.members["clerk"].id)
    seen = make_file(firm.project.library_id, "seen.pdf", created_by=firm.members["office"].id)
    hidden = make_file(firm.project.library_id, "hidden.pdf")
    make_folder(firm.project.library_id, "A folder")
    control(firm, hidden, member(firm, "admin", Level.MANAGER))
    assert [row.id for row in documents.new_items(clerk).results] == [seen.id]
    assert mine.id in [row.id for row in documents.new_items(firm.principal("office")).results]
    assert documents.new_items(firm.principal("sub")).results == []
    assert documents.new_items(firm.principal("contact")).results == []


def test_lists_are_paged_by_few_statements_however_much_there_is(firm: Firm) -> None:
    office = firm.principal("office")
    names = ("favourite_items", "recent_items", "new_items", "shared_items")

    def statements(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            getattr(documents, name)(office)
        return len(captured)

    first = make_file(firm.other_job.library_id, "first.pdf")
    documents.set_favourite(office, item_ids=[first.id], starred=True)
    documents.note_opened(office, first.id)
    few = {name: statements(name) for name in names}
    add_many_files(firm.other_job.library_id, 60)
    ids = [*Item.objects.filter(name__startswith="photo").values_list("id", flat=True)]
    documents.set_favourite(office, item_ids=ids, starred=True)
    for item_id in ids:
        documents.note_opened(office, item_id)
    assert {name: statements(name) for name in names} == few
    assert max(few.values()) <= 3
    for read in (documents.favourite_items, documents.recent_items, documents.new_items):
        first = read(office, limit=40)
        second = read(office, cursor=first.next, limit=40)
        found = [getattr(row, "item", row).id for row in (*first.results, *second.results)]
        assert len(found) == len(set(found)) >= len(ids)
        with pytest.raises(InvalidError):
            read(office, cursor="nonsense")
