"""Lives of logins: people, mailboxes, addresses and passwords, played by HTTP and judged naively.

Whoever gets in somewhere must be the one who reads the mailbox of that place, or somebody who might hand
out all that the place may do anyway. The judge knows nothing of marks, proof or vouching.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from invitations.conftest import BASE
from outbox.mail_sink import Sink
from personas import Firm, make_member
from strongroom.access.models import Grant, Role, Seat
from strongroom.directory.models import Contact, Member, Person
from strongroom.outbox import api as outbox

JSON = "application/json"
OFFICE_OF = {"northgate": ("office", "keeper", "admin"), "rival": ("stranger",)}
STAFF = {name: slug for slug, names in OFFICE_OF.items() for name in names}
MAILBOXES = {"cora": "cora@bell.example", "ivan": "ivan@oak.example"}
OFTEN = ["cora@bell.example"] * 3 + ["ivan@oak.example"]
"""What collides most is one person who has several places."""
READER = {email: name for name, email in MAILBOXES.items()}
EVERYBODY = [*STAFF, *MAILBOXES]
ADDRESS = re.compile(rf"{BASE}(/invitation/[\w-]+)")


@dataclass
class Human:
    """Somebody at a computer: what they know, and the browsers and programs they are signed in with."""

    name: str
    addresses: list[str] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)
    clients: list[Client] = field(default_factory=list)
    tokens: list[Client] = field(default_factory=list)

    def keep(self, address: str) -> None:
        """Remember an address, as the newest."""
        self.addresses = [*(one for one in self.addresses if one != address), address]


class Lives:
    """Two firms and everybody in them; each step is one that somebody could take in a browser."""

    def __init__(self, firm: Firm, sink: Sink, settings: Any, chance: random.Random) -> None:
        self.firm, self.sink, self.settings, self.chance = firm, sink, settings, chance
        self.mail_url = settings.MAIL_URL
        keeping = Role.objects.create(
            account=firm.account, name="Keeping", permissions=["surface.office", "users.manage"]
        )
        firm.members["keeper"] = make_member(firm.account, "keeper", keeping)
        self.crew = Role.objects.create(
            account=firm.account, name="Crew", permissions=["surface.office"]
        )
        self.staff = {name: firm.client(name) for name in STAFF}
        self.api = {name: firm.api(name) for name in STAFF}
        self.humans = {name: Human(name) for name in EVERYBODY}
        self.story: list[str] = []
        # Each life has few kinds of steps and few people, so that they meet.
        self.steps = [*ALWAYS, *ALWAYS, *chance.sample(SOMETIMES, 4)]
        self.office = [chance.choice(OFFICE_OF["northgate"]), chance.choice(list(STAFF))]
        self.mail(on=chance.random() < 0.3)
        if chance.random() < 0.6:
            self.begin_by_hand()

    def begin_by_hand(self) -> None:
        """Somebody without a mailbox to it has an address in hand before anything else happens."""
        self.mail(on=False)
        self.office = [self.chance.choice(["keeper", "office"])]
        add = _add_member if self.office == ["keeper"] else _add_contact
        self.steps += [_accept, _promote, _promote]
        self.story += [f"begin: {take(self)}" for take in (add, _peek)]

    def mail(self, *, on: bool) -> None:
        """Set up or take away the mail server."""
        self.settings.MAIL_URL = self.mail_url if on else ""

    def step(self) -> None:
        """Take one step, and let the mail come."""
        take = self.chance.choice(self.steps)
        self.story.append(f"{take.__name__.strip('_')}: {take(self)}")
        self.read_mail()

    def read_mail(self) -> None:
        """Each mail is read by whoever has that mailbox, and by nobody else."""
        if self.settings.MAIL_URL:
            outbox.send_waiting()
        while self.sink.taken:
            plain, _ = self.sink.words(0)
            mail = self.sink.taken.pop(0)
            reader = READER.get(str(mail["To"]).strip("<>").rpartition("<")[2])
            if reader and (found := ADDRESS.search(plain)):
                self.humans[reader].keep(found[1])

    def members(self, slug: str) -> list[Member]:
        """Return the members of a firm whom these lives are about."""
        found = Member.objects.filter(account__slug=slug, person__email__in=READER)
        return list(found.select_related("person", "account").order_by("id"))

    def contacts(self) -> list[Contact]:
        """Return the contacts whom these lives are about."""
        return list(Contact.objects.filter(email__in=READER).order_by("id"))


def _add_contact(lives: Lives) -> str:
    email = lives.chance.choice(OFTEN)
    customer = lives.firm.customers[lives.chance.choice(["alder", "birch"])]
    form = {"name": "Somebody", "email": email, "portal_access": "on"}
    page = f"/northgate/customers/{customer.id}/contacts/new"
    return f"{email} {lives.staff['office'].post(page, form).status_code}"


def _add_member(lives: Lives) -> str:
    email, who = (
        lives.chance.choice(list(READER)),
        lives.chance.choice(["keeper", "admin", "stranger"]),
    )
    body: dict[str, Any] = {"email": email, "name": "Somebody", "type": "watcher"}
    if who == "admin" and lives.chance.random() < 0.5:
        body |= {"type": "in_house", "role_ids": [str(lives.firm.roles["admin"].id)]}
    return f"{email} by {who} {lives.api[who].post('/api/v1/members', body, content_type=JSON).status_code}"


def _promote(lives: Lives) -> str:
    member = _one(lives, lives.members("northgate"))
    if member is None:
        return "nobody"
    admin, office = lives.firm.roles["admin"], lives.firm.roles["office"]
    role = lives.chance.choice([admin, admin, office, lives.crew])
    body = {"type": "in_house", "role_ids": [str(role.id)]}
    answer = lives.api["admin"].patch(f"/api/v1/members/{member.id}", body, content_type=JSON)
    return f"{member.person.email} to {role.name} {answer.status_code}"


def _assign(lives: Lives) -> str:
    member = _one(lives, lives.members("northgate"))
    if member is None:
        return "nobody"
    page = f"/api/v1/jobs/{lives.firm.other_job.id}"
    body = {"assigned": [str(member.id)]}
    return f"{member.person.email} {lives.api['office'].patch(page, body, content_type=JSON).status_code}"


def _edit_role(lives: Lives) -> str:
    lives.crew.refresh_from_db()
    codes = ["surface.office", *([] if len(lives.crew.permissions) > 1 else ["users.manage"])]
    body = {"permissions": codes, "confirm": True}
    answer = lives.api["admin"].patch(f"/api/v1/roles/{lives.crew.id}", body, content_type=JSON)
    if answer.status_code == 422:  # it asks nothing, and knows no `confirm`
        del body["confirm"]
        answer = lives.api["admin"].patch(f"/api/v1/roles/{lives.crew.id}", body, content_type=JSON)
    return f"crew {codes} {answer.status_code}"


def _change_email(lives: Lives) -> str:
    contact = _one(lives, lives.contacts())
    if contact is None:
        return "nobody"
    email = lives.chance.choice(OFTEN)
    url = f"/api/v1/contacts/{contact.id}"
    answer = lives.api["office"].patch(url, {"email": email}, content_type=JSON)
    return f"{contact.email} to {email} {answer.status_code}"


def _switch(lives: Lives) -> str:
    member, contact = _one(lives, lives.members("northgate")), _one(lives, lives.contacts())
    if member is not None and lives.chance.random() < 0.5:
        url, body = f"/api/v1/members/{member.id}", {"active": not member.active, "confirm": True}
        answer = lives.api["admin"].patch(url, body, content_type=JSON)
        if answer.status_code == 422:
            del body["confirm"]
            answer = lives.api["admin"].patch(url, body, content_type=JSON)
        return f"member {answer.status_code}"
    if contact is None:
        return "nobody"
    url, on = f"/api/v1/contacts/{contact.id}", {"portal_access": not contact.portal_access}
    return f"contact {lives.api['office'].patch(url, on, content_type=JSON).status_code}"


def _peek(lives: Lives) -> str:
    """Some of the staff looks for addresses to pass on, and keeps them."""
    who = lives.chance.choice(lives.office)
    slug = STAFF[who]
    pages = {f"/{slug}/admin/users/{one.id}": one.person.email for one in lives.members(slug)}
    if slug == "northgate":
        pages |= {f"/{slug}/contacts/{one.id}/edit": one.email for one in lives.contacts()}
    passed_on, found = lives.chance.random() < 0.3, 0
    for page, email in pages.items():
        for address in ADDRESS.findall(lives.staff[who].get(page).content.decode()):
            found += 1
            lives.humans[who].keep(address)
            if passed_on:
                lives.humans[READER[email]].keep(address)
    return f"{who} found {found}{', passed on' if passed_on else ''}"


def _invite(lives: Lives) -> str:
    who = lives.chance.choice(lives.office)
    slug = STAFF[who]
    pages = [f"/{slug}/admin/users/{member.id}/invite" for member in lives.members(slug)]
    if slug == "northgate":
        pages += [f"/{slug}/contacts/{contact.id}/invite" for contact in lives.contacts()]
    return f"{who} {[lives.staff[who].post(page).status_code for page in pages]}"


def _reset(lives: Lives) -> str:
    who = lives.chance.choice(lives.office)
    slug = STAFF[who]
    place = _one(lives, [*lives.members(slug), *(lives.contacts() if slug == "northgate" else [])])
    if place is None:
        return "nobody"
    kind = "contacts" if isinstance(place, Contact) else "admin/users"
    answer = lives.staff[who].post(f"/{slug}/{kind}/{place.id}/reset-login")
    return f"{who} {kind} {answer.status_code}"


def _accept(lives: Lives) -> str:
    """Somebody tries what they have: with a new password, and in every browser they are signed in with."""
    human = _one(lives, [one for one in lives.humans.values() if one.addresses])
    if human is None:
        return "nobody has an address"
    return f"{human.name} {[accept_anyhow(human, one) for one in human.addresses[-4:]]}"


def accept_anyhow(human: Human, address: str) -> str:
    """Try an address in every way that there is, and remember what opened."""
    for client in human.clients:
        if client.post(address).status_code == 302:
            return "signed in"
    client, password = Client(), f"the long word of {human.name}"
    answer = client.post(address, {"name": human.name.capitalize(), "new_password": password})
    if answer.status_code != 302 or "sign-in" in answer["Location"]:
        return str(answer.status_code)
    person = Person.objects.get(id=client.session["_auth_user_id"])
    human.passwords[person.email] = password
    human.clients.append(client)
    return "new"


def _sign_in(lives: Lives) -> str:
    human = _one(lives, [one for one in lives.humans.values() if one.passwords])
    if human is None:
        return "nobody"
    for email, password in human.passwords.items():
        client = Client()
        answer = client.post("/sign-in", {"email": email, "password": password})
        if answer.status_code == 302:
            human.clients.append(client)
            return f"{human.name} as {email}"
    return f"{human.name} can't"


def _make_token(lives: Lives) -> str:
    human, made = _one(lives, [one for one in lives.humans.values() if one.clients]), 0
    if human is None:
        return "nobody"
    for client in human.clients:
        for where in ("northgate/office", "northgate/portal", "rival/office"):
            headers, body = (
                {"X-Strongroom-Surface": where},
                {"name": "x", "surface": where.split("/")[1]},
            )
            answer = client.post("/api/v1/tokens", body, content_type=JSON, headers=headers)
            if answer.status_code == 201:
                secret = answer.json()["token"]
                human.tokens.append(Client(headers={"authorization": f"Bearer {secret}"}))
                made += 1
    return f"{human.name} {made}"


def _mail_server(lives: Lives) -> str:
    lives.mail(on=not lives.settings.MAIL_URL)
    return "on" if lives.settings.MAIL_URL else "off"


def _one(lives: Lives, found: list[Any]) -> Any:
    return lives.chance.choice(found) if found else None


ALWAYS = (_add_member, _peek, _accept)
SOMETIMES = (
    _add_contact,
    _promote,
    _promote,
    _promote,
    _promote,
    _assign,
    _edit_role,
    _change_email,
    _switch,
    _invite,
    _reset,
    _sign_in,
    _make_token,
    _mail_server,
)


def entered(human: Human) -> list[Contact | Member]:
    """Return the places in which somebody is, by what the pages and the API answer."""
    found: list[Contact | Member] = []
    signed_in = {client.session.get("_auth_user_id"): client for client in human.clients}
    for person in Person.objects.filter(id__in=[key for key in signed_in if key]):
        client = signed_in[str(person.id)]
        if client.get("/northgate/portal/").status_code == 200:
            found.append(Contact.objects.get(account__slug="northgate", person=person))
        for slug in OFFICE_OF:
            pages = (f"/{slug}/", f"/{slug}/m/jobs", f"/{slug}/shared")
            if any(client.get(page).status_code == 200 for page in pages):
                found.append(Member.objects.get(account__slug=slug, person=person))
    for client in human.tokens:
        answer = client.get("/api/v1/me")
        if answer.status_code == 200:
            found.append(_place_of(answer.json()))
    return found


def _place_of(me: dict[str, Any]) -> Contact | Member:
    if me["contact_id"]:
        return Contact.objects.get(id=me["contact_id"])
    return Member.objects.get(id=me["member_id"])


def rightly(human: Human, place: Contact | Member) -> bool:
    """Whether somebody reads the mailbox of the place, or could give its rights to anybody anyway."""
    email = place.email if isinstance(place, Contact) else place.person.email
    if READER.get(email) == human.name:
        return True
    slug = place.account.slug
    if STAFF.get(human.name) != slug:
        return False
    if human.name in {"admin", "stranger"}:
        return True
    if isinstance(place, Contact):
        return human.name == "office"
    return human.name == "keeper" and not _more_than_keeping(place)


def _more_than_keeping(member: Member) -> bool:
    seats = Seat.objects.filter(member=member).select_related("role")
    held = {
        code for seat in seats for code in (seat.role.permissions if seat.role else ["assigned"])
    }
    named = Grant.objects.filter(member=member).exists()
    return bool(named or held - {"surface.office", "users.manage"})
