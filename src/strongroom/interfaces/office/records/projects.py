"""Projects: the list with its search, and the forms. Their documents stand in `explorer`."""

import uuid
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from strongroom.access.api import Permission, Principal, require_permission
from strongroom.core.ids import parse_id
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit.forms import RecordForm, fingerprint, save, unchanged
from strongroom.interfaces.kit.listing import (
    Cell,
    Column,
    Empty,
    Listing,
    New,
    Search,
    Table,
    nothing_found,
)
from strongroom.interfaces.kit.paging import address, asked, pager
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.records.customer_field import find_customer
from strongroom.work import api as work
from strongroom.work.api import ProjectRow


class ProjectForm(RecordForm):
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
    chosen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, principal: Principal, row: ProjectRow | None = None, **kwargs: Any
    ) -> None:
        """Know who asks, and the project as it is."""
        super().__init__(*args, **kwargs)
        self._principal = principal
        self._row = row
        self.customer_id: uuid.UUID | None = None

    def clean(self) -> dict[str, Any]:
        """Find the customer by the name typed; an unchanged one stays, also for who can't see it."""
        cleaned = super().clean() or self.cleaned_data
        typed = cleaned.get("customer") or ""
        chosen = parse_id(cleaned.get("chosen") or "")
        if not typed:
            return cleaned
        if self._row and typed == self._row.customer_name and chosen == self._row.customer_id:
            self.customer_id = chosen
            return cleaned
        try:
            self.customer_id = find_customer(self._principal, typed, chosen)
        except forms.ValidationError as error:
            self.add_error("customer", error)
        return cleaned


@require_safe
@at_desk
def listing(desk: Desk) -> HttpResponseBase:
    """Show the projects that exist for the member, by name."""
    wanted = asked(desk.request, "q", "cursor")
    cursor = wanted.pop("cursor")
    page = work.list_projects(desk.principal, q=wanted["q"], cursor=cursor or None)
    base = desk.url("projects")
    manages = desk.principal.holds(Permission.PROJECTS_MANAGE)
    new = New(desk.url("project-new") if manages else "", "New project")
    shown = Listing(
        title="Projects",
        search=Search(base, wanted["q"], "Search projects", "Name"),
        new=new if manages else None,
        table=Table(
            "Projects",
            _COLUMNS,
            [_cells(desk, row) for row in page.results],
            nothing_found(base)
            if wanted["q"] or cursor
            else Empty("folder", "No projects yet", _PURPOSE, new.url, new.label),
        ),
        pager=pager(page, base, wanted, cursor),
    )
    return desk.show("office/list.html", nav="projects", listing=shown)


_COLUMNS = (Column("Name", "sr-cell-main", named=False), Column("Customer"), Column("Since"))
_PURPOSE = (
    "A project keeps the drawings, plans and papers of a longer undertaking in folders, and says who may"
    " see which."
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
    if desk.request.method != "POST":
        form = ProjectForm(principal=desk.principal, initial=_wished(desk))
        return _form_page(desk, form)
    form = ProjectForm(desk.request.POST, principal=desk.principal)
    if form.is_valid():
        name, customer_id = form.cleaned_data["name"], form.customer_id
        row = save(
            form,
            lambda: work.create_project(desk.principal, name=name, customer_id=customer_id),
        )
        if row:
            return desk.go(_after(desk, row), f"Project {row.name} is created.")
    return _form_page(desk, form)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(desk: Desk, project_id: uuid.UUID) -> HttpResponseBase:
    """Change a project; taking the customer's view away asks first, a stale edit is noticed."""
    row = work.get_project(desk.principal, project_id)
    require_permission(desk.principal, Permission.PROJECTS_MANAGE, row.library_id)
    seen = fingerprint(row.name, row.customer_id)
    if desk.request.method != "POST":
        initial = {"name": row.name, "customer": row.customer_name, "seen": seen}
        initial["chosen"] = str(row.customer_id or "")
        return _form_page(
            desk, ProjectForm(principal=desk.principal, row=row, initial=initial), row
        )
    form = ProjectForm(desk.request.POST, principal=desk.principal, row=row)
    if question.declined(desk.request):
        return _form_page(desk, form, row)
    question.words(
        desk.request, title="Save this project?", confirm_label="Save anyway", keeps_input=True
    )
    saved = None
    if form.is_valid() and unchanged(form, seen):
        saved = save(form, lambda: _update(desk, row, form))
    if saved:
        return desk.go(_documents(desk, row), "Saved.")
    return _form_page(desk, form, row)


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
    return _documents(desk, row) if seen else address(desk.url("projects"), {})


def _wished(desk: Desk) -> dict[str, str]:
    """Return the customer that the address names, if the member may see it."""
    customer_id = parse_id(desk.request.GET.get("customer", ""))
    if customer_id is None:
        return {}
    row = work.get_customer(desk.principal, customer_id)
    return {"customer": row.name, "chosen": str(row.id)}


def _form_page(
    desk: Desk,
    form: ProjectForm,
    row: ProjectRow | None = None,
) -> HttpResponseBase:
    """Render the form; not 200 when something in it is to be corrected."""
    crumbs = [{"label": "Projects", "url": desk.url("projects")}]
    if row:
        crumbs.append({"label": row.name, "url": _documents(desk, row)})
    return desk.show(
        "office/records/project_form.html",
        nav="projects",
        status=form.answer if form.errors else 200,
        form=form,
        row=row,
        crumbs=crumbs,
        back_url=crumbs[-1]["url"],
        options_url=desk.url("customer-options"),
    )
