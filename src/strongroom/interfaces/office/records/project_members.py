"""The members of a project: who holds which role in it; adding, taking away (D-1)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.core.errors import InvalidError, NotFoundError
from strongroom.core.ids import parse_id
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.page import Parent, wants
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.explorer.pages import tabs
from strongroom.interfaces.office.people.words import type_label
from strongroom.work import api as work
from strongroom.work.api import Assignable, ProjectMemberRow, Team


@dataclass(frozen=True, slots=True)
class Line:
    """A member and one role that they hold in the project."""

    row: ProjectMemberRow
    type_label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who was looked for, with the roles that they hold in the project already."""

    person: Assignable
    held: Sequence[str]


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def members(desk: Desk, project_id: uuid.UUID) -> HttpResponseBase:
    """Show the members; a form adds one. `?q=` looks for people to add."""
    if desk.request.method == "POST":
        return _add(desk, project_id)
    team = work.project_team(desk.principal, project_id)
    query = desk.request.GET.get("q", "").strip()
    found, url = _found(desk, team, query), _page(desk, project_id)
    if wants(desk.request, "people-found"):
        template = "office/records/people_found.html"
        return desk.fragment(template, team=team, query=query, found=found, url=url)
    return desk.show(
        "office/records/project_members.html",
        nav="projects",
        crumbs=[Parent("Projects", desk.url("projects"))],
        tabs=tabs(desk, team.project, "members"),
        lines=[_line(desk, project_id, row) for row in team.members],
        team=team,
        query=query,
        found=found,
        url=url,
    )


@require_POST
@at_desk
def remove(desk: Desk, project_id: uuid.UUID, seat_id: uuid.UUID) -> HttpResponseBase:
    """Take one role from a member: at once, and with Undo (L40)."""
    question.words(desk.request, title="Remove this role?", confirm_label="Remove anyway")
    taken = work.remove_project_member(
        desk.principal,
        project_id=project_id,
        seat_or_member_id=seat_id,
        confirm=question.answer_of(desk.request),
    )
    url = _page(desk, project_id)
    for row in taken:
        fields = ("member_id", str(row.member_id)), ("role_id", str(row.role_id))
        said = f"{row.name} is no longer {row.role_name} here."
        flash.add(desk.request, said, undo=flash.undo_page(url, *fields))
    return desk.go(_after(desk, project_id))


def _add(desk: Desk, project_id: uuid.UUID) -> HttpResponseBase:
    member_id = parse_id(desk.request.POST.get("member_id", ""))
    role_id = parse_id(desk.request.POST.get("role_id", ""))
    if member_id is None or role_id is None:
        raise InvalidError("Please choose who is to be added, and in which role.")
    question.words(desk.request, title="Give this role?", confirm_label="Give it anyway")
    row = work.add_project_member(
        desk.principal,
        project_id=project_id,
        member_id=member_id,
        role_id=role_id,
        confirm=question.answer_of(desk.request),
    )
    url = desk.url("project-member-remove", project_id=project_id, seat_id=row.id)
    undo = flash.undo_page(url)
    flash.add(desk.request, f"{row.name} is {row.role_name} here now.", undo=undo)
    return desk.go(_page(desk, project_id))


def _page(desk: Desk, project_id: uuid.UUID) -> str:
    return desk.url("project-members", project_id=project_id)


def _after(desk: Desk, project_id: uuid.UUID) -> str:
    """Return the page, or the list for one who has just taken their own last role here."""
    try:
        work.project_team(desk.principal, project_id)
    except NotFoundError:
        return desk.url("projects")
    return _page(desk, project_id)


def _found(desk: Desk, team: Team, query: str) -> list[Found]:
    if not team.may_change or not query:
        return []
    held: dict[uuid.UUID, list[str]] = {}
    for row in team.members:
        held.setdefault(row.member_id, []).append(row.role_name)
    people = work.find_for_project(desk.principal, project_id=team.project.id, q=query)
    return [Found(person, held.get(person.id, [])) for person in people]


def _line(desk: Desk, project_id: uuid.UUID, row: ProjectMemberRow) -> Line:
    url = desk.url("project-member-remove", project_id=project_id, seat_id=row.id)
    return Line(row, type_label(row.type), url if row.may_remove else "")
