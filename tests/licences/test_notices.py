"""The mails (C-5, C-12): what to do and where, in text and HTML; nothing once it does not hold any more."""

import uuid
from collections.abc import Callable

import pytest
from django.conf import LazySettings

from licences.licence_world import add, at, choose, day, keeper
from personas import Firm
from strongroom.core import clock
from strongroom.licences import api as licences
from strongroom.licences.models import Licence, Notice, WeeklyMail
from strongroom.notices import api as notices
from strongroom.outbox.api import Drop, Message, Waiting
from strongroom.outbox.models import Mail

pytestmark = pytest.mark.django_db
OFFICE = "office@firm.example"


@pytest.fixture(autouse=True)
def address(settings: LazySettings) -> None:
    settings.BASE_URL = "https://files.firm.example"


def rendered(firm: Firm, on: str, number: int = 0, *, hour: str = "09:00") -> Message | Drop:
    """Render one of the mails that wait, as the outbox would on that day; 0 is to the holder."""
    mails = {mail.id: mail for mail in Mail.objects.all()}
    kept = sorted(mails.values(), key=recipient, reverse=True)
    mail = kept[number]
    with clock.standing_at(at(f"{on}T{hour}")):
        return notices.render(Waiting(mail.id, mail.kind, firm.account.id, mail.refs, 0))


def recipient(mail: Mail) -> str:
    if "notice" in mail.refs:
        return Notice.objects.get(id=mail.refs["notice"]).recipient
    return WeeklyMail.objects.get(id=mail.refs["digest"]).recipient


def run(firm: Firm, on: str) -> None:
    licences.run_ladder(firm.account.id, at(f"{on}T09:00"))


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2026-03-24", "expires on 31 March 2026"),
        ("2026-03-31", "expires today"),
        ("2026-04-02", "expired on 31 March 2026"),
    ],
)
def test_c12_the_holder_reads_what_to_do_and_where(firm: Firm, on: str, words: str) -> None:
    row = add(firm, "tech", "Forklift <ticket> & co", expires="2026-03-31", number="A<1>")
    run(firm, on)
    mail = rendered(firm, on)
    assert isinstance(mail, Message)
    assert mail.to_email == firm.person("tech").email
    assert mail.subject == f"Forklift <ticket> & co {words}"
    link = f"https://files.firm.example/northgate/m/licences/{row.id}"
    for text in (mail.text, mail.html):
        assert link in text
        assert words in text
        assert "upload the new licence" in text
        assert "Northgate Electrical" in text
    assert "Forklift <ticket> & co (number A<1>)" in mail.text
    assert "Forklift &lt;ticket&gt; &amp; co" in mail.html
    assert "<ticket>" not in mail.html


def test_c12_the_office_reads_whose_it_is(firm: Firm) -> None:
    row = add(firm, "tech", expires="2026-03-31")
    choose(firm, emails=[OFFICE])
    run(firm, "2026-03-24")
    mail = rendered(firm, "2026-03-24", 1)
    assert isinstance(mail, Message)
    assert (mail.to_email, mail.to_name) == (OFFICE, "")
    assert mail.subject == "Forklift ticket of Tech expires on 31 March 2026"
    assert f"https://files.firm.example/northgate/licences/{row.id}" in mail.text
    assert "licence notification settings" in mail.text


def test_c12_who_has_no_phone_pages_is_led_to_the_office(firm: Firm) -> None:
    row = add(firm, "clerk", expires="2026-03-31")
    run(firm, "2026-03-24")
    mail = rendered(firm, "2026-03-24")
    assert isinstance(mail, Message)
    assert f"https://files.firm.example/northgate/licences/{row.id}" in mail.text


def archived(firm: Firm, licence_id: uuid.UUID) -> None:
    licences.archive_licence(keeper(firm), licence_id=licence_id)


def deleted(firm: Firm, licence_id: uuid.UUID) -> None:
    licences.delete_licence(keeper(firm), licence_id=licence_id)


def renewed(firm: Firm, licence_id: uuid.UUID) -> None:
    Licence.objects.filter(id=licence_id).update(expires_on=day("2030-01-01"))


def left(firm: Firm, licence_id: uuid.UUID) -> None:
    firm.members["tech"].active = False
    firm.members["tech"].save()


def locked_out(firm: Firm, licence_id: uuid.UUID) -> None:
    type(firm.person("tech")).objects.filter(id=firm.person("tech").id).update(is_active=False)


def nobody(firm: Firm, licence_id: uuid.UUID) -> None:
    choose(firm, notify_member=False, emails=["other@firm.example"])


def later(firm: Firm, licence_id: uuid.UUID) -> None:
    run(firm, "2026-03-31")
    Mail.objects.exclude(refs__notice__in=_first()).delete()


def _first() -> list[str]:
    return [str(row.id) for row in Notice.objects.filter(step="P7D")]


@pytest.mark.parametrize("happened", [archived, deleted, renewed, left, locked_out, nobody, later])
@pytest.mark.parametrize("digest", ["single", "weekly"])
def test_c5_nothing_is_sent_that_does_not_hold_any_more(
    firm: Firm, happened: Callable[[Firm, uuid.UUID], None], digest: str
) -> None:
    choose(firm, emails=[OFFICE], digest=digest)
    row = add(firm, "tech", expires="2026-03-31")
    run(firm, "2026-03-24")
    run(firm, "2026-03-30")  # the Monday of the weekly mail
    assert Mail.objects.count() == 2
    waiting = [
        Waiting(mail.id, mail.kind, firm.account.id, mail.refs, 0) for mail in Mail.objects.all()
    ]
    with clock.standing_at(at("2026-03-31T09:00")):
        assert all(isinstance(notices.render(one), Message) for one in waiting)
        happened(firm, row.id)
        assert all(isinstance(notices.render(one), Drop) for one in waiting)


def test_c12_the_weekly_mail_lists_all_soonest_first(firm: Firm) -> None:
    choose(firm, digest="weekly", emails=[OFFICE])
    for number, expires in enumerate(["2026-04-05", "2026-03-25", "2026-04-04"]):
        add(firm, ("tech", "sub", "tech")[number], f"Type {number}", expires=expires)
    run(firm, "2026-03-30")
    office = rendered(firm, "2026-03-30", -1)
    assert isinstance(office, Message)
    assert office.subject == "3 licences to renew at {firm}".replace(
        "{firm}", "Northgate Electrical"
    )
    lines = [line for line in office.text.splitlines() if line.startswith("* ")]
    assert lines == [
        "* Type 1 of Sub expired on 25 March 2026 and does not count any more",
        "* Type 2 of Tech expires on 4 April 2026",
        "* Type 0 of Tech expires on 5 April 2026",
    ]
    assert office.html.count("/northgate/licences/") == 3
    assert "https://files.firm.example/northgate/licences" in office.html
    assert Mail.objects.count() == 3


def test_c12_the_weekly_mail_looks_forward(firm: Firm) -> None:
    choose(firm, digest="weekly", emails=[OFFICE], lead_times=["P0D", "P3M"])
    told = {"Sunday": "04-05", "Monday": "04-06", "Thirty": "04-29", "Beyond": "05-10"}
    for name, expires in told.items():
        add(firm, "sub" if name == "Monday" else "tech", name, expires=f"2026-{expires}")
    add(firm, "clerk", "Gone", expires="2026-04-01")
    firm.members["clerk"].active = False
    firm.members["clerk"].save()
    run(firm, "2026-03-23")  # the Monday before
    Mail.objects.all().delete()
    add(firm, "tech", "Late", expires="2026-03-28")
    add(firm, "tech", "Far", expires="2026-06-25")
    archived(firm, add(firm, "tech", "Archived", expires="2026-04-01").id)
    run(firm, "2026-03-30")
    (office,) = [
        one
        for one in (rendered(firm, "2026-03-30", number) for number in range(Mail.objects.count()))
        if isinstance(one, Message) and one.to_email == OFFICE
    ]
    starts = ("* ", "Overdue", "This week", "Next 30 days", "Later")
    lines = [line.split(" of ")[0] for line in office.text.splitlines() if line.startswith(starts)]
    assert lines == [
        *("Overdue", "* Late", "This week", "* Sunday", "Next 30 days", "* Monday", "* Thirty"),
        *("Later", "* Far"),
    ]
    assert office.html.count("<h2") == 4
    holder = rendered(firm, "2026-03-30", 0)
    assert isinstance(holder, Message)
    assert "Sunday" in holder.text
    assert "Monday" not in holder.text  # somebody else's


def test_c12_a_very_long_weekly_mail_says_how_many_more_there_are(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    from strongroom.licences import ledger

    monkeypatch.setattr(ledger, "MOST_TOLD", 2)
    choose(firm, digest="weekly")
    for number in range(5):
        add(firm, "tech", f"Type {number}", expires=f"2026-04-0{number + 1}")
    run(firm, "2026-03-30")
    mail = rendered(firm, "2026-03-30")
    assert isinstance(mail, Message)
    assert mail.subject.startswith("5 licences to renew")
    for text in (mail.text, mail.html):
        assert "and 3 more" in text
        assert "Type 2" not in text
