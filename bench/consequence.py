"""What the question costs: who gains and who loses, before a change that touches very much (E-13).

A folder with 97,000 items below it, in a firm of 1,000 members, with 1,000 contacts and 1,000 doors. Each
change is applied, told and rolled back; beside it stands the change alone. `--scale 0.1` is smaller.

A role that all members hold, over 10,000 jobs with two people assigned to each: beside it stands the change
with one plain statement for the records and one for the seats, before and after.
"""

import argparse
import os
import sys
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from access import HASTY, Beside
from portal import _TREE

FOLDERS, FILES_EACH, PEOPLE, CONTACTS, DOORS = 9_700, 9, 1_000, 1_000, 1_000
RECORDS, ASSIGNED = 10_000, 2


def main() -> None:
    """Fill a database of its own, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="times 97,000 items (1)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each (5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - root's PostgreSQL runs as somebody else
        os.environ["STRONGROOM_DATA"] = str(Path(folder) / "settings")
        os.environ["DJANGO_SETTINGS_MODULE"] = "strongroom.config.settings"
        from strongroom.embedded.api import EmbeddedServer

        server = EmbeddedServer(Path(folder) / "data", configuration=HASTY)
        server.start()
        os.environ["DATABASE_URL"] = server.address
        try:
            measure(options.scale, options.rounds)
        finally:
            from django.db import connection

            connection.close()
            server.stop()


def measure(scale: float, rounds: int) -> None:
    """Print how long each question takes, beside the change alone."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from strongroom.core import collector

    call_command("migrate", verbosity=0)
    collector.settle()
    with transaction.atomic():
        places = fill(scale)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    items = int(FOLDERS * scale) * (FILES_EACH + 1)
    print(
        f"{items:,} items below, {PEOPLE:,} members, {CONTACTS:,} contacts, {DOORS:,} doors,"
        f" {int(RECORDS * scale):,} records\n"
    )
    print("| | told | the change alone | times | aim |\n|---|---|---|---|---|")
    for name, (told, alone) in questions(places).items():
        print(Beside(name, "alone", None, 1).rounds(rounds, told, alone), flush=True)


def fill(scale: float) -> dict[str, uuid.UUID]:
    """Make the firm; return the ids of what is asked about."""
    from django.db import connection

    from strongroom.access.models import Grant, Link, Policy, Role, Seat, Share
    from strongroom.core import clock
    from strongroom.core.ids import new_id
    from strongroom.directory.models import Account, Contact, Customer, Member, Person
    from strongroom.store.models import Item, Library

    now = clock.now()
    account = Account.objects.create(slug="bench", name="Bench")
    roles = [
        Role(account=account, name=f"Role {n}", permissions=["documents.view", "surface.office"])
        for n in range(20)
    ]
    admin = Role(account=account, name="Admin", permissions=["admin", "surface.office"])
    Role.objects.bulk_create([*roles, admin])
    people = [Person(email=f"{n}@bench.example", name=f"Person {n}") for n in range(PEOPLE)]
    Person.objects.bulk_create(people)
    members = [Member(account=account, person=person, type="in_house") for person in people]
    Member.objects.bulk_create(members)
    held = [Seat(member=one, role=roles[n % 20]) for n, one in enumerate(members)]
    Seat.objects.bulk_create([*held, Seat(member=members[0], role=admin)])
    customer = Customer.objects.create(account=account, name="Larkfield")
    Contact.objects.bulk_create(
        Contact(account=account, customer=customer, name=f"Contact {n}", portal_access=True)
        for n in range(CONTACTS)
    )
    places = {name: uuid.uuid4() for name in ("project", "other")}
    for name, library in places.items():
        Library.objects.create(id=library, account=account, kind="project", customer=customer)
        folders = int(FOLDERS * scale) if name == "project" else 3
        values = {"id": library, "account": account.id, "name": name}
        with connection.cursor() as cursor:
            cursor.execute(_TREE, {**values, "folders": folders, "each": FILES_EACH})
    places["big"] = Item.objects.get(library_id=places["project"], name="Folder 1").id
    places["target"] = Item.objects.get(library_id=places["other"], name="Folder 1").id
    shared = list(
        Item.objects.filter(library_id=places["project"], is_file=False, parent__isnull=False)
        .order_by("id")
        .values_list("id", flat=True)[: DOORS // 2]
    )
    links = [Link(id=new_id(), account=account, token_hash=str(n), created_at=now) for n in shared]
    Link.objects.bulk_create(links)
    both = {"account": account, "created_at": now, "created_by": members[0]}
    Share.objects.bulk_create(
        [Share(type="portal", customer=customer, item_id=one, **both) for one in shared]
        + [
            Share(type="link", link=link, keeper=members[0], item_id=one, **both)
            for one, link in zip(shared, links, strict=True)
        ]
    )
    Policy.objects.create(item_id=places["target"], library_id=places["other"])
    Item.objects.filter(id=places["target"]).update(own_policy=places["target"])
    Grant.objects.bulk_create(
        Grant(policy_id=places["target"], member=one, level=1) for one in members[:100]
    )
    from strongroom.store.pointers import repoint

    repoint(places["target"])
    everybody = Role.objects.create(account=account, name="Everybody", permissions=[])
    Seat.objects.bulk_create(Seat(member=one, role=everybody) for one in members)
    jobs = _jobs(account, customer, int(RECORDS * scale))
    Seat.objects.bulk_create(
        (
            Seat(member=members[(number * ASSIGNED + each) % PEOPLE], library_id=job)
            for number, job in enumerate(jobs)
            for each in range(ASSIGNED)
        ),
        batch_size=5_000,
    )
    return {**places, "me": members[0].id, "role": everybody.id}


def _jobs(account: Any, customer: Any, count: int) -> list[uuid.UUID]:
    """Make the libraries of so many jobs, with nothing in them."""
    from strongroom.core import clock
    from strongroom.store.models import Folder, Item, Library

    ids, now = [uuid.uuid4() for _ in range(count)], clock.now()
    Library.objects.bulk_create(
        Library(id=one, account=account, kind="job", customer=customer) for one in ids
    )
    names = [f"J-{number} Job" for number in range(count)]
    Item.objects.bulk_create(
        Item(
            id=one,
            account=account,
            library_id=one,
            is_file=False,
            name=name,
            name_key=name,
            created_at=now,
            updated_at=now,
        )
        for one, name in zip(ids, names, strict=True)
    )
    Folder.objects.bulk_create(Folder(item_id=one, library_id=one) for one in ids)
    return ids


def questions(
    places: dict[str, uuid.UUID],
) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """Return each question, and the change alone, taken back."""
    from django.db import transaction

    from strongroom.access import api as access
    from strongroom.access import settings
    from strongroom.access.models import Surface
    from strongroom.store import api as store

    asker = access.for_member(places["me"], Surface.OFFICE)
    facts = access.require(asker, access.Action.VIEW, places["big"])

    def changed(apply: Callable[[], Any]) -> tuple[Callable[[], Any], Callable[[], Any]]:
        def told() -> None:
            access.foreseen(access.Change(asker, [places["big"]], apply, ""))

        def alone() -> None:
            with transaction.atomic():
                apply()
                transaction.set_rollback(True)

        return told, alone

    return {
        "settings on": changed(lambda: settings._enable(asker, facts, None)),  # noqa: SLF001
        "moved under settings": changed(lambda: store.set_parent(places["big"], places["target"])),
        "moved to the root": changed(lambda: store.set_parent(places["big"], places["project"])),
        "a role's edit": _role_edit(asker, places["role"]),
    }


def _role_edit(asker: Any, role_id: uuid.UUID) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Return the question before all members see all jobs, and the change with the same rows read plainly."""
    from django.db import transaction

    from strongroom.access.models import Role
    from strongroom.administration import api as administration
    from strongroom.core.errors import ConfirmationRequiredError
    from strongroom.core.statements import fetch

    def told() -> None:
        try:
            administration.update_role(asker, role_id=role_id, permissions=["jobs.view"])
        except ConfirmationRequiredError:
            return
        raise AssertionError("nobody was asked")

    def alone() -> None:
        account = {"account": asker.account_id}
        with transaction.atomic():
            fetch(_PLAIN_SEATS, account)
            Role.objects.filter(id=role_id).update(permissions=["jobs.view"])
            fetch(_PLAIN_SEATS, account)
            fetch(_PLAIN_RECORDS, account)
            transaction.set_rollback(True)

    return told, alone


_PLAIN_SEATS = """select s.member_id, s.library_id, s.role_id from access_seat s
  join directory_member m on m.id = s.member_id where m.account_id = %(account)s"""
_PLAIN_RECORDS = """select l.id, l.kind, i.name from store_library l join store_item i on i.id = l.id
 where l.account_id = %(account)s"""


if __name__ == "__main__":
    main()
