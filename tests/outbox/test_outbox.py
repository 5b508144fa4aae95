"""The outbox against a real mail server: nothing is lost, nothing goes out twice (L8, L26)."""

import datetime as dt
import logging
import threading
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.utils import DNS_NAME
from django.db import connection, transaction

from outbox.mail_sink import PASSWORD, USER, Sink
from strongroom.core import clock
from strongroom.outbox import api as outbox
from strongroom.outbox import hooks, server
from strongroom.outbox.models import Mail

pytestmark = pytest.mark.django_db
ACCOUNT = uuid.uuid4()
NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


def letter(waiting: outbox.Waiting, to: str = "ann@customer.example") -> outbox.Message:
    return outbox.Message(
        to_email=to,
        to_name="Ann Lee",
        subject=f"About {waiting.refs['thing']}\r\nBcc: all@customer.example",
        text="Grüße",
        html="<p>Grüße</p>",
        reply_to="bob@firm.example",
        from_name="Northgate Electrical",
    )


@pytest.fixture(autouse=True)
def rendered() -> Iterator[None]:
    """The tests' own renderer; what config has bound comes back."""
    from strongroom.notices import api as notices

    outbox.render_with(letter)
    yield
    outbox.render_with(notices.render)


@pytest.fixture(autouse=True)
def no_mail(db: None) -> None:
    """Tables of tests that commit are emptied afterwards, but not before."""
    Mail.objects.all().delete()


def post(key: str = "k", **refs: str) -> Mail:
    with transaction.atomic():
        assert outbox.post("test", key=key, account_id=ACCOUNT, refs={"thing": "7", **refs})
    return Mail.objects.get(key=key)


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Return what Strongroom logged; the tests' mail server has a log of its own."""
    records = [record for record in caplog.records if record.name != "mail.log"]
    return "\n".join(record.getMessage() for record in records)


def state(mail: Mail) -> tuple[str, int, str]:
    mail.refresh_from_db()
    return mail.state, mail.attempts, mail.error


def test_a_mail_is_sent_once_as_text_and_html(sink: Sink) -> None:
    mail = post()
    assert outbox.send(mail.id) is True
    assert outbox.send(mail.id) is False
    assert outbox.send_waiting() == 0
    (taken,) = sink.taken
    assert state(mail) == ("sent", 1, "")
    assert taken["To"] == "Ann Lee <ann@customer.example>"
    assert taken["From"] == "Northgate Electrical <files@strongroom.example>"
    assert taken["Reply-To"] == "bob@firm.example"
    assert taken["Message-ID"] == f"<{mail.id}@strongroom.example>"
    assert taken["Auto-Submitted"] == "auto-generated"
    plain, html = sink.words()
    assert plain.strip() == "Grüße"
    assert html.strip() == "<p>Grüße</p>"


def test_a_subject_can_not_add_a_header(sink: Sink) -> None:
    outbox.send(post().id)
    assert sink.taken[0]["Subject"] == "About 7 Bcc: all@customer.example"
    assert sink.taken[0]["Bcc"] is None


def test_a_key_counts_once() -> None:
    post("twice")
    with transaction.atomic():
        assert not outbox.post("test", key="twice", account_id=ACCOUNT, refs={"thing": "8"})
    assert Mail.objects.get(key="twice").refs == {"thing": "7"}


def test_a_mail_is_posted_with_its_transaction_or_not_at_all() -> None:
    told: list[uuid.UUID] = []
    hooks.mail_waiting.bind(told.append)
    try:
        with transaction.atomic():
            outbox.post("test", key="undone", account_id=ACCOUNT, refs={})
            transaction.set_rollback(True)
    finally:
        hooks.mail_waiting.unbind(told.append)
    assert len(told) == 1  # in the transaction: a task deferred there is undone with it
    assert not Mail.objects.filter(key="undone").exists()


@pytest.mark.parametrize(
    "value",
    ["ann@customer.example", "Plan of the boiler house", "d" * 21, "https://x/l/abc", "a\nb", ""],
)
def test_l26_only_references_are_kept(value: str) -> None:
    with pytest.raises(ValueError, match="ids only") as caught:
        outbox.post("test", key="k", account_id=ACCOUNT, refs={"thing": value})
    assert value not in str(caught.value) or not value
    assert not Mail.objects.exists()


def test_without_a_server_everything_waits_and_goes_out_later(settings: Any, sink: Sink) -> None:
    settings.MAIL_URL = ""
    mail = post()
    with clock.standing_at(clock.now() + dt.timedelta(days=400)):
        assert not outbox.configured()
        assert outbox.send(mail.id) is False
        assert outbox.send_waiting() == 0
        assert state(mail) == ("waiting", 0, "")
        settings.MAIL_URL = sink.url
        assert outbox.send_waiting() == 1
    assert len(sink.taken) == 1


def test_a_dead_server_loses_nothing(sink: Sink, caplog: pytest.LogCaptureFixture) -> None:
    first, second = post("1"), post("2")
    sink.stop()
    with caplog.at_level(logging.INFO):
        assert outbox.send_waiting() == 0
    assert state(first) == ("waiting", 1, "no connection")
    assert state(second) == ("waiting", 0, "")  # the server is away for it too: it keeps its place
    assert "ann@" not in logged(caplog)
    assert "About" not in logged(caplog)
    sink.start()
    with clock.standing_at(clock.now() + dt.timedelta(minutes=2)):
        assert outbox.send_waiting() == 2
    ids = {f"<{mail.id}@strongroom.example>" for mail in (first, second)}
    assert {mail["Message-ID"] for mail in sink.taken} == ids


def test_a_server_that_is_away_for_weeks_loses_nothing(sink: Sink) -> None:
    with clock.standing_at(NOON):
        mail = post()
    sink.on_recipient = lambda _address: "451 later"
    with clock.standing_at(NOON):
        assert outbox.send(mail.id) is False
    sink.stop()
    for day in (4, 8, 30):
        with clock.standing_at(NOON + dt.timedelta(days=day)):
            assert outbox.send(mail.id) is False
    assert state(mail)[0] == "waiting"
    sink.start()
    with clock.standing_at(NOON + dt.timedelta(days=31)):
        assert outbox.send(mail.id) is False  # put off: the five days begin anew
        mail.refresh_from_db()
    sink.on_recipient = lambda _address: ""
    with clock.standing_at(mail.due_at):
        assert outbox.send(mail.id) is True
    assert len(sink.taken) == 1


@pytest.mark.slow
def test_pauses_grow_and_end_after_five_days(sink: Sink) -> None:
    with clock.standing_at(NOON):
        mail = post()
    sink.on_recipient = lambda _address: "451 later"
    at, pauses = NOON, []
    while state(mail)[0] == "waiting":
        with clock.standing_at(at):
            outbox.send_waiting()
        mail.refresh_from_db()
        pauses.append(mail.due_at - at)
        at = mail.due_at
    minutes = [pause.total_seconds() / 60 for pause in pauses[:9]]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert dt.timedelta(days=5) <= mail.settled_at - NOON <= dt.timedelta(days=5, hours=1)
    assert state(mail)[2] == "recipient not taken (451)"
    assert not sink.taken


def test_refused_for_now_is_accepted_later(sink: Sink) -> None:
    answers = iter(["450 greylisted", ""])
    sink.on_recipient = lambda _address: next(answers)
    mail = post()
    assert outbox.send(mail.id) is False
    assert state(mail) == ("waiting", 1, "recipient not taken (450)")
    assert outbox.send(mail.id) is False  # it is not due yet, whoever asks
    assert state(mail)[1] == 1
    with clock.standing_at(clock.now() + dt.timedelta(minutes=2)):
        assert outbox.send(mail.id) is True
    assert state(mail) == ("sent", 2, "")
    assert len(sink.taken) == 1


@pytest.mark.parametrize(
    ("recipient", "data", "error"),
    [
        ("550 no such mailbox ann@customer.example", "", "recipient refused (550)"),
        ("", "554 spam", "mail refused (554)"),
    ],
)
def test_refused_for_good_is_given_up(
    sink: Sink, caplog: pytest.LogCaptureFixture, recipient: str, data: str, error: str
) -> None:
    sink.on_recipient, sink.on_data = lambda _address: recipient, data
    mail = post()
    with caplog.at_level(logging.DEBUG):
        assert outbox.send(mail.id) is True
    assert state(mail) == ("failed", 1, error)
    assert "ann@" not in logged(caplog)  # L26: the server's words are not repeated
    assert outbox.state_of(["k", "other"])["k"].state == outbox.State.FAILED
    assert outbox.send_waiting() == 0


@pytest.mark.parametrize("address", ["", "ann", "änn@customer.example", "a b@x.example", "@x"])
def test_an_address_that_is_none_fails_alone(sink: Sink, address: str) -> None:
    bad = post("bad", to="1")
    good = post("good", to="2")
    to = {"1": address, "2": "bob@customer.example"}
    outbox.render_with(lambda waiting: letter(waiting, to[waiting.refs["to"]]))
    assert outbox.send_waiting() == 2
    assert state(bad) == ("failed", 1, "address")
    assert state(good)[0] == "sent"


def test_a_domain_with_an_umlaut_is_reached(sink: Sink) -> None:
    outbox.render_with(lambda waiting: letter(waiting, "ann@häuser.example"))
    outbox.send(post().id)
    assert "ann@xn--huser-gra.example" in sink.taken[0]["To"]


def test_l8_it_is_rendered_at_each_attempt(sink: Sink) -> None:
    """Who may not see it any more when it is sent gets nothing, though it was posted in time."""
    sink.on_recipient = lambda _address: "421 busy"
    mail = post()
    outbox.send(mail.id)
    sink.on_recipient = lambda _address: ""
    outbox.render_with(lambda _waiting: outbox.Drop("not theirs any more"))
    with clock.standing_at(clock.now() + dt.timedelta(minutes=2)):
        assert outbox.send_waiting() == 1
    assert state(mail) == ("dropped", 2, "not theirs any more")
    assert not sink.taken


def test_what_can_not_be_rendered_holds_up_nothing(
    sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    def render(waiting: outbox.Waiting) -> outbox.Message:
        if waiting.refs["thing"] == "bad":
            with connection.cursor() as cursor:
                cursor.execute("select 'ann@customer.example'::uuid")
        return letter(waiting)

    outbox.render_with(render)
    bad, good = post("1", thing="bad"), post("2")
    assert outbox.send_waiting() == 1
    assert state(bad) == ("waiting", 1, "not rendered")
    assert state(good)[0] == "sent"
    assert str(bad.id) in logged(caplog)
    assert "ann@" not in logged(caplog)


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_one_mail_send_it_once(sink: Sink) -> None:
    mail = post()
    sink.go_on.clear()
    other = threading.Thread(target=in_thread, args=(lambda: outbox.send(mail.id),))
    other.start()
    assert sink.arrived.wait(30)  # the other one is in the middle of handing it over
    assert outbox.send(mail.id) is False
    assert outbox.send_waiting() == 0
    sink.go_on.set()
    other.join(30)
    assert state(mail) == ("sent", 1, "")
    assert len(sink.taken) == 1


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_many_mails_send_each_once(sink: Sink) -> None:
    mails = [post(str(number)) for number in range(12)]
    senders = [threading.Thread(target=in_thread, args=(outbox.send_waiting,)) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    sent = sorted(mail["Message-ID"] for mail in sink.taken)
    assert sent == sorted(f"<{mail.id}@strongroom.example>" for mail in mails)


def in_thread(work: Any) -> None:
    try:
        work()
    finally:
        connection.close()


def test_a_server_that_does_not_protect_gets_no_password(sink: Sink, settings: Any) -> None:
    settings.MAIL_URL = f"smtp://user:secret@127.0.0.1:{sink.port}"
    mail = post()
    assert outbox.send(mail.id) is False
    assert state(mail) == ("waiting", 1, "not supported by the server")


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_signing_in(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    guarded = Sink(sign_in=True)
    guarded.start()
    try:
        settings.MAIL_FROM = "files@strongroom.example"
        settings.MAIL_URL = guarded.url.replace("//", f"//{USER}:wrong-one@")
        mail = post()
        with caplog.at_level(logging.DEBUG, logger="strongroom"):
            assert outbox.send(mail.id) is False
        assert state(mail) == ("waiting", 1, "sign-in refused (535)")
        assert "wrong-one" not in logged(caplog)
        settings.MAIL_URL = guarded.url.replace("//", f"//{USER}:{quote(PASSWORD, safe='')}@")
        with clock.standing_at(clock.now() + dt.timedelta(minutes=2)):
            assert outbox.send(mail.id) is True
        assert len(guarded.taken) == 1
    finally:
        guarded.stop()


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("mail.example.com:587", "files@x.example"),
        ("http://u:hunter2@mail.example.com", "files@x.example"),
        ("smtp://u:hunter2@mail.example.com:port", "files@x.example"),
        ("smtp://u:hunter2@mail.example.com?tls=maybe", "files@x.example"),
        ("smtp://u:hunter2@mail.example.com", ""),
        ("smtp://u:hunter2@mail.example.com", "Strongroom"),
    ],
)
def test_l26_wrong_settings_are_said_without_the_password(
    settings: Any, url: str, sender: str
) -> None:
    settings.MAIL_URL, settings.MAIL_FROM = url, sender
    with pytest.raises(ImproperlyConfigured) as caught:
        outbox.check_settings()
    assert "hunter2" not in str(caught.value)
    settings.MAIL_URL, settings.MAIL_FROM = "smtps://u:hunter2@mail.example.com", "f@x.example"
    outbox.check_settings()
    assert server.server().port == 465
    assert "hunter2" not in repr(server.server())


HELO = "504 5.5.2 <[127.0.0.1]>: Helo command rejected: need fully-qualified hostname"
RELAY = "554 5.7.1 <ann@customer.example>: Relay access denied"


@pytest.mark.parametrize(
    "answer",
    [
        HELO,
        "530 5.7.0 Must issue a STARTTLS command first",
        "535 5.7.8 Authentication required",
        "421 4.7.0 closing",
    ],
)
def test_what_refuses_us_at_a_recipient_loses_nothing(sink: Sink, answer: str) -> None:
    """As Postfix delays its checks of the greeting, the client and the sender until RCPT."""
    first, second = post("1"), post("2")
    sink.on_recipient = lambda _address: answer
    with clock.standing_at(NOON + dt.timedelta(days=400)):
        assert outbox.send_waiting() == 0
    assert state(first) == ("waiting", 1, f"server refuses us ({answer[:3]})")
    assert state(second)[:2] == ("waiting", 0)  # it would fare no better
    with clock.standing_at(NOON + dt.timedelta(days=430)):
        assert outbox.send(first.id) is False
    assert state(first)[:2] == ("waiting", 2)
    found = outbox.standing(ACCOUNT)
    assert (found.waiting, found.refused, found.given_up) == (2, 1, 0)
    assert found.error == f"server refuses us ({answer[:3]})"
    sink.on_recipient = lambda _address: ""
    with clock.standing_at(NOON + dt.timedelta(days=430)):
        assert outbox.try_now(ACCOUNT) == 2
        assert outbox.send_waiting() == 2
    assert outbox.standing(ACCOUNT).waiting == 0


def test_a_refusal_by_policy_waits_while_the_server_takes_nothing(sink: Sink) -> None:
    sink.on_recipient = lambda _address: RELAY
    with clock.standing_at(NOON):
        mails = [post("1"), post("2")]
        assert outbox.send_waiting() == 0
    assert [state(mail) for mail in mails] == [("waiting", 1, "refused by policy (554)")] * 2
    with clock.standing_at(NOON + dt.timedelta(days=9)):
        assert outbox.send_waiting() == 0
    assert [state(mail)[:2] for mail in mails] == [("waiting", 2)] * 2
    sink.on_recipient = lambda _address: ""
    with clock.standing_at(NOON + dt.timedelta(days=10)):
        assert outbox.send_waiting() == 2


def test_a_refusal_by_policy_ends_where_others_get_through(sink: Sink) -> None:
    to = {"ann": "ann@customer.example", "bob": "bob@customer.example"}
    outbox.render_with(lambda waiting: letter(waiting, to[waiting.refs["to"]]))
    sink.on_recipient = lambda address: RELAY if address.startswith("ann") else ""
    with clock.standing_at(NOON):
        ann = post("1", to="ann")
        assert outbox.send(ann.id) is False
    with clock.standing_at(NOON + dt.timedelta(days=1)):
        assert outbox.send(post("2", to="bob").id) is True
    with clock.standing_at(NOON + dt.timedelta(days=6)):
        assert outbox.send(ann.id) is True
    assert state(ann) == ("failed", 2, "refused by policy (554)")


@pytest.mark.parametrize(
    ("hello", "base_url", "greeted"),
    [
        ("", "https://files.firm.example:8443", "files.firm.example"),
        ("mx.firm.example", "https://files.firm.example", "mx.firm.example"),
        ("", "http://127.0.0.1:8000", None),
        ("", "http://[::1]:8000", None),
        ("", "http://localhost", None),
        ("", "", None),
    ],
)
def test_the_server_is_greeted_by_our_name(
    sink: Sink, settings: Any, hello: str, base_url: str, greeted: str | None
) -> None:
    settings.MAIL_HELLO, settings.BASE_URL = hello, base_url
    assert outbox.send(post().id) is True
    assert sink.greeted == (greeted or DNS_NAME.get_fqdn())  # else what the machine is called


def test_a_mail_tries_the_server(sink: Sink) -> None:
    message = outbox.Message("ann@straße.example", "Ann", "Try", "Text", "<p>Text</p>")
    assert outbox.try_server(message) == ""
    assert sink.taken[0]["To"] == "Ann <ann@xn--strae-oqa.example>"
    assert sink.taken[0]["From"] == "Strongroom <files@strongroom.example>"
    sink.on_recipient = lambda _address: HELO
    assert outbox.try_server(message) == "server refuses us (504)"
    sink.stop()
    assert outbox.try_server(message) == "no connection"
    assert not Mail.objects.exists()
