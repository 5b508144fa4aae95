"""What somebody from outside pays for a shared folder with very many folders below: 100,000 of them.

A contact's pages and a link's, each beside the same page of a customer whose shared folder holds ten
folders, round by round in the same run. `--scale 0.1` makes a small tree.
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
from access import HASTY, Beside, timed

FOLDERS, FILES_EACH, SMALL = 100_000, 3, 10
_ITEM = """id, account_id, library_id, parent_id, is_file, name, name_key, confidential, tags,
                        created_at, updated_at"""
_TREE = f"""
insert into store_item ({_ITEM})
select case when n = 0 then %(id)s else md5(%(name)s || n)::uuid end, %(account)s, %(id)s,
       case when n = 0 then null when n = 1 then %(id)s
            else md5(%(name)s || 1 + (n - 2) / 10)::uuid end,
       false, 'Folder ' || n, 'folder ' || lpad(n::text, 9, '0'), false, '{{}}', now(), now()
  from generate_series(0, %(folders)s) n;
insert into store_folder (item_id, library_id, parent_id)
select id, library_id, parent_id from store_item where library_id = %(id)s;
insert into store_item ({_ITEM})
select gen_random_uuid(), %(account)s, %(id)s, f.item_id, true, 'Photo ' || n, 'photo ' || n, false,
       '{{}}', now(), now()
  from store_folder f cross join generate_series(1, %(each)s) n
 where f.library_id = %(id)s and f.parent_id is not null;
"""


def main() -> None:
    """Serve a database of its own, fill it, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="times 100,000 folders (1)")
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
    """Fill two trees and print how each page of the large one stands beside that of the small one."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    sizes = {"large": int(FOLDERS * scale), "small": SMALL}
    owners = fill(sizes)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    large, small = pages(owners["large"], sizes["large"]), pages(owners["small"], SMALL)
    print(
        f"{sizes['large']:,} folders, {sizes['large'] * FILES_EACH:,} files below a shared folder\n"
    )
    print("| | large | the same, ten folders | times | aim |\n|---|---|---|---|---|")
    for name, (call, aim) in large.items():
        repeat = 1 if timed(call, 1) > 0.05 else 10
        print(Beside(name, "small", aim, repeat).rounds(rounds, call, small[name][0]))


def fill(sizes: dict[str, int]) -> dict[str, uuid.UUID]:
    """Make a customer with a contact, a project and a shared folder for each size; return their ids."""
    from django.db import connection

    from strongroom.access.models import Link, Role, Seat, Share
    from strongroom.core import clock
    from strongroom.directory.models import Account, Contact, Customer, Member, Person
    from strongroom.store.models import Item, Library

    now = clock.now()
    account = Account.objects.create(slug="bench", name="Bench")
    person = Person.objects.create(email="keeper@bench.example", name="Keeper")
    keeper = Member.objects.create(account=account, person=person, type="in_house")
    admin = Role.objects.create(
        account=account, name="Admin", permissions=["admin", "surface.office"]
    )
    Seat.objects.create(member=keeper, role=admin)
    owners = {}
    for name, folders in sizes.items():
        owner = owners[name] = uuid.uuid4()
        customer = Customer.objects.create(id=owner, account=account, name=name)
        login = Person.objects.create(email=f"{name}@bench.example", name=name)
        both = {"account": account, "person": login, "portal_access": True}
        Contact.objects.create(id=owner, customer=customer, name=name, **both)
        Library.objects.create(id=owner, account=account, kind="project", customer=customer)
        numbers = {"folders": folders, "each": FILES_EACH}
        with connection.cursor() as cursor:
            cursor.execute(_TREE, {"id": owner, "account": account.id, "name": name, **numbers})
        link = Link.objects.create(id=owner, account=account, token_hash=name, created_at=now)
        shared = Item.objects.get(library_id=owner, name="Folder 1")
        both = {"account": account, "item": shared, "created_at": now}
        Share.objects.create(type="portal", customer=customer, **both)
        Share.objects.create(type="link", link=link, keeper=keeper, **both)
    return owners


def pages(owner: uuid.UUID, folders: int) -> dict[str, tuple[Callable[[], Any], float | None]]:
    """Return what is measured of one tree, with the aim for its ratio where there is one."""
    from strongroom.access import api as access
    from strongroom.access.models import Link
    from strongroom.documents import api as documents
    from strongroom.store.models import Item, LibraryKind

    contact = access.for_contact(owner)
    bearer = access.for_link(Link.objects.get(id=owner))
    assert bearer is not None
    top = Item.objects.get(library_id=owner, name="Folder 1").id
    deep = Item.objects.get(library_id=owner, name=f"Folder {folders}").id
    found: dict[str, tuple[Callable[[], Any], float | None]] = {}
    for who, asker in (("contact", contact), ("link", bearer)):
        found |= {
            f"{who}: the shared folder": (lambda a=asker: documents.children(a, top), 2.0),
            f"{who}: a folder far below": (lambda a=asker: documents.children(a, deep), 2.0),
            f"{who}: one document's page": (lambda a=asker: documents.get(a, deep), 2.0),
            f"{who}: where it begins": (
                lambda a=asker: documents.topmost_shared(a, kinds=LibraryKind),
                2.0,
            ),
            f"{who}: all of it, by name": (lambda a=asker: documents.shared_items(a), None),
            f"{who}: how many": (lambda a=asker: documents.counts(a, [owner]), None),
        }
    return found


if __name__ == "__main__":
    main()
