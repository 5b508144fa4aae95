"""E-15: what decides sight leaves history rows, whatever code writes it."""

from __future__ import annotations

import datetime as dt
import importlib
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction

from personas import Firm, add_many_files, make_file, make_folder, make_member, share
from storing import together
from strongroom.access import api
from strongroom.access.api import Held, HistoryKind
from strongroom.access.models import Grant, History, Policy, Role, Seat, Share
from strongroom.core import clock
from strongroom.core.ids import new_id
from strongroom.directory.models import Account, Contact, Customer, Member, Person
from strongroom.documents import api as documents
from strongroom.store import api as store
from strongroom.store.models import Item, Library, LibraryKind

LATER = dt.datetime(2027, 3, 3, 17, tzinfo=dt.UTC)


def held(row: models.Model) -> tuple[Held, ...]:
    return api.history_of(HistoryKind(type(row).__name__.lower()), row.pk)


def whats(row: models.Model, *names: str) -> list[tuple[Any, ...]]:
    """Return what held, one after the other, and make sure that there are no gaps and no overlaps."""
    rows = held(row)
    for before, after in itertools.pairwise(rows):
        assert before.until == after.since
    assert all(each.until is None or each.since <= each.until for each in rows)
    return [tuple(each.what[name] for name in names) for each in rows]


def closed(row: models.Model) -> bool:
    return held(row)[-1].until is not None


def change(row: models.Model, **fields: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(**fields)  # type: ignore[attr-defined]


def through(row: models.Model, other: dict[str, Any], **deciding: Any) -> None:
    """Prove that a row opens with its making, changes with what decides, and closes at the end."""
    (name, new), old = next(iter(deciding.items())), None
    assert len(held(row)) == 1, type(row)
    assert not closed(row)
    for each, value in other.items():
        change(row, **{each: value})
    assert len(held(row)) == 1, f"{type(row)}: {other} decides nothing"
    old = getattr(row, name)
    change(row, **{name: new})
    shown = [value for (value,) in whats(row, name)]
    assert shown == [_json(old), _json(new)], type(row)
    assert not closed(row)
    copy = type(row)(pk=row.pk)
    row.delete()
    assert len(held(copy)) == 2
    assert closed(copy)


def _json(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | list) else str(value)


def test_each_kind_opens_changes_and_closes(firm: Firm) -> None:
    """E-15, one kind after the other: what decides makes rows, what doesn't makes none."""
    account = Account.objects.create(slug="new", name="New")
    through(account, {"name": "Newer", "time_zone": "UTC", "logo_tag": "x"}, plan="basic")
    person = Person.objects.create(email="a@new.example", name="A")
    through(person, {"name": "B", "password": "x", "email": "b@new.example"}, is_active=False)
    member = make_member(firm.account, "mo")
    through(member, {}, active=False)
    through(make_member(firm.account, "ma"), {}, type="watcher")
    through(make_member(firm.account, "mi"), {}, view_confidential=True)
    customer = Customer.objects.create(account=firm.account, name="Elm")
    contact = Contact.objects.create(account=firm.account, customer=customer, name="C")
    used = {"name": "D", "email": "d@elm.example", "last_used_at": LATER}
    through(contact, used, portal_access=True)
    through(customer, {"name": "Oak"}, portal_off=["jobs"])
    library = Library.objects.create(account=firm.account, kind=LibraryKind.PROJECT)
    through(library, {}, customer_id=firm.customers["alder"].id)


def test_what_the_decision_reads_of_access_opens_changes_and_closes(firm: Firm) -> None:
    """E-15: roles, seats, settings, entries, shares."""
    role = Role.objects.create(account=firm.account, name="Site", permissions=["jobs.view"])
    through(role, {}, permissions=["jobs.view", "jobs.edit"])
    seat = Seat.objects.create(member=firm.members["clerk"], role=firm.roles["viewer"])
    through(seat, {"created_at": LATER}, library_id=firm.job.library_id)
    plan = firm.files["plan.pdf"]
    policy = Policy.objects.create(item=plan, library_id=plan.library_id)
    for change in ({"level": 2}, {"until": LATER}):
        grant = Grant.objects.create(policy=policy, member=firm.members["clerk"])
        through(grant, {"created_by": firm.members["admin"]}, **change)
    through(policy, {"updated_at": LATER}, enabled=False)
    for fields in (
        {"cancelled_at": LATER},
        {"expires_at": LATER},
        {"keeper_id": firm.members["admin"].id},
    ):
        through(share(plan, firm.customers["alder"]), {"notify_on_opening": True}, **fields)


def test_an_item_leaves_rows_when_it_moves_or_is_marked(firm: Firm) -> None:
    """E-15: none when it is made, renamed or versioned; the first change tells what was before, too."""
    folder = make_folder(firm.job.library_id, "Drawings")
    paper = make_file(folder.id, "a.pdf")
    change(paper, name="b.pdf", updated_at=LATER, last_version=2, tags=["x"])
    assert not History.objects.filter(row_id=paper.id).exists()
    assert whats(paper, "parent_id", "is_file", "trashed") == [(str(folder.id), True, False)]
    assert held(paper)[0].since >= paper.created_at

    before = held(paper)[0]
    documents.move(
        firm.principal("admin"), item_ids=[paper.id], parent_id=firm.job.library_id, confirm=True
    )
    change(paper, confidential=True)
    change(paper, trashed_at=LATER)
    change(paper, trashed_at=LATER + dt.timedelta(days=1))
    copy = Item(pk=paper.pk)
    paper.delete()
    root = str(firm.job.library_id)
    assert whats(copy, "parent_id", "confidential", "trashed") == [
        (str(folder.id), False, False),
        (root, False, False),
        (root, True, False),
        (root, True, True),
    ]
    assert held(copy)[0].since == before.since
    assert closed(copy)


def test_an_untouched_item_that_is_deleted_leaves_what_it_was(firm: Firm) -> None:
    paper = make_file(firm.job.library_id, "a.pdf", confidential=False)
    copy = Item(pk=paper.pk)
    assert api.history_of(HistoryKind.ITEM, new_id()) == ()
    paper.delete()
    assert whats(copy, "parent_id") == [(str(firm.job.library_id),)]
    assert closed(copy)
    assert History.objects.get(row_id=copy.pk).account_id == firm.account.id


def test_moving_a_folder_writes_of_the_folder_alone(firm: Firm) -> None:
    """E-15: what is below finds its place through it; moved to another record as well."""
    folder = make_folder(firm.job.library_id, "Photos")
    add_many_files(folder.id, 30)
    before = set(History.objects.values_list("id", flat=True))
    target = firm.other_job.library_id
    documents.move(firm.principal("admin"), item_ids=[folder.id], parent_id=target, confirm=True)
    assert Item.objects.filter(library_id=target).count() > 30
    written = History.objects.filter(kind="item").exclude(id__in=before)
    assert set(written.values_list("row_id", flat=True)) == {folder.id}


def test_many_rows_are_written_with_as_many_statements_as_one(firm: Firm) -> None:
    """E-15: sets of rows, and the application's statements stay what they were."""
    members = [make_member(firm.account, f"m{number}") for number in range(20)]
    plan = firm.files["plan.pdf"]
    policy = Policy.objects.create(item=plan, library_id=plan.library_id)
    grants = Grant.objects.bulk_create(Grant(policy=policy, member=each) for each in members)
    for grant in grants:
        assert whats(grant, "level") == [(1,)]
    few, rest = [grant.id for grant in grants[:5]], [grant.id for grant in grants[5:]]
    with connection.execute_wrapper(_counter(counted := [])):
        Grant.objects.filter(policy=policy).exclude(id__in=rest).update(level=2)
        Grant.objects.filter(id__in=few).update(level=2)
    assert len(counted) == 2
    for grant in grants:
        assert len(held(grant)) == (2 if grant.id in few else 1)
    Grant.objects.filter(policy=policy).delete()
    assert all(closed(grant) for grant in grants)
    rows = History.objects.filter(row_id__in=[grant.id for grant in grants])
    assert set(rows.values_list("account_id", flat=True)) == {firm.account.id}


def _counter(seen: list[str]) -> Callable[..., Any]:
    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    return count


def test_rolled_back_changes_leave_nothing(firm: Firm) -> None:
    """E-15: in the transaction of the change; what is tried for a preview never was."""
    before = list(History.objects.order_by("id").values())
    with transaction.atomic():
        Role.objects.all().update(permissions=[])
        share(firm.files["plan.pdf"], firm.customers["alder"])
        Item.objects.all().update(confidential=True)
        Seat.objects.all().delete()
        assert History.objects.count() > len(before)
        transaction.set_rollback(True)
    assert list(History.objects.order_by("id").values()) == before


def test_two_changes_in_one_transaction_keep_their_order(firm: Firm) -> None:
    role = firm.roles["clerk"]
    with transaction.atomic():
        change(role, permissions=["admin"])
        change(role, permissions=[])
    first, second, last = held(role)
    assert (second.what["permissions"], last.what["permissions"]) == (["admin"], [])
    assert first.since < second.since < last.since
    with transaction.atomic():
        door = share(firm.files["plan.pdf"], firm.customers["alder"])
        copy = Share(pk=door.pk)
        door.delete()
    assert len(held(copy)) == 1
    assert closed(copy)


def test_history_holds_no_names_of_people_and_no_secrets(firm: Firm) -> None:
    """E-15: nothing but the deciding values, whose names are listed here."""
    firm.token("office")
    make_member(firm.account, "zachariah", firm.roles["clerk"])
    make_file(firm.job.library_id, "a.pdf").delete()
    plan = firm.files["plan.pdf"]
    policy = Policy.objects.create(item=plan, library_id=plan.library_id)
    Grant.objects.create(policy=policy, member=firm.members["clerk"])
    door = {"type", "item_id", "customer_id", "link_id", "keeper_id", "expires_at", "cancelled_at"}
    assert {row.kind: set(row.what) for row in History.objects.all()} == {
        "history": set(),
        "account": {"plan", "portal_off"},
        "person": {"is_active"},
        "member": {"person_id", "type", "active", "view_confidential"},
        "customer": {"portal_on", "portal_off"},
        "contact": {"customer_id", "person_id", "portal_access", "active"},
        "library": {"kind", "customer_id", "holder_id", "in_portal"},
        "item": {"parent_id", "is_file", "confidential", "trashed"},
        "role": {"name", "permissions"},
        "seat": {"member_id", "role_id", "library_id"},
        "policy": {"enabled"},
        "grant": {"policy_id", "member_id", "role_id", "level", "until"},
        "share": door,
    }
    written = str(list(History.objects.values_list("what", flat=True)))
    for secret in ("zachariah", "Zachariah", "@", "pbkdf2", "hash"):
        assert secret not in written


def test_deleting_an_account_closes_all_of_it(db: None) -> None:
    """E-15: rows go with their account, what held stays."""
    account = Account.objects.create(slug="going", name="Going")
    role = Role.objects.create(account=account, name="R", permissions=["admin"])
    member = make_member(account, "last", role)
    library = store.create_library(
        account=account, kind=LibraryKind.PROJECT, name="P", customer=None
    )
    folder = make_folder(library.id, "F")
    policy = Policy.objects.create(item=folder, library=library)
    Grant.objects.create(policy=policy, member=member)
    kept = History.objects.filter(account_id=account.id)
    opened = set(kept.values_list("row_id", flat=True))
    assert opened > {member.id, role.id, library.id, policy.pk, account.id}
    Account.objects.get(id=account.id).delete()
    assert set(kept.values_list("row_id", flat=True)) == opened
    assert not kept.filter(until=None).exists()
    assert set(kept.filter(kind="item").values_list("row_id", flat=True)) == {folder.id, library.id}


def test_what_stands_at_the_migration_is_opened_then(firm: Firm) -> None:
    """E-15: before it nothing is known, and nothing is claimed."""
    migration, later = (
        importlib.import_module(f"strongroom.access.migrations.{name}")
        for name in ("0003_history", "0007_history_portal")
    )
    kept = {each.kind: each for each in (*migration.KEPT, *later.KEPT)}.values()
    old = make_file(firm.job.library_id, "old.pdf")
    Item.objects.filter(id=old.id).update(created_at=LATER - dt.timedelta(days=4000))
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for each in kept:
            cursor.execute(migration.forget(each))
        History.objects.all().delete()
        cursor.execute(migration._BEGIN)
        for each in kept:
            cursor.execute(migration.keep(each))
    beginning = api.kept_since()
    assert beginning is not None
    for model in (Account, Person, Member, Customer, Contact, Library, Role, Seat, Share):
        for row in model.objects.all():
            (state,) = held(row)
            assert state.until is None
            assert state.since >= beginning
    assert held(old)[0].since == beginning
    change(old, confidential=True)
    assert [each.since == beginning for each in held(old)] == [True, False]
    assert held(old)[0].until == held(old)[1].since


def test_a_row_that_was_never_written_down_is_when_it_changes(firm: Firm) -> None:
    """E-15: lost rows stop nobody from writing, and the history goes on."""
    role = firm.roles["clerk"]
    History.objects.exclude(kind="history").delete()
    change(role, permissions=["admin"])
    assert [state for (state,) in whats(role, "permissions")][1:] == [["admin"]]
    copy = Role(pk=role.pk)
    role.delete()
    assert closed(copy)


@pytest.mark.django_db(transaction=True)
def test_who_waits_at_a_row_comes_after(tmp_path: Any) -> None:
    """E-15: a transaction that began first and wrote last is told last."""
    account = Account.objects.create(slug="one", name="One")
    role = Role.objects.create(account=account, name="R", permissions=[])
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select now()")
        together(lambda: change(role, permissions=["jobs.view"]))
        change(role, permissions=["admin"])
    assert whats(role, "permissions") == [([],), (["jobs.view"],), (["admin"],)]
    together(*[lambda n=n: change(role, name=f"R{n}") for n in range(6)])
    assert len(whats(role, "name")) == 9
    call_command("flush", interactive=False, verbosity=0)
    assert not History.objects.exists()
    assert api.kept_since() is None
    account = Account.objects.create(slug="two", name="Two")
    account.plan = "basic"
    account.save()
    assert whats(account, "plan") == [("enterprise",), ("basic",)]


def test_clock_that_stands_does_not_stop_history(firm: Firm) -> None:
    """E-15: history has the database's clock, even where the clock of the code stands still."""
    role = firm.roles["clerk"]
    with clock.standing_at(LATER):
        paper = make_file(firm.job.library_id, "a.pdf")
        change(role, permissions=[])
        change(paper, confidential=True)
    for row in (role, paper):
        assert len(whats(row)) == 2
        assert held(row)[-1].since < LATER
