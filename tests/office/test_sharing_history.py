"""Previous shares: cancelling, taking over, openings, QR code, e-mail (B-9 to B-13, B-17)."""

from typing import Any

import pytest

from office.panels import words
from office.sharing_dialog import HTMX, Sharing
from personas import Firm
from questions import asked
from strongroom.access.models import Share
from strongroom.audit.models import Event
from strongroom.core.errors import NotFoundError
from strongroom.directory.models import Member
from strongroom.outbox.models import Mail
from strongroom.sharing import api as sharing
from strongroom.sharing.api import Opened

pytestmark = pytest.mark.django_db


def test_b9_previous_shares_newest_first_with_every_column(firm: Firm, plan: Sharing) -> None:
    plan.save(visible="on")
    plan.link(password="Correct horse")
    page = words(plan.open())
    for column in ("Type", "Shared by", "Time shared", "Expiry date", "Password", "Cancelled by",
                   "Time cancelled", "Link", "Action"):  # fmt: skip
        assert column in page.partition("Previous shares")[2]
    lines = plan.shown().lines
    assert [one.row.type for one in lines] == ["link", "portal"]
    assert lines[0].row.password == "Correct horse"
    assert "Correct horse" in page
    cancelled = plan.press(plan.shares()[0], "cancel", confirm="true")
    line = cancelled.context["share"].lines[0]
    assert (line.state["label"], line.address) == ("Cancelled", "")
    assert line.row.cancelled_by_name == "Office"


def test_b9a_a_look_is_recorded_once_a_person_and_day(plan: Sharing) -> None:
    plan.link(password="Correct horse")
    looks = Event.objects.filter(verb="share.looked", item_id=plan.item.id)
    plan.open()
    plan.open()
    assert looks.count() == 1
    assert "horse" not in str([event.data for event in Event.objects.all()])


def test_b10_cancelling_asks_and_is_final(plan: Sharing) -> None:
    address = plan.link().context["share"].link.address
    [share] = plan.shares()
    question = asked(plan.press(share, "cancel"))
    assert "stops working at once" in question.detail
    assert "This is final" in question.detail
    assert question.words.cancel_label == "Keep sharing"
    assert sharing.knock(address.rpartition("/")[2]).principal is not None
    assert "The share is cancelled." in words(plan.press(share, "cancel", confirm="true"))
    with pytest.raises(NotFoundError):
        sharing.knock(address.rpartition("/")[2])
    again = plan.press(share, "cancel", confirm="true")
    assert "cancelled already" in words(again)
    page = plan.client.post(f"{plan.address}/{share.id}/cancel", {"confirm": "true"})
    assert page.status_code == 409
    assert plan.client.get(f"{plan.address}/{share.id}/qr.svg").status_code == 404


def test_b10_without_script_it_is_asked_on_a_page(plan: Sharing) -> None:
    plan.link()
    [share] = plan.shares()
    url = f"{plan.address}/{share.id}/cancel"
    page = plan.client.post(url, {"place": "page"})
    assert "Cancel this share?" in words(page)
    assert plan.client.post(url, {"place": "page", "confirm": "true"}).status_code == 303
    assert plan.shares()[0].cancelled_at is not None


def test_l22_a_suspended_link_is_taken_over(firm: Firm, plan: Sharing) -> None:
    [row] = sharing.share_by_link(firm.principal("admin"), item_ids=[plan.item.id])
    token = row.url.rpartition("/")[2]
    Member.objects.filter(id=firm.members["admin"].id).update(active=False)
    page = words(plan.open())
    assert "Suspended Admin has left." in page
    answer = plan.press(row, "takeover")
    assert "You answer for this link now, and it works again." in words(answer)
    assert "taken over by Office" in words(answer)
    assert sharing.knock(token).principal is not None
    assert "is not suspended" in words(plan.press(row, "takeover"))


def test_b13_openings_stand_beside_the_share(firm: Firm, plan: Sharing) -> None:
    address = plan.link(notify="on").context["share"].link.address
    [share] = plan.shares()
    url = f"{plan.address}/{share.id}/openings"
    assert "Nobody has opened it yet." in words(plan.client.get(url, headers=HTMX))
    bearer = sharing.knock(address.rpartition("/")[2]).principal
    assert bearer is not None
    for number in range(60):
        sharing.record_opening(
            bearer,
            plan.item.id,
            what=Opened.VIEWED,
            device="phone",
            network="203.0.113.9",
            visitor=f"v{number}",
        )
    assert plan.shown().lines[0].row.openings == 60
    first = plan.client.get(url, {"place": "dialog"}, headers=HTMX)
    assert f'id="dialog-openings-{share.id}"' in first.content.decode()
    assert "Viewed (version 1)" in words(first)
    assert "203.0.113.0/24" in words(first)
    assert "Office is told by e-mail on the first opening." in words(first)
    more = plan.client.get(first.context["shown"].next_url, headers=HTMX)
    assert len(first.context["shown"].openings) + len(more.context["shown"].openings) == 60
    assert "<html" in plan.client.get(url).content.decode()


def test_b17_the_qr_code_is_a_picture_with_a_name(plan: Sharing) -> None:
    plan.link()
    [share] = plan.shares()
    url = f"{plan.address}/{share.id}/qr.svg"
    shown = plan.client.get(url)
    assert shown.headers["Content-Type"] == "image/svg+xml"
    assert shown.content.decode().count("<path") >= 2
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    taken = plan.client.get(f"{url}?download")
    assert taken.headers["Content-Disposition"] == 'attachment; filename="QR code plan.pdf.svg"'
    plan.save(visible="on")
    portal = Share.objects.get(item=plan.item, type="portal")
    assert plan.client.get(f"{plan.address}/{portal.id}/qr.svg").status_code == 404


def test_without_a_mail_server_nothing_is_said_to_be_on_its_way(firm: Firm, plan: Sharing) -> None:
    plan.link()
    [share] = plan.shares()
    page = plan.open(link=str(share.id))
    assert "No mail server is set up here" in words(page)
    assert "mailto:?subject=plan.pdf&amp;body=plan.pdf%3A%0Ahttp" in page.content.decode()
    assert 'name="contact_id"' not in page.content.decode()
    refused = plan.press(share, "send", contact_id=str(firm.contacts["contact"].id))
    assert "Nothing was sent." in words(refused)
    assert not Mail.objects.filter(kind="sharing.link").exists()
    sharing.send_link(firm.principal("office"), share.id, contact_id=firm.contacts["contact"].id)
    page = plan.open(link=str(share.id))
    assert "not sent: no mail server is set up" in words(page)
    assert "on its way" not in words(page)


def test_the_address_is_mailed_to_a_contact(firm: Firm, plan: Sharing, settings: Any) -> None:
    settings.MAIL_URL = "smtp://mail.example:25"
    plan.link(password="Correct horse")
    [share] = plan.shares()
    contact = firm.contacts["contact"]
    page = words(plan.open(link=str(share.id)))
    assert f"{contact.name}, {contact.email}" in page
    assert "The password is not in the mail." in page
    empty = plan.press(share, "send", message="Here it is")
    assert empty.context["share"].link.errors["contact_id"] == "Please choose a contact."
    assert "Here it is" in empty.content.decode()
    rival = plan.press(share, "send", contact_id=str(firm.contacts["rival"].id))
    assert "contact of the customer" in rival.context["share"].link.errors["contact_id"]
    long = plan.press(share, "send", contact_id=str(contact.id), message="x" * 2001)
    assert "at most 2000" in long.context["share"].link.errors["message"]
    assert long.context["share"].link.sent.contact_id == str(contact.id)
    sent = plan.press(share, "send", contact_id=str(contact.id), message="Here it is")
    assert "on its way by e-mail" in words(sent)
    assert f"To {contact.name} ({contact.email})" in words(sent)
    assert Mail.objects.filter(kind="sharing.link").count() == 1
    plan.press(share, "cancel", confirm="true")
    late = plan.press(share, "send", contact_id=str(contact.id))
    assert "does not work at the moment" in words(late)
