"""Keeping and listing licences: who sees them, what bad input gets, evidence, events (C-1, C-3, C-7)."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from licences.licence_world import add, at, day, keeper, photo
from personas import Firm
from strongroom.access.api import Surface
from strongroom.audit.models import Event
from strongroom.core import clock
from strongroom.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    PreconditionFailedError,
)
from strongroom.documents import api as documents
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceFilter
from strongroom.licences.models import Licence, LicenceType
from strongroom.store.models import Item, Library

pytestmark = pytest.mark.django_db
HOLDERS = ("tech", "sub", "watcher")


@pytest.mark.parametrize("who", HOLDERS)
def test_c7_the_holder_of_whatever_type_sees_their_own(firm: Firm, who: str) -> None:
    mine = add(firm, who, expires="2027-03-10", files=[photo()])
    add(firm, "viewer", expires="2027-03-10")
    principal = firm.principal(who, Surface.MOBILE)
    assert [row.id for row in licences.list_licences(principal).results] == [mine.id]
    assert [row.id for row in licences.own_licences(principal)] == [mine.id]
    assert licences.get_licence(principal, mine.id).may_edit is False
    (file,) = licences.evidence(principal, mine.id)
    assert documents.content(principal, file.id).name == "card.png"


@pytest.mark.parametrize("who", [*HOLDERS, "office", "contact", "stranger"])
def test_c7_nobody_else_learns_of_it(firm: Firm, who: str) -> None:
    theirs = add(firm, "viewer", expires="2027-03-10", files=[photo()])
    (file,) = licences.evidence(keeper(firm), theirs.id)
    principal = firm.principal(who)
    assert licences.list_licences(principal).results == []
    assert licences.licence_counts(principal).all == 0
    for ask in (
        lambda: licences.get_licence(principal, theirs.id),
        lambda: licences.licence_of_library(principal, theirs.library_id),
        lambda: licences.evidence(principal, theirs.id),
        lambda: licences.ledger(principal, theirs.id),
        lambda: licences.renewals_of(principal, theirs.id),
        lambda: licences.update_licence(principal, licence_id=theirs.id, number="1"),
        lambda: licences.delete_licence(principal, licence_id=theirs.id),
        lambda: documents.get(principal, file.id),
    ):
        with pytest.raises(NotFoundError):
            ask()


def test_c7_the_holder_looks_and_changes_nothing(firm: Firm) -> None:
    mine = add(firm, "tech", expires="2027-03-10")
    principal = firm.principal("tech")
    for change in (
        lambda: licences.update_licence(
            principal, licence_id=mine.id, expires_on=day("2030-01-01")
        ),
        lambda: licences.archive_licence(principal, licence_id=mine.id),
        lambda: licences.delete_licence(principal, licence_id=mine.id),
        lambda: licences.replace_licence(principal, licence_id=mine.id),
        lambda: licences.add_evidence(principal, licence_id=mine.id, files=[photo()]),
        lambda: licences.matrix(principal),
        lambda: licences.add_licence(principal, member_id=mine.member_id, new_type="Any"),
        lambda: licences.create_type(principal, name="Any"),
        lambda: licences.list_types(principal),
    ):
        with pytest.raises(ForbiddenError):
            change()
    assert licences.get_licence(keeper(firm), mine.id).expires_on == day("2027-03-10")


def test_c3_add_with_new_type_files_and_event(firm: Firm) -> None:
    staged = [photo("front.png"), photo("back.png")]
    row = add(
        firm, expires="2028-02-29", number=" AB  12 ", issued_on=day("2024-02-29"), files=staged
    )
    assert (row.type_name, row.number, row.expires_on) == (
        "Forklift ticket",
        "AB 12",
        day("2028-02-29"),
    )
    assert {file.name for file in licences.evidence(keeper(firm), row.id)} == {
        "front.png",
        "back.png",
    }
    assert Item.objects.get(id=row.library_id).name == "Forklift ticket, Tech"
    assert Event.objects.filter(verb="licence.added", subject_id=row.id).count() == 1
    assert not any(file.staged.path.exists() for file in staged)


def test_c3_a_toolbox_has_no_expiry(firm: Firm) -> None:
    row = licences.add_licence(
        keeper(firm),
        member_id=firm.members["tech"].id,
        new_type="Toolbox 12",
        new_type_kind="equipment",
    )
    assert (row.state, row.days_left, row.type_kind) == ("active", None, "equipment")


def test_the_same_save_twice_is_one_licence(firm: Firm) -> None:
    wanted = uuid.uuid4()
    first = add(firm, licence_id=wanted)
    assert add(firm, licence_id=wanted, files=[photo()]) == first
    assert Licence.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"expires_on": day("2026-01-01"), "issued_on": day("2026-01-02")}, "expires_on"),
        ({"expires_on": day("9999-12-31")}, "expires_on"),
        ({"number": "1" * 61}, "number"),
        ({"number": "1\0"}, "number"),
        ({"new_type": "x" * 101}, "new_type"),
        ({"new_type": "x\0"}, "new_type"),
        ({"new_type": "   "}, "type_id"),
        ({"new_type_kind": "boat"}, "kind"),
        ({"type_id": uuid.uuid4()}, "type_id"),
        ({"type_id": uuid.uuid4(), "new_type": ""}, "type_id"),
        ({"member_id": uuid.uuid4()}, "member_id"),
    ],
)
def test_bad_input_is_told_by_field_and_leaves_nothing(
    firm: Firm, fields: dict[str, object], field: str
) -> None:
    file = photo()
    wanted = {"member_id": firm.members["tech"].id, "new_type": "Any", **fields}
    with pytest.raises(InvalidError) as raised:
        licences.add_licence(keeper(firm), files=[file], **wanted)  # type: ignore[arg-type]
    assert field in raised.value.errors
    assert not Licence.objects.exists()
    assert not LicenceType.objects.exists()
    assert not file.staged.path.exists()


def test_others_users_and_deactivated_ones_are_refused(firm: Firm) -> None:
    for who in ("stranger", "gone"):
        with pytest.raises(InvalidError) as raised:
            add(firm, who)
        assert list(raised.value.errors) == ["member_id"]


def test_twenty_files_at_once_and_no_more(firm: Firm) -> None:
    files = [photo(f"{number}.png") for number in range(21)]
    with pytest.raises(InvalidError) as raised:
        add(firm, files=files)
    assert list(raised.value.errors) == ["files"]
    assert not any(file.staged.path.exists() for file in files)
    assert not Licence.objects.exists()


def test_update_takes_dates_away_and_notices_others_changes(firm: Firm) -> None:
    row = add(firm, expires="2027-03-10", issued_on=day("2026-03-10"))
    with pytest.raises(InvalidError):
        licences.update_licence(keeper(firm), licence_id=row.id, expires_on=day("2026-03-09"))
    changed = licences.update_licence(
        keeper(firm), licence_id=row.id, expires_on=None, if_updated_at=row.updated_at
    )
    assert (changed.expires_on, changed.issued_on) == (None, day("2026-03-10"))
    with pytest.raises(PreconditionFailedError):
        licences.update_licence(
            keeper(firm), licence_id=row.id, number="1", if_updated_at=row.updated_at
        )
    (event,) = Event.objects.filter(verb="licence.changed")
    assert event.data["fields"] == ["expires_on"]


def test_another_type_renames_the_folder(firm: Firm) -> None:
    row = add(firm)
    other, _ = licences.create_type(keeper(firm), name="Crane")
    licences.update_licence(keeper(firm), licence_id=row.id, type_id=other.id)
    assert Item.objects.get(id=row.library_id).name == "Crane, Tech"


def test_archive_and_replace(firm: Firm) -> None:
    old = add(firm, expires="2027-03-10")
    new = licences.replace_licence(
        keeper(firm), licence_id=old.id, expires_on=day("2030-03-10"), files=[photo()]
    )
    assert (new.member_id, new.type_id) == (old.member_id, old.type_id)
    assert [row.id for row in licences.list_licences(keeper(firm)).results] == [new.id]
    kept = licences.get_licence(keeper(firm), old.id)
    assert kept.archived
    assert kept.replaced_by_id == new.id
    with pytest.raises(ConflictError) as raised:
        licences.unarchive_licence(keeper(firm), licence_id=old.id)
    assert raised.value.code == "licence_replaced"
    licences.archive_licence(keeper(firm), licence_id=new.id)
    assert licences.list_licences(keeper(firm)).results == []
    archived = licences.list_licences(keeper(firm), filters=LicenceFilter(state="archived"))
    assert {row.id for row in archived.results} == {old.id, new.id}
    assert not licences.unarchive_licence(keeper(firm), licence_id=new.id).archived


def test_delete_removes_evidence_and_leaves_an_event(firm: Firm) -> None:
    row = add(firm, expires="2027-03-10", files=[photo()])
    licences.submit_renewal(
        firm.principal("tech"), licence_id=row.id, expires_on=day("2030-01-01"), files=[photo()]
    )
    licences.delete_licence(keeper(firm), licence_id=row.id)
    assert not Library.objects.filter(id=row.library_id).exists()
    assert not Item.objects.filter(library_id=row.library_id).exists()
    (event,) = Event.objects.filter(verb="licence.deleted", subject_id=row.id)
    assert event.data["files"] == 2
    with pytest.raises(NotFoundError):
        licences.get_licence(keeper(firm), row.id)


def test_c1_filters_search_and_figures(firm: Firm) -> None:
    with clock.standing_at(at("2026-03-10T12:00")):
        overdue = add(firm, "tech", expires="2026-03-09")
        soon = add(firm, "sub", expires="2026-06-08", number="N-77")
        later = add(firm, "watcher", "Crane", expires="2026-06-09")
        never = add(firm, "office", "Toolbox")
        who = keeper(firm)

        def found(**fields: object) -> set[uuid.UUID]:
            filters = LicenceFilter(**fields)  # type: ignore[arg-type]
            return {row.id for row in licences.list_licences(who, filters=filters).results}

        everything = {overdue.id, soon.id, later.id, never.id}
        assert found() == everything
        assert found(state="active") == everything - {overdue.id}
        assert found(state="expiring") == {soon.id}
        assert found(state="overdue") == {overdue.id}
        assert found(state="overdue,expiring") == {overdue.id, soon.id}
        assert found(state="active, expiring,overdue") == found(state="") == everything
        assert found(state="archived") == set()
        assert found(type_id=later.type_id) == {later.id}
        assert found(q="SUB") == {soon.id}
        assert found(q="n-77") == {soon.id}
        assert found(q="100%_\0") == set()
        assert found(member_id=firm.members["office"].id) == {never.id}
        counts = licences.licence_counts(who)
        assert (counts.active, counts.expiring, counts.overdue, counts.all) == (3, 1, 1, 4)
    for filters in (
        LicenceFilter(state="lost"),
        LicenceFilter(state="archived,active"),
        LicenceFilter(kind="boat"),
    ):
        with pytest.raises(InvalidError):
            licences.list_licences(keeper(firm), filters=filters)


def test_who_left_is_left_out_unless_asked_for(firm: Firm) -> None:
    row = add(firm, "tech", expires="2027-03-10")
    firm.members["tech"].active = False
    firm.members["tech"].save()
    assert licences.list_licences(keeper(firm)).results == []
    assert licences.licence_counts(keeper(firm)).all == 0
    for filters in (
        LicenceFilter(include_left=True),
        LicenceFilter(member_id=firm.members["tech"].id),
    ):
        assert [
            one.id for one in licences.list_licences(keeper(firm), filters=filters).results
        ] == [row.id]


@pytest.mark.parametrize("sort", ["expires", "-expires", "member", "-member", "type", "-type"])
def test_c1_pages_hold_each_licence_once_in_order(firm: Firm, sort: str) -> None:
    people = ["tech", "sub", "watcher", "office"]
    for number in range(13):
        expires = "" if number % 4 == 3 else f"2027-0{1 + number % 3}-10"
        add(firm, people[number % 4], f"Type {number % 2}", expires=expires)
    everything = licences.list_licences(keeper(firm), sort=sort, limit=200).results
    paged, cursor = [], None
    while True:
        page = licences.list_licences(keeper(firm), sort=sort, cursor=cursor, limit=3)
        paged += page.results
        cursor = page.next
        if cursor is None:
            break
    assert paged == everything
    assert len({row.id for row in paged}) == 13
    key = sort.lstrip("-")
    values = [
        (row.expires_on is None, row.expires_on)
        if key == "expires"
        else (row.member_name if key == "member" else row.type_name).lower()
        for row in everything
    ]
    plain = [(value[0], str(value[1])) if key == "expires" else value for value in values]
    assert plain == sorted(plain, reverse=sort.startswith("-"))


def test_a_cursor_of_another_list_is_refused(firm: Firm) -> None:
    for number in range(3):
        add(firm, kind=f"Type {number}")
    page = licences.list_licences(keeper(firm), limit=1)
    for cursor, sort in ((page.next, "member"), ("nonsense", "expires"), ("W10", "expires")):
        with pytest.raises(InvalidError):
            licences.list_licences(keeper(firm), sort=sort, cursor=cursor)
    with pytest.raises(InvalidError):
        licences.list_licences(keeper(firm), sort="colour")


def test_lists_and_figures_are_one_statement_each(firm: Firm) -> None:
    for number in range(5):
        add(firm, kind=f"Type {number}", expires="2027-03-10")
    who = keeper(firm)
    for ask in (
        lambda: licences.list_licences(who),
        lambda: licences.licence_counts(who),
        lambda: licences.own_licences(who),
        lambda: licences.pending_renewals(who),
    ):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask()
        assert len(queries) == 1
