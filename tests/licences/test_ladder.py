"""The ladder (C-5): each recipient once a step, whatever happens to the scheduler; against a naive one."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licences.ladder_reference import Chosen, Paper, Reference
from licences.licence_world import add, at, choose, day, in_zone, keeper
from personas import Firm
from strongroom.directory.models import Member
from strongroom.licences import api as licences
from strongroom.licences import ladder
from strongroom.licences.api import LadderRun
from strongroom.licences.models import Licence, Notice, WeeklyMail
from strongroom.outbox.models import Mail

pytestmark = pytest.mark.django_db
FIRST = day("2026-01-05")
STEPS = ["P3M", "P1M", "P7D", "P0D"]


def run(firm: Firm, on: str | dt.date, hour: str = "12:00") -> LadderRun:
    return licences.run_ladder(firm.account.id, at(f"{on}T{hour}"))


def told(state: str = "posted") -> list[tuple[str, str, str]]:
    """Return (recipient, expiry, step) of the ledger in a state, in order of the days."""
    rows = Notice.objects.filter(state=state).order_by("due_on", "recipient")
    return [(row.recipient.partition(":")[0], row.expires_on.isoformat(), row.step) for row in rows]


def test_c5_each_step_once_however_often_it_runs(firm: Firm) -> None:
    choose(firm, emails=["office@firm.example"])
    add(firm, "tech", expires="2026-04-30")
    for offset in range(130):
        for hour in ("07:00", "12:00", "23:59"):
            run(firm, FIRST + dt.timedelta(days=offset), hour)
    assert told() == [(who, "2026-04-30", step) for step in STEPS for who in ("email", "member")]
    assert told("skipped") == []
    assert Mail.objects.count() == 8
    due = dict(Notice.objects.values_list("step", "due_on"))
    assert due == {
        "P3M": day("2026-01-30"),
        "P1M": day("2026-03-30"),
        "P7D": day("2026-04-23"),
        "P0D": day("2026-04-30"),
    }


def test_c5_told_on_the_day_from_seven_on_in_the_accounts_zone(firm: Firm) -> None:
    in_zone(firm, "Pacific/Auckland")
    choose(firm, lead_times=["P0D"])
    add(firm, "tech", expires="2026-03-10")
    licences.run_ladder(firm.account.id, at("2026-03-09T17:59"))
    assert told() == []
    licences.run_ladder(firm.account.id, at("2026-03-09T18:00"))
    assert told() == [("member", "2026-03-10", "P0D")]


def test_c5_a_missed_notice_is_sent_late_unless_a_later_one_has_replaced_it(firm: Firm) -> None:
    add(firm, "tech", expires="2026-04-30")
    run(firm, "2026-04-25")
    assert told() == [("member", "2026-04-30", "P7D")]
    assert [step for _, _, step in told("skipped")] == ["P3M", "P1M"]
    run(firm, "2026-09-01")
    assert told()[-1] == ("member", "2026-04-30", "P0D")
    assert run(firm, "2026-09-02") == LadderRun()


def test_c5_a_changed_expiry_starts_the_ladder_anew(firm: Firm) -> None:
    row = add(firm, "tech", expires="2026-04-30")
    run(firm, "2026-04-29")
    licences.update_licence(keeper(firm), licence_id=row.id, expires_on=day("2026-06-30"))
    run(firm, "2026-05-30")
    assert told() == [("member", "2026-04-30", "P7D"), ("member", "2026-06-30", "P1M")]
    licences.update_licence(keeper(firm), licence_id=row.id, expires_on=None)
    assert run(firm, "2026-12-30") == LadderRun()
    # Back to a date that was told before: it is not told again.
    licences.update_licence(keeper(firm), licence_id=row.id, expires_on=day("2026-06-30"))
    run(firm, "2026-06-01")
    assert len(told()) == 2


def test_c5_an_earlier_date_has_a_ladder_of_its_own_too(firm: Firm) -> None:
    row = add(firm, "tech", expires="2026-04-30")
    run(firm, "2026-04-30")
    licences.update_licence(keeper(firm), licence_id=row.id, expires_on=day("2026-05-20"))
    run(firm, "2026-05-01")  # its month began before the other one's last day
    assert ("member", "2026-05-20", "P1M") in told()


def test_c5_stops_when_archived_replaced_or_left(firm: Firm) -> None:
    archived = add(firm, "tech", "A", expires="2026-04-30")
    replaced = add(firm, "tech", "B", expires="2026-04-30")
    add(firm, "sub", "C", expires="2026-04-30")
    add(firm, "watcher", "D", expires="2026-04-30")
    licences.archive_licence(keeper(firm), licence_id=archived.id)
    licences.replace_licence(keeper(firm), licence_id=replaced.id, expires_on=day("2031-04-30"))
    firm.members["sub"].active = False
    firm.members["sub"].save()
    person = firm.person("watcher")
    person.is_active = False
    person.save()
    assert run(firm, "2026-04-30") == LadderRun()
    licences.unarchive_licence(keeper(firm), licence_id=archived.id)
    assert run(firm, "2026-04-30").posted == 1


def test_c5_a_notice_decided_before_its_licence_was_archived_is_not_posted(firm: Firm) -> None:
    row = add(firm, "tech", expires="2026-04-30")
    chosen = ladder.settings_of(firm.account.id)
    ladder._decide(firm.account.id, chosen, day("2026-04-23"), at("2026-04-23T12:00"))
    licences.archive_licence(keeper(firm), licence_id=row.id)
    assert run(firm, "2026-04-24").posted == 0
    assert not Mail.objects.exists()
    licences.unarchive_licence(keeper(firm), licence_id=row.id)
    assert run(firm, "2026-04-25").posted == 1


def test_c5_a_crash_between_deciding_and_posting_loses_nothing(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        add(firm, "tech", f"Type {number}", expires="2026-04-30")

    class CrashError(Exception):
        pass

    real, posted = ladder.outbox.post, 0

    def post(*args: object, **kwargs: object) -> bool:
        nonlocal posted
        posted += 1
        if posted == 3:
            raise CrashError
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(ladder.outbox, "post", post)
    with pytest.raises(CrashError), transaction.atomic():
        run(firm, "2026-04-23")
    assert Mail.objects.count() == 0
    assert run(firm, "2026-04-23").posted == 5
    assert Mail.objects.count() == 5


def test_c5_what_waits_while_a_later_step_comes_is_told_once_by_that(firm: Firm) -> None:
    add(firm, "tech", expires="2026-04-30")
    chosen = ladder.settings_of(firm.account.id)
    ladder._decide(firm.account.id, chosen, day("2026-04-23"), at("2026-04-23T12:00"))
    run(firm, "2026-04-30")
    assert told() == [("member", "2026-04-30", "P0D")]
    assert [step for _, _, step in told("skipped")] == ["P3M", "P1M", "P7D"]


def test_whoever_is_named_newly_is_told_once_of_what_is_due(firm: Firm) -> None:
    add(firm, "tech", expires="2026-04-30")
    choose(firm, lead_times=["P7D"])
    run(firm, "2026-04-23")
    choose(firm, lead_times=["P7D"], emails=["office@firm.example"])
    run(firm, "2026-04-24")
    run(firm, "2026-04-25")
    assert told() == [("email", "2026-04-30", "P7D"), ("member", "2026-04-30", "P7D")]
    # A step chosen later, but due before what was told already, is replaced by that.
    choose(firm, lead_times=["P1M"], emails=["office@firm.example"])
    assert run(firm, "2026-04-26") == LadderRun()


def test_the_holder_is_told_once_though_their_address_is_named_too(firm: Firm) -> None:
    row = add(firm, "tech", expires="2026-04-30")
    choose(firm, emails=[firm.person("tech").email.lower(), "office@firm.example"])
    run(firm, "2026-04-23")
    assert [who for who, _, _ in told()] == ["email", "member"]
    choose(firm, lead_times=[], emails=["late@firm.example"])
    assert run(firm, "2026-04-30") == LadderRun()
    choose(firm, notify_member=False, emails=[])
    assert run(firm, "2026-04-30") == LadderRun()
    assert licences.ledger(keeper(firm), row.id)[0].expires_on == day("2026-04-30")


def test_accounts_keep_apart_and_one_that_fails_does_not_hold_up_others(
    firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    add(firm, "tech", expires="2026-04-30")
    licences.add_licence(
        firm.principal("stranger"),
        member_id=firm.members["stranger"].id,
        new_type="Crane",
        expires_on=day("2026-04-30"),
    )
    in_zone(firm, "No/Such_Zone")
    done = licences.run_all(at("2026-04-23T12:00"))
    assert (done.decided, done.posted) == (1, 1)
    assert Notice.objects.get(state="posted").account_id == firm.other.id
    assert str(firm.account.id) in caplog.text
    in_zone(firm, "Europe/London")
    assert licences.run_all(at("2026-04-23T12:00")).posted == 1


def test_c12_a_weekly_mail_gathers_what_the_week_would_have_told(firm: Firm) -> None:
    choose(firm, digest="weekly", emails=["office@firm.example"], lead_times=["P7D", "P0D"])
    for number in range(4):  # P7D on Tuesday the 6th to Friday the 9th
        add(firm, "tech", f"Type {number}", expires=f"2026-01-1{3 + number}")
    assert run(firm, "2026-01-05").posted == 0  # a Monday
    for number in range(6, 12):
        assert run(firm, f"2026-01-{number:02}").posted == 0
    assert run(firm, "2026-01-12", "06:59").posted == 0
    assert run(firm, "2026-01-12", "07:00").posted == 2  # one for each recipient
    assert run(firm, "2026-01-12", "12:00").posted == 0
    assert run(firm, "2026-01-14").posted == 0
    assert run(firm, "2026-01-21").posted == 2  # Monday was missed; told on Wednesday
    weeks = Counter(WeeklyMail.objects.values_list("week", flat=True))
    assert weeks == {day("2026-01-12"): 2, day("2026-01-19"): 2}
    assert Mail.objects.filter(kind="licences.digest").count() == 4
    assert Mail.objects.count() == 4
    each = Counter(
        Notice.objects.filter(state="posted").values_list("weekly__week", "recipient", "step")
    )
    assert sorted(each.values()) == [4, 4, 4, 4]


def test_c12_single_again_tells_what_was_kept_for_the_week(firm: Firm) -> None:
    choose(firm, digest="weekly")
    row = add(firm, "tech", expires="2026-04-30")
    run(firm, "2026-04-23")
    (notice,) = [one for one in licences.ledger(keeper(firm), row.id) if one.state != "skipped"]
    assert notice.state == "digest"
    choose(firm, digest="single")
    assert run(firm, "2026-04-24").posted == 1
    assert Mail.objects.get().kind == "licences.reminder"


ACTS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 45)),
    st.tuples(st.just("wait"), st.integers(1, 8)),
    st.tuples(st.just("expires"), st.integers(0, 3), st.none() | st.integers(-40, 100)),
    st.tuples(st.just("expires"), st.integers(0, 3), st.integers(0, 40)),
    st.tuples(st.just("archive"), st.integers(0, 3)),
    st.tuples(st.just("leave"), st.sampled_from(["tech", "sub"])),
    st.tuples(st.just("steps"), st.sets(st.sampled_from(STEPS))),
    st.tuples(st.just("notify"), st.booleans()),
    st.tuples(st.just("emails"), st.sets(st.sampled_from(["a@x.example", "b@x.example"]))),
)


@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(st.none() | st.integers(-30, 150), min_size=4, max_size=4),
    st.lists(ACTS, min_size=5, max_size=25),
)
def test_c5_the_same_as_the_naive_ladder(
    firm: Firm, expiries: list[int | None], acts: list[tuple[object, ...]]
) -> None:
    try:
        with transaction.atomic():
            _play(firm, expiries, acts)
            transaction.set_rollback(True)
    finally:
        firm.members.pop("keeper", None)  # gone with the transaction


def _play(firm: Firm, expiries: list[int | None], acts: list[tuple[object, ...]]) -> None:
    game = Game(firm, today=FIRST)
    for number, offset in enumerate(expiries):
        who = ("tech", "sub")[number % 2]
        expires = FIRST + dt.timedelta(days=offset) if offset is not None else None
        row = add(firm, who, f"Type {number}", expires=expires.isoformat() if expires else "")
        game.papers.append(Paper(row.id, firm.person(who).email, expires))
    reference = Reference()
    for what, *values in [*acts, ("wait", 1)]:
        getattr(game, what)(*values)
        game.settle()
        run(firm, game.today)
        reference.run(game.today, game.papers, game.chosen)
    assert _mails(firm) == Counter(reference.mails)
    assert Mail.objects.count() == len(reference.mails)


@dataclass
class Game:
    """What happens to a firm, in the database and for the reference alike; one method an act."""

    firm: Firm
    today: dt.date
    papers: list[Paper] = field(default_factory=list)
    chosen: Chosen = field(default_factory=Chosen)
    archived: set[uuid.UUID] = field(default_factory=set)
    left: set[str] = field(default_factory=set)

    def wait(self, days: int) -> None:
        self.today += dt.timedelta(days=days)

    def expires(self, number: int, offset: int | None) -> None:
        paper = self.papers[number]
        paper.expires = self.today + dt.timedelta(days=offset) if offset is not None else None
        Licence.objects.filter(id=paper.id).update(expires_on=paper.expires)

    def archive(self, number: int) -> None:
        self.archived ^= {self.papers[number].id}

    def leave(self, who: str) -> None:
        self.left ^= {who}

    def steps(self, wanted: set[str]) -> None:
        self.chosen.steps = sorted(wanted)

    def notify(self, wanted: bool) -> None:
        self.chosen.notify = wanted

    def emails(self, wanted: set[str]) -> None:
        self.chosen.emails = sorted(wanted)

    def settle(self) -> None:
        """Write what has changed into the database, and who is live into the papers."""
        firm, chosen = self.firm, self.chosen
        Licence.objects.update(archived_at=None)
        Licence.objects.filter(id__in=self.archived).update(archived_at=at(f"{self.today}T12:00"))
        for who in ("tech", "sub"):
            Member.objects.filter(id=firm.members[who].id).update(active=who not in self.left)
        gone = {firm.person(who).email for who in self.left}
        for paper in self.papers:
            paper.live = paper.id not in self.archived and paper.holder not in gone
        choose(firm, lead_times=chosen.steps, notify_member=chosen.notify, emails=chosen.emails)


def _mails(firm: Firm) -> Counter[tuple[str, uuid.UUID, dt.date, str]]:
    addresses = {
        f"member:{firm.members[who].id}": firm.person(who).email for who in ("tech", "sub")
    }
    return Counter(
        (
            addresses.get(row.recipient, row.recipient.removeprefix("email:")),
            row.licence_id,
            row.expires_on,
            row.step,
        )
        for row in Notice.objects.filter(state="posted")
    )
