"""A firm that was filled by an earlier version is brought up to date: nobody gains, nobody loses, people stay signed in.

Plain rows, as that version wrote them. What the changelog says that the upgrade takes away is listed too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from django.core.management import call_command
from django.test import Client
from django.utils.crypto import salted_hmac

from strongroom.access import api as access
from strongroom.access.models import History, HistoryKind, Role, Share, Surface
from strongroom.core import clock, crypto
from strongroom.core.errors import StrongroomError, UnauthenticatedError
from strongroom.directory.models import Contact, Invitation, Member, Person
from strongroom.interfaces.cli import schema
from strongroom.store import api as store
from strongroom.store.models import Item, Library
from upgrade.earlier import add, migrate_to_before, own_database

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ACCOUNT = uuid.UUID(int=1, version=4)
PASSWORD = make_password("correct horse battery", hasher="argon2")
OFFICE = [
    "surface.office",
    "documents.view",
    "documents.share",
    "jobs.view",
    "jobs.edit",
    "quotes.view",
]
SESSION, LINK, TOKEN, PORTAL_TOKEN = "k" * 32, "an-address-of-old", "sr_office", "sr_portal"


def id_of(name: str) -> uuid.UUID:
    """Return the id of a row of that name."""
    return uuid.uuid5(uuid.NAMESPACE_DNS, name)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _person(name: str, password: str = PASSWORD) -> uuid.UUID:
    add(
        "directory_person",
        id=id_of(f"person {name}"),
        email=f"{name}@northgate.example",
        name=name.capitalize(),
        password=password,
        is_active=True,
    )
    return id_of(f"person {name}")


def _member(name: str, role: str = "", *, kind: str = "in_house", **fields: Any) -> None:
    password = fields.pop("password", PASSWORD)
    row = {"id": id_of(name), "account_id": ACCOUNT, "type": kind, "active": True, **fields}
    add("directory_member", person_id=_person(name, password), **row)
    if role:
        add("access_seat", id=id_of(f"seat {name}"), member_id=id_of(name), role_id=id_of(role))


def _contact(name: str, *, password: str = PASSWORD, **fields: Any) -> None:
    row = {"portal_access": True, "active": True, "email": f"{name}@northgate.example", **fields}
    add(
        "directory_contact",
        id=id_of(name),
        account_id=ACCOUNT,
        customer_id=id_of("alder"),
        person_id=_person(name, password),
        name=name,
        **row,
    )


def _library(name: str, kind: str, customer: str | None = "alder") -> dict[str, Any]:
    whose = id_of(customer) if customer else None
    add("store_library", id=id_of(name), account_id=ACCOUNT, kind=kind, customer_id=whose)
    _item(name, name, None)
    return {"account_id": ACCOUNT, "library_id": id_of(name), "customer_id": whose}


def _item(name: str, library: str, parent: str | None, **fields: Any) -> None:
    is_file, policy = fields.pop("is_file", False), fields.pop("policy", None)
    here = {"library_id": id_of(library), "parent_id": id_of(parent) if parent else None}
    row = {"id": id_of(name), "account_id": ACCOUNT, "is_file": is_file, "name": name, **fields}
    add("store_item", name_key=name, **here, **row)
    if is_file:
        version = {"id": id_of(f"version {name}"), "item_id": id_of(name), "number": 1}
        add("store_version", name=name, content_type="text/plain", blob_id=id_of("blob"), **version)
        Item.objects.filter(id=id_of(name)).update(current=version["id"])
    else:
        add("store_folder", item_id=id_of(name), policy=policy, **here)


def _share(name: str, item: str, **fields: Any) -> None:
    row = {"id": id_of(name), "account_id": ACCOUNT, "item_id": id_of(item), **fields}
    add("access_share", created_by_id=id_of("office"), notify_on_opening=False, **row)


def _session(person: uuid.UUID) -> None:
    """Write a session as Django's own table keeps it."""
    salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
    data = {
        "_auth_user_id": str(person),
        "_auth_user_backend": "strongroom.directory.backend.PersonBackend",
        "_auth_user_hash": salted_hmac(salt, PASSWORD, algorithm="sha256").hexdigest(),
    }
    text = signing.dumps(
        data, salt="django.contrib.sessions.SessionStore", serializer=JSONSerializer, compress=True
    )
    until = clock.now() + dt.timedelta(days=3)
    add("django_session", session_key=SESSION, session_data=text, expire_date=until)


def _people() -> None:
    firm = {"slug": "northgate", "name": "Northgate", "plan": "pro", "time_zone": "Europe/London"}
    modules = dict.fromkeys(("portal_documents", "portal_jobs", "portal_quotes"), True)
    add("directory_account", id=ACCOUNT, language="en", **firm, **modules)
    for name, codes in {"admins": ["admin"], "staff": OFFICE, "field": ["surface.mobile"]}.items():
        add("access_role", id=id_of(name), account_id=ACCOUNT, name=name, permissions=codes)
    _member("admin", "admins")
    _member("office", "staff")
    _member("tech", "field")
    _member("sub", kind="subcontractor")
    _member("gone", "staff", active=False)
    _member("idle", "staff", password="!")  # invited, and never came
    modules = dict.fromkeys(("portal_documents", "portal_jobs", "portal_quotes"), "default")
    add("directory_customer", id=id_of("alder"), account_id=ACCOUNT, name="Alder", **modules)
    _contact("elsie")
    _contact("former", portal_access=False)
    _contact("unmet", password="!")
    for name in ("elsie", "unmet"):
        add(
            "directory_invitation",
            id=id_of(f"invitation {name}"),
            account_id=ACCOUNT,
            contact_id=id_of(name),
            secret_hash=_hash(name),
            expires_at=clock.now() + dt.timedelta(days=3),
            used_at=clock.now() if name == "elsie" else None,
        )
    add(
        "outbox_mail",
        id=id_of("mail"),
        account_id=ACCOUNT,
        kind="directory.invitation",
        key=f"invitation:{id_of('invitation elsie')}",
        state="sent",
    )


def _records() -> None:
    add("store_blob", id=id_of("blob"), account_id=ACCOUNT, sha256="0" * 64, size=1)
    add(
        "work_customer_record",
        customer_id=id_of("alder"),
        library_id=_library("customer", "customer")["library_id"],
    )
    for number in ("J-1", "J-2"):
        add(
            "work_job",
            id=id_of(f"{number} job"),
            number=number,
            title="Rewire",
            status="planned",
            **_library(number, "job"),
        )
    for number, status in (("Q-1", "sent"), ("Q-2", "draft")):
        row = {"id": id_of(f"{number} quote"), "number": number, "title": "Solar", "status": status}
        add("work_quote", **row, **_library(number, "quote"))
    add(
        "work_project",
        id=id_of("Harbour project"),
        name="Harbour",
        **_library("Harbour", "project"),
    )
    add(
        "access_seat",
        id=id_of("seat J-1"),
        member_id=id_of("tech"),
        library_id=id_of("J-1"),
    )


def _documents() -> None:
    vault = id_of("vault")
    _item("plan", "J-1", "J-1", is_file=True)
    _item("hidden", "J-1", "J-1", is_file=True, confidential=True)
    _item("old", "J-1", "J-1", is_file=True, trashed_at=clock.now())
    _item("photo", "J-2", "J-2", is_file=True)
    _item("offer", "Q-1", "Q-1", is_file=True)
    _item("sketch", "Q-2", "Q-2", is_file=True)
    _item("vault", "Harbour", "Harbour", own_policy=vault, policy=vault)
    _item("contract", "Harbour", "vault", is_file=True)
    _item("drawings", "Harbour", "Harbour")
    _item("drawing", "Harbour", "drawings", is_file=True)
    add("access_policy", item_id=vault, library_id=id_of("Harbour"), enabled=True)
    for name, level in (("tech", 3), ("sub", 1)):
        grant = {"id": id_of(f"grant {name}"), "policy_id": vault, "member_id": id_of(name)}
        add("access_grant", level=level, **grant)
    portal = {"type": "portal", "customer_id": id_of("alder")}
    for item in ("plan", "J-2", "offer", "sketch", "contract"):
        _share(f"share {item}", item, **portal)
    _share("over", "hidden", cancelled_at=clock.now(), **portal)
    sealed = {"token_hash": _hash(LINK), "token": crypto.seal(LINK)}
    add("access_link", id=id_of("link"), account_id=ACCOUNT, **sealed)
    office = id_of("office")
    _share("by link", "drawings", type="link", link_id=id_of("link"), keeper_id=office)


def _credentials() -> None:
    _session(id_of("person office"))
    for secret, surface, owner in (
        (TOKEN, "office", {"member_id": id_of("office")}),
        (PORTAL_TOKEN, "portal", {"contact_id": id_of("elsie")}),
    ):
        row = {"id": id_of(secret), "account_id": ACCOUNT, "secret_hash": _hash(secret)}
        add("access_token", name="sync", surface=surface, **row, **owner)


FILES = ("plan", "hidden", "old", "photo", "offer", "sketch", "contract", "drawing")
SEE = {
    "admin": {"plan", "hidden", "photo", "offer", "sketch", "contract", "drawing"},
    "office": {"plan", "hidden", "photo", "offer", "sketch", "drawing"},
    "tech": {"plan", "contract"},
    "sub": {"contract"},
    "gone": set(),
    "idle": set(),  # nobody had a password there before, either
    "elsie": {"plan", "offer", "contract"},
    "former": set(),
    "unmet": set(),
}
"""Who saw what in the earlier version, but for what the changelog tells.

Elsie saw `photo` by a share of the whole job (E-4), and `sketch` in a draft (A-12).
"""


@pytest.fixture
def upgraded(db: None) -> Iterator[None]:
    """Be in the database of a firm that was just brought up to date."""
    with own_database():
        migrate_to_before()
        _people()
        _records()
        _documents()
        _credentials()
        assert schema.bring_up_to_date()
        yield


def seen(name: str) -> set[str]:
    """Return which files somebody sees; nothing where they can't come in."""
    surface = Surface.MOBILE if name == "tech" else Surface.OFFICE
    try:
        if Contact.objects.filter(id=id_of(name)).exists():
            who = access.for_contact(id_of(name))
        else:
            who = access.for_member(id_of(name), surface)
    except StrongroomError:
        return set()
    return {file for file in FILES if access.check(who, access.Action.VIEW, id_of(file)).visible}


def test_an_upgrade_of_a_filled_database(upgraded: None) -> None:
    assert {name: seen(name) for name in SEE} == SEE
    _nothing_is_left_to_do()
    _shares_are_what_they_were()
    _people_stay_signed_in()
    _whoever_never_came_is_invited()
    _history_begins()


def _nothing_is_left_to_do() -> None:
    assert schema.bring_up_to_date() == []
    call_command("check", verbosity=0)
    assert list(store.verify_pointers()) == []


def _shares_are_what_they_were() -> None:
    live = set(Share.objects.filter(cancelled_at=None).values_list("id", flat=True))
    names = ("share plan", "share offer", "share sketch", "share contract", "by link")
    assert live == {id_of(name) for name in names}
    drafts = Library.objects.filter(in_portal=False).values_list("id", flat=True)
    assert list(drafts) == [id_of("Q-2")]
    page = Client().get(f"/l/{LINK}")
    assert page.status_code == 200
    assert "drawing" in page.content.decode()


def _people_stay_signed_in() -> None:
    browser = Client()
    browser.cookies["strongroom_session"] = SESSION
    answer = browser.get("/northgate/jobs")
    assert answer.status_code == 200, (answer.status_code, answer.headers)
    for secret in (TOKEN, PORTAL_TOKEN):
        program = Client(headers={"authorization": f"Bearer {secret}"})
        assert program.get("/api/v1/me").status_code == 200, secret


def _whoever_never_came_is_invited() -> None:
    assert Contact.objects.get(id=id_of("unmet")).person_id is None
    assert Member.objects.get(id=id_of("idle")).person.placeholder
    assert not Person.objects.filter(email="unmet@northgate.example").exists()
    assert not Invitation.objects.filter(used_at=None, withdrawn_at=None).exists()
    with pytest.raises(UnauthenticatedError):
        access.for_member(id_of("idle"), Surface.OFFICE)
    assert Person.objects.get(id=id_of("person elsie")).is_proven


def _history_begins() -> None:
    assert access.kept_since() <= clock.now()
    kinds = set(History.objects.filter(until=None).values_list("kind", flat=True))
    assert kinds == set(HistoryKind.values) - {HistoryKind.ITEM}
    role = Role.objects.get(id=id_of("staff"))
    role.permissions = [*OFFICE, "documents.edit"]
    role.save()
    Item.objects.filter(id=id_of("plan")).update(confidential=True)
    for kind, name in (("role", "staff"), ("item", "plan")):
        rows = access.history_of(kind, id_of(name))
        assert [row.until is None for row in rows] == [False, True], kind
