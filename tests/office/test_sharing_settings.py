"""Administration, Sharing settings and Customer portal: who changes them, errors at fields, stale pages."""

import re
from typing import Any

import pytest
from django.test import Client

from office.conftest import SignIn
from office.forms import filled
from personas import Firm
from questions import answer
from strongroom.audit.models import Event
from strongroom.directory.models import Account, Customer
from strongroom.sharing import api as sharing
from strongroom.work import api as work

pytestmark = pytest.mark.django_db
SHARING, PORTAL = "/northgate/admin/sharing", "/northgate/admin/portal"


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


def test_limits_are_changed_and_hold_for_new_links(firm: Firm, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    old = sharing.share_by_link(firm.principal("office"), item_ids=[firm.files["plan.pdf"].id])[0]
    sent = {
        **filled(admin, SHARING),
        "link_max_days": "90",
        "link_default_days": "14",
        "link_password_required": "on",
        "link_kinds": ["job", "quote"],
        "networks": "none",
    }
    del sent["share_confidential"]
    assert admin.post(SHARING, sent)["Location"] == SHARING
    limits = sharing.get_limits(firm.principal("office"))
    assert (limits.link_max_days, limits.link_default_days) == (90, 14)
    assert (limits.link_password_required, limits.share_confidential) == (True, False)
    assert (sorted(limits.link_kinds), limits.networks) == (["job", "quote"], "none")
    changed = Event.objects.get(verb="sharing.limits_changed").data["fields"]
    assert len(changed) == 6
    assert sharing.share_row(firm.principal("office"), old.id).state == sharing.ShareState.LIVE
    page = admin.get(SHARING).content.decode()
    assert "/northgate/admin/shares?type=link&amp;expiry=none" in page
    assert "/northgate/admin/shares?password=none" in page
    # Saving again what is there already changes nothing and leaves no event.
    admin.post(SHARING, filled(admin, SHARING))
    assert Event.objects.filter(verb="sharing.limits_changed").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("link_max_days", "0"),
        ("link_max_days", "99999999999999999999"),
        ("link_max_days", "soon"),
        ("link_default_days", "-1"),
        ("link_kinds", "wardrobe"),
        ("networks", "some"),
    ],
)
def test_errors_stand_at_the_fields(firm: Firm, sign_in: SignIn, field: str, value: str) -> None:
    admin = sign_in("admin")
    answer = admin.post(SHARING, {**filled(admin, SHARING), field: value})
    assert list(errors(answer)) == [field]
    assert sharing.get_limits(firm.principal("admin")).link_max_days is None
    if field.endswith("days"):
        assert f'value="{value}"' in answer.content.decode()


def test_a_proposal_is_not_longer_than_the_limit(firm: Firm, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    sent = {**filled(admin, SHARING), "link_max_days": "7", "link_default_days": "30"}
    assert "more than the 7 days" in errors(admin.post(SHARING, sent))["link_default_days"][0]


@pytest.mark.parametrize("address", [SHARING, PORTAL])
def test_a_stale_page_is_noticed(firm: Firm, sign_in: SignIn, address: str) -> None:
    admin = sign_in("admin")
    sent = filled(admin, address)
    sharing.put_limits(firm.principal("admin"), link_max_days=30)
    Account.objects.filter(id=firm.account.id).update(portal_off=["quotes"])
    answer = admin.post(address, sent)
    assert answer.status_code == 412
    assert "Somebody else saved this" in answer.content.decode()
    assert sharing.get_limits(firm.principal("admin")).link_max_days == 30


@pytest.mark.parametrize("address", [SHARING, PORTAL])
def test_only_who_manages_settings_gets_in(firm: Firm, sign_in: SignIn, address: str) -> None:
    for name in ("office", "clerk", "viewer", "sub"):
        client = sign_in(name)
        assert client.get(address).status_code == 403
        assert client.post(address, {"networks": "full"}).status_code == 403
    assert Account.objects.get(id=firm.account.id).portal_off == []


def portal_page(client: Client, job_id: object) -> int:
    return client.get(f"/northgate/portal/jobs/{job_id}").status_code


def test_b4_l34_a_module_that_goes_off_is_refused_in_the_next_request(
    firm: Firm, sign_in: SignIn
) -> None:
    admin, contact, rival = (sign_in(name) for name in ("admin", "contact", "rival"))
    file = f"/northgate/portal/items/{firm.files['viewable.pdf'].id}/content"
    assert (portal_page(contact, firm.job.id), contact.get(file).status_code) == (200, 200)
    sent = filled(admin, PORTAL)
    del sent["jobs"]
    question = admin.post(PORTAL, sent)
    assert question.status_code == 409
    text = question.content.decode()
    assert "2 contacts of 2 customers would lose a part of the portal" in text
    assert "Contact, Alder Housing" in text
    assert portal_page(contact, firm.job.id) == 200

    assert answer(admin, question)["Location"] == PORTAL
    assert (portal_page(contact, firm.job.id), contact.get(file).status_code) == (404, 404)
    assert portal_page(rival, firm.rival_job.id) == 404

    edit = f"/northgate/customers/{firm.customers['alder'].id}/edit"
    office = sign_in("office")
    page = office.get(edit).content.decode()
    assert "As for all (off)" in page
    wanted = {**filled(office, edit), "portal_jobs": "on"}
    asked = office.post(edit, wanted)
    assert asked.status_code == 409
    assert "1 contact of 1 customer would gain" in asked.content.decode()
    answer(office, asked)
    assert (portal_page(contact, firm.job.id), contact.get(file).status_code) == (200, 200)
    assert portal_page(rival, firm.rival_job.id) == 404
    card = office.get(f"/northgate/customers/{firm.customers['alder'].id}").content.decode()
    assert "Jobs shown (for this customer)" in card
    other = office.get(f"/northgate/customers/{firm.customers['birch'].id}").content.decode()
    assert "Jobs not shown" in other
    exceptions = admin.get(PORTAL).context["value"]
    assert [one.name for one in exceptions.lines] == ["Alder Housing"]


def test_b4_a_module_more_has_a_column_among_the_exceptions(
    firm: Firm, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    boats = {**work.PORTAL_MODULES, "boats": "Boats"}
    for module in ("work.portal_modules", "interfaces.office.admin.portal_settings"):
        monkeypatch.setattr(f"strongroom.{module}.PORTAL_MODULES", boats)
    Customer.objects.filter(id=firm.customers["alder"].id).update(portal_off=["boats"])
    page = sign_in("admin").get(PORTAL).content.decode()
    table = page.partition('<table class="sr-table')[2].partition("</table>")[0]
    headings = re.findall(r'<th scope="col">(\w+)</th>', table)
    assert headings == ["Customer", *boats.values()]
    assert re.findall(r'<td data-label="(\w+)">\s*(Off)?', table) == [
        *((label, "") for label in work.PORTAL_MODULES.values()),
        ("Boats", "Off"),
    ]


def test_a_customer_form_without_modules_leaves_them(firm: Firm, sign_in: SignIn) -> None:
    alder = firm.customers["alder"]
    Customer.objects.filter(id=alder.id).update(portal_off=["jobs"])
    office = sign_in("office")
    edit = f"/northgate/customers/{alder.id}/edit"
    seen = office.get(edit).context["form"]["seen"].value()
    assert office.post(edit, {"name": "Alder Homes", "seen": seen}).status_code == 303
    alder.refresh_from_db()
    assert (alder.name, alder.portal_off) == ("Alder Homes", ["jobs"])
    wrong = office.post(edit, {**filled(office, edit), "portal_jobs": "perhaps"})
    assert "portal_jobs" in errors(wrong)


def test_a12_drafts_are_shown_by_the_firms_choice_and_asked_about_by_name(
    firm: Firm, sign_in: SignIn
) -> None:
    admin, contact = sign_in("admin"), sign_in("contact")
    page = f"/northgate/portal/quotes/{firm.quote.id}"
    work.QUOTES.update(firm.principal("office"), firm.quote.id, status="draft")
    assert contact.get(page).status_code == 404
    question = admin.post(PORTAL, {**filled(admin, PORTAL), "drafts": "on"})
    assert question.status_code == 409
    text = question.content.decode()
    assert "1 draft quote would be in the portal before being sent." in text
    assert "Q-1 Solar panels" in text
    assert contact.get(page).status_code == 404

    assert answer(admin, question)["Location"] == PORTAL
    assert contact.get(page).status_code == 200
    assert filled(admin, PORTAL)["drafts"]


def test_a12_without_quotes_there_are_no_drafts_to_show(firm: Firm, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    Account.objects.filter(id=firm.account.id).update(portal_off=["quotes"], portal_drafts=True)
    page = admin.get(PORTAL)
    assert page.context["form"].fields["drafts"].disabled
    assert "Switch quotes on first" in page.content.decode()
    asking = admin.post(PORTAL, {**filled(admin, PORTAL), "quotes": "on", "drafts": "on"})
    assert not asking.context.get("form") or not asking.context["form"].fields["drafts"].disabled
    Account.objects.filter(id=firm.account.id).update(portal_off=[])
    assert not admin.get(PORTAL).context["form"].fields["drafts"].disabled
