"""The Document sharing dialog and Previous shares, as a browser talks to them (B-1 to B-10, B-13, B-17)."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.conftest import SignIn
from office.panels import words
from personas import Firm, make_file, make_folder
from strongroom.access import api as access
from strongroom.access.models import Link, Share
from strongroom.audit.models import Event
from strongroom.core import clock
from strongroom.directory.models import Account, Customer, Member
from strongroom.outbox.models import Mail
from strongroom.sharing import api as sharing
from strongroom.sharing.api import Opened
from strongroom.sharing.models import Limits
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "Accept": "application/problem+json, */*;q=0.9"}


@dataclass
class Sharing:
    """One item, one persona, and the dialog as script asks for it."""

    firm: Firm
    client: Client
    item: Item

    @property
    def address(self) -> str:
        return f"/northgate/items/{self.item.id}/shares"

    def open(self, **query: str) -> Any:
        return self.client.get(self.address, {"place": "dialog", **query}, headers=HTMX)

    def shown(self, **query: str) -> dict[str, Any]:
        return self.open(**query).context["share"]

    def save(self, *, script: bool = True, **sent: Any) -> Any:
        """Send the form as it was drawn, with these changes; None leaves a tick out."""
        drawn = self.shown()
        form = {
            "place": "dialog" if script else "page",
            "link_id": str(drawn["typed"].link_id),
            "was": "on" if drawn["visible"] else "off",
            "visible": "on" if drawn["visible"] else None,
            **sent,
        }
        given = {name: value for name, value in form.items() if value is not None}
        return self.client.post(self.address, given, headers=HTMX if script else {})

    def link(self, **sent: Any) -> Any:
        return self.save(link="on", **sent)

    def press(self, share: Any, action: str, **sent: str) -> Any:
        address = f"{self.address}/{share.id}/{action}"
        return self.client.post(address, {"place": "dialog", **sent}, headers=HTMX)

    def shares(self) -> list[Share]:
        return list(Share.objects.filter(item=self.item).order_by("-created_at", "-id"))


@pytest.fixture
def plan(firm: Firm, sign_in: SignIn) -> Sharing:
    return Sharing(firm, sign_in("office"), firm.files["plan.pdf"])


def refusals(item: Item) -> int:
    return Event.objects.filter(verb="share.refused", item_id=item.id).count()


# B-1, B-2: the icon and who has it.


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
        assert "data-share\n" in text, page
        assert "data-share-several" in text, page
        text = viewer.get(page).content.decode()
        assert "data-row=" in text, page
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


# B-3 to B-6: the dialog.


def test_b3_the_dialog_and_its_fields(plan: Sharing) -> None:
    answer = plan.open()
    assert answer.status_code == 200
    page = words(answer)
    for said in ("Document sharing", "Visible in portal", "Create new link", "Expiration date",
                 "Link password", "Tell me by e-mail on the first opening", "Save"):  # fmt: skip
        assert said in page
    assert "Alder Housing sees it under Jobs." in page
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
    assert shown.context["share"]["link"]["address"] in shown.content.decode()


def test_b5_a_saved_link_is_shown_whole_and_works(plan: Sharing) -> None:
    answer = plan.link()
    shown = answer.context["share"]["link"]
    assert shown["address"].startswith("http://testserver/l/")
    assert f'value="{shown["address"]}"' in answer.content.decode()
    assert answer.headers["HX-Trigger"] == "strongroom:item-changed"
    token = shown["address"].rpartition("/")[2]
    assert sharing.knock(token).principal is not None
    fresh = plan.shown()
    assert not fresh["typed"].link
    assert fresh["link"] is None


def test_saved_twice_it_is_one_link(plan: Sharing) -> None:
    link_id = str(uuid.uuid4())
    first = plan.link(link_id=link_id).context["share"]["link"]["address"]
    second = plan.link(link_id=link_id).context["share"]["link"]["address"]
    assert first == second
    assert len(plan.shares()) == 1
    plan.link()
    assert len(plan.shares()) == 2


def test_b6_the_last_day_stands_in_the_firms_zone(plan: Sharing) -> None:
    Account.objects.filter(slug="northgate").update(time_zone="Pacific/Auckland")
    plan.client.get("/northgate/jobs")
    day = clock.today("Pacific/Auckland") + dt.timedelta(days=3)
    page = words(plan.link(expires_on=day.isoformat()))
    assert f"At the end of {day.day} {day:%B %Y}" in page
    [share] = plan.shares()
    assert share.expires_at == clock.end_of_day(day, "Pacific/Auckland")
    assert f"{day.day} {day:%B %Y} end of day" in page


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("expires_on", "2020-01-01", "That day is over."),
        ("expires_on", "31.12.2030", "Please enter the day as year-month-day"),
        ("expires_on", "9999-12-31", "Choose a day up to"),
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
    assert said in shown["errors"][field]
    assert (shown["typed"].expires_on, shown["typed"].password) == (
        typed["expires_on"],
        typed["password"],
    )
    assert shown["typed"].notify
    assert shown["typed"].link
    page = answer.content.decode()
    assert f"dialog-share-{field.partition('_')[0]}-error" in page
    assert plan.save(script=False, link="on", **typed).status_code == 422
    assert plan.shares() == []


def test_b3_visible_in_portal_is_ticked_and_b9a_unticked(plan: Sharing) -> None:
    answer = plan.save(visible="on")
    assert "plan.pdf is visible in the portal." in words(answer)
    [share] = plan.shares()
    assert (share.type, share.cancelled_at) == ("portal", None)
    assert plan.shown()["visible"]
    answer = plan.save(visible=None)
    assert "plan.pdf is no longer visible in the portal." in words(answer)
    share.refresh_from_db()
    assert share.cancelled_at is not None
    assert "Cancelled" in words(answer)


def test_portal_and_link_in_one_save_are_all_or_nothing(plan: Sharing) -> None:
    refused = plan.save(visible="on", link="on", expires_on="2020-01-01")
    assert refused.context["share"]["errors"]
    assert refused.context["share"]["said"] == ""
    assert plan.shares() == []
    plan.save(visible="on", link="on")
    assert sorted(share.type for share in plan.shares()) == ["link", "portal"]


def test_an_untouched_tick_leaves_alone_what_others_have_done(plan: Sharing) -> None:
    drawn = plan.shown()
    sharing.share_in_portal(plan.firm.principal("admin"), item_ids=[plan.item.id])
    sent = {"was": "off", "link": "on", "link_id": str(drawn["typed"].link_id)}
    plan.client.post(plan.address, sent, headers=HTMX)
    assert Share.objects.get(item=plan.item, type="portal").cancelled_at is None


def test_nothing_to_save_is_said(plan: Sharing) -> None:
    answer = plan.save()
    assert "Nothing was changed." in words(answer)
    assert plan.shares() == []


def test_a13_something_confidential_is_asked_about_once_for_all(firm: Firm, plan: Sharing) -> None:
    secret = Sharing(firm, plan.client, firm.files["secret.pdf"])
    asked = secret.save(visible="on", link="on")
    assert asked.status_code == 409
    body = asked.json()
    assert body["code"] == "confirmation_required"
    assert [one["name"] for one in body["changes"]["gain"]] == [
        "Alder Housing",
        "Whoever has the link",
    ]
    assert "in the portal" in body["detail"]
    assert "Whoever has the link would see it" in body["detail"]
    assert secret.shares() == []
    page = secret.save(script=False, link="on", password="kept")
    assert "Share anyway" in words(page)
    assert 'value="kept"' in page.content.decode()
    assert secret.save(visible="on", link="on", confirm="true").status_code == 200
    assert len(secret.shares()) == 2


def test_b4_without_a_customer_the_tick_says_why(firm: Firm, plan: Sharing) -> None:
    firm.project.library.customer = None
    firm.project.library.save()
    paper = Sharing(firm, plan.client, firm.files["project.pdf"])
    assert "The project has no customer." in words(paper.open())
    forged = paper.save(visible="on")
    assert "There is no customer" in words(forged)
    assert paper.shares() == []
    assert "The link is made." in words(paper.link())


def test_b4_a_module_that_is_off_is_noted(firm: Firm, plan: Sharing) -> None:
    Customer.objects.filter(id=firm.customers["alder"].id).update(portal_jobs="off")
    assert "switched off for Alder Housing" in words(plan.open())
    Customer.objects.update(portal_jobs="default")
    Account.objects.update(portal_jobs=False)
    assert "switched off for Alder Housing" in words(plan.open())
    Customer.objects.update(portal_jobs="on")
    assert "Alder Housing sees it under Jobs." in words(plan.open())


def test_b20_what_a_folder_above_opens_is_told(firm: Firm, plan: Sharing) -> None:
    admin = firm.principal("admin")
    plans = make_folder(firm.project.library_id, "Plans")
    paper = Sharing(firm, plan.client, make_file(plans.id, "ground.pdf"))
    assert paper.shown()["above"] == []
    sharing.share_in_portal(admin, item_ids=[plans.id])
    [row] = sharing.share_by_link(admin, item_ids=[plans.id])
    page = words(paper.open())
    assert "It is visible because the folder “Plans” is." in page
    assert "A link opens the folder Plans" in page
    assert "The portal shows the folder Plans" in page
    refused = paper.save(visible=None, was="on")
    assert "Hide the folder from the portal instead." in words(refused)
    sharing.cancel_share(admin, row.id)
    assert [door["type"] for door in paper.shown()["above"]] == ["portal"]


def test_the_firms_limits_stand_in_words(firm: Firm, plan: Sharing) -> None:
    Limits.objects.create(
        account=firm.account,
        link_default_days=7,
        link_max_days=30,
        link_password_required=True,
    )
    shown = plan.shown()
    today = clock.today(firm.account.time_zone)
    assert shown["typed"].expires_on == (today + dt.timedelta(days=7)).isoformat()
    page = words(plan.open())
    assert "Your firm's links end after at most 30 days" in page
    assert "Your firm's links need a password." in page
    assert plan.link(password="words").context["share"]["errors"]["expires_on"]
    late = (today + dt.timedelta(days=31)).isoformat()
    assert plan.link(expires_on=late, password="words").context["share"]["errors"]["expires_on"]
    soon = (today + dt.timedelta(days=30)).isoformat()
    assert plan.link(expires_on=soon).context["share"]["errors"]["password"]
    assert not plan.link(expires_on=soon, password="four words").context["share"]["errors"]


def test_what_the_firm_does_not_share_is_barred(firm: Firm, plan: Sharing) -> None:
    limits = Limits.objects.create(account=firm.account, link_kinds=["project"])
    assert "Your firm does not make links to documents of a job." in words(plan.open())
    assert 'name="expires_on"' not in plan.open().content.decode()
    assert "does not make links" in words(plan.link())
    limits.share_confidential = False
    limits.save()
    secret = Sharing(firm, plan.client, firm.files["secret.pdf"])
    assert "your firm does not share such documents" in words(secret.open())
    assert plan.shares() == []


# B-9, B-10, B-13: the history.


def test_b9_previous_shares_newest_first_with_every_column(firm: Firm, plan: Sharing) -> None:
    plan.save(visible="on")
    plan.link(password="Correct horse")
    page = words(plan.open())
    for column in ("Type", "Shared by", "Time shared", "Expiry date", "Password", "Cancelled by",
                   "Time cancelled", "Link", "Action"):  # fmt: skip
        assert column in page.partition("Previous shares")[2]
    lines = plan.shown()["lines"]
    assert [one["row"].type for one in lines] == ["link", "portal"]
    assert lines[0]["row"].password == "Correct horse"
    assert "Correct horse" in page
    cancelled = plan.press(plan.shares()[0], "cancel", confirm="true")
    line = cancelled.context["share"]["lines"][0]
    assert (line["state"]["label"], line["address"]) == ("Cancelled", "")
    assert line["row"].cancelled_by_name == "Office"


def test_b9a_a_look_is_recorded_once_a_person_and_day(plan: Sharing) -> None:
    plan.link(password="Correct horse")
    looks = Event.objects.filter(verb="share.looked", item_id=plan.item.id)
    plan.open()
    plan.open()
    assert looks.count() == 1
    assert "horse" not in str([event.data for event in Event.objects.all()])


def test_b10_cancelling_asks_and_is_final(plan: Sharing) -> None:
    address = plan.link().context["share"]["link"]["address"]
    [share] = plan.shares()
    asked = plan.press(share, "cancel")
    assert asked.status_code == 409
    assert "stops working at once" in asked.json()["detail"]
    assert "This is final" in asked.json()["detail"]
    assert sharing.knock(address.rpartition("/")[2]).principal is not None
    assert "The share is cancelled." in words(plan.press(share, "cancel", confirm="true"))
    with pytest.raises(Exception, match="nothing at this address"):
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
    assert "Stop sharing" in words(page)
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
    address = plan.link(notify="on").context["share"]["link"]["address"]
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
    assert plan.shown()["lines"][0]["row"].openings == 60
    first = plan.client.get(url, {"place": "dialog"}, headers=HTMX)
    assert f'id="dialog-openings-{share.id}"' in first.content.decode()
    assert "Viewed (version 1)" in words(first)
    assert "203.0.113.0/24" in words(first)
    assert "Office is told by e-mail on the first opening." in words(first)
    more = plan.client.get(first.context["next_url"], headers=HTMX)
    assert len(first.context["openings"]) + len(more.context["openings"]) == 60
    assert "<html" in plan.client.get(url).content.decode()


# B-17, and mail.


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


def test_the_address_is_mailed_to_a_contact(firm: Firm, plan: Sharing) -> None:
    plan.link(password="Correct horse")
    [share] = plan.shares()
    contact = firm.contacts["contact"]
    page = words(plan.open(link=str(share.id)))
    assert f"{contact.name}, {contact.email}" in page
    assert "The password is not in the mail." in page
    empty = plan.press(share, "send", message="Here it is")
    assert empty.context["share"]["link"]["errors"]["contact_id"] == "Please choose a contact."
    assert "Here it is" in empty.content.decode()
    rival = plan.press(share, "send", contact_id=str(firm.contacts["rival"].id))
    assert "contact of the customer" in rival.context["share"]["link"]["errors"]["contact_id"]
    long = plan.press(share, "send", contact_id=str(contact.id), message="x" * 2001)
    assert "at most 2000" in long.context["share"]["link"]["errors"]["message"]
    assert long.context["share"]["link"]["sent"]["contact_id"] == str(contact.id)
    sent = plan.press(share, "send", contact_id=str(contact.id), message="Here it is")
    assert "on its way by e-mail" in words(sent)
    assert f"To {contact.name} ({contact.email})" in words(sent)
    assert Mail.objects.filter(kind="sharing.link").count() == 1
    plan.press(share, "cancel", confirm="true")
    late = plan.press(share, "send", contact_id=str(contact.id))
    assert "does not work at the moment" in words(late)


# B-15: several, and the drawer.


def test_b15_one_link_to_several_documents(firm: Firm, plan: Sharing) -> None:
    ids = [str(firm.files[name].id) for name in ("plan.pdf", "photo.png")]
    form = plan.client.post("/northgate/shares/new", {"ids": ids, "place": "dialog"}, headers=HTMX)
    assert "One link to 2 items" in words(form)
    assert "photo.png" in words(form)
    link_id = str(form.context["share"]["typed"].link_id)
    sent = {"ids": ids, "place": "dialog", "save": "true", "link_id": link_id}
    wrong = plan.client.post(
        "/northgate/shares/new", {**sent, "expires_on": "2020-01-01"}, headers=HTMX
    )
    assert "That day is over." in wrong.context["share"]["errors"]["expires_on"]
    for _ in range(2):
        made = plan.client.post("/northgate/shares/new", sent, headers=HTMX)
        assert "plan.pdf and 1 more document" in words(made)
    assert Link.objects.count() == 1
    assert Share.objects.filter(type="link").count() == 2
    page = plan.client.post("/northgate/shares/new", {"ids": ids})
    assert "<html" in page.content.decode()
    plain = plan.client.post("/northgate/shares/new", {"ids": ids, "save": "true"})
    assert plain.status_code == 303
    assert plan.client.post("/northgate/shares/new", {}).status_code == 422
    asked = plan.press(plan.shares()[0], "cancel")
    assert "it still opens 1 other document" in asked.json()["detail"]


def test_b15_several_with_something_confidential_are_asked_about(firm: Firm, plan: Sharing) -> None:
    ids = [str(firm.files[name].id) for name in ("plan.pdf", "secret.pdf")]
    sent = {"ids": ids, "place": "dialog", "save": "true"}
    asked = plan.client.post("/northgate/shares/new", sent, headers=HTMX)
    assert asked.status_code == 409
    assert not Link.objects.exists()
    sure = {**sent, "confirm": "true"}
    assert plan.client.post("/northgate/shares/new", sure, headers=HTMX).status_code == 200
    assert Share.objects.filter(type="link").count() == 2


def test_the_drawer_has_the_same_in_its_tab(firm: Firm, plan: Sharing, sign_in: SignIn) -> None:
    details = f"/northgate/items/{plan.item.id}/details"
    tab = plan.client.get(details, {"tab": "shares"}, headers=HTMX)
    assert tab.context["tab"] == "shares"
    assert tab.context["share"]["place"] == "drawer"
    answer = plan.link(place="drawer")
    assert "drawer-share-address-title" in answer.content.decode()
    plain = plan.client.post(plan.address, {"place": "drawer", "was": "off", "link": "on"})
    assert plain.headers["Location"].startswith(f"{details}?tab=shares&link=")
    viewer = sign_in("viewer").get(details, {"tab": "shares"}, headers=HTMX)
    assert viewer.context["tab"] == "details"
    assert "shares" not in [one["key"] for one in viewer.context["panel_tabs"]]


def test_a_list_marks_what_a_link_opens(firm: Firm, plan: Sharing, sign_in: SignIn) -> None:
    page = f"/northgate/jobs/{firm.job.id}"

    def marked(client: Client) -> list[str]:
        return [row.name for row in client.get(page).context["documents"]["rows"] if row.linked]

    assert marked(plan.client) == []
    plan.link()
    assert marked(plan.client) == ["plan.pdf"]
    assert plan.client.get(page).content.decode().count("Open by a link") == 2
    assert "Open by a link" not in sign_in("sub").get(page).content.decode()
    sharing.cancel_share(firm.principal("office"), plan.shares()[0].id)
    assert marked(plan.client) == []
    sharing.share_by_link(firm.principal("admin"), item_ids=[firm.job.library_id], confirm=True)
    assert "photo.png" in marked(plan.client)


# Budgets.


def test_the_dialog_takes_as_many_statements_with_100_shares(firm: Firm, plan: Sharing) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert plan.open().status_code == 200
        return len(captured)

    plan.link()
    plan.save(visible="on")
    plan.open()
    few = statements()
    for number in range(98):
        sharing.share_by_link(
            firm.principal("office"), item_ids=[plan.item.id], password=f"word {number}"
        )
    plan.open()
    many = statements()
    assert many <= few + 3
    assert many <= 40
    assert len(plan.shown()["lines"]) == 100


def test_a_list_takes_as_many_statements_with_links(firm: Firm, plan: Sharing) -> None:
    page = f"/northgate/jobs/{firm.job.id}"
    plan.client.get(page)
    with CaptureQueriesContext(connection) as before:
        plan.client.get(page)
    root = access.require(firm.principal("admin"), access.Action.VIEW, firm.job.library_id)
    sharing.share_by_link(firm.principal("admin"), item_ids=[root.id], confirm=True)
    plan.link()
    plan.client.get(page)
    with CaptureQueriesContext(connection) as after:
        plan.client.get(page)
    assert len(after) == len(before)
