"""Roles that access settings name: what they reach belongs to invitations (F-2), logins (F-3) and L19."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from invitations.conftest import BASE, accept
from personas import Firm, make_file, make_folder, make_member
from strongroom.access import api as access
from strongroom.access.models import Role, Seat
from strongroom.administration import api as administration
from strongroom.core import clock
from strongroom.core.errors import ConflictError, ForbiddenError
from strongroom.directory.models import Member
from strongroom.store.models import Item
from strongroom.work import api as work

pytestmark = pytest.mark.django_db
COLLEAGUE = "cora@northgate.example"
READING = ["surface.office", "documents.view"]


@pytest.fixture(autouse=True)
def no_mail(settings: Any) -> None:
    """Addresses are passed on by hand."""
    settings.MAIL_URL = ""


@pytest.fixture
def readers(firm: Firm) -> Role:
    """A role that a user manager holds all permissions of."""
    return Role.objects.create(account=firm.account, name="Readers", permissions=READING)


@pytest.fixture
def keeper(firm: Firm, readers: Role) -> access.Principal:
    """Somebody who keeps users without being admin."""
    role = Role.objects.create(
        account=firm.account, name="Keeper", permissions=[*READING, "users.manage"]
    )
    member = make_member(firm.account, "keeper", role)
    return access.for_member(member.id, access.Surface.OFFICE)


def entry(who: Role | Member, level: access.Level = access.Level.VIEWER) -> access.Entry:
    return access.Entry("role" if isinstance(who, Role) else "member", who.id, level)


def put(firm: Firm, item: Item, *entries: access.Entry, enabled: bool = True) -> None:
    """Change settings as the admin, who stays a manager."""
    chosen = [entry(firm.members["admin"], access.Level.MANAGER), *entries]
    access.put_settings(
        firm.principal("admin"),
        item.id,
        enabled=enabled,
        entries=chosen if entries else None,
        confirm=True,
    )


def invited(principal: access.Principal, role: Role) -> tuple[uuid.UUID, str]:
    """Invite a colleague with the role; return the member and the address that was shown."""
    row = administration.add_member(
        principal, email=COLLEAGUE, name="Cora", type="in_house", role_ids=[role.id], invite=True
    )
    return row.id, administration.member_invitation_address(principal, row.id).removeprefix(BASE)


def test_l47_an_address_is_over_when_its_role_is_named(
    firm: Firm, readers: Role, keeper: access.Principal
) -> None:
    """F-2: it was shown to somebody who may not hand out what the role reaches now."""
    member_id, path = invited(keeper, readers)
    assert Client().get(path).status_code == 200
    put(firm, firm.files["project.pdf"], entry(readers))
    assert Client().get(path).status_code == 404
    assert accept(path).status_code == 404
    with pytest.raises(ForbiddenError):
        administration.member_invitation_address(keeper, member_id)
    anew = administration.member_invitation_address(firm.principal("admin"), member_id)
    assert accept(anew.removeprefix(BASE)).status_code == 302


def growing(firm: Firm, role: Role, way: str) -> list[Callable[[], None]]:
    """Return steps: the last makes the role reach further, those before only prepare it."""
    folder = make_folder(firm.project.library_id, "Plans")
    inside = make_file(folder.id, "inside.pdf")
    reader, more = entry(role), entry(role, access.Level.CONTRIBUTOR)
    plain = entry(firm.roles["viewer"])
    soon = replace(reader, until=clock.now() + dt.timedelta(days=1))

    def restore() -> None:
        access.restore_inheritance(firm.principal("admin"), inside.id, confirm=True)

    return {
        "added": [lambda: put(firm, folder, plain), lambda: put(firm, folder, plain, reader)],
        "raised": [lambda: put(firm, folder, reader), lambda: put(firm, folder, more)],
        "for longer": [lambda: put(firm, folder, soon), lambda: put(firm, folder, reader)],
        "overridden": [lambda: put(firm, folder, plain), lambda: put(firm, inside, plain, reader)],
        "on again": [
            lambda: put(firm, folder, reader),
            lambda: put(firm, folder, enabled=False),
            lambda: put(firm, folder),
        ],
        "restored": [
            lambda: put(firm, folder, reader),
            lambda: put(firm, inside, plain),
            restore,
        ],
    }[way]


WAYS = ("added", "raised", "for longer", "overridden", "on again", "restored")


@pytest.mark.parametrize("way", WAYS)
def test_f2_f3_whatever_makes_a_role_reach_further(
    firm: Firm, readers: Role, keeper: access.Principal, way: str
) -> None:
    """Its holders' addresses end, and whose login is not proven stands in the way."""
    *before, grows = growing(firm, readers, way)
    for step in before:
        step()
    admin = firm.principal("admin")
    member_id, path = invited(admin, readers)
    grows()
    assert accept(path).status_code == 404
    anew = administration.member_invitation_address(admin, member_id).removeprefix(BASE)
    assert Client().get(anew).status_code == 200

    *before, grows = growing(firm, readers, way)
    for step in before:
        step()
    person = firm.person("viewer")
    person.vouched = {"account": str(firm.account.id), "codes": READING}
    person.save()
    Seat.objects.create(member=firm.members["viewer"], role=readers)
    with pytest.raises(ConflictError) as refused:
        grows()
    assert refused.value.code == "login_not_proven"


@pytest.mark.parametrize("way", ["off", "taken out", "restored"])
def test_f2_who_waits_is_invited_anew_when_a_role_reaches_less(
    firm: Firm, readers: Role, way: str
) -> None:
    folder = make_folder(firm.project.library_id, "Plans")
    inside = make_file(folder.id, "inside.pdf")
    put(firm, folder, entry(firm.roles["viewer"]))
    item = inside if way == "restored" else folder
    put(firm, item, entry(readers))
    admin = firm.principal("admin")
    member_id, _ = invited(admin, readers)
    if way == "off":
        put(firm, folder, enabled=False)
    elif way == "taken out":
        put(firm, folder, entry(firm.roles["viewer"]))
    else:
        access.restore_inheritance(admin, inside.id, confirm=True)
    anew = administration.member_invitation_address(admin, member_id).removeprefix(BASE)
    assert Client().get(anew).status_code == 200


def test_f3_who_sees_the_address_must_still_give_what_comes_with_it(
    firm: Firm, readers: Role, keeper: access.Principal
) -> None:
    """One who invited and lost the permissions since vouches for nothing."""
    _, path = invited(keeper, readers)
    keeping = Role.objects.get(name="Keeper")
    keeping.permissions = ["surface.office", "users.manage"]
    keeping.save()
    assert accept(path).status_code == 409
    assert Member.objects.get(person__email=COLLEAGUE).person.placeholder


def gives(firm: Firm, principal: access.Principal, role: Role) -> dict[str, Callable[[], object]]:
    """All ways of handing a role out, or taking it."""
    assert principal.id is not None
    own = list(Seat.objects.filter(member=principal.id).values_list("role_id", flat=True))
    holder = make_member(firm.account, "holder", role).id
    sub = make_member(firm.account, "another", role, kind="subcontractor").id
    gone = make_member(firm.account, "left", role, active=False).id
    here = {"project_id": firm.project.id, "role_id": role.id, "member_id": holder}

    def update(member_id: uuid.UUID, **more: Any) -> Callable[[], object]:
        return lambda: administration.update_member(
            principal, member_id=member_id, confirm=True, **more
        )

    return {
        "to oneself": update(principal.id, role_ids=[*own, role.id]),
        "to another": update(firm.members["watcher"].id, role_ids=[role.id]),
        "to who is invited": lambda: invited(principal, role),
        "away": update(holder, role_ids=[]),
        "with another type": update(sub, type="in_house"),
        "with an access that begins again": update(gone, active=True),
        "by letting in": lambda: administration.activate_member(
            principal, member_id=gone, confirm=True
        ),
        "in a project": lambda: work.add_project_member(principal, **here),
    }


def test_l19_a_role_is_given_by_who_may_give_its_entries(
    firm: Firm, readers: Role, keeper: access.Principal
) -> None:
    """It opens an item that its giver can't give: refused as for a permission that they lack."""
    item = firm.files["project.pdf"]
    put(firm, item, entry(firm.roles["admin"]))
    ways = gives(firm, keeper, readers)
    for give in ways.values():
        with transaction.atomic():
            give()
            transaction.set_rollback(True)
    put(firm, item, entry(readers))
    for give in ways.values():
        with pytest.raises(ForbiddenError, match="may do more than you may yourself"):
            give()
    # Whoever manages the item gives what is on it.
    put(firm, item, entry(readers), replace(entry(readers), type="member", id=keeper.id, level=3))
    for give in ways.values():
        with transaction.atomic():
            give()
            transaction.set_rollback(True)


def test_l19_as_many_statements_for_many_roles_and_entries(
    firm: Firm, readers: Role, keeper: access.Principal
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            administration.roles_to_give(keeper)
        return len(captured)

    put(firm, firm.files["project.pdf"], entry(readers))
    few = asked()
    for number in range(20):
        name = f"Role {number}"
        more = Role.objects.create(account=firm.account, name=name, permissions=READING)
        file = make_file(firm.project.library_id, f"{name}.pdf")
        put(firm, file, entry(readers), entry(more))
    assert asked() == few


def test_l19_the_office_offers_the_roles_that_may_be_given(
    firm: Firm, readers: Role, keeper: access.Principal
) -> None:
    client = Client()
    client.force_login(Member.objects.get(id=keeper.id).person)
    url = "/northgate/admin/users/new"
    assert f'value="{readers.id}"' in client.get(url).content.decode()
    put(firm, firm.files["project.pdf"], entry(readers))
    page = client.get(url).content.decode()
    assert f'value="{readers.id}"' not in page
    assert f'value="{firm.roles["admin"].id}"' not in page
    sent = {"name": "Cora", "email": COLLEAGUE, "type": "in_house", "roles": [str(readers.id)]}
    refused = client.post(url, sent)
    assert refused.status_code == 403
    assert "may do more than you may yourself" in refused.content.decode()
    firm.members["holder"] = make_member(firm.account, "holder", readers)
    page = client.get(f"/northgate/admin/users/{firm.members['holder'].id}/edit").content.decode()
    assert f'value="{readers.id}"' in page  # held already, and kept
    Seat.objects.filter(member=firm.members["holder"]).delete()
    manager = replace(entry(readers), type="member", id=keeper.id, level=access.Level.MANAGER)
    put(firm, firm.files["project.pdf"], entry(readers), manager)
    assert f'value="{readers.id}"' in client.get(url).content.decode()


def test_e12_a_seat_is_taken_whatever_hidden_entries_name_its_role(firm: Firm) -> None:
    """Nobody gains by it, and a refusal would tell of what is hidden; giving it stays an admin's."""
    office, bob = firm.principal("office"), firm.members["sub"]
    reader = Role.objects.create(account=firm.account, name="Seat", permissions=["documents.view"])
    library = firm.project.library_id

    def give() -> None:
        administration.give_role(
            office, member_id=bob.id, role_id=reader.id, library_id=library, confirm=True
        )

    give()
    put(firm, firm.files["project.pdf"], entry(reader))
    administration.take_roles(
        office, member_id=bob.id, role_ids=[reader.id], library_id=library, confirm=True
    )
    assert not Seat.objects.filter(member=bob, role=reader).exists()
    with pytest.raises(ForbiddenError):
        give()
