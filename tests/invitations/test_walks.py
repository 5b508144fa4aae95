"""L47: a login that was set up beforehand for somebody else's e-mail opens nothing of theirs.

The whole walks over HTTP, each with and without a mail server, looked at from the side of whoever set
the login up: contact then member, watcher then admin, firm A then firm B.
"""

import re
from typing import Any

import pytest
from django.test import Client

from invitations.conftest import BASE, accept, mailed_path
from outbox.mail_sink import Sink
from personas import Firm, make_member
from strongroom.access.models import Grant, Role, Seat
from strongroom.administration import api as administration
from strongroom.directory import api as directory
from strongroom.directory.models import Contact, Member

pytestmark = pytest.mark.django_db
COLLEAGUE = "cora@northgate.example"
MAIL_OR_NOT = pytest.mark.parametrize("by_mail", [False, True], ids=["by hand", "with mail later"])
JSON = "application/json"


@pytest.fixture(autouse=True)
def no_mail(settings: Any) -> None:
    """Addresses are passed on by hand, at first."""
    settings.MAIL_URL = ""


def shown(page: str) -> str:
    """Return the path of the invitation that a page offers to pass on."""
    found = re.search(rf'value="{BASE}(/invitation/[\w-]+)"', page)
    assert found, page
    return found[1]


def contact_by_clerk(firm: Firm) -> tuple[str, Client]:
    """A clerk who may share makes a contact with the e-mail, takes the address, sets the password."""
    clerk = firm.client("office")
    form = {"name": "Cora", "email": COLLEAGUE, "portal_access": "on"}
    new = f"/northgate/customers/{firm.customers['alder'].id}/contacts/new"
    page = clerk.post(new, form, follow=True).content.decode()
    path, held = shown(page), Client()
    assert accept(path, held)["Location"] == "/northgate/portal/"
    assert held.get("/northgate/portal/").status_code == 200
    return path, held


def add_admin(firm: Firm) -> dict[str, Any]:
    body = {
        "email": COLLEAGUE,
        "name": "Cora Bell",
        "type": "in_house",
        "role_ids": [str(firm.roles["admin"].id)],
    }
    answer = firm.api("admin").post("/api/v1/members", body, content_type=JSON)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def opens_nothing(held: Client, firm: Firm) -> None:
    assert held.get("/northgate/").status_code == 404
    assert held.get("/northgate/m/jobs").status_code == 404
    headers = {"X-Strongroom-Surface": "northgate/office"}
    assert held.get("/api/v1/me", headers=headers).status_code in {401, 404}
    assert held.get(f"/northgate/jobs/{firm.job.id}").status_code == 404


@MAIL_OR_NOT
def test_l47_contact_then_member(firm: Firm, by_mail: bool, settings: Any, sink: Sink) -> None:
    mail_url, settings.MAIL_URL = settings.MAIL_URL, ""
    kept, held = contact_by_clerk(firm)
    settings.MAIL_URL = mail_url if by_mail else ""
    row = add_admin(firm)
    assert (row["state"], row["active"], row["name"]) == ("invited", False, "Cora Bell")
    opens_nothing(held, firm)
    assert held.get(kept).status_code == 404
    page = firm.client("office").get(f"/northgate/admin/users/{row['id']}")
    assert page.status_code == 403
    again = Client()
    sent = {"email": COLLEAGUE, "password": "a boiler and a bicycle"}
    assert again.post("/sign-in", sent)["Location"] == "/northgate/portal/"
    opens_nothing(again, firm)


def test_l47_whoever_was_handed_the_second_address_too_needs_a_reset_or_the_mailbox(
    firm: Firm, settings: Any, sink: Sink
) -> None:
    """F-3: even signed in and with the place's own address, beyond what the clerk might hand out."""
    mail_url, settings.MAIL_URL = settings.MAIL_URL, ""
    _, held = contact_by_clerk(firm)
    row = add_admin(firm)
    path = shown(firm.client("admin").get(f"/northgate/admin/users/{row['id']}").content.decode())
    assert 'type="password"' not in held.get(path).content.decode()
    answer = held.post(path)
    assert answer.status_code == 409
    assert "It is not proven" in answer.content.decode()
    opens_nothing(held, firm)
    settings.MAIL_URL = mail_url
    firm.client("admin").post(f"/northgate/admin/users/{row['id']}/invite")
    mailed = mailed_path(sink)
    assert held.get(path).status_code == 404
    assert held.post(mailed)["Location"] == "/"  # now it is shown that they read the mailbox
    assert held.get("/northgate/").status_code == 200


def keeper(firm: Firm) -> Client:
    """Somebody who keeps users without being admin."""
    role = Role.objects.create(
        account=firm.account, name="Keeper", permissions=["surface.office", "users.manage"]
    )
    make_member(firm.account, "keeper", role)
    client = Client()
    client.force_login(Member.objects.get(person__email="keeper@northgate.example").person)
    return client


def test_f3_an_admin_without_a_mail_server_is_not_stopped_by_a_keeper_who_may_give_little(
    firm: Firm, settings: Any
) -> None:
    """Who sees an address vouches for the login: the one who made it, and admins."""
    settings.MAIL_URL = ""
    keeper(firm)
    admin = firm.client("admin")
    form = {"name": "Cora", "email": COLLEAGUE, "type": "subcontractor"}
    page = admin.post("/northgate/admin/users/new", form, follow=True).content.decode()
    assert accept(shown(page), Client()).status_code == 302
    cora = Member.objects.get(person__email=COLLEAGUE)
    administration.update_member(
        firm.principal("admin"),
        member_id=cora.id,
        type="in_house",
        role_ids=[firm.roles["office"].id],
        confirm=True,
    )
    assert Seat.objects.filter(member=cora, role=firm.roles["office"]).exists()


def test_f3_a_keeper_s_login_may_be_given_all_once_an_admin_has_reset_it(
    firm: Firm, settings: Any
) -> None:
    settings.MAIL_URL = ""
    form = {"name": "Cora", "email": COLLEAGUE, "type": "in_house"}
    page = keeper(firm).post("/northgate/admin/users/new", form, follow=True).content.decode()
    assert accept(shown(page), Client()).status_code == 302
    cora = Member.objects.get(person__email=COLLEAGUE)
    body = {"role_ids": [str(firm.roles["office"].id)], "confirm": True}
    url = f"/api/v1/members/{cora.id}"
    refused = firm.api("admin").patch(url, body, content_type=JSON)
    assert (refused.status_code, refused.json()["code"]) == (409, "login_not_proven")
    administration.reset_login(firm.principal("admin"), login_id=cora.person_id)
    cora.refresh_from_db()
    anew = administration.member_invitation_address(firm.principal("admin"), cora.id)
    assert accept(anew.removeprefix(BASE), Client()).status_code == 302
    assert firm.api("admin").patch(url, body, content_type=JSON).status_code == 200


@MAIL_OR_NOT
def test_l47_watcher_then_admin(firm: Firm, by_mail: bool, settings: Any, sink: Sink) -> None:
    """A later promotion waits for proof, and takes nothing away (F-3)."""
    mail_url, settings.MAIL_URL = settings.MAIL_URL, ""
    form = {"name": "Cora", "email": COLLEAGUE, "type": "watcher"}
    page = keeper(firm).post("/northgate/admin/users/new", form, follow=True).content.decode()
    held = Client()
    assert accept(shown(page), held).status_code == 302
    settings.MAIL_URL = mail_url if by_mail else ""
    cora = Member.objects.get(person__email=COLLEAGUE)
    body = {"type": "in_house", "role_ids": [str(firm.roles["admin"].id)], "confirm": True}
    answer = firm.api("admin").patch(f"/api/v1/members/{cora.id}", body, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "login_not_proven")
    assert not Seat.objects.filter(member=cora).exists()
    assert held.get("/northgate/jobs").status_code in {200, 403, 404}
    assert held.get("/northgate/admin/users").status_code in {403, 404}
    if by_mail:
        url = f"/northgate/admin/users/{cora.id}"
        assert "Ask to confirm the e-mail" in firm.client("admin").get(url).content.decode()
        firm.client("admin").post(f"{url}/invite")
        assert held.post(mailed_path(sink)).status_code == 302
        answer = firm.api("admin").patch(f"/api/v1/members/{cora.id}", body, content_type=JSON)
        assert answer.status_code == 200


def reader(firm: Firm) -> tuple[Member, Role]:
    """Somebody in the firm by an address that the keeper could see, with the role of that invitation."""
    role = Role.objects.create(
        account=firm.account, name="Readers", permissions=["surface.office", "documents.view"]
    )
    keeping = Role.objects.create(
        account=firm.account, name="Keeper", permissions=[*role.permissions, "users.manage"]
    )
    make_member(firm.account, "keeper", keeping)
    client = Client()
    client.force_login(Member.objects.get(person__email="keeper@northgate.example").person)
    form = {"name": "Cora", "email": COLLEAGUE, "type": "in_house", "roles": [str(role.id)]}
    page = client.post("/northgate/admin/users/new", form, follow=True).content.decode()
    assert accept(shown(page)).status_code == 302
    return Member.objects.get(person__email=COLLEAGUE), role


def name_in_settings(firm: Firm, role: Role, level: str = "viewer") -> Any:
    entry = {"principal": {"type": "role", "id": str(role.id)}, "level": level}
    admin = {"principal": {"type": "member", "id": str(firm.members["admin"].id)}}
    body = {"enabled": True, "confirm": True, "entries": [entry, {**admin, "level": "manager"}]}
    path = f"/api/v1/items/{firm.files['project.pdf'].id}/access"
    return firm.api("admin").put(path, body, content_type=JSON)


def test_f3_an_entry_that_names_the_role_of_who_is_not_proven_waits(firm: Firm) -> None:
    """It is more than whoever saw the address may hand out; a role that only proven people hold is named."""
    cora, role = reader(firm)
    answer = name_in_settings(firm, role)
    assert (answer.status_code, answer.json()["code"]) == (409, "login_not_proven")
    assert not Grant.objects.filter(role=role).exists()
    assert name_in_settings(firm, firm.roles["viewer"]).status_code == 200
    directory.mark_proven(cora.person)
    assert name_in_settings(firm, role).status_code == 200


def test_f3_what_entries_give_already_stays_and_more_waits(firm: Firm) -> None:
    cora, role = reader(firm)
    vouched, cora.person.vouched = cora.person.vouched, None
    cora.person.save()
    assert name_in_settings(firm, role).status_code == 200
    cora.person.vouched = vouched
    cora.person.save()
    assert name_in_settings(firm, role).status_code == 200
    answer = name_in_settings(firm, role, "contributor")
    assert (answer.status_code, answer.json()["code"]) == (409, "login_not_proven")


def test_f3_a_role_that_entries_name_is_not_given_to_who_is_not_proven(firm: Firm) -> None:
    cora, role = reader(firm)
    named, plain = (
        Role.objects.create(account=firm.account, name=name, permissions=role.permissions)
        for name in ("Directors", "Plain")
    )
    assert name_in_settings(firm, named).status_code == 200
    path = f"/api/v1/members/{cora.id}"
    for wanted, status in ((plain, 200), (named, 409)):
        body = {"role_ids": [str(role.id), str(wanted.id)]}
        assert firm.api("admin").patch(path, body, content_type=JSON).status_code == status


def test_l47_promoted_before_the_address_is_used(firm: Firm) -> None:
    """F-2: the address that the user manager kept opens nothing of what the admin gives."""
    keeping = keeper(firm)
    form = {"name": "Cora", "email": COLLEAGUE, "type": "watcher"}
    page = keeping.post("/northgate/admin/users/new", form, follow=True).content.decode()
    kept = shown(page)
    cora = Member.objects.get(person__email=COLLEAGUE)
    body = {"type": "in_house", "role_ids": [str(firm.roles["admin"].id)]}
    answer = firm.api("admin").patch(f"/api/v1/members/{cora.id}", body, content_type=JSON)
    assert (answer.status_code, answer.json()["state"]) == (200, "invited")
    assert accept(kept).status_code == 404
    url = f"/northgate/admin/users/{cora.id}"
    assert "/invitation/" not in keeping.get(url).content.decode()
    assert keeping.post(f"{url}/invite").status_code == 403
    new = shown(firm.client("admin").get(url).content.decode())
    assert new != kept
    client = Client()
    assert accept(new, client).status_code == 302
    assert client.get("/northgate/admin/users").status_code == 200


@MAIL_OR_NOT
def test_l47_firm_a_then_firm_b(firm: Firm, by_mail: bool, settings: Any, sink: Sink) -> None:
    mail_url, settings.MAIL_URL = settings.MAIL_URL, ""
    rival = firm.client("stranger")
    form = {"name": "Cora", "email": COLLEAGUE, "type": "watcher"}
    held = Client()
    page = rival.post("/rival/admin/users/new", form, follow=True).content.decode()
    kept = shown(page)
    assert accept(kept, held).status_code == 302
    settings.MAIL_URL = mail_url if by_mail else ""
    row = add_admin(firm)
    assert row["name"] == "Cora Bell"  # not as the other firm calls her
    opens_nothing(held, firm)
    url = f"/northgate/admin/users/{row['id']}"
    if by_mail:
        path = mailed_path(sink)
        assert f"{BASE}/invitation/" not in firm.client("admin").get(url).content.decode()
        assert held.post(path).status_code == 302
        assert held.get("/northgate/").status_code == 200
    else:
        path = shown(firm.client("admin").get(url).content.decode())
        assert held.post(path).status_code == 409
        opens_nothing(held, firm)


def test_f1_one_person_in_two_firms(firm: Firm, sink: Sink, settings: Any) -> None:
    """An ordinary day, also without a mail server: a proven login signs in and accepts."""
    settings.MAIL_URL = ""
    stranger = firm.person("stranger")
    body = {"email": stranger.email, "name": "Sam", "type": "subcontractor"}
    row = firm.api("admin").post("/api/v1/members", body, content_type=JSON).json()
    path = shown(firm.client("admin").get(f"/northgate/admin/users/{row['id']}").content.decode())
    mine = firm.client("stranger")
    assert mine.get("/northgate/shared").status_code == 404
    assert mine.post(path).status_code == 302
    assert mine.get("/northgate/shared").status_code == 200
    assert mine.get("/rival/").status_code == 200


def test_f1_invited_people_count_nowhere_but_can_be_assigned(firm: Firm, sink: Sink) -> None:
    row = add_admin(firm)
    api = firm.api("office")
    job = f"/api/v1/jobs/{firm.other_job.id}"
    answer = api.patch(job, {"assigned": [row["id"]]}, content_type=JSON)
    assert answer.status_code == 200, answer.content
    page = firm.client("office").get("/northgate/jobs").content.decode()
    assert "Cora Bell (invited)" in page
    plan = firm.files["plan.pdf"].id
    asked = {"approver_ids": [row["id"]]}
    answer = api.post(f"/api/v1/items/{plan}/approvals", asked, content_type=JSON)
    assert answer.status_code == 422
    seen = api.get(f"/api/v1/items/{plan}/access").content.decode()
    assert "Cora" not in seen


def test_l11_a_contact_with_a_known_email_looks_like_any_other(firm: Firm) -> None:
    api = firm.api("office")
    rows = []
    for email in (firm.person("stranger").email, "nobody@alder.example"):
        body = {
            "customer_id": str(firm.customers["alder"].id),
            "name": "Ida",
            "email": email,
            "portal_access": True,
        }
        row = api.post("/api/v1/contacts", body, content_type=JSON).json()
        rows.append({k: row[k] for k in ("name", "state", "active", "portal_access")})
        contact = Contact.objects.get(id=row["id"])
        page = firm.client("office").get(f"/northgate/contacts/{contact.id}/edit").content.decode()
        assert "has accepted" not in page
        assert shown(page)
    assert rows[0] == rows[1]
    assert rows[0]["state"] == "invited"
