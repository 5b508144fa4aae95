"""Signing in and out by HTTP: throttled, one answer for all that is wrong, the right place after it."""

import re

import pytest
from django.test import Client

from personas import PASSWORD, make_contact, make_person
from strongroom.audit.models import Event
from strongroom.directory.models import Contact, Member, Person
from strongroom.interfaces.common.signing import credentials

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Mobile/15E148"


def _post(client, email, password=PASSWORD, path="/sign-in", **extra):
    fields = {"email": email, "password": password, "next": extra.pop("next", "")}
    return client.post(path, fields, **extra)


def _email(firm, name):
    return firm.person(name).email


def _signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("name", "agent", "home"),
    [
        ("office", "Firefox", "/northgate/"),
        ("office", PHONE, "/northgate/m/"),
        ("clerk", PHONE, "/northgate/"),
        ("tech", "Firefox", "/northgate/m/"),
        ("sub", "Firefox", "/northgate/shared"),
        ("watcher", PHONE, "/northgate/m/"),
        ("contact", PHONE, "/northgate/portal/"),
    ],
)
def test_where_one_lands(firm, name, agent, home):
    client = Client(headers={"user-agent": agent})
    response = _post(client, f" {_email(firm, name).upper()} ")
    assert (response.status_code, response["Location"]) == (302, home)
    assert client.get("/")["Location"] == home
    assert client.get("/sign-in")["Location"] == "/"


def test_several_places_are_offered_to_choose_from(firm):
    person = firm.person("office")
    contact = make_contact(firm.customers["foreign"], "double")
    Contact.objects.filter(id=contact.id).update(person=person)
    client = Client()
    assert _post(client, person.email)["Location"] == "/"
    page = client.get("/").content.decode()
    assert re.findall(r'href="(/(?:northgate|rival)/[a-z/]*)"', page) == [
        "/northgate/",
        "/northgate/m/",
        "/rival/portal/",
    ]


@pytest.mark.parametrize(
    ("following", "goes"),
    [
        ("/northgate/jobs?status=done", "/northgate/jobs?status=done"),
        ("//evil.example/x", "/northgate/"),
        ("https://evil.example/", "/northgate/"),
        ("/\\evil.example", "/northgate/"),
        ("javascript:alert(1)", "/northgate/"),
        ("/\t/evil.example", "/northgate/"),
    ],
)
def test_next_leads_to_our_own_pages_only(firm, following, goes):
    client = Client()
    assert _post(client, _email(firm, "clerk"), next=following)["Location"] == goes
    again = Client().get("/sign-in", {"next": following}).content.decode()
    assert "evil.example" not in again


def test_l11_everything_wrong_gets_one_answer_and_the_email_stays(firm):
    Person.objects.filter(id=firm.members["viewer"].person_id).update(is_active=False)
    answers = set()
    cases = [
        ("unknown@northgate.example", PASSWORD),
        (_email(firm, "clerk"), "wrong password"),
        (_email(firm, "viewer"), PASSWORD),
        (_email(firm, "gone"), PASSWORD),
        (_email(firm, "former"), PASSWORD),
        (_email(firm, "clerk"), f" {PASSWORD}"),
    ]
    for email, password in cases:
        client = Client()
        response = _post(client, email, password)
        assert response.status_code == 422
        assert not _signed_in(client)
        page = response.content.decode()
        assert f'value="{email}"' in page
        assert password not in page
        token = re.compile(r'(csrfmiddlewaretoken" value=|data-csrf=)"[^"]+"')
        answers.add(token.sub("", page.replace(email, "EMAIL")))
    assert len(answers) == 1
    assert "is not right" in answers.pop()


def test_l32_the_throttle_answers_and_another_address_goes_on(firm, settings):
    settings.SIGN_IN_TRIES = 3
    email = _email(firm, "clerk")
    attacker, owner = {"REMOTE_ADDR": "203.0.113.5"}, {"REMOTE_ADDR": "198.51.100.7"}
    for _ in range(3):
        assert _post(Client(), email, "wrong", **attacker).status_code == 422
    refused = _post(Client(), email, PASSWORD, **attacker)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 900
    assert "too many tries" in refused.content.decode().lower()
    assert f'value="{email}"' in refused.content.decode()
    assert _post(Client(), email, PASSWORD, **owner).status_code == 302
    assert _post(Client(), _email(firm, "office"), PASSWORD, **attacker).status_code == 302


def test_l32_a_made_up_forwarding_header_gives_no_new_tries(firm, settings):
    settings.SIGN_IN_TRIES = 3
    email = _email(firm, "clerk")
    statuses = [
        _post(Client(), email, "wrong", headers={"X-Forwarded-For": f"10.9.8.{n}"}).status_code
        for n in range(5)
    ]
    assert statuses == [422, 422, 422, 429, 429]
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    through = _post(Client(), email, headers={"X-Forwarded-For": "1.1.1.1, 198.51.100.7"})
    assert through.status_code == 302


def test_l32_one_address_trying_many_people_is_stopped(firm, settings):
    settings.SIGN_IN_TRIES = 2
    statuses = [
        _post(Client(), f"guess{n}@northgate.example", "wrong").status_code for n in range(21)
    ]
    assert statuses == [422] * 20 + [429]


def test_l32_a_browser_that_signed_in_before_is_not_shut_out_by_its_neighbours(firm, settings):
    settings.SIGN_IN_TRIES = 2
    email, mine = _email(firm, "clerk"), Client()
    assert _post(mine, email).status_code == 302
    mine.post("/sign-out")
    for n in range(25):
        _post(Client(), email if n < 5 else f"guess{n}@x.example", "wrong")
    assert _post(Client(), email).status_code == 429
    assert _post(mine, email).status_code == 302
    for _ in range(2):
        _post(mine, email, "wrong")
    assert _post(mine, email).status_code == 429
    forged = Client()
    forged.cookies[credentials.KNOWN_COOKIE] = mine.cookies[credentials.KNOWN_COOKIE].value + "x"
    assert _post(forged, email).status_code == 429


def test_successes_do_not_use_the_tries_up(firm, settings):
    settings.SIGN_IN_TRIES = 2
    for _ in range(6):
        assert _post(Client(), _email(firm, "clerk")).status_code == 302


def test_the_session_is_a_new_one_and_ends_with_signing_out(firm):
    client = Client()
    client.get("/sign-in")
    session = client.session
    session["left"] = "behind"
    session.save()
    before = session.session_key
    _post(client, _email(firm, "clerk"))
    assert client.session.session_key != before
    signed_in = client.session.session_key
    assert client.get("/sign-out").status_code == 405
    response = client.post("/sign-out")
    assert (response.status_code, response["Location"]) == (302, "/sign-in")
    assert not _signed_in(client)
    client.cookies["strongroom_session"] = signed_in
    assert client.get("/")["Location"] == "/sign-in"


def test_signing_in_and_out_needs_the_csrf_token(firm):
    client = Client(enforce_csrf_checks=True)
    assert _post(client, _email(firm, "clerk")).status_code == 403
    assert client.post("/sign-out").status_code == 403


def test_l40_who_is_deactivated_while_signed_in_is_nobody_in_the_next_request(firm):
    client = firm.client("clerk")
    Person.objects.filter(id=firm.members["clerk"].person_id).update(is_active=False)
    assert client.get("/")["Location"] == "/sign-in"
    other = firm.client("office")
    Member.objects.filter(id=firm.members["office"].id).update(active=False)
    assert "no place for you" in other.get("/").content.decode()


def test_the_portal_signs_in_contacts_of_that_firm_in_its_name(firm):
    page = Client().get("/northgate/portal/sign-in").content.decode()
    assert "Northgate Electrical" in page
    client = Client()
    path = "/northgate/portal/sign-in"
    response = _post(client, _email(firm, "contact"), path=path)
    assert response["Location"] == "/northgate/portal/"
    back = client.post("/sign-out", headers={"referer": "http://testserver/northgate/portal/jobs"})
    assert back["Location"] == "/northgate/portal/sign-in"
    assert Client().get("/nowhere/portal/sign-in").status_code == 404


@pytest.mark.parametrize("name", ["office", "former", "stranger"])
def test_the_portal_has_one_answer_for_who_is_no_contact_there(firm, name):
    client = Client()
    wrong = _post(Client(), "unknown@x.example", path="/northgate/portal/sign-in")
    response = _post(client, _email(firm, name), path="/northgate/portal/sign-in")
    assert (response.status_code, _signed_in(client)) == (wrong.status_code, False)
    assert "is not right" in response.content.decode()
    assert "is not right" in wrong.content.decode()


def test_the_password_page_changes_it_and_ends_other_sessions(firm):
    here, elsewhere = firm.client("clerk"), firm.client("clerk")
    assert here.get("/password").status_code == 200
    new = "  nine brown boots "
    response = here.post("/password", {"current_password": PASSWORD, "new_password": new})
    assert "Your password is changed" in response.content.decode()
    assert here.get("/")["Location"] == "/northgate/"
    assert elsewhere.get("/")["Location"] == "/sign-in"
    assert _post(Client(), _email(firm, "clerk")).status_code == 422
    assert _post(Client(), _email(firm, "clerk"), new).status_code == 302
    event = Event.objects.get(verb="password.changed")
    assert (event.actor_id, event.data) == (firm.members["clerk"].id, {})


def test_the_password_page_refuses_at_the_field(firm, settings):
    settings.SIGN_IN_TRIES = 3
    client = firm.client("clerk")
    for current, new, sentence in (
        ("wrong", "nine brown boots", "The current password is not right."),
        (PASSWORD, "short", "too short"),
        (PASSWORD, credentials.DEMO_PASSWORD, "known to everybody"),
    ):
        response = client.post("/password", {"current_password": current, "new_password": new})
        assert response.status_code == 422
        assert sentence in response.content.decode()
    for _ in range(3):
        client.post("/password", {"current_password": "wrong", "new_password": "nine brown boots"})
    refused = client.post(
        "/password", {"current_password": PASSWORD, "new_password": "nine brown boots"}
    )
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert Client().get("/password")["Location"].startswith("/sign-in?next=")


def test_a_person_in_two_firms_keeps_both_apart(firm):
    person = make_person("both@x.example", "Both")
    Member.objects.create(account=firm.account, person=person, type="subcontractor")
    client = Client()
    assert _post(client, person.email)["Location"] == "/northgate/shared"  # D-20
    assert client.get("/rival/jobs").status_code == 404


def test_odd_input_is_answered_and_not_an_error(firm):
    client = Client()
    assert client.post("/sign-in", {}).status_code == 422
    assert _post(client, "x" * 5000, "y" * 5000).status_code == 422
    assert _post(client, "a\0b@x.example", "z").status_code == 422
    assert client.get("/sign-in", {"next": "\0"}).status_code == 200
