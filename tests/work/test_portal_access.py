"""E-3: portal access opens all that is shared with the customer to one more, so it needs *share* too."""

import threading
from typing import Any

import pytest
from django.db import connections, transaction

from personas import Firm, make_contact, share
from strongroom.access import api as access
from strongroom.access.api import Action, Surface
from strongroom.access.models import Role, Seat, Share
from strongroom.core import clock
from strongroom.core.errors import ForbiddenError
from strongroom.directory.models import Contact
from strongroom.sharing import api as sharing
from strongroom.store.models import Item
from strongroom.work import api as work

pytestmark = pytest.mark.django_db


def close_all(firm: Firm) -> None:
    Share.objects.filter(customer=firm.customers["alder"]).update(cancelled_at=clock.now())


def ways(firm: Firm, by: str):
    """Every way to give access at Alder: made with it, switched on, invited, reactivated, another e-mail."""
    clerk, alder = firm.principal(by), firm.customers["alder"]
    former = firm.contacts["former"]
    ended = make_contact(alder, "ended", active=False)
    inside = firm.contacts["contact"]
    return {
        "made": lambda: work.create_contact(
            clerk,
            customer_id=alder.id,
            name="Ned",
            email="ned@alder.example",
            portal_access=True,
            invite=True,
        ),
        "switched on": lambda: work.update_contact(clerk, contact_id=former.id, portal_access=True),
        "invited": lambda: work.invite_contact(clerk, contact_id=former.id),
        "reactivated": lambda: work.update_contact(clerk, contact_id=ended.id, active=True),
        "another mailbox": lambda: work.update_contact(
            clerk, contact_id=inside.id, email="ned@alder.example"
        ),
    }


NAMES = ["made", "switched on", "invited", "reactivated", "another mailbox"]


def with_access() -> list[object]:
    return sorted(Contact.objects.values_list("id", "email", "portal_access", "active"), key=str)


@pytest.mark.parametrize("way", NAMES)
def test_e3_without_share_nobody_gives_access_to_what_is_shared(firm: Firm, way: str) -> None:
    give = ways(firm, "clerk")[way]
    before = with_access()
    with pytest.raises(ForbiddenError) as refused:
        give()
    assert refused.value.code == "opens_outward"
    assert "the right to share documents." in refused.value.detail
    assert "portal of Alder Housing" in refused.value.detail
    renewed = refused.value.detail.startswith("With another e-mail somebody else comes into")
    assert renewed == (way == "another mailbox")
    assert refused.value.detail.endswith("Admin or Office can do it.")
    assert with_access() == before


@pytest.mark.parametrize("way", NAMES)
def test_e3_without_live_shares_nothing_more_is_needed(firm: Firm, way: str) -> None:
    give = ways(firm, "clerk")[way]
    close_all(firm)
    give()


@pytest.mark.parametrize("way", NAMES)
def test_e3_whoever_may_share_gives_access(firm: Firm, way: str) -> None:
    ways(firm, "office")[way]()


def test_e3_what_gives_no_access_needs_nothing(firm: Firm) -> None:
    clerk, alder = firm.principal("clerk"), firm.customers["alder"]
    work.create_contact(clerk, customer_id=alder.id, name="Ned", email="ned@alder.example")
    inside = firm.contacts["contact"]
    work.update_contact(clerk, contact_id=inside.id, name="Somebody")
    work.update_contact(clerk, contact_id=inside.id, portal_access=False)
    ended = make_contact(alder, "ended", active=False, portal_access=False)
    work.update_contact(clerk, contact_id=ended.id, active=True)


def test_e3_the_contact_reaches_nothing_until_somebody_who_may_has_given_access(firm: Firm) -> None:
    former, viewable = firm.contacts["former"], firm.files["viewable.pdf"]
    with pytest.raises(ForbiddenError):
        work.update_contact(firm.principal("clerk"), contact_id=former.id, portal_access=True)
    assert not Contact.objects.get(id=former.id).portal_access
    work.update_contact(firm.principal("admin"), contact_id=former.id, portal_access=True)
    assert access.check(access.for_contact(former.id), Action.VIEW, viewable.id).visible


def test_e3_the_right_to_share_in_the_records_in_question_is_enough(firm: Firm) -> None:
    clerk, alder = firm.members["clerk"], firm.customers["alder"]
    role = Role.objects.create(
        account=firm.account, name="Sharing", permissions=["documents.share"]
    )
    Seat.objects.create(member=clerk, role=role, library=firm.job.library)
    former = firm.contacts["former"]
    work.update_contact(firm.principal("clerk"), contact_id=former.id, portal_access=True)
    work.update_contact(firm.principal("clerk"), contact_id=former.id, portal_access=False)
    share(Item.objects.get(id=firm.files["project.pdf"].id), alder)
    with pytest.raises(ForbiddenError):
        work.update_contact(firm.principal("clerk"), contact_id=former.id, portal_access=True)


def test_e7_on_the_phone_without_confidential_files_nobody_gives_access(firm: Firm) -> None:
    phone = firm.principal("office", Surface.MOBILE)
    assert phone.hides_confidential
    with pytest.raises(ForbiddenError):
        work.update_contact(phone, contact_id=firm.contacts["former"].id, portal_access=True)


@pytest.mark.django_db(transaction=True)
def test_e3_a_share_made_at_the_same_time_is_waited_for_and_counts(firm: Firm) -> None:
    """Two at once: the share is not committed yet when access is asked for."""
    close_all(firm)
    former, told = firm.contacts["former"], []

    def give() -> None:
        try:
            work.update_contact(firm.principal("clerk"), contact_id=former.id, portal_access=True)
        except ForbiddenError as error:
            told.append(error.code)
        connections.close_all()

    with transaction.atomic():
        plan = firm.files["plan.pdf"]
        sharing.share_in_portal(firm.principal("office"), item_ids=[plan.id])
        other = threading.Thread(target=give)
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join()
    assert told == ["opens_outward"]
    assert not Contact.objects.get(id=former.id).portal_access


def test_e3_the_api_and_the_pages_say_so(firm: Firm) -> None:
    former, alder = firm.contacts["former"], firm.customers["alder"]
    answer = firm.api("clerk").patch(
        f"/api/v1/contacts/{former.id}", {"portal_access": True}, content_type="application/json"
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "opens_outward"
    fields = {"name": "Ned", "email": "ned@alder.example", "portal_access": "on"}
    page = firm.client("clerk").post(f"/northgate/customers/{alder.id}/contacts/new", fields)
    assert page.status_code == 403
    assert "needs the right to share documents" in page.content.decode()
    assert "ned@alder.example" in page.content.decode()
    pressed = firm.client("clerk").post(f"/northgate/contacts/{former.id}/invite", follow=True)
    assert "needs the right to share documents" in pressed.content.decode()
    assert not Contact.objects.get(id=former.id).portal_access


def test_f2_who_may_not_share_is_shown_no_address_and_resets_nobody(
    firm: Firm, settings: Any
) -> None:
    """F-2, F-3: whoever sees it could come in as the contact, and read what is shared, then or later."""
    settings.MAIL_URL = ""
    office, clerk = firm.client("office"), firm.client("clerk")
    for customer in ("alder", "birch"):
        fields = {"name": "Ned", "email": f"ned@{customer}.example", "portal_access": "on"}
        new = f"/northgate/customers/{firm.customers[customer].id}/contacts/new"
        assert "/invitation/" in office.post(new, fields, follow=True).content.decode()
        contact = Contact.objects.get(email=fields["email"])
        page = clerk.get(f"/northgate/contacts/{contact.id}/edit").content.decode()
        assert "/invitation/" not in page
        page = clerk.post(f"/northgate/contacts/{contact.id}/invite", follow=True).content.decode()
        assert "/invitation/" not in page
    elsie = firm.contacts["contact"]
    clerk.post(f"/northgate/contacts/{elsie.id}/reset-login")
    assert Contact.objects.get(id=elsie.id).person_id == elsie.person_id
