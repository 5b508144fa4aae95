"""Four months, day by day, against a real mail server: restarts, two workers at once, missed days (C-5).

What is counted is what the mail server received.
"""

import contextlib
import datetime as dt
import random
import re
import threading
import uuid
from collections import Counter
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from licences.ladder_reference import AHEAD, Chosen, Paper, Reference
from licences.licence_world import add, at, choose, day, keeper
from outbox.mail_sink import Sink
from personas import Firm
from strongroom.core import clock
from strongroom.licences import api as licences
from strongroom.licences import ladder
from strongroom.outbox import api as outbox
from strongroom.outbox.models import Mail

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = day("2026-01-05")
DAYS = 125
_LINK = re.compile(r"https://files\.firm\.example/northgate/(?:m/)?licences/(\S+)")
OFFICE = "office@firm.example"


@pytest.fixture
def sink(settings: LazySettings, transactional_db: None) -> Iterator[Sink]:
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_events")
        cursor.execute("delete from procrastinate_jobs")
    made = Sink()
    made.start()
    settings.MAIL_URL, settings.MAIL_FROM = made.url, "files@firm.example"
    settings.BASE_URL = "https://files.firm.example"
    yield made
    made.stop()


def received(sink: Sink) -> Counter[tuple[str, uuid.UUID]]:
    """Return (address, licence) of each mail that the server took, by the address in its text."""
    found: Counter[tuple[str, uuid.UUID]] = Counter()
    for number, mail in enumerate(sink.taken):
        text, html = sink.words(number)
        (link,) = _LINK.findall(text)
        assert link in html
        found[mail["To"].addresses[0].addr_spec, uuid.UUID(link)] += 1
    return found


def at_once(moment: dt.datetime, account_id: uuid.UUID) -> None:
    """Two workers run the ladder and send, in the same moment."""
    together, faults = threading.Barrier(2), []

    def work() -> None:
        try:
            close_old_connections()
            with clock.standing_at(moment):
                together.wait(20)
                licences.run_ladder(account_id)
                outbox.send_waiting()
        except BaseException as error:  # noqa: BLE001 - told below
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults


class CutError(Exception):
    """The worker was killed here."""


def cut_short(moment: dt.datetime, account_id: uuid.UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker is killed while it posts; nothing of that transaction stays."""
    with monkeypatch.context() as patch:

        def post(*args: object, **kwargs: object) -> bool:
            raise CutError

        patch.setattr(ladder.outbox, "post", post)
        with clock.standing_at(moment), contextlib.suppress(CutError):
            licences.run_ladder(account_id)


def papers_of(firm: Firm, chance: random.Random) -> list[Paper]:
    """Add licences of four people that expire around these months."""
    papers = []
    for number in range(8):
        who = ("tech", "sub", "watcher", "office")[number % 4]
        expires = FIRST + dt.timedelta(days=chance.randrange(-20, 140))
        row = add(firm, who, f"Type {number}", expires=expires.isoformat())
        papers.append(Paper(row.id, firm.person(who).email, expires))
    return papers


def keep(firm: Firm, papers: list[Paper], offset: int) -> None:
    """What the office does on some of the days: two new dates, one archived."""
    if offset in {40, 80}:
        paper = papers[offset // 40]
        paper.expires = FIRST + dt.timedelta(days=offset + 20)
        licences.update_licence(keeper(firm), licence_id=paper.id, expires_on=paper.expires)
    if offset == 60:
        papers[7].live = False
        licences.archive_licence(keeper(firm), licence_id=papers[7].id)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_c5_four_months_with_restarts_two_workers_and_missed_days(
    firm: Firm, sink: Sink, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance, reference, account_id = random.Random(seed), Reference(), firm.account.id
    choose(firm, emails=[OFFICE])
    papers = papers_of(firm, chance)
    for offset in range(DAYS):
        today = FIRST + dt.timedelta(days=offset)
        keep(firm, papers, offset)
        moment = at(f"{today}T{chance.choice(['07:04', '12:14', '22:54'])}")
        what = chance.choice(["missed", "once", "thrice", "two", "two", "cut", "no server"])
        if what == "missed" and offset < DAYS - 1:
            continue
        reference.run(today, papers, Chosen(emails=[OFFICE]))
        if what == "two":
            at_once(moment, account_id)
        elif what == "cut":
            cut_short(moment, account_id, monkeypatch)
        with clock.standing_at(moment):
            for _ in range(3 if what == "thrice" else 1):
                licences.run_ladder(account_id)
                sink.on_data = "451 4.3.0 try again later" if what == "no server" else ""
                outbox.send_waiting()
        sink.on_data = ""
        # The sweep comes again within the hour.
        with clock.standing_at(moment + dt.timedelta(minutes=55)):
            outbox.send_waiting()
    expected = Counter((address, licence) for address, licence, _, _ in reference.mails)
    assert received(sink) == expected
    assert sum(expected.values()) > 30
    assert {step for _, _, _, step in reference.mails} == set(AHEAD)
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    rows = [row for paper in papers for row in licences.ledger(keeper(firm), paper.id)]
    assert {row.state for row in rows} == {"sent", "skipped"}
    assert sum(row.state == "sent" for row in rows) == len(reference.mails)


@pytest.mark.slow
def test_c5_a_dead_mail_server_loses_nothing_and_what_was_replaced_is_not_sent(
    firm: Firm, sink: Sink
) -> None:
    row = add(firm, "tech", expires="2026-03-31")
    sink.stop()
    for text in ("2026-03-24T09:00", "2026-03-25T09:00"):
        with clock.standing_at(at(text)):
            licences.run_ladder(firm.account.id)
            outbox.send_waiting()
    states = {one.step: one.state for one in licences.ledger(keeper(firm), row.id)}
    assert states == {"P3M": "skipped", "P1M": "skipped", "P7D": "waiting"}
    with clock.standing_at(at("2026-03-31T09:00")):
        licences.run_ladder(firm.account.id)
        outbox.send_waiting()
    sink.start()
    with clock.standing_at(at("2026-03-31T12:00")):
        outbox.send_waiting()
        outbox.send_waiting()
    (mail,) = sink.taken
    assert mail["Subject"] == "Forklift ticket expires today"
    states = {one.step: one.state for one in licences.ledger(keeper(firm), row.id)}
    assert states == {"P3M": "skipped", "P1M": "skipped", "P7D": "dropped", "P0D": "sent"}


def test_c5_an_address_that_bounces_is_told_in_the_ledger_and_not_tried_again(
    firm: Firm, sink: Sink
) -> None:
    choose(firm, emails=[OFFICE])
    row = add(firm, "tech", expires="2026-03-31")
    sink.on_recipient = lambda address: "550 5.1.1 no such user" if address == OFFICE else ""
    for text in ("2026-03-24T09:00", "2026-03-24T10:00", "2026-03-25T09:00"):
        with clock.standing_at(at(text)):
            licences.run_ladder(firm.account.id)
            outbox.send_waiting()
    assert [mail["To"].addresses[0].addr_spec for mail in sink.taken] == [firm.person("tech").email]
    told = {
        one.recipient: one for one in licences.ledger(keeper(firm), row.id) if one.step == "P7D"
    }
    assert (told[OFFICE].state, told[OFFICE].attempts) == ("failed", 1)
    assert told[OFFICE].error
    assert told["Tech"].state == "sent"
    assert told["Tech"].to_member
    # The holder reads of themselves only.
    mine = licences.ledger(firm.principal("tech"), row.id)
    assert {one.recipient for one in mine} == {"Tech"}


def test_the_periodic_task_runs_the_ladder_of_every_account(firm: Firm, sink: Sink) -> None:
    from strongroom.interfaces.worker.licences import remind_of_licences

    add(firm, "tech", expires="2026-03-31")
    with clock.standing_at(at("2026-03-31T09:00")):
        remind_of_licences.func(timestamp=0)
        remind_of_licences.func(timestamp=0)
    mail = Mail.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "select args ->> 'mail_id' from procrastinate_jobs where task_name like '%send_mail'"
        )
        assert cursor.fetchall() == [(str(mail.id),)]
    assert remind_of_licences.name in app.tasks
    assert set(mail.refs) == {"notice"}
