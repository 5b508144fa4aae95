"""Projects: the list with its search, and the forms. Their documents stand in `explorer`."""

import uuid

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from strongroom.access.api import Permission, require_permission
from strongroom.interfaces.common.forms.saving import answer, sent
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit.form_page import FormPage
from strongroom.interfaces.kit.forms import fingerprint
from strongroom.interfaces.kit.listing import New, Words
from strongroom.interfaces.kit.listing import listing as list_page
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.kit.paging import wanted
from strongroom.interfaces.kit.table import Cell, Column
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.records.customer_field import CUSTOMER, PicksCustomer, wished
from strongroom.work import api as work
from strongroom.work.api import PROJECTS, ProjectRow


class ProjectForm(PicksCustomer):
    """A project's name and, where there is one, its customer."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        error_messages={"required": "Please enter the project's name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    customer = forms.CharField(
        label="Customer",
        max_length=200,
        required=False,
        help_text="Type some letters and choose from the list; leave it empty for a project of your own.",
    )


@require_safe
@at_desk
def listing(desk: Desk) -> HttpResponseBase:
    """Show the projects that exist for the member, by name."""
    asks = wanted(desk.request, desk.url("projects"), "q")
    page = work.list_projects(desk.principal, q=asks["q"], counted=True, cursor=asks.cursor or None)
    manages = desk.principal.holds(Permission.PROJECTS_MANAGE)
    new = New(desk.url("project-new"), "New project") if manages else None
    shown = list_page(_WORDS, asks, page, _COLUMNS, lambda row: _cells(desk, row), new=new)
    return desk.show("office/list.html", nav="projects", listing=shown)


_COLUMNS = (Column("Name", "sr-cell-main", named=False), Column("Customer"), Column("Since"))
_WORDS = Words(
    title="Projects",
    icon="folder",
    nothing_yet="No projects yet",
    purpose=PROJECTS.purpose,
    search="Search projects",
    placeholder="Name",
)


def _cells(desk: Desk, row: ProjectRow) -> list[Cell]:
    return [
        Cell(row.name, url=desk.url("project-documents", project_id=row.id)),
        Cell(row.customer_name),
        Cell(moment=row.created_at),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new(desk: Desk) -> HttpResponseBase:
    """Make a project; `?customer=ID` fills in the customer."""
    require_permission(desk.principal, Permission.PROJECTS_MANAGE)
    form = ProjectForm(sent(desk.request), desk=desk, initial=wished(desk))
    return answer(
        desk,
        _page(desk, form),
        lambda: work.create_project(
            desk.principal, name=form.cleaned_data["name"], customer_id=form.customer_id
        ),
        lambda row: desk.go(_after(desk, row), f"Project {row.name} is created."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(desk: Desk, project_id: uuid.UUID) -> HttpResponseBase:
    """Change a project; taking the customer's view away asks first, a stale edit is noticed."""
    row = work.get_project(desk.principal, project_id)
    require_permission(desk.principal, Permission.PROJECTS_MANAGE, row.library_id)
    seen = fingerprint(row.name, row.customer_id)
    initial = {
        "name": row.name,
        "customer": row.customer_name,
        "chosen": str(row.customer_id or ""),
        "seen": seen,
    }
    form = ProjectForm(sent(desk.request), desk=desk, row=row, initial=initial)
    question.words(
        desk.request, title="Save this project?", confirm_label="Save anyway", keeps_input=True
    )
    return answer(
        desk,
        _page(desk, form, row),
        lambda: _update(desk, row, form),
        lambda _: desk.go(_documents(desk, row), "Saved."),
        seen=seen,
    )


def _update(desk: Desk, row: ProjectRow, form: ProjectForm) -> ProjectRow:
    return work.update_project(
        desk.principal,
        project_id=row.id,
        name=form.cleaned_data["name"],
        customer_id=form.customer_id,
        confirm=question.answer_of(desk.request),
    )


def _documents(desk: Desk, row: ProjectRow) -> str:
    return desk.url("project-documents", project_id=row.id)


def _after(desk: Desk, row: ProjectRow) -> str:
    """Return where a new project leads: to its documents, or to the list for who can't see them."""
    page = work.list_projects(desk.principal, q=row.name)
    seen = any(found.id == row.id for found in page.results)
    return _documents(desk, row) if seen else desk.url("projects")


def _page(desk: Desk, form: ProjectForm, row: ProjectRow | None = None) -> FormPage:
    """Return the form as a page, with the parents above it."""
    crumbs = [Parent("Projects", desk.url("projects"))]
    if row:
        crumbs.append(Parent(row.name, _documents(desk, row)))
    return FormPage(
        title=f"Edit {row.name}" if row else "New project",
        heading="Edit project" if row else "New project",
        form=form,
        nav="projects",
        crumbs=crumbs,
        parts=("name", CUSTOMER),
    )
