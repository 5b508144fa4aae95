"""Inviting, sending again and withdrawing at the office; for contacts and for users (L19, L26)."""

import datetime as dt
import re
from typing import Any

import pytest

from invitations.conftest import BASE, accept, mailed_path
from office.conftest import SignIn, sign_in
from outbox.mail_sink import Sink
from personas import Firm
from strongroom.administration import api as administration
from strongroom.audit.models import Event
from strongroom.core import clock
from strongroom.directory.models import Contact, Invitation, Member
from strongroom.outbox import api as outbox
from strongroom.outbox.models import Mail

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db


def add(firm: Firm, sign_in: SignIn, **sent: str) -> Contact:
    address = f"/northgate/customers/{firm.customers['alder'].id}/contacts/new"
    form = {"name": "Ida Long", "email": "ida@alder.example", "portal_access": "on", **sent}
    assert sign_in("office").post(address, form).status_code == 303
    return Contact.objects.get(name=form["name"])


def states(firm: Firm, sign_in: SignIn) -> dict[str, str]:
    page = sign_in("office").get(f"/northgate/customers/{firm.customers['alder'].id}/contacts")
    return {line.row.name: line.standing.state for line in page.context["contacts"].lines}


def test_the_way_of_an_invitation_at_the_office(firm: Firm, sign_in: SignIn, sink: Sink) -> None:
    client = sign_in("office")
    contacts = f"/northgate/customers/{firm.customers['alder'].id}/contacts"
    sent = {"name": "Ida Long", "email": "ida@alder.example", "portal_access": "on"}
    page = client.post(f"{contacts}/new", sent, follow=True).content.decode()
    ida = Contact.objects.get(name="Ida Long")
    assert "An invitation is on its way to ida@alder.example." in page
    assert "No mail server" not in page
    assert states(firm, sign_in)["Ida Long"] == "invited"
    first = mailed_path(sink)
    again = client.post(f"/northgate/contacts/{ida.id}/invite", {"from": "list"})
    assert again["Location"] == contacts
    second = mailed_path(sink)
    assert first != second
    assert client.get(first).status_code == 404
    expires = Invitation.objects.get(contact=ida, withdrawn_at=None).expires_at
    with clock.standing_at(expires):
        assert states(firm, sign_in)["Ida Long"] == "expired"
    assert accept(second).status_code == 302
    assert states(firm, sign_in)["Ida Long"] == "active"
    assert (
        "not used it here yet" in client.get(f"/northgate/contacts/{ida.id}/edit").content.decode()
    )
    assert client.post(f"/northgate/contacts/{ida.id}/withdraw").status_code == 303
    assert states(firm, sign_in)["Ida Long"] == "none"
    verbs = Event.objects.filter(subject_id=ida.id).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [
        "contact.created",
        "contact.invited",
        "contact.invited",
        "invitation.accepted",
        "contact.access_withdrawn",
    ]


def test_withdrawn_access_ends_in_the_next_request(firm: Firm, sign_in: SignIn, sink: Sink) -> None:
    """L34."""
    portal = firm.client("contact")
    assert portal.get("/northgate/portal/").status_code == 200
    contact = firm.contacts["contact"]
    assert sign_in("office").post(f"/northgate/contacts/{contact.id}/withdraw").status_code == 303
    assert portal.get("/northgate/portal/").status_code == 404


def test_the_address_is_offered_only_while_nothing_can_be_sent(
    firm: Firm, sign_in: SignIn, settings: Any
) -> None:
    settings.MAIL_URL = ""
    ida = add(firm, sign_in)
    page = sign_in("office").get(f"/northgate/contacts/{ida.id}/edit").content.decode()
    assert "No mail server is set up" in page
    found = re.search(rf'value="{BASE}(/invitation/[\w-]+)"', page)
    assert found
    contacts = f"/northgate/customers/{firm.customers['alder'].id}/contacts"
    listed = sign_in("office").get(contacts).content.decode()
    assert "No mail server is set up" in listed
    assert "/invitation/" not in listed
    assert "No mail server" not in sign_in("viewer").get(contacts).content.decode()
    settings.MAIL_URL, settings.MAIL_FROM = "smtp://mail.example", "files@firm.example"
    page = sign_in("office").get(f"/northgate/contacts/{ida.id}/edit").content.decode()
    assert "/invitation/" not in page.replace(f"contacts/{ida.id}", "")
    assert accept(found[1]).status_code == 302


def test_a_mail_that_was_refused_is_said(firm: Firm, sign_in: SignIn, sink: Sink) -> None:
    sink.on_recipient = lambda _address: "550 unknown"
    ida = add(firm, sign_in)
    outbox.send_waiting()
    page = sign_in("office").get(f"/northgate/contacts/{ida.id}/edit").content.decode()
    assert "could not be delivered" in page
    contacts = f"/northgate/customers/{firm.customers['alder'].id}/contacts"
    assert "mail not delivered" in sign_in("office").get(contacts).content.decode()


def test_who_can_not_be_invited(firm: Firm, sign_in: SignIn, sink: Sink) -> None:
    nobody = add(firm, sign_in, email="", portal_access="")
    client = sign_in("office")
    edit = f"/northgate/contacts/{nobody.id}/edit"
    assert "first enter an e-mail address" in client.get(edit).content.decode()
    answer = client.post(f"/northgate/contacts/{nobody.id}/invite", follow=True)
    assert "Portal access needs an e-mail address" in answer.content.decode()
    taken = add(firm, sign_in, name="Twin", email=firm.contacts["contact"].email, portal_access="")
    answer = client.post(f"/northgate/contacts/{taken.id}/invite", follow=True)
    assert "Another contact signs in with" in answer.content.decode()
    assert not Contact.objects.get(id=taken.id).portal_access
    Contact.objects.filter(id=taken.id).update(active=False, email="twin@alder.example")
    answer = client.post(f"/northgate/contacts/{taken.id}/invite", follow=True)
    assert "is not active any more" in answer.content.decode()
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


def test_last_use_is_noted_once_an_hour(firm: Firm, sign_in: SignIn) -> None:
    contact = firm.contacts["contact"]
    portal = firm.client("contact")
    start = clock.now()

    def used_at(after: dt.timedelta) -> dt.datetime:
        with clock.standing_at(start + after):
            assert portal.get("/northgate/portal/jobs").status_code == 200
        contact.refresh_from_db()
        assert contact.last_used_at is not None
        return contact.last_used_at

    assert used_at(dt.timedelta()) == start
    assert used_at(dt.timedelta(minutes=59)) == start
    later = start + dt.timedelta(minutes=61)
    assert used_at(dt.timedelta(minutes=61)) == later
    with clock.standing_at(later + dt.timedelta(days=3)):
        page = sign_in("office").get(f"/northgate/contacts/{contact.id}/edit").content.decode()
    assert "Last used" in page
    assert "3 days ago" in page
    assert states(firm, sign_in)["Contact"] == "active"


@pytest.mark.parametrize("kind", ["in_house", "subcontractor", "watcher"])
def test_a_new_member_is_invited(firm: Firm, sign_in: SignIn, sink: Sink, kind: str) -> None:
    client = sign_in("admin")
    sent = {"name": "Una New", "email": "una@northgate.example", "type": kind}
    answer = client.post("/northgate/admin/users/new", sent, follow=True)
    page = answer.content.decode()
    assert "An invitation is on its way to una@northgate.example." in page
    assert "Withdraw invitation" in page
    una = Member.objects.get(person__email="una@northgate.example")
    path = mailed_path(sink)
    assert sink.taken[0]["Subject"] == "Your invitation to Northgate Electrical"
    assert "Invited" in client.get("/northgate/admin/users").content.decode()
    client.post(f"/northgate/admin/users/{una.id}/invite")
    newer = mailed_path(sink)
    assert client.get(path).status_code == 404
    assert accept(newer, name="Una Newton")["Location"] == "/"
    una.refresh_from_db()
    assert una.person.name == "Una Newton"
    page = client.get(f"/northgate/admin/users/{una.id}").content.decode()
    assert "Withdraw invitation" not in page
    answer = client.post(f"/northgate/admin/users/{una.id}/invite", follow=True)
    assert "has a password already" in answer.content.decode()


def test_rest_invites_too(firm: Firm, sink: Sink) -> None:
    """6-api: create = invite; F-1: one who has a login is invited as anybody else."""
    api = firm.api("admin")
    body = {"email": "una@northgate.example", "name": "Una", "type": "subcontractor"}
    made = api.post("/api/v1/members", body, content_type="application/json")
    assert made.status_code == 201
    assert accept(mailed_path(sink)).status_code == 302
    body = {"email": firm.person("stranger").email, "name": "S", "type": "watcher"}
    made = api.post("/api/v1/members", body, content_type="application/json").json()
    assert (made["name"], made["state"], made["active"]) == ("S", "invited", False)
    assert mailed_path(sink)


def test_withdrawing_and_deactivating_end_a_members_invitation(
    firm: Firm, sign_in: SignIn, sink: Sink
) -> None:
    client = sign_in("admin")
    for number, end in enumerate(("withdraw", "deactivate")):
        sent = {"name": "Una", "email": f"una{number}@northgate.example", "type": "watcher"}
        client.post("/northgate/admin/users/new", sent)
        una = Member.objects.get(person__email=sent["email"])
        path = mailed_path(sink)
        answer = client.post(f"/northgate/admin/users/{una.id}/{end}", {"confirm": "true"})
        assert answer.status_code == 303
        assert client.get(path).status_code == 404
        assert accept(path).status_code == 404


def test_l19_nobody_sees_or_sends_the_invitation_of_one_who_may_do_more(
    firm: Firm, sign_in: SignIn, settings: Any
) -> None:
    """Whoever holds an admin's invitation becomes that admin."""
    settings.MAIL_URL = ""
    sent = {
        "name": "Una",
        "email": "una@northgate.example",
        "type": "in_house",
        "roles": [str(firm.roles["admin"].id)],
    }
    sign_in("admin").post("/northgate/admin/users/new", sent)
    una = Member.objects.get(person__email="una@northgate.example")
    keeper = firm.roles["viewer"]
    keeper.permissions = [*keeper.permissions, "users.manage"]
    keeper.save()
    page = f"/northgate/admin/users/{una.id}"
    assert f"{BASE}/invitation/" in sign_in("admin").get(page).content.decode()
    lesser = sign_in("viewer").get(page).content.decode()
    assert "/invitation/" not in lesser
    assert f"{page}/invite" not in lesser
    assert sign_in("viewer").post(f"{page}/invite").status_code == 403
    assert sign_in("viewer").post(f"{page}/withdraw").status_code == 403
    assert Invitation.objects.get(member=una).withdrawn_at is None
    administration.update_member(firm.principal("admin"), member_id=una.id, role_ids=[])
    lesser = sign_in("viewer").get(page).content.decode()  # may invite her now, with an own address
    assert "/invitation/" not in lesser
    assert "A new address is shown to you" in lesser
    again = sign_in("viewer").post(f"{page}/invite", follow=True).content.decode()
    assert f"{BASE}/invitation/" in again
