"""What the sharing dialog asks about, bars and notes (A-13, B-4, B-20)."""

import datetime as dt

import pytest

from office.panels import words
from office.sharing_dialog import Sharing
from personas import Firm, make_file, make_folder
from questions import answer, asked, names
from strongroom.core import clock
from strongroom.core.errors import ForbiddenError, InvalidError
from strongroom.directory.models import Account, Customer
from strongroom.sharing import api as sharing
from strongroom.sharing.models import Limits
from strongroom.store.models import Item, LibraryKind

pytestmark = pytest.mark.django_db


def test_a13_something_confidential_is_asked_about_once_for_all(firm: Firm, plan: Sharing) -> None:
    secret = Sharing(firm, plan.client, firm.files["secret.pdf"])
    both = secret.save(visible="on", link="on")
    question = asked(both)
    [opens] = question.told.doors
    assert {door.audience for door in opens.doors} == {"Alder Housing", "Whoever has the link"}
    assert names(question, "gain")
    assert "in the portal" in question.detail
    assert "Whoever has the link would see it" in question.detail
    assert secret.shares() == []
    page = secret.save(script=False, link="on", password="kept")
    assert "Share anyway" in words(page)
    assert 'value="kept"' in page.content.decode()
    done = answer(secret.client, both)
    assert done.status_code == 200
    assert "secret.pdf is visible in the portal. The link is made." in words(done)
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
    Customer.objects.filter(id=firm.customers["alder"].id).update(portal_off=["jobs"])
    assert "switched off for Alder Housing" in words(plan.open())
    Customer.objects.update(portal_off=[])
    Account.objects.update(portal_off=["jobs"])
    assert "switched off for Alder Housing" in words(plan.open())
    Customer.objects.update(portal_on=["jobs"])
    assert "Alder Housing would see it under Jobs." in words(plan.open())


def test_b20_what_a_folder_above_opens_is_told(firm: Firm, plan: Sharing) -> None:
    admin = firm.principal("admin")
    plans = make_folder(firm.project.library_id, "Plans")
    paper = Sharing(firm, plan.client, make_file(plans.id, "ground.pdf"))
    assert paper.shown().above == []
    sharing.share_in_portal(admin, item_ids=[plans.id])
    [row] = sharing.share_by_link(admin, item_ids=[plans.id])
    page = words(paper.open())
    assert "It is visible because the folder “Plans” is." in page
    assert "A link opens the folder Plans" in page
    assert "The portal shows the folder Plans" in page
    refused = paper.save(visible=None, was="on")
    assert "Hide the folder from the portal instead." in words(refused)
    sharing.cancel_share(admin, row.id)
    assert [door.type for door in paper.shown().above] == ["portal"]


def test_the_firms_limits_stand_in_words(firm: Firm, plan: Sharing) -> None:
    Limits.objects.create(
        account=firm.account,
        link_default_days=7,
        link_max_days=30,
        link_password_required=True,
    )
    shown = plan.shown()
    today = clock.today(firm.account.time_zone)
    assert shown.typed.expires_on == (today + dt.timedelta(days=7)).isoformat()
    page = words(plan.open())
    assert "Your firm's links end after at most 30 days" in page
    assert "Your firm's links need a password." in page
    assert plan.link(password="words").context["share"].errors["expires_on"]
    late = (today + dt.timedelta(days=31)).isoformat()
    assert plan.link(expires_on=late, password="words").context["share"].errors["expires_on"]
    soon = (today + dt.timedelta(days=30)).isoformat()
    assert plan.link(expires_on=soon).context["share"].errors["password"]
    assert not plan.link(expires_on=soon, password="four words").context["share"].errors


def test_each_word_for_a_record_has_its_article(
    firm: Firm, plan: Sharing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LibraryKind.JOB, "_label_", "Inspection")
    office = firm.principal("office")
    with pytest.raises(InvalidError, match=r"All attachments of an inspection can't"):
        sharing.share_in_portal(office, item_ids=[firm.job.library_id])
    root = Sharing(firm, plan.client, Item.objects.get(id=firm.job.library_id))
    assert "A new attachment of an inspection is hidden" in words(root.open())
    Limits.objects.create(account=firm.account, link_kinds=["project"])
    sentence = "Your firm does not make links to documents of an inspection."
    assert sentence in words(plan.open())
    with pytest.raises(ForbiddenError, match=sentence):
        sharing.share_by_link(office, item_ids=[firm.files["plan.pdf"].id])


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
