"""The page behind an invitation: one-time, expiring, one answer for all that is wrong (B-18, L11)."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client

from invitations.conftest import accept, mailed_path
from outbox.mail_sink import Sink
from personas import PASSWORD, Firm
from strongroom.audit.models import Event
from strongroom.core import clock
from strongroom.directory.models import Contact, Invitation, Person
from strongroom.outbox.models import Mail
from strongroom.work import api as work

pytestmark = pytest.mark.django_db
NEW = "ida@alder.example"
SECOND = "another password entirely"


def invite_new(firm: Firm, email: str = NEW) -> work.ContactRow:
    with transaction.atomic():
        return work.create_contact(
            firm.principal("office"),
            customer_id=firm.customers["alder"].id,
            name="Ida",
            email=email,
            portal_access=True,
            invite=True,
        )


def test_a_new_contact_chooses_a_password_and_is_in(firm: Firm, sink: Sink) -> None:
    row = invite_new(firm)
    path = mailed_path(sink)
    assert sink.taken[0]["To"] == f"Ida <{NEW}>"
    assert (
        sink.taken[0]["Subject"] == "Your invitation to the customer portal of Northgate Electrical"
    )
    assert "Office of Northgate Electrical invites you" in sink.words()[0]
    client = Client()
    page = client.get(path)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert NEW in page.content.decode()
    assert accept(path, client)["Location"] == "/northgate/portal/"
    assert client.get("/northgate/portal/").status_code == 200
    person = Person.objects.get(email=NEW)
    assert person.name == "Ida Long"
    assert person.check_password("a boiler and a bicycle")
    assert work.get_contact(firm.principal("office"), row.id).portal == "active"
    assert Event.objects.filter(verb="invitation.accepted", subject_id=row.id).count() == 1


def test_looking_uses_nothing_up(firm: Firm, sink: Sink) -> None:
    """Mail scanners open what they find."""
    invite_new(firm)
    path = mailed_path(sink)
    for _ in range(3):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert accept(path).status_code == 302


def test_wrong_input_is_said_and_nothing_is_used_up(firm: Firm, sink: Sink) -> None:
    invite_new(firm)
    path = mailed_path(sink)
    for sent in (
        {"name": ""},
        {"name": "x" * 201},
        {"new_password": ""},
        {"new_password": "short"},
        {"new_password": "password123"},
        {"new_password": "demo-strongroom"},
        {"new_password": "x" * 1001},
    ):
        answer = accept(path, **sent)
        assert answer.status_code == 422, sent
        assert 'name="name"' in answer.content.decode()
    assert "Ida Long" in accept(path, new_password="short").content.decode()
    assert not Person.objects.filter(email=NEW).exists()
    assert accept(path).status_code == 302


def test_l11_whatever_is_wrong_has_one_answer(firm: Firm, sink: Sink) -> None:
    paths = {"unknown": "/invitation/" + "A" * 32, "long": "/invitation/" + "A" * 500}
    invite_new(firm, "used@alder.example")
    paths["used"] = mailed_path(sink)
    accept(paths["used"])
    office = firm.principal("office")
    older = invite_new(firm, "again@alder.example")
    paths["replaced"] = mailed_path(sink)
    work.invite_contact(office, contact_id=older.id)
    withdrawn = invite_new(firm, "withdrawn@alder.example")
    paths["withdrawn"] = mailed_path(sink)
    work.withdraw_access(office, contact_id=withdrawn.id)
    inactive = invite_new(firm, "inactive@alder.example")
    paths["inactive"] = mailed_path(sink)
    Contact.objects.filter(id=inactive.id).update(active=False)
    moved = invite_new(firm, "moved@alder.example")
    paths["another e-mail"] = mailed_path(sink)
    work.update_contact(office, contact_id=moved.id, email="new@alder.example")
    expired = invite_new(firm, "expired@alder.example")
    paths["expired"] = mailed_path(sink)
    Invitation.objects.filter(contact=expired.id).update(expires_at=clock.now())
    pages = {}
    for why, path in paths.items():
        for answer in (Client().get(path), accept(path)):
            assert answer.status_code == 404, why
            pages[answer.content] = why
    assert len(pages) == 1, pages
    assert b"Northgate" not in next(iter(pages))
    assert not Person.objects.filter(email="withdrawn@alder.example").exists()


def test_it_lives_seven_days_and_not_longer(firm: Firm, sink: Sink) -> None:
    invite_new(firm)
    path = mailed_path(sink)
    expires = Invitation.objects.get(used_at=None).expires_at
    assert abs(expires - clock.now() - dt.timedelta(days=7)) < dt.timedelta(minutes=1)
    with clock.standing_at(expires - dt.timedelta(seconds=1)):
        assert Client().get(path).status_code == 200
    with clock.standing_at(expires):
        assert Client().get(path).status_code == 404


def test_b18_guessing_is_throttled_and_a_right_address_still_opens(firm: Firm, sink: Sink) -> None:
    invite_new(firm)
    path = mailed_path(sink)
    client = Client()
    statuses = [client.get(f"/invitation/{number:032}").status_code for number in range(31)]
    assert statuses == [404] * 30 + [429]
    assert client.get(path).status_code == 200
    assert accept(path, client).status_code == 302


def test_f1_a_known_person_signs_in_and_then_accepts(firm: Firm, sink: Sink) -> None:
    """A login is unique over the installation: no firm's invitation opens or changes it."""
    stranger = firm.person("stranger")
    before = stranger.password
    row = invite_new(firm, stranger.email)
    assert row.state == "invited"
    path = mailed_path(sink)
    assert "You have a login already" in sink.words()[0]
    assert firm.client("stranger").get("/northgate/portal/").status_code == 404
    client = Client()
    page = client.get(path).content.decode()
    assert f'href="/sign-in?next={path}"' in page
    answer = client.post(path, {"name": "X", "new_password": SECOND})
    assert answer.status_code == 409
    assert "Please sign in with it to accept" in answer.content.decode()
    sent = {"email": stranger.email, "password": PASSWORD, "next": path}
    assert client.post("/sign-in", sent)["Location"] == path
    assert 'type="password"' not in client.get(path).content.decode()
    assert client.post(path)["Location"] == "/northgate/portal/"
    assert client.get("/northgate/portal/").status_code == 200
    stranger.refresh_from_db()
    assert (stranger.password, stranger.name) == (before, "Stranger")
    assert client.get(path).status_code == 404


def test_l11_the_page_is_the_same_whether_there_is_a_login_or_not(firm: Firm, sink: Sink) -> None:
    pages = set()
    for email in (firm.person("stranger").email, "nobody-yet@alder.example"):
        invite_new(firm, email)
        path = mailed_path(sink)
        page = Client().get(path).content.decode()
        page = re.sub(r"\b\w{64}\b", "", page)  # what keeps forms from being forged
        pages.add(page.replace(path, "").replace(email, ""))
    assert len(pages) == 1


def test_f1_somebody_else_is_told_so_and_may_switch(firm: Firm, sink: Sink) -> None:
    invite_new(firm, firm.person("stranger").email)
    path = mailed_path(sink)
    other = firm.client("clerk")
    page = other.get(path).content.decode()
    assert "You are signed in as" in page
    assert "clerk@northgate.example" in page
    assert other.post(path, {"name": "X", "new_password": SECOND}).status_code == 403
    assert other.post("/sign-out", {"next": path})["Location"] == path
    assert 'name="new_password"' in other.get(path).content.decode()
    assert Invitation.objects.get().used_at is None


def test_who_got_a_password_meanwhile_keeps_it(firm: Firm, sink: Sink) -> None:
    invite_new(firm)
    path = mailed_path(sink)
    person = Person.objects.create_person(NEW, "Ida", SECOND)
    assert accept(path).status_code == 409
    person.refresh_from_db()
    assert person.check_password(SECOND)
    assert not Contact.objects.filter(person=person).exists()


def test_l8_nothing_is_sent_for_an_invitation_that_is_over(firm: Firm, sink: Sink) -> None:
    from strongroom.outbox import api as outbox

    row = invite_new(firm)
    work.withdraw_access(firm.principal("office"), contact_id=row.id)
    assert outbox.send_waiting() == 1
    assert not sink.taken
    assert Mail.objects.get().state == "dropped"


def test_l26_no_secret_and_no_address_stands_in_clear(firm: Firm, sink: Sink) -> None:
    invite_new(firm)
    secret = mailed_path(sink).rpartition("/")[2]
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(t)::text from outbox_mail t")
        posted = cursor.fetchall()
        cursor.execute("select row_to_json(t)::text from directory_invitation t")
        kept = cursor.fetchall()
        cursor.execute("select row_to_json(t)::text from audit_event t")
        events = cursor.fetchall()
    assert posted
    assert kept
    assert events
    for rows in (posted, kept, events):
        assert secret not in str(rows)
        assert NEW not in str(rows)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_and_one_gets_in(firm: Firm, sink: Sink) -> None:
    """The same invitation accepted twice at the same moment: one password stands."""
    invite_new(firm)
    path = mailed_path(sink)

    def send(password: str) -> int:
        try:
            return accept(path, new_password=password).status_code
        finally:
            connection.close()

    passwords = ["a boiler and a bicycle", SECOND]
    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(send, passwords))
    assert statuses.count(302) == 1
    assert set(statuses) <= {302, 404, 409}
    person = Person.objects.get(email=NEW)
    assert person.check_password(passwords[statuses.index(302)])
