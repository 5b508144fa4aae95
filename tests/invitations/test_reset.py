"""F-3: a reset ends a login and every acceptance; nobody resets somebody above them. F-7, L50."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client

from documents.settings_of import control
from invitations.conftest import BASE, accept, invite_known
from invitations.test_walks import COLLEAGUE, add_admin, contact_by_clerk, keeper, shown
from personas import PASSWORD, Firm, make_folder
from strongroom.access import api as access
from strongroom.access.models import Level
from strongroom.administration import api as administration
from strongroom.audit.models import Event
from strongroom.core.errors import ConflictError, ForbiddenError
from strongroom.directory.models import Contact, Invitation, Member, Person, Session
from strongroom.interfaces.cli.commands import login as command
from strongroom.interfaces.cli.main import _parser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_mail(settings: object) -> None:
    """Addresses are passed on by hand."""
    settings.MAIL_URL = ""  # type: ignore[attr-defined]


def test_f3_an_admin_resets_and_the_right_person_sets_it_up_anew(firm: Firm) -> None:
    """L47: the end of the walk without a mail server."""
    _, held = contact_by_clerk(firm)
    row = add_admin(firm)
    admin = firm.client("admin")
    contact = Contact.objects.get(email=COLLEAGUE)
    edit = f"/northgate/contacts/{contact.id}/edit"
    assert f"contacts/{contact.id}/reset-login" in admin.get(edit).content.decode()
    asked = admin.get(f"/northgate/contacts/{contact.id}/reset-login").content.decode()
    assert "Reset the login of Cora?" in asked
    answer = admin.post(f"/northgate/contacts/{contact.id}/reset-login", follow=True)
    assert "The login is ended." in answer.content.decode()
    assert held.get("/northgate/portal/").status_code == 302
    sent = {"email": COLLEAGUE, "password": "a boiler and a bicycle"}
    assert Client().post("/sign-in", sent).status_code == 422
    page = admin.get(f"/northgate/admin/users/{row['id']}").content.decode()
    cora = Client()
    assert accept(shown(page), cora, new_password="quite another password").status_code == 302
    assert cora.get("/northgate/admin/users").status_code == 200
    assert cora.get("/northgate/portal/").status_code == 404
    assert cora.post(shown(admin.get(edit).content.decode())).status_code == 302
    assert cora.get("/northgate/portal/").status_code == 200


def test_f3_who_may_reset(firm: Firm) -> None:
    """A clerk none that is a member too, a user manager no admin, no firm the login of another's people."""
    contact, admin = firm.contacts["contact"], firm.members["admin"]
    Member.objects.create(account=firm.other, person=firm.person("contact"), type="watcher")
    clerk = firm.client("clerk")
    refused = clerk.post(f"/northgate/contacts/{contact.id}/reset-login", follow=True)
    assert "Only somebody who manages every place" in refused.content.decode()
    with pytest.raises(ForbiddenError):
        administration.reset_login(firm.principal("admin"), login_id=firm.person("contact").id)
    keeping = keeper(firm)
    refused = keeping.post(f"/northgate/admin/users/{admin.id}/reset-login", follow=True)
    assert "may do more than you may" in refused.content.decode()
    with pytest.raises(ConflictError) as caught:
        administration.reset_member_login(firm.principal("admin"), member_id=admin.id)
    assert caught.value.code == "last_admin"
    for name in ("contact", "admin"):
        assert firm.person(name).check_password(PASSWORD)


def test_f3_the_command_line_resets_anybody(firm: Firm, capsys: pytest.CaptureFixture[str]) -> None:
    stranger, session, api = firm.person("stranger"), firm.client("stranger"), firm.api("stranger")
    args = _parser("login", command).parse_args(["login", "reset", stranger.email])
    assert command.run(args) == 0
    told = capsys.readouterr().out
    assert f"rival: {BASE}/invitation/" in told
    assert session.get("/rival/").status_code == 302
    assert api.get("/api/v1/me").status_code == 401
    assert not Person.objects.filter(email=stranger.email, placeholder=False).exists()
    assert Event.objects.filter(verb="login.reset").count() == 1
    client = Client()
    path = told.split(f"rival: {BASE}", 1)[1].split()[0]
    assert accept(path, client).status_code == 302
    assert client.get("/rival/admin/users").status_code == 200


def test_l50_a_user_manager_changes_no_role_and_no_member_above_them(firm: Firm) -> None:
    """F-7: not by renaming upwards either."""
    keeper(firm)
    me = Member.objects.get(person__email="keeper@northgate.example")
    principal = access.for_member(me.id, access.Surface.OFFICE)
    office, clerk = firm.roles["office"], firm.members["clerk"]
    tries: list[Callable[[], object]] = [
        lambda: administration.update_role(principal, role_id=office.id, name="Keeper of nothing"),
        lambda: administration.update_role(principal, role_id=firm.roles["admin"].id, name="Guest"),
        lambda: administration.update_member(principal, member_id=clerk.id, name="Somebody"),
        lambda: administration.update_member(principal, member_id=clerk.id, type="watcher"),
        lambda: administration.update_member(principal, member_id=clerk.id, view_confidential=True),
        lambda: administration.deactivate_member(principal, member_id=clerk.id),
        lambda: administration.reset_member_login(principal, member_id=clerk.id),
    ]
    for attempt in tries:
        with pytest.raises(ForbiddenError):
            attempt()
    watcher = firm.members["watcher"].id
    assert administration.update_member(principal, member_id=watcher, view_confidential=True)
    page = firm.client("admin").get(f"/northgate/admin/users/{clerk.id}").content.decode()
    assert "Reset the login" in page
    client = Client()
    client.force_login(me.person)
    page = client.get(f"/northgate/admin/users/{clerk.id}").content.decode()
    assert "Reset the login" not in page
    assert "Deactivate" not in page


@pytest.mark.django_db(transaction=True)
def test_f2_a_role_changes_while_an_invitation_is_accepted(firm: Firm) -> None:
    """One of the two is first: the old address never opens what came with the change, unasked."""
    admin = firm.principal("admin")
    row = administration.add_member(
        admin,
        email=COLLEAGUE,
        name="Cora",
        type="in_house",
        role_ids=[firm.roles["viewer"].id],
        invite=True,
    )
    path = administration.member_invitation_address(admin, row.id).removeprefix(BASE)
    codes = [*firm.roles["viewer"].permissions, "jobs.edit"]
    came: dict[str, object] = {}
    start = threading.Barrier(3)

    def run(name: str, call: Callable[[], object]) -> None:
        start.wait()
        try:
            came[name] = call()
        finally:
            connections.close_all()

    calls: dict[str, Callable[[], object]] = {
        "accept": lambda: accept(path).status_code,
        "again": lambda: accept(path).status_code,
        "change": lambda: administration.update_role(
            admin, role_id=firm.roles["viewer"].id, permissions=codes, confirm=True
        ),
    }
    threads = [threading.Thread(target=run, args=pair) for pair in calls.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "jobs.edit" in came["change"].permissions  # type: ignore[attr-defined]
    answers = sorted([came["accept"], came["again"]])  # type: ignore[type-var]
    invitations = Invitation.objects.filter(member_id=row.id)
    if Member.objects.get(id=row.id).person.placeholder:  # the change was first
        assert answers == [404, 404]
        assert invitations.filter(used_at=None, withdrawn_at=None).count() == 1
    else:
        assert answers in ([302, 404], [302, 409])
        assert invitations.count() == 1


@pytest.mark.django_db(transaction=True)
def test_f3_a_reset_while_somebody_signs_in(firm: Firm) -> None:
    login = firm.person("stranger")
    start = threading.Barrier(2)

    def sign_in() -> None:
        start.wait()
        Client(raise_request_exception=False).post(
            "/sign-in", {"email": login.email, "password": PASSWORD}
        )
        connections.close_all()

    thread = threading.Thread(target=sign_in)
    thread.start()
    start.wait()
    administration.reset_here(login.email, show=False)
    thread.join()
    assert not Person.objects.filter(id=login.id).exists()
    assert not Session.objects.filter(person_id=login.id).exists()


def test_f3_whoever_may_not_reset_is_not_asked_either(firm: Firm) -> None:
    """The page refuses with the sentence of the form that it would show."""
    admin, contact = firm.members["admin"], firm.contacts["contact"]
    url = f"/northgate/admin/users/{admin.id}/reset-login"
    keeping = keeper(firm)
    for answer in (keeping.get(url, follow=True), keeping.post(url, follow=True)):
        page = answer.content.decode()
        assert "may do more than you may" in page
        assert "Reset the login of" not in page
    Member.objects.create(account=firm.other, person=firm.person("contact"), type="watcher")
    url = f"/northgate/contacts/{contact.id}/reset-login"
    for answer in (firm.client("clerk").get(url, follow=True), firm.client("clerk").post(url)):
        page = firm.client("clerk").get(answer["Location"]) if answer.status_code == 302 else answer
        assert "Reset the login of" not in page.content.decode()
    assert firm.person("contact").check_password(PASSWORD)


def test_f2_who_may_not_see_the_new_address_is_told_who_can(firm: Firm) -> None:
    """A user manager resets a subcontractor whose entries in access settings are not theirs to give."""
    sub, daniel = firm.members["sub"], firm.members["admin"].person.name
    control(make_folder(firm.project.library_id, "Ours"), {sub: Level.VIEWER})
    keeping = keeper(firm)
    page = keeping.post(f"/northgate/admin/users/{sub.id}/reset-login", follow=True)
    told = page.content.decode()
    assert f"The invitation is ready. {daniel} can see its address and pass it on." in told
    assert "Copy its address" not in told
    assert "/invitation/" not in told
    assert (
        "Copy its address" not in keeping.get(f"/northgate/admin/users/{sub.id}").content.decode()
    )
    assert shown(firm.client("admin").get(f"/northgate/admin/users/{sub.id}").content.decode())


def test_f2_a_clerk_who_may_not_share_is_told_who_sees_a_contacts_address(firm: Firm) -> None:
    invite_known(firm, "new@alder.example")
    row = Contact.objects.get(email="new@alder.example")
    url = f"/northgate/contacts/{row.id}"
    told = firm.client("clerk").post(f"{url}/invite", follow=True).content.decode()
    assert "/invitation/" not in told
    assert "Copy its address" not in told
    assert "can see its address and pass it on." in told
