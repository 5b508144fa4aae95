"""Administration, User licences, Licence types: add, rename, change the kind, archive, delete."""

import uuid
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.core.errors import ConflictError, NotFoundError
from strongroom.interfaces.common.forms.saving import answer, draw, sent
from strongroom.interfaces.kit.form_page import Button, FormPage
from strongroom.interfaces.kit.forms import RecordForm, fingerprint, save
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.kit.table import Cell, Column, Detailed, Row, Table
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.interfaces.office.licences.words import KINDS, sections
from strongroom.licences import api as licences
from strongroom.licences.api import TypeRow


class TypeForm(RecordForm):
    """A licence type's name and kind."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        error_messages={"required": "Please enter a name for the licence type."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="Kind", choices=KINDS)

    def values(self) -> dict[str, str]:
        """Return what the operations take."""
        return {"name": self.cleaned_data["name"], "kind": self.cleaned_data["kind"]}


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def listing(desk: Desk) -> HttpResponseBase:
    """Show the types with how many licences each has; the form adds one (C-1)."""
    licences.require_manage(desk.principal)
    form = TypeForm(sent(desk.request))
    if form.is_valid():
        said = _add(desk, form)
        if said:
            return desk.go(desk.url("licence-types"), said)
    rows = licences.list_types(desk.principal, include_archived=True)
    return desk.show(
        "office/licences/types.html",
        nav="admin",
        status=form.answer if form.errors else 200,
        tabs=admin_tabs(desk, "licences"),
        sections=sections(desk, "licence-types"),
        form=form,
        table=Table("Licence types", _COLUMNS, [_row(desk, row) for row in rows]),
    )


def _add(desk: Desk, form: TypeForm) -> str:
    """Add the type or offer it again, and say so; "" with the error at its field."""
    before = licences.list_types(desk.principal, include_archived=True)
    archived = {row.id for row in before if row.archived}
    made = save(form, lambda: licences.create_type(desk.principal, **form.values()))
    if made is None:
        return ""
    row, new = made
    if new:
        return f"{row.name} is added."
    if row.id in archived:
        return f"{row.name} was in the archive and is offered again."
    form.add_error("name", f"{row.name} is in the list already.")
    return ""


_COLUMNS = (
    Column("Name", "sr-cell-main", named=False),
    Column("Kind"),
    Column("Licences"),
    Column("State"),
)


def _row(desk: Desk, row: TypeRow) -> Row:
    of_type = address(desk.url("licences"), {"type": str(row.id)})
    of = f" of {row.name}"
    return Row(
        [
            Cell(row.name, url=desk.url("licence-type", type_id=row.id)),
            Cell(row.kind_label),
            Detailed(str(row.in_use), url=of_type, beside=True, unseen=of)
            if row.in_use
            else Cell("None"),
            Cell("Archived", tone="neutral") if row.archived else Cell("Offered", tone="good"),
        ]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(desk: Desk, type_id: uuid.UUID) -> HttpResponseBase:
    """Rename a type or change its kind; a stale edit is noticed."""
    row = _type(desk, type_id)
    initial = _initial(row)
    form = TypeForm(sent(desk.request), initial=initial)
    return answer(
        desk,
        _page(desk, row, form),
        lambda: licences.update_type(
            desk.principal,
            type_id=type_id,
            name=form.cleaned_data["name"],
            kind=form.cleaned_data["kind"],
        ),
        lambda _: desk.go(desk.url("licence-types"), "Saved."),
        seen=initial["seen"],
    )


def _page(desk: Desk, row: TypeRow, form: TypeForm, problem: str = "") -> FormPage:
    """Return a type's page; `problem` says what forbade deleting it."""
    archive = desk.url("licence-type-archive", type_id=row.id)
    return FormPage(
        title=row.name,
        heading="Edit licence type",
        form=form,
        nav="admin",
        crumbs=[Parent("Licence types", desk.url("licence-types"))],
        url=desk.url("licence-type", type_id=row.id),
        problem=problem,
        note=_ARCHIVED if row.archived else "",
        buttons=(
            Button("Offer again", "arrow-back-up", archive, sends=True, hidden=_UNARCHIVED)
            if row.archived
            else Button("Archive", "archive", archive, sends=True),
            Button("Delete", "trash", desk.url("licence-type-delete", type_id=row.id), sends=True),
        ),
    )


_ARCHIVED = "In the archive: it is not offered for new licences. Those that have it stay."
_UNARCHIVED = (("archived", "false"),)


@require_POST
@at_desk
def archive(desk: Desk, type_id: uuid.UUID) -> HttpResponseBase:
    """Take a type out of the choices, or offer it again (`archived=false`); licences of it stay."""
    archived = desk.request.POST.get("archived") != "false"
    row = licences.update_type(desk.principal, type_id=type_id, archived=archived)
    said = f"{row.name} is {'no longer' if archived else 'again'} offered."
    return desk.go(desk.url("licence-types"), said)


@require_POST
@at_desk
def delete(desk: Desk, type_id: uuid.UUID) -> HttpResponseBase:
    """Delete a type that no licence has and nothing requires; else say what does (409)."""
    row = _type(desk, type_id)
    try:
        licences.delete_type(desk.principal, type_id=type_id)
    except ConflictError as error:
        page = _page(desk, row, TypeForm(initial=_initial(row)), error.detail)
        return draw(desk, page, status=error.status)
    return desk.go(desk.url("licence-types"), f"{row.name} is deleted.")


def _initial(row: TypeRow) -> dict[str, str]:
    seen = fingerprint(row.name, row.kind)
    return {"name": row.name, "kind": row.kind, "seen": seen}


def _type(desk: Desk, type_id: uuid.UUID) -> TypeRow:
    """Return one of the account's types, for whoever keeps licences."""
    licences.require_manage(desk.principal)
    rows: list[Any] = licences.list_types(desk.principal, include_archived=True)
    found = next((row for row in rows if row.id == type_id), None)
    if not isinstance(found, TypeRow):
        raise NotFoundError
    return found
