"""Loads the demo firm in one transaction, through the same operations that people use.

Ids, times and bytes are the same each time, so that tests and pictures can rely on them.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Principal, Surface
from strongroom.administration import api as administration
from strongroom.core import clock, ids
from strongroom.directory import api as directory
from strongroom.directory.models import Account, Contact, Customer, Member, Person
from strongroom.documents import api as documents
from strongroom.interfaces.cli.demo import attachments, firm, licences, links
from strongroom.interfaces.cli.demo_logins import LOGINS, PASSWORD
from strongroom.sharing import api as sharing
from strongroom.work import api as work
from strongroom.work.api import CustomerRow, JobRow
from strongroom.work.models import Job, Project, Quote

_NINE = dt.time(9, 0, tzinfo=dt.UTC)
_BEGIN = dt.datetime.combine(firm.LAST_DAY - dt.timedelta(days=120), _NINE)


@dataclass(frozen=True, slots=True)
class Cast:
    """The demo firm's members by key."""

    account: Account
    member_ids: dict[str, uuid.UUID]

    def principal(self, key: str) -> Principal:
        """Return a member as they work: a technician on the phone, the others in the office."""
        surface = Surface.MOBILE if key in {"tech", "jack", "aisha"} else Surface.OFFICE
        return access.for_member(self.member_ids[key], surface)


def load() -> bool:
    """Load the demo firm and a second one beside it; False, and nothing done, if it is there."""
    with transaction.atomic():
        if Account.objects.filter(slug=firm.SLUG).exists():
            return False
        start = int(_BEGIN.timestamp() * 1000)
        with ids.reproducible("demo firm", start_ms=start), clock.standing_at(_BEGIN):
            cast = _account()
            customers = _customers(cast)
            rows = _jobs(cast, customers)
            _showcase(cast, rows[firm.SHOWCASE])
            quotations = _quotes(cast, customers)
            folder_id = _projects(cast, customers)
            links.load(cast.principal("office"), quotations=quotations, folder_id=folder_id)
            _set_beginnings(cast.account)
            _other_account()
            licences.load(cast.principal("admin"), cast.principal("tech"), cast.member_ids)
            _let_in()
    return True


def _account() -> Cast:
    """Make the account, its roles and people."""
    account = directory.create_account(name=firm.FIRM, slug=firm.SLUG)
    system = access.system(account.id, "demo")
    roles = {
        name: administration.create_role(system, name=name, permissions=codes)
        for name, codes in firm.ROLES.items()
    }
    members = {}
    for who in firm.PEOPLE:
        email = f"{who.key}@demo.example"
        directory.create_person(email=email, name=who.name)
        held = [roles[who.role].id] if who.role else []
        row = administration.add_member(
            system, email=email, name=who.name, type=who.type, role_ids=held
        )
        members[who.key] = row.id
    return Cast(account, members)


def _customers(cast: Cast) -> list[CustomerRow]:
    office = cast.principal("office")
    rows = []
    for number, (name, contact, email) in enumerate(firm.CUSTOMERS):
        row = work.create_customer(office, name=name)
        if number == 0:
            directory.create_person(email=email, name=contact)
        made = work.create_contact(
            office, customer_id=row.id, name=contact, email=email, portal_access=number == 0
        )
        if number == 0:
            _accept(made.id, email)
        rows.append(row)
    letter = attachments.made("word", "Welcome letter.docx", 0)
    attachments.add(office, rows[0].library_id, "Framework agreement 2026.docx", letter)
    return rows


def _accept(contact_id: uuid.UUID, email: str) -> None:
    """Let the contact belong to the login: what is made on this computer needs no invitation (F-1)."""
    person = Person.objects.get(email=email, placeholder=False)
    directory.settle(Contact.objects.get(id=contact_id), person)


def _day(number: int, of: int) -> dt.datetime:
    """Spread records over the months before the last day, at working hours."""
    day = firm.LAST_DAY - dt.timedelta(days=round((of - 1 - number) * 110 / of))
    return dt.datetime.combine(day, _NINE) + dt.timedelta(minutes=37 * (number % 11))


def _jobs(cast: Cast, customers: Sequence[CustomerRow]) -> list[JobRow]:
    office = cast.principal("office")
    rows = []
    for number, item in enumerate(firm.JOBS):
        at = _day(number, len(firm.JOBS))
        with clock.standing_at(at):
            row = work.JOBS.create(
                office,
                title=item.title,
                customer_id=customers[item.customer].id,
                status=item.status,
                assigned=[cast.member_ids[key] for key in item.assigned],
                scheduled_on=at.date() + dt.timedelta(days=5),
            )
        _set_dates(Job, row.id, at)
        _job_files(cast, row, item, at)
        rows.append(row)
    return rows


def _job_files(cast: Cast, row: JobRow, item: firm.Work, at: dt.datetime) -> None:
    """Add photos by whoever did the work, a job sheet when it is done; open some to the customer."""
    inside = [key for key in item.assigned if key != "sub"]
    author = cast.principal(inside[0] if inside else "office")
    words = ("before", "after")
    photos = [
        attachments.add(
            author,
            row.library_id,
            f"{item.scene.capitalize()} {words[place]}.jpg",
            attachments.made(item.scene, "photo.jpg", place),
            tags=(words[place],),
            at=at + dt.timedelta(days=2 + place, minutes=12 * place),
        )
        for place in range(item.photos)
    ]
    if item.status != "done":
        return
    when = at + dt.timedelta(days=4)
    sheet = attachments.job_sheet(row, row.assigned_names[0] if row.assigned_names else FALLBACK)
    office = cast.principal("office")
    added = attachments.add(office, row.library_id, "Job sheet.docx", sheet, at=when)
    with clock.standing_at(when + dt.timedelta(hours=1)):
        sharing.share_in_portal(office, item_ids=[added.id, *(photo.id for photo in photos[-1:])])


FALLBACK = "Daniel Okafor"


def _showcase(cast: Cast, row: JobRow) -> None:
    """Fill the one job that pictures and first visits look at."""
    office = cast.principal("office")
    at = dt.datetime.combine(dt.date(2026, 10, 12), _NINE)
    for number, paper in enumerate(attachments.showcase(row)):
        when = at + dt.timedelta(days=number // 2, minutes=23 * number)
        added = attachments.add(
            cast.principal(paper.by),
            row.library_id,
            paper.name,
            paper.content(),
            tags=paper.tags,
            at=when,
        )
        with clock.standing_at(when + dt.timedelta(minutes=40)):
            if "confidential" in paper.marks:
                documents.set_confidential(office, item_ids=[added.id], value=True)
            if "portal" in paper.marks:
                sharing.share_in_portal(office, item_ids=[added.id])


def _quotes(cast: Cast, customers: Sequence[CustomerRow]) -> list[uuid.UUID]:
    """Make the quotes; return their quotations, oldest first."""
    quotations = []
    office = cast.principal("office")
    for number, item in enumerate(firm.QUOTES):
        at = _day(number, len(firm.QUOTES)) - dt.timedelta(hours=2)
        with clock.standing_at(at):
            row = work.QUOTES.create(
                office,
                title=item.title,
                customer_id=customers[item.customer].id,
                status=item.status,
            )
        _set_dates(Quote, row.id, at)
        for place in range(item.photos):
            photo = attachments.made(item.scene, "photo.jpg", place)
            attachments.add(
                office, row.library_id, "Site visit.jpg", photo, tags=("before",), at=at
            )
        if item.status == "draft":
            continue
        paper = attachments.quotation(row, number)
        added = attachments.add(office, row.library_id, f"Quotation {row.number}.pdf", paper, at=at)
        with clock.standing_at(at + dt.timedelta(hours=1)):
            sharing.share_in_portal(office, item_ids=[added.id])
        quotations.append(added.id)
    return quotations


def _projects(cast: Cast, customers: Sequence[CustomerRow]) -> uuid.UUID:
    """Make the projects with their trees; return a folder of the first."""
    shared: list[uuid.UUID] = []
    office = cast.principal("office")
    system = access.system(cast.account.id, "demo")
    viewer = next(r for r in administration.list_roles(system) if r.name == "Project viewer")
    for number, (name, customer, tree) in enumerate(firm.PROJECTS):
        at = _day(number + 4, len(firm.QUOTES))
        with clock.standing_at(at):
            project = work.create_project(office, name=name, customer_id=customers[customer].id)
            folders = {"": project.library_id}
            for path, files in tree.items():
                folder_id = _folder(office, folders, path)
                for place, (kind, file_name) in enumerate(files):
                    content = attachments.made(kind, file_name, number + place)
                    attachments.add(office, folder_id, file_name, content, at=at)
        _set_dates(Project, project.id, at)
        shared += [folder_id for path, folder_id in folders.items() if path]
        if number == 0:
            administration.give_role(
                system,
                member_id=cast.member_ids["watcher"],
                role_id=viewer.id,
                library_id=project.library_id,
            )
    return shared[0]


def _folder(office: Principal, folders: dict[str, uuid.UUID], path: str) -> uuid.UUID:
    """Return the folder of that path, made with those above it if need be."""
    if path not in folders:
        above, _, name = path.rpartition("/")
        parent_id = _folder(office, folders, above)
        folders[path] = documents.make_folder(office, parent_id=parent_id, name=name).id
    return folders[path]


def _other_account() -> None:
    """A second firm, whose administrator must never see anything of the first."""
    account = directory.create_account(name=firm.OTHER_FIRM, slug=firm.OTHER_SLUG)
    system = access.system(account.id, "demo")
    role = administration.create_role(system, name="Administrator", permissions=["admin"])
    email, name = "admin@other.example", "Gareth Pryce"
    directory.create_person(email=email, name=name)
    row = administration.add_member(
        system, email=email, name=name, type="in_house", role_ids=[role.id]
    )
    principal = access.for_member(row.id, Surface.OFFICE)
    customer = work.create_customer(principal, name="Castle Street Car Park")
    job = work.JOBS.create(principal, title="Fire alarm service", customer_id=customer.id)
    photo = attachments.made("corridor", "photo.jpg", 0)
    attachments.add(principal, job.library_id, "Fire point.jpg", photo)
    _set_beginnings(account)
    _set_dates(Job, job.id, _BEGIN)


def _let_in() -> None:
    """Give everybody who signs in the same password, hashed once: hashing is slow on purpose."""
    emails = [login.email for login in LOGINS]
    Person.objects.filter(email__in=emails).update(password=make_password(PASSWORD))


def _set_dates(model: type[Job | Quote | Project], id_: uuid.UUID, at: dt.datetime) -> None:
    """Date a record: its own columns take the wall clock, which the demo must not show."""
    dates = {"created_at": at} if model is Project else {"created_at": at, "updated_at": at}
    model._default_manager.filter(id=id_).update(**dates)  # noqa: SLF001 - Django's name


def _set_beginnings(account: Account) -> None:
    """Date the account and its people likewise."""
    for model in (Member, Contact, Customer):
        model._default_manager.filter(account=account).update(created_at=_BEGIN)  # noqa: SLF001 - Django's name
    Account.objects.filter(id=account.id).update(created_at=_BEGIN)
    Person.objects.filter(members__account=account).update(created_at=_BEGIN)
    Person.objects.filter(contacts__account=account).update(created_at=_BEGIN)
