"""L48: a credential ends with the person, the password and the place; what is kept of it opens nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client

from personas import PASSWORD, Firm
from strongroom.access import api as access
from strongroom.access.api import Surface
from strongroom.administration import api as administration
from strongroom.core.errors import NotFoundError
from strongroom.directory import api as directory
from strongroom.directory.models import Account, Contact, Member, Session
from strongroom.licences import api as licences
from strongroom.work import api as work

pytestmark = pytest.mark.django_db
WHERE = {"contact": "/northgate/portal/", "clerk": "/northgate/jobs"}


def new_password(firm: Firm, name: str) -> None:
    directory.set_password(firm.person(name), "another password entirely")


def email_and_back(firm: Firm, name: str) -> None:
    """As in the issue: the contact becomes the next person, and accepts."""
    office, id_ = firm.principal("office"), firm.contacts[name].id
    login = firm.person(name)
    work.update_contact(office, contact_id=id_, email="next@alder.example", name="Next")
    work.update_contact(office, contact_id=id_, email=login.email)
    directory.settle(Contact.objects.get(id=id_), login)


def moved(firm: Firm, name: str) -> None:
    Contact.objects.filter(id=firm.contacts[name].id).update(customer=firm.customers["birch"])


def access_and_back(firm: Firm, name: str) -> None:
    office, id_ = firm.principal("office"), firm.contacts[name].id
    work.withdraw_access(office, contact_id=id_)
    work.invite_contact(office, contact_id=id_)


def deactivated_and_back(firm: Firm, name: str) -> None:
    admin, id_ = firm.principal("admin"), firm.members[name].id
    administration.deactivate_member(admin, member_id=id_)
    administration.activate_member(admin, member_id=id_)


CHANGES: list[tuple[str, Callable[[Firm, str], None]]] = [
    ("contact", new_password),
    ("contact", email_and_back),
    ("contact", moved),
    ("contact", access_and_back),
    ("clerk", new_password),
    ("clerk", deactivated_and_back),
]


def test_l48_sessions_tokens_and_calendars_end_with_every_change(firm: Firm) -> None:
    from django.db import transaction

    for name, change in CHANGES:
        with transaction.atomic():
            session, api = firm.client(name), firm.api(name)
            feed = licences.make_feed(firm.principal("clerk"), scope="own")
            assert feed.token
            assert session.get(WHERE[name]).status_code == 200
            assert api.get("/api/v1/me").status_code == 200
            assert licences.feed_events(feed.token)
            change(firm, name)
            told = f"{name}: {change.__name__}"
            assert session.get(WHERE[name]).status_code == 302, told
            assert api.get("/api/v1/me").status_code == 401, told
            if name == "clerk":
                with pytest.raises(NotFoundError):
                    licences.feed_events(feed.token)
            person = Member.objects.get(id=firm.members["clerk"].id).person
            again = firm.client(name)
            assert again.get(WHERE[name]).status_code == 200, told
            assert person.is_active
            transaction.set_rollback(True)


def test_f4_changing_ones_own_password_keeps_this_session_only(firm: Firm) -> None:
    here, there, api = firm.client("clerk"), firm.client("clerk"), firm.api("clerk")
    form = {"current_password": PASSWORD, "new_password": "another password entirely"}
    assert here.post("/password", form).status_code == 200
    assert here.get("/northgate/jobs").status_code == 200
    assert there.get("/northgate/jobs").status_code == 302
    assert api.get("/api/v1/me").status_code == 401


def test_l48_a_dump_of_the_database_opens_nothing(firm: Firm) -> None:
    """Every word of every table, tried as a session and as a token (F-5)."""
    for name in ("admin", "contact"):
        assert firm.client(name).get("/").status_code == 302
        firm.token(name)
    words: set[str] = set()
    with connection.cursor() as cursor:
        for table in (
            "directory_session",
            "access_token",
            "directory_invitation",
            "directory_person",
        ):
            cursor.execute(f"select row_to_json(t) from {table} t")
            words |= {str(value) for (row,) in cursor.fetchall() for value in row.values()}
    assert Session.objects.count() >= 2
    for word in words:
        client = Client()
        client.cookies["strongroom_session"] = word
        request: Any = type("R", (), {"session": client.session})
        assert not get_user(request).is_authenticated
        bearer = Client(headers={"authorization": f"Bearer {word}"})
        if word.isascii() and word.isprintable():
            assert bearer.get("/api/v1/me").status_code == 401


def test_f5_people_see_and_end_their_own_sessions_and_tokens(firm: Firm) -> None:
    here, there, other = firm.client("clerk"), firm.client("clerk"), firm.client("viewer")
    token = access.issue_token(member=firm.members["clerk"], name="Scanner", surface=Surface.OFFICE)
    api = Client(headers={"authorization": f"Bearer {token[1]}"})
    page = here.get("/sessions").content.decode()
    assert page.count("/end") == 2
    assert "Scanner" in page
    assert "Scanner" not in other.get("/sessions").content.decode()
    mine = {row.session_key: row.id for row in Session.objects.filter(person=firm.person("clerk"))}
    far = next(id_ for key, id_ in mine.items() if key != _key(here))
    assert other.post(f"/sessions/{far}/end").status_code == 404
    assert other.post(f"/sessions/tokens/{token[0].id}/revoke").status_code == 404
    assert there.get("/northgate/jobs").status_code == 200
    assert here.post(f"/sessions/{far}/end").status_code == 302
    assert there.get("/northgate/jobs").status_code == 302
    assert here.post(f"/sessions/tokens/{token[0].id}/revoke").status_code == 302
    assert api.get("/api/v1/me").status_code == 401
    assert here.get("/northgate/jobs").status_code == 200
    assert here.post(f"/sessions/{mine[_key(here)]}/end")["Location"] == "/sign-in"
    assert here.get("/northgate/jobs").status_code == 302


def test_ui_sessions_are_told_in_the_zone_of_the_firm(firm: Firm) -> None:
    """UI: times are in the account's zone, and say which; of somebody in firms of two zones in UTC."""
    client = firm.client("clerk")
    Session.objects.update(created_at="2026-07-01T12:00:00Z")
    assert "1 July 2026, 13:00 BST" in client.get("/sessions").content.decode()
    other = Account.objects.create(slug="elsewhere", name="Elsewhere", time_zone="Asia/Tokyo")
    Member.objects.create(account=other, person=firm.person("clerk"))
    assert "1 July 2026, 12:00 UTC" in client.get("/sessions").content.decode()


def _key(client: Client) -> str:
    from strongroom.directory.sessions import hashed

    return hashed(client.session.session_key or "")
