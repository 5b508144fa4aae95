"""The Document sharing dialog: who has it, and what Save does (B-1 to B-6, B-9a)."""

import datetime as dt
import re
import uuid

import pytest

from office.conftest import SignIn
from office.panels import words
from office.sharing_dialog import HTMX, Sharing
from personas import Firm, make_file
from strongroom.access.models import Link, Share
from strongroom.audit.models import Event
from strongroom.core import clock
from strongroom.directory.models import Account, Contact
from strongroom.sharing import api as sharing
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db


def refusals(item: Item) -> int:
    return Event.objects.filter(verb="share.refused", item_id=item.id).count()


def test_b1_b2_the_icon_is_there_for_whoever_may_share(firm: Firm, sign_in: SignIn) -> None:
    alder = firm.customers["alder"]
    make_file(alder.record.library_id, "contract.pdf")
    make_file(firm.quote.library_id, "offer.pdf")
    pages = [
        f"/northgate/jobs/{firm.job.id}",
        f"/northgate/quotes/{firm.quote.id}",
        f"/northgate/customers/{alder.id}/documents",
        f"/northgate/projects/{firm.project.id}/documents",
    ]
    office, viewer = sign_in("office"), sign_in("viewer")
    for page in pages:
        text = office.get(page).content.decode()
        assert "data-may-link" in text, page
        assert re.search(r'data-(usual|may)="[^"]*\bshare\b', text), page
        assert "data-share-several" in text, page
        text = viewer.get(page).content.decode()
        assert "data-row=" in text, page
        assert "data-may-link" not in text, page
        assert not re.search(r'data-(usual|may)="[^"]*\bshare\b', text), page
        assert "data-share" not in text, page


def test_b2_without_the_permission_nothing_answers_and_an_event_stays(
    firm: Firm, sign_in: SignIn
) -> None:
    item = firm.files["viewable.pdf"]
    share = Share.objects.get(item=item)
    viewer = Sharing(firm, sign_in("viewer"), item)
    assert viewer.open().status_code == 403
    assert refusals(item) == 1
    sent = {"link": "on", "visible": "on", "was": "off"}
    assert viewer.client.post(viewer.address, sent, headers=HTMX).status_code == 403
    for action in ("cancel", "takeover", "send"):
        assert viewer.press(share, action, confirm="true").status_code == 403, action
    for part in ("qr.svg", "openings"):
        assert viewer.client.get(f"{viewer.address}/{share.id}/{part}").status_code == 403, part
    several = viewer.client.post("/northgate/shares/new", {"ids": [str(item.id)], "save": "1"})
    assert several.status_code == 403
    assert refusals(item) == 8
    assert Share.objects.filter(item=item, cancelled_at=None).count() == 1
    assert not Link.objects.exists()


def test_b2_what_one_does_not_see_is_not_there(firm: Firm, sign_in: SignIn, plan: Sharing) -> None:
    plan.link()
    [share] = plan.shares()
    for item in (firm.files["foreign.pdf"], firm.files["trashed.pdf"]):
        other = Sharing(firm, plan.client, item)
        assert other.open().status_code == 404
        assert other.press(share, "cancel", confirm="true").status_code == 404
        assert plan.client.get(f"{other.address}/{share.id}/qr.svg").status_code == 404
        assert plan.client.get(f"{other.address}/{share.id}/openings").status_code == 404
    elsewhere = Sharing(firm, plan.client, firm.files["photo.png"])
    assert elsewhere.press(share, "cancel", confirm="true").status_code == 404
    assert plan.shares()[0].cancelled_at is None
    assert plan.client.get(f"/northgate/shares/new?ids={uuid.uuid4()}").status_code == 404
    assert plan.client.get("/northgate/shares/new?ids=nonsense").status_code == 404
    sub = Sharing(firm, sign_in("sub"), firm.files["plan.pdf"])
    assert sub.open().status_code == 403


def test_b3_the_dialog_and_its_fields(plan: Sharing) -> None:
    answer = plan.open()
    assert answer.status_code == 200
    page = words(answer)
    for said in ("Document sharing", "Visible in portal", "Create new link", "Expiration date",
                 "Link password", "Tell me by e-mail on the first opening", "Save"):  # fmt: skip
        assert said in page
    assert "Alder Housing would see it under Jobs." in page
    assert "Previous shares" not in page


def test_without_script_it_is_a_page(plan: Sharing) -> None:
    page = plan.client.get(plan.address)
    assert page.status_code == 200
    assert "<html" in page.content.decode()
    answer = plan.save(script=False, link="on", password="four words")
    assert answer.status_code == 303
    [share] = plan.shares()
    assert answer.headers["Location"] == f"{plan.address}?link={share.id}"
    shown = plan.client.get(answer.headers["Location"])
    assert "The link is made." in words(shown)
    assert shown.context["share"].link.address in shown.content.decode()


def test_b5_a_saved_link_is_shown_whole_and_works(plan: Sharing) -> None:
    answer = plan.link()
    shown = answer.context["share"].link
    assert shown.address.startswith("http://testserver/l/")
    assert f'value="{shown.address}"' in answer.content.decode()
    assert answer.headers["HX-Trigger"] == "strongroom:item-changed"
    token = shown.address.rpartition("/")[2]
    assert sharing.knock(token).principal is not None
    fresh = plan.shown()
    assert not fresh.typed.link
    assert fresh.link is None


def test_saved_twice_it_is_one_link(plan: Sharing) -> None:
    link_id = str(uuid.uuid4())
    first = plan.link(link_id=link_id).context["share"].link.address
    second = plan.link(link_id=link_id).context["share"].link.address
    assert first == second
    assert len(plan.shares()) == 1
    plan.link()
    assert len(plan.shares()) == 2


def test_b6_the_last_day_stands_in_the_firms_zone(plan: Sharing) -> None:
    Account.objects.filter(slug="northgate").update(time_zone="Pacific/Auckland")
    plan.client.get("/northgate/jobs")
    day = clock.today("Pacific/Auckland") + dt.timedelta(days=3)
    page = words(plan.link(expires_on=day.isoformat()))
    # B-6: the instant, not the day alone; in the dialog and in the history.
    instant = f"{day.day} {day:%B %Y}, 23:59 NZ"
    assert page.count(instant) == 2
    [share] = plan.shares()
    assert share.expires_at == clock.end_of_day(day, "Pacific/Auckland")
    register = words(plan.client.get("/northgate/admin/shares"))
    assert instant in register


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_b6_a_link_may_end_in_the_year_9998(plan: Sharing, zone: str) -> None:
    Account.objects.filter(slug="northgate").update(time_zone=zone)
    page = words(plan.link(expires_on="9998-12-31"))
    assert page.count("31 December 9998, 23:59") == 2
    assert "31 December 9998, 23:59" in words(plan.client.get("/northgate/admin/shares"))
    assert plan.client.get("/northgate/admin/shares/export").status_code == 200
    [share] = plan.shares()
    assert share.expires_at == clock.end_of_day(dt.date(9998, 12, 31), zone)
    answer = plan.firm.api("admin").get(f"/api/v1/items/{share.item_id}/shares").json()
    assert answer["results"][0]["expires_at"].startswith(("9998", "9999"))


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("expires_on", "2020-01-01", "That day is over."),
        ("expires_on", "31.12.2030", "Please enter the day as year-month-day"),
        ("password", "x" * 10_000, "at most 128 characters"),
        ("password", "a\tb", "letters, digits and signs"),
    ],
)
def test_an_error_stands_at_its_field_and_what_was_typed_stays(
    plan: Sharing, field: str, text: str, said: str
) -> None:
    typed = {"expires_on": "", "password": "kept words", "notify": "on", field: text}
    answer = plan.link(**typed)
    assert answer.status_code == 200
    shown = answer.context["share"]
    assert said in shown.errors[field]
    assert (shown.typed.expires_on, shown.typed.password) == (
        typed["expires_on"],
        typed["password"],
    )
    assert shown.typed.notify
    assert shown.typed.link
    page = answer.content.decode()
    assert f"dialog-share-{field.partition('_')[0]}-error" in page
    assert plan.save(script=False, link="on", **typed).status_code == 422
    assert plan.shares() == []


def test_b3_visible_in_portal_is_ticked_and_b9a_unticked(plan: Sharing) -> None:
    answer = plan.save(visible="on")
    assert "plan.pdf is visible in the portal." in words(answer)
    [share] = plan.shares()
    assert (share.type, share.cancelled_at) == ("portal", None)
    assert plan.shown().visible
    answer = plan.save(visible=None)
    assert "plan.pdf is no longer visible in the portal." in words(answer)
    share.refresh_from_db()
    assert share.cancelled_at is not None
    assert "Cancelled" in words(answer)


def test_portal_and_link_in_one_save_are_all_or_nothing(plan: Sharing) -> None:
    refused = plan.save(visible="on", link="on", expires_on="2020-01-01")
    assert refused.context["share"].errors
    assert refused.context["share"].said == ""
    assert plan.shares() == []
    plan.save(visible="on", link="on")
    assert sorted(share.type for share in plan.shares()) == ["link", "portal"]


def test_an_untouched_tick_leaves_alone_what_others_have_done(plan: Sharing) -> None:
    drawn = plan.shown()
    sharing.share_in_portal(plan.firm.principal("admin"), item_ids=[plan.item.id])
    sent = {"was": "off", "link": "on", "link_id": str(drawn.typed.link_id)}
    plan.client.post(plan.address, sent, headers=HTMX)
    assert Share.objects.get(item=plan.item, type="portal").cancelled_at is None


def test_nothing_to_save_is_said(plan: Sharing) -> None:
    answer = plan.save()
    assert "Nothing was changed." in words(answer)
    assert plan.shares() == []


def test_e6_what_nobody_can_see_yet_is_not_said_to_be_visible(firm: Firm, plan: Sharing) -> None:
    Contact.objects.filter(customer=firm.customers["alder"]).update(portal_access=False)
    saved = plan.save(visible="on")
    assert "plan.pdf is shared. Nobody can see it yet:" in words(saved)
    assert "plan.pdf is visible in the portal" not in words(saved)
    assert plan.shown().lines[0].state["tone"] == "neutral"
