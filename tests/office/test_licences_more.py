"""Licences in the office: renewals, the ledger, the dashboard (C-6), the defaults (C-4), the matrix (C-8)."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from licences.licence_world import add, keeper, photo, today
from office.conftest import SignIn
from office.forms import filled
from personas import PDF, Firm
from strongroom.approvals import api as approvals
from strongroom.core import clock
from strongroom.licences import api as licences
from strongroom.licences.models import Licence, Renewal, Settings

pytestmark = pytest.mark.django_db
OVERVIEW = "/northgate/admin/licences"
DEFAULTS = "/northgate/admin/defaults"


@pytest.fixture
def client(firm: Firm) -> Client:
    """A browser of somebody who keeps licences and the settings."""
    keeper(firm)
    return firm.client("keeper")


def in_days(days: int) -> str:
    return (today() + dt.timedelta(days=days)).isoformat()


def handed_in(firm: Firm) -> Renewal:
    """Let the subcontractor hand in a renewal."""
    row = add(firm, "sub", "Asbestos", in_days(5))
    made = licences.submit_renewal(
        firm.principal("sub"),
        licence_id=row.id,
        expires_on=today() + dt.timedelta(days=400),
        note="New card",
        files=[photo("new.png")],
    )
    return Renewal.objects.get(id=made.id)


# Adding what the user has already.


def test_c3_a_type_that_the_user_has_suggests_to_replace_it(client: Client, firm: Firm) -> None:
    row = add(firm, "sub", "Asbestos", "2149-03-05")
    address, asked = f"{OVERVIEW}/new", {"member_id": row.member_id, "type_id": row.type_id}
    replace = f"/northgate/licences/{row.id}/replace"
    for_htmx = {"HX-Request": "true", "HX-Target": "licence-held"}
    told = client.get(address, asked, headers=for_htmx).content.decode()
    assert "<form" not in told
    assert "Sub has “Asbestos” already" in told
    assert "5 March 2149" in told
    assert replace in told
    other = {**asked, "member_id": firm.members["tech"].id}
    assert client.get(address, other, headers=for_htmx).content.decode().strip() == ""
    new = {**asked, "create": "on"}
    assert client.get(address, new, headers=for_htmx).content.decode().strip() == ""
    assert replace in client.get(address, asked).content.decode()
    # Without script the form asks once.
    sent = {**filled(client, address), **asked}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert replace in refused.content.decode()
    assert "beside" in refused.context["form"].errors
    assert Licence.objects.count() == 1
    assert client.post(address, {**sent, "beside": "on"}).status_code == 303
    assert Licence.objects.count() == 2
    # The same Save once more is the same licence, and a page with script has been told before.
    assert client.post(address, {**sent, "beside": "on"}).status_code == 303
    again = {**filled(client, address), **asked}
    assert client.post(address, again, headers={"HX-Request": "true"}).status_code == 204
    assert Licence.objects.count() == 3


# Renewals (C-10).


def test_c10_a_holder_hands_in_a_renewal_in_the_office(firm: Firm, sign_in: SignIn) -> None:
    row = add(firm, "sub", "Asbestos", in_days(5), number="A-1")
    client = sign_in("sub")
    address = f"/northgate/licences/{row.id}/renew"
    sent = {**filled(client, address), "expires_on": in_days(400), "note": "Here"}
    assert sent["number"] == "A-1"
    without = client.post(address, sent)
    assert without.status_code == 422
    assert "photo or a document" in " ".join(without.context["form"].errors["files"])
    assert without.context["form"]["note"].value() == "Here"
    twice = [
        client.post(address, {**sent, "files": SimpleUploadedFile("Card.pdf", PDF)})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in twice] == [303, 303]
    assert Renewal.objects.get().note == "Here"
    page = client.get(f"/northgate/licences/{row.id}").context
    assert [file.row.name for file in page["waiting"].files] == ["Card.pdf"]
    assert (page["waiting"].verify_url, page["waiting"].reject_url) == ("", "")
    assert "renew" not in page["urls"]
    assert Licence.objects.get().expires_on == row.expires_on


def test_c10_a_renewal_needs_a_new_expiry(firm: Firm, sign_in: SignIn) -> None:
    row = add(firm, "sub", "Asbestos", in_days(5))
    sent = {"files": SimpleUploadedFile("Card.pdf", PDF)}
    answer = sign_in("sub").post(f"/northgate/licences/{row.id}/renew", sent)
    assert "new expiry" in " ".join(answer.context["form"].errors["expires_on"])


def test_c10_a_keeper_verifies(client: Client, firm: Firm) -> None:
    renewal = handed_in(firm)
    one = f"/northgate/licences/{renewal.licence_id}"
    assert client.get(one).context["waiting"].row.note == "New card"
    verify = f"/northgate/licences/renewals/{renewal.id}/verify"
    assert client.post(verify)["Location"] == one
    assert Licence.objects.get().expires_on == renewal.expires_on
    page = client.get(one)
    assert page.context["waiting"] is None
    assert [line.cells[3].text for line in page.context["renewals"].rows] == ["Verified"]
    assert "Verified" in page.content.decode()
    client.post(verify)
    assert "is verified already" in client.get(one).content.decode()


def test_c10_a_keeper_rejects_with_a_reason_that_the_holder_reads(
    client: Client, firm: Firm, sign_in: SignIn
) -> None:
    renewal = handed_in(firm)
    one = f"/northgate/licences/{renewal.licence_id}"
    reject = f"/northgate/licences/renewals/{renewal.id}/reject"
    client.post(reject, {"reason": "  "})
    assert Renewal.objects.get().state == "pending"
    assert "say why" in client.get(one).content.decode()
    client.post(reject, {"reason": "The photo is blurred"})
    seen = sign_in("sub").get(one)
    assert "The photo is blurred" in seen.content.decode()
    assert "renew" in seen.context["urls"]


def test_c10_only_keepers_decide_and_strangers_know_nothing(firm: Firm, sign_in: SignIn) -> None:
    renewal = handed_in(firm)
    one = f"/northgate/licences/renewals/{renewal.id}"
    assert sign_in("sub").post(f"{one}/verify").status_code == 403
    assert sign_in("sub").post(f"{one}/reject", {"reason": "x"}).status_code == 403
    for name in ("office", "watcher"):
        for what in ("verify", "reject", "withdraw"):
            assert sign_in(name).post(f"{one}/{what}", {"reason": "x"}).status_code == 404
    assert Renewal.objects.get().state == "pending"
    assert sign_in("sub").post(f"{one}/withdraw").status_code == 303
    assert Renewal.objects.get().state == "withdrawn"


def test_c5_the_page_tells_who_was_told(client: Client, firm: Firm) -> None:
    row = add(firm, "sub", "Asbestos", in_days(5))
    Settings.objects.update_or_create(
        account=firm.account, defaults={"emails": ["boss@northgate.example"]}
    )
    noon = dt.datetime.combine(today(), dt.time(12), tzinfo=dt.UTC)
    with clock.standing_at(noon):
        licences.run_ladder(firm.account.id)
    notices = client.get(f"/northgate/licences/{row.id}").context["notices"]
    told = {(one.cells[2].text, one.cells[3].text) for one in notices.rows}
    assert ("boss@northgate.example", "Waiting to be sent") in told
    assert ("Sub", "Waiting to be sent") in told
    own = firm.client("sub").get(f"/northgate/licences/{row.id}")
    assert {one.cells[2].text for one in own.context["notices"].rows} == {"Sub"}
    assert "boss@northgate.example" not in own.content.decode()


# One's own, and the dashboard (C-6).


def test_c6_the_dashboard_is_the_first_page_and_shows_whom_it_concerns(
    client: Client, firm: Firm, sign_in: SignIn
) -> None:
    add(firm, "office", "Driving", in_days(300))
    add(firm, "tech", "Forklift", in_days(-2))
    renewal = handed_in(firm)
    home = client.get("/northgate/")
    shown = home.context["licences"]
    assert [line.cells[1].text for line in shown.table.rows] == [
        "Forklift",
        "Asbestos",
        "Driving",
    ]
    assert [(one.label, one.count) for one in shown.states] == [
        ("Overdue", 1),
        ("Expiring within 90 days", 1),
        ("Active", 2),
    ]
    html = home.content.decode()
    assert f"{OVERVIEW}/new" not in html
    assert "/export" not in html
    assert [line.row.id for line in home.context["renewals"].lines] == [renewal.id]
    own = sign_in("office").get("/northgate/").context
    assert [line.cells[0].text for line in own["licences"].table.rows] == ["Driving"]
    assert own["licences"].states == []
    assert own["renewals"].lines == []
    assert sign_in("clerk").get("/northgate/").context["licences"] is None
    sub = sign_in("sub").get("/northgate/").context
    assert [line.row.id for line in sub["renewals"].lines] == [renewal.id]
    assert sub["frame"].home_url == "/northgate/shared"


def test_the_dashboard_shows_approvals_that_wait_for_me(firm: Firm, sign_in: SignIn) -> None:
    plan = firm.files["plan.pdf"]
    approvals.ask(
        firm.principal("office"), item_id=plan.id, approver_ids=[firm.members["clerk"].id]
    )
    lines = sign_in("clerk").get("/northgate/").context["approvals"]
    assert [line.row.item_name for line in lines] == ["plan.pdf"]
    assert lines[0].url == f"/northgate/items/{plan.id}/details?tab=approvals"
    assert sign_in("viewer").get("/northgate/").context["approvals"] == []


def test_ones_own_licences_and_the_way_of_keepers_to_the_overview(
    client: Client, firm: Firm, sign_in: SignIn
) -> None:
    add(firm, "sub", "Asbestos", in_days(5))
    add(firm, "office", "Driving")
    lines = sign_in("sub").get("/northgate/licences").context["listing"].table.rows
    assert [line.cells[0].text for line in lines] == ["Asbestos"]
    assert client.get("/northgate/licences")["Location"] == OVERVIEW
    assert "No licences yet" in sign_in("viewer").get("/northgate/licences").content.decode()


# Defaults (C-4).


def settings_form(client: Client, **more: Any) -> dict[str, Any]:
    return {**filled(client, DEFAULTS), **more}


def test_c4_any_combination_is_saved(client: Client, firm: Firm) -> None:
    page = client.get(DEFAULTS).content.decode()
    assert 'form="defaults-form"' in page.partition("</h1>")[2].partition("sr-tabs")[0]
    sent = settings_form(
        client,
        lead_times=["P0D", "P3M"],
        emails="Boss@northgate.example\r\n\r\n office@northgate.example ",
        digest="weekly",
        on_missing="block",
    )
    sent.pop("notify_member", None)
    assert client.post(DEFAULTS, sent).status_code == 303
    kept = licences.get_notification_settings(keeper(firm))
    assert kept == licences.NotificationSettings(
        lead_times=("P3M", "P0D"),
        notify_member=False,
        emails=("boss@northgate.example", "office@northgate.example"),
        digest="weekly",
        on_missing="block",
    )
    sent = settings_form(client, lead_times=[])
    assert client.post(DEFAULTS, sent).status_code == 303
    assert licences.get_notification_settings(keeper(firm)).lead_times == ()


def test_c4_each_wrong_address_is_named_and_what_was_typed_stays(
    client: Client, firm: Firm
) -> None:
    typed = "ann@northgate.example\nnobody\n@x"
    answer = client.post(DEFAULTS, settings_form(client, emails=typed))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert "“nobody”, “@x” are no e-mail addresses" in " ".join(form.errors["emails"])
    assert form["emails"].value() == typed
    many = "\n".join(f"a{number}@northgate.example" for number in range(21))
    answer = client.post(DEFAULTS, settings_form(client, emails=many))
    assert "At most 20" in " ".join(answer.context["form"].errors["emails"])
    assert licences.get_notification_settings(keeper(firm)).emails == ()


def test_c4_a_stale_save_is_noticed(client: Client, firm: Firm) -> None:
    sent = settings_form(client, digest="weekly")
    assert client.post(DEFAULTS, sent).status_code == 303
    assert client.post(DEFAULTS, sent).status_code == 412


def test_c4_it_says_that_there_is_no_mail_server(client: Client, settings: Any) -> None:
    settings.MAIL_URL = ""
    assert "No mail server is set up" in client.get(DEFAULTS).content.decode()
    settings.MAIL_URL = "smtp://mail.example:25"
    assert "No mail server is set up" not in client.get(DEFAULTS).content.decode()


@pytest.mark.parametrize("name", ["office", "clerk", "sub", "watcher"])
def test_c4_is_for_who_keeps_the_settings(firm: Firm, sign_in: SignIn, name: str) -> None:
    client = sign_in(name)
    assert client.get(DEFAULTS).status_code == 403
    sent = {"digest": "weekly", "on_missing": "block"}
    assert client.post(DEFAULTS, sent).status_code == 403
    assert not Settings.objects.exists()


# The matrix (C-8).


def test_c8_users_down_types_across(client: Client, firm: Firm) -> None:
    add(firm, "tech", "Forklift", in_days(-2))
    add(firm, "sub", "Forklift", in_days(10))
    add(firm, "sub", "Van", new_type_kind="vehicle")
    matrix = client.get(f"{OVERVIEW}/matrix").context["matrix"]
    assert [one.name for one in matrix.types] == ["Forklift", "Van"]
    cells = {line.row.member_name: [one.cell.label for one in line.cells] for line in matrix.lines}
    assert cells["Tech"] == ["Expired", "Not required"]
    assert cells["Sub"] == ["Expiring", "Valid"]
    assert cells["Viewer"] == ["Not required", "Not required"]
    missing = next(line for line in matrix.lines if line.row.member_name == "Tech")
    form = client.get(missing.cells[1].url).context["form"]
    assert (form["member_id"].value(), form["type_id"].value()) == (
        str(firm.members["tech"].id),
        str(matrix.types[1].id),
    )


def test_c8_filters(client: Client, firm: Firm) -> None:
    add(firm, "tech", "Forklift", in_days(-2))
    add(firm, "sub", "Van", new_type_kind="vehicle")

    def users(query: str) -> list[str]:
        lines = client.get(f"{OVERVIEW}/matrix{query}").context["matrix"].lines
        return [line.row.member_name for line in lines]

    assert users("?gaps=1") == ["Tech"]
    assert users("?q=su") == ["Sub"]
    types = client.get(f"{OVERVIEW}/matrix?kind=vehicle").context["matrix"].types
    assert [one.name for one in types] == ["Van"]
    nobody = client.get(f"{OVERVIEW}/matrix?kind=vehicle&gaps=1").content.decode()
    assert "Nobody has anything missing or expired" in nobody
