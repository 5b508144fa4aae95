"""F-3: a forgotten password by mail; the same answer for everybody, and an address that works once."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from invitations.conftest import BASE, accept, mailed_path
from invitations.test_walks import COLLEAGUE, contact_by_clerk
from outbox.mail_sink import Sink
from personas import PASSWORD, Firm
from strongroom.administration import api as administration
from strongroom.core import clock, logs
from strongroom.directory import api as directory
from strongroom.directory.models import Contact, PasswordReset, Person, Session
from strongroom.outbox import api as outbox
from strongroom.outbox.models import Mail
from strongroom.work import api as work

pytestmark = pytest.mark.django_db
NEW = "a kettle and a telescope"
ASK = "/password/forgotten"


def ask(email: str, page: str = ASK, network: str = "192.0.2.1") -> Any:
    return Client().post(page, {"email": email}, REMOTE_ADDR=network)


def mailed(server: Sink) -> str:
    """Send what waits and return the path that was mailed."""
    outbox.send_waiting()
    plain, html = server.words()
    found = re.search(rf"{BASE}(/password/reset/[\w-]{{32}})\n", plain)
    assert found, plain
    assert f'href="{BASE}{found[1]}"' in html
    return found[1]


def choose(path: str, password: str = NEW) -> Any:
    return Client().post(path, {"new_password": password})


def test_f3_it_is_offered_only_with_a_mail_server(firm: Firm, settings: Any) -> None:
    settings.MAIL_URL = ""
    for page in ("/sign-in", "/northgate/portal/sign-in"):
        shown = Client().get(page).content.decode()
        assert "/forgotten" not in shown
        who = "Northgate Electrical" if "portal" in page else "whoever manages users at your firm"
        assert f"Forgotten your password? Ask {who}." in shown
    assert (
        "Ask for another mail" not in Client().get(f"/password/reset/{'x' * 32}").content.decode()
    )
    for page in (ASK, "/northgate/portal/forgotten"):
        assert Client().get(page).status_code == 404
        assert ask("office@northgate.example", page).status_code == 404
    settings.MAIL_URL = "smtp://localhost"
    assert f'href="{ASK}"' in Client().get("/sign-in").content.decode()
    assert "Ask whoever" not in Client().get("/sign-in").content.decode()
    over = Client().get(f"/password/reset/{'x' * 32}").content.decode()
    assert f'href="{ASK}"' in over
    page = Client().get("/northgate/portal/sign-in").content.decode()
    assert 'href="/northgate/portal/forgotten"' in page
    assert Client().get("/nowhere/portal/forgotten").status_code == 404


def test_l11_everybody_gets_the_same_answer_by_the_same_work(firm: Firm, sink: Sink) -> None:
    """Known, unknown, invited, deactivated, without a place: only the mailbox of the first learns more."""
    Person.objects.filter(email="gone@northgate.example").update(is_active=False)
    directory.make_placeholder("invited@northgate.example", "Ida")
    directory.create_person(email="placeless@northgate.example", name="Pia", password=PASSWORD)
    told = set()
    for who in ("office", "nobody", "invited", "gone", "placeless", "OFFICE"):
        email = f"{who}@northgate.example"
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = ask(email)
        assert answer.status_code == 200
        page = answer.content.decode().replace(email.lower(), "X")
        told.add((re.sub(r'data-csrf="[^"]*"', "", page), len(queries)))
    assert len(told) == 1
    outbox.send_waiting()
    assert [mail["To"].addresses[0].addr_spec for mail in sink.taken] == [
        "office@northgate.example"
    ] * 2
    assert {row.email for row in PasswordReset.objects.all()} == {"office@northgate.example"}
    assert ask("no address").status_code == 422
    assert ask("").status_code == 422


def test_f3_a_new_password_ends_sessions_and_tokens_and_keeps_places(
    firm: Firm, sink: Sink
) -> None:
    session, api = firm.client("office"), firm.api("office")
    ask("office@northgate.example")
    path = mailed(sink)
    assert Client().get(path).status_code == Client().head(path).status_code == 200
    for weak in ("short", "demo-strongroom"):
        assert choose(path, weak).status_code == 422
    assert session.get("/northgate/jobs").status_code == 200
    answer = choose(path)
    assert "Your password is set" in answer.content.decode()
    assert "invited anew" not in answer.content.decode()
    assert session.get("/northgate/jobs").status_code == 302
    assert api.get("/api/v1/me").status_code == 401
    assert not Session.objects.filter(person=firm.person("office")).exists()
    sent = {"email": "office@northgate.example"}
    assert Client().post("/sign-in", {**sent, "password": PASSWORD}).status_code == 422
    client = Client()
    assert client.post("/sign-in", {**sent, "password": NEW}).status_code == 302
    assert client.get("/northgate/jobs").status_code == 200
    for again in (Client().get(path), choose(path, "another long password")):
        assert again.status_code == 404
        assert "This address can't be used" in again.content.decode()
    assert firm.person("office").check_password(NEW)


def test_l26_the_address_is_kept_nowhere(firm: Firm, sink: Sink) -> None:
    ask("office@northgate.example")
    path = mailed(sink)
    secret = path.rpartition("/")[2]
    kept = str(list(PasswordReset.objects.values())) + str(list(Mail.objects.values()))
    assert secret not in kept
    assert secret not in logs.cut(f'"GET {path} HTTP/1.1" 200')


def test_f3_it_lives_an_hour_and_ends_with_any_change_of_the_password(
    firm: Firm, sink: Sink
) -> None:
    start = clock.now()
    with clock.standing_at(start):
        ask("office@northgate.example")
        first = mailed(sink)
        ask("office@northgate.example")
        second = mailed(sink)
    with clock.standing_at(start + dt.timedelta(minutes=59)):
        assert Client().get(first).status_code == 404
        assert Client().get(second).status_code == 200
    with clock.standing_at(start + dt.timedelta(hours=1)):
        assert Client().get(second).status_code == 404
        assert directory.prune_resets() == 2
    ask("office@northgate.example")
    third = mailed(sink)
    directory.set_password(firm.person("office"), "changed by its owner")
    assert choose(third).status_code == 404
    ask("office@northgate.example")
    with clock.standing_at(clock.now() + dt.timedelta(hours=2)):  # the server was away
        outbox.send_waiting()
    assert len(sink.taken) == 3


def test_f3_a_newer_reset_ends_the_older_ones(firm: Firm, sink: Sink) -> None:
    """By mail: only the newest address works. By hand or at the command line: none that was mailed."""
    email = "office@northgate.example"
    ask(email)
    first = mailed(sink)
    ask(email)
    second = mailed(sink)
    assert choose(first).status_code == 404
    assert firm.person("office").check_password(PASSWORD)
    assert Client().get(second).status_code == 200
    administration.reset_here(email, show=False)
    assert choose(second).status_code == 404
    contact = firm.person("contact").email
    ask(contact)
    third = mailed(sink)
    work.reset_contact_login(firm.principal("admin"), contact_id=firm.contacts["contact"].id)
    assert choose(third).status_code == 404


def test_l32_wishes_are_throttled_and_no_mailbox_is_filled(firm: Firm, sink: Sink) -> None:
    """By network, so that nobody is shut out by others; and five mails an hour, from wherever asked."""
    for _ in range(5):
        assert ask("office@northgate.example").status_code == 200
    refused = ask("office@northgate.example")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert ask("office@northgate.example", network="192.0.2.99").status_code == 200
    outbox.send_waiting()
    assert len(sink.taken) == 5
    addresses = [
        re.findall(r"/password/reset/[\w-]+", sink.words(number)[0])[0] for number in range(5)
    ]
    assert [Client().get(path).status_code for path in addresses] == [404] * 4 + [200]
    for _ in range(30 - 4):
        assert Client().get("/password/reset/wrong").status_code == 404
    assert Client().get("/password/reset/wrong").status_code == 429


def test_f3_a_contact_asks_at_the_portal(firm: Firm, sink: Sink) -> None:
    page, email = "/northgate/portal/forgotten", firm.person("contact").email
    assert firm.account.name in Client().get(page).content.decode()
    ask(email, page)
    answer = choose(mailed(sink)).content.decode()
    assert 'href="/northgate/portal/sign-in"' in answer
    assert sink.taken[-1]["From"].addresses[0].display_name == firm.account.name
    client = Client()
    sent = {"email": email, "password": NEW}
    assert client.post("/northgate/portal/sign-in", sent).status_code == 302
    assert client.get("/northgate/portal/").status_code == 200


def test_f3_of_a_login_that_is_not_proven_each_place_is_accepted_anew(
    firm: Firm, settings: Any, sink: Sink
) -> None:
    """L47: a clerk has set the password by hand; whoever reads the mailbox takes over nothing unasked."""
    settings.MAIL_URL = ""
    _, held = contact_by_clerk(firm)
    assert held.get("/northgate/portal/").status_code == 200
    settings.MAIL_URL = sink.url
    ask(COLLEAGUE)
    answer = choose(mailed(sink)).content.decode()
    assert "invited anew" in answer
    assert held.get("/northgate/portal/").status_code == 302
    login = Person.objects.get(email=COLLEAGUE, placeholder=False)
    assert login.is_proven
    assert Contact.objects.get(email=COLLEAGUE).person_id is None
    client, path = Client(), mailed_path(sink)
    sent = {"email": COLLEAGUE, "password": NEW, "next": path}
    assert client.post("/sign-in", sent)["Location"] == path
    assert accept(path, client).status_code == 302
    assert client.get("/northgate/portal/").status_code == 200
