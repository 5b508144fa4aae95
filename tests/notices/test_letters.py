"""The mails about links: what they say, and to whom nothing is said any more (L8, B-7, B-13)."""

import datetime as dt
import re

import pytest
from django.db import transaction

from outbox.conftest import sink
from outbox.mail_sink import Sink
from personas import Firm
from strongroom.access.models import Seat, Surface
from strongroom.core import clock
from strongroom.notices.registry import RENDERERS
from strongroom.outbox import api as outbox
from strongroom.outbox.models import Mail
from strongroom.sharing import api as sharing

__all__ = ["sink"]
pytestmark = pytest.mark.django_db


def make_link(firm: Firm, **options: object) -> sharing.ShareRow:
    office = firm.principal("office")
    item = firm.files["plan.pdf"].id
    with transaction.atomic():
        (row,) = sharing.share_by_link(office, item_ids=[item], **options)  # type: ignore[arg-type]
    return sharing.share_row(office, row.id, look=True)


def mail_it(firm: Firm, row: sharing.ShareRow, message: str = "") -> None:
    contact = firm.contacts["contact"].id
    with transaction.atomic():
        sharing.send_link(firm.principal("office"), row.id, contact_id=contact, message=message)


def test_a_link_is_mailed_with_a_message(firm: Firm, sink: Sink) -> None:
    last = clock.today("Europe/London") + dt.timedelta(days=30)
    row = make_link(firm, expires_on=last)
    mail_it(firm, row, "Hello <b>Ida</b> & co,\n\nsee page 2.")
    assert outbox.send_waiting() == 1
    (mail,) = sink.taken
    assert mail["To"] == "Contact <contact@northgate-customers.example>"
    assert mail["From"].startswith("Northgate Electrical <")
    assert mail["Reply-To"] == "office@northgate.example"
    assert mail["Subject"] == "Northgate Electrical has shared a document with you"
    plain, html = sink.words()
    assert row.url is not None
    assert row.url in plain
    assert f'href="{row.url}"' in html
    assert "“plan.pdf”" in plain
    assert "Hello <b>Ida</b> & co,\n\nsee page 2." in plain
    assert "Hello &lt;b&gt;Ida&lt;/b&gt; &amp; co," in html
    assert f"until {last.day} {last:%B %Y}, 23:59 " in plain
    assert "<img" not in html
    assert not re.findall(r"(?:src|background)=|url\(|@import|<link", html)


def test_b7_behind_a_password_nothing_is_named_and_the_password_is_not_mailed(
    firm: Firm, sink: Sink
) -> None:
    mail_it(firm, make_link(firm, password="open sesame 7"))
    outbox.send_waiting()
    for words in (*sink.words(), str(sink.taken[0]["Subject"])):
        assert "plan.pdf" not in words
        assert "sesame" not in words
    assert "asks for a password" in sink.words()[0]


def test_l8_a_link_that_was_closed_in_between_is_not_mailed(firm: Firm, sink: Sink) -> None:
    row = make_link(firm)
    mail_it(firm, row)
    sharing.cancel_share(firm.principal("office"), row.id)
    assert outbox.send_waiting() == 1
    assert Mail.objects.get().state == "dropped"
    assert not sink.taken


def test_l8_a_contact_who_has_left_gets_nothing(firm: Firm, sink: Sink) -> None:
    mail_it(firm, make_link(firm))
    contact = firm.contacts["contact"]
    contact.active = False
    contact.save()
    assert outbox.send_waiting() == 1
    assert not sink.taken


def open_link(row: sharing.ShareRow) -> None:
    assert row.url is not None
    door = sharing.knock(row.url.rpartition("/")[2])
    assert door.principal is not None
    assert door.principal.surface == Surface.LINK
    sharing.record_opening(
        door.principal,
        row.item_id,
        what=sharing.Opened.VIEWED,
        device="phone",
        network="192.0.2.7",
        visitor="v1",
    )


def test_b13_a_first_opening_is_told_once(firm: Firm, sink: Sink) -> None:
    row = make_link(firm, notify_on_opening=True)
    open_link(row)
    with clock.standing_at(clock.now() + dt.timedelta(hours=3)):
        open_link(row)
        assert outbox.send_waiting() == 1
    (mail,) = sink.taken
    assert mail["To"] == "Office <office@northgate.example>"
    plain, html = sink.words()
    assert "“plan.pdf”" in plain
    assert f"/northgate/items/{row.item_id}/shares" in plain
    assert row.url is not None
    assert row.url not in plain + html  # the door is not handed around with the news


def test_l8_who_lost_the_right_in_between_is_not_told(firm: Firm, sink: Sink) -> None:
    row = make_link(firm, notify_on_opening=True)
    open_link(row)
    Seat.objects.filter(member=firm.members["office"]).delete()
    outbox.send_waiting()
    assert not sink.taken
    assert Mail.objects.get().state == "dropped"


def test_each_kind_has_both_forms() -> None:
    from django.template.loader import get_template

    for kind in RENDERERS:
        for form in ("txt", "html"):
            get_template(f"mail/{kind}.{form}")
