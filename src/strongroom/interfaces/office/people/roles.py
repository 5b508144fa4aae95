"""Administration, Roles: named sets of permissions, chosen from the catalogue by group."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.db import transaction
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from strongroom.access import api as access
from strongroom.access.api import CATALOGUE, Permission, require_permission
from strongroom.administration import api as administration
from strongroom.administration.api import RoleRow
from strongroom.core.errors import ConflictError
from strongroom.interfaces.common.forms.saving import answer, sent
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.common.questions.consequence import did
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.form_page import Button, Drawn, FormPage
from strongroom.interfaces.kit.forms import RecordForm, fingerprint
from strongroom.interfaces.kit.listing import Empty, Listing, New
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.kit.table import Cell, Column, Row, Table
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.interfaces.office.licences import requirements
from strongroom.licences import api as licences

_LABELS = {entry.code.value: entry.label for entry in CATALOGUE}


@dataclass(frozen=True, slots=True)
class Tick:
    """A permission that a role can have."""

    code: str
    label: str
    help: str
    checked: bool
    fixed: bool
    """Whoever changes the role doesn't hold it, and so can neither give nor take it (L19)."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Permissions that belong together."""

    label: str
    entries: Sequence[Tick]


class RoleForm(RecordForm):
    """A role's name and permissions."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        error_messages={"required": "Please enter a name for the role."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    permissions = forms.MultipleChoiceField(
        required=False, choices=[(entry.code.value, entry.label) for entry in CATALOGUE]
    )
    required = forms.MultipleChoiceField(
        label="Required licences",
        required=False,
        help_text="Whoever has this role account-wide should have each of them at every job.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, desk: Desk, row: RoleRow | None = None, **kwargs: Any) -> None:
        """Offer the licence types, with those that the role requires."""
        super().__init__(*args, **kwargs)
        self._principal = desk.principal
        kept = licences.requirements_of_role(desk.principal, row.id) if row else []
        requirements.offer(self, desk, kept)

    def values(self) -> dict[str, Any]:
        """Return what the operations take."""
        data = self.cleaned_data
        return {"name": data["name"], "permissions": data["permissions"]}

    def chosen(self) -> set[str]:
        """Return the codes that are ticked now."""
        return {str(code) for code in self["permissions"].value() or []}

    def groups(self) -> list[Ticks]:
        """Return the catalogue by group; what the member doesn't hold can't be handed out (L19)."""
        chosen = self.chosen()
        return [
            Ticks(
                label,
                [
                    Tick(
                        entry.code.value,
                        entry.label,
                        entry.help,
                        checked=entry.code.value in chosen,
                        fixed=not access.may_hand_out(self._principal, [entry.code.value]),
                    )
                    for entry in entries
                ],
            )
            for label, entries in groupby(
                sorted(CATALOGUE, key=lambda entry: _ORDER.index(entry.group)),
                key=lambda entry: entry.group,
            )
        ]


_ORDER = list(dict.fromkeys(entry.group for entry in CATALOGUE))


@require_safe
@at_desk
def listing(desk: Desk) -> HttpResponseBase:
    """Show the roles and what each allows."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    new = New(desk.url("role-new"), "New role")
    found = administration.list_roles(desk.principal)
    shown = Listing(
        title="Roles",
        heading="Administration",
        tabs=admin_tabs(desk, "roles"),
        new=new,
        table=Table("Roles", _COLUMNS, [_row(desk, role) for role in found]),
        empty=Empty("shield-lock", "No roles yet", _PURPOSE, new.url, new.label),
    )
    return desk.show("office/list.html", nav="admin", listing=shown)


_COLUMNS = (
    Column("Role", "sr-cell-main sr-nowrap", named=False),
    Column("Permissions", named=False),
)


def _row(desk: Desk, role: RoleRow) -> Row:
    allowed = " · ".join(_LABELS.get(code, code) for code in role.permissions)
    return Row(
        [Cell(role.name, url=desk.url("role-edit", role_id=role.id)), Cell(allowed or "None")]
    )


_PURPOSE = "A role is a named set of permissions that you give to users."


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new(desk: Desk) -> HttpResponseBase:
    """Make a role."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    form = RoleForm(sent(desk.request), desk=desk)
    return answer(
        desk,
        _page(desk, form),
        lambda: _save(desk, form),
        lambda row: desk.go(desk.url("roles"), f"The role {row.name} is created."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(desk: Desk, role_id: uuid.UUID) -> HttpResponseBase:
    """Change a role; a stale edit is noticed, and who gains or loses by it is asked about first."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    row = administration.get_role(desk.principal, role_id)
    initial = {"name": row.name, "permissions": list(row.permissions), "seen": _seen(row)}
    form = RoleForm(sent(desk.request), desk=desk, row=row, initial=initial)
    _ask_saving(desk, row)

    def saved(after: RoleRow) -> HttpResponseBase:
        undo = _undo(desk, row, after, form)
        flash.add(desk.request, f"Saved. {did(after.did)}".strip(), undo=undo)
        return desk.go(desk.url("roles"))

    page = _page(desk, form, row)
    return answer(desk, page, lambda: _save(desk, form, role_id), saved, seen=_seen(row))


def _ask_saving(desk: Desk, row: RoleRow) -> None:
    if flash.undoing(desk.request):
        title, label = f"Undo the change of {row.name}?", "Undo the change"
        question.words(desk.request, title=title, confirm_label=label, back_url=desk.url("roles"))
    else:
        title = f"Save the role {row.name}?"
        question.words(desk.request, title=title, confirm_label="Save anyway", keeps_input=True)


def _seen(row: RoleRow) -> str:
    return fingerprint(row.name, sorted(row.permissions))


def _undo(desk: Desk, before: RoleRow, after: RoleRow, form: RoleForm) -> flash.Undo:
    """Return the form of this page that makes the role what it was."""
    required = [str(type_id) for type_id in form.initial.get("required", ())]
    return flash.undo_page(
        desk.url("role-edit", role_id=before.id),
        ("name", before.name),
        ("seen", _seen(after)),
        *(("permissions", code) for code in before.permissions),
        *(("required", type_id) for type_id in required),
    )


@transaction.atomic
def _save(desk: Desk, form: RoleForm, role_id: uuid.UUID | None = None) -> RoleRow:
    """Make or change the role, and what it requires of whoever holds it (C-9)."""
    if role_id is None:
        row = administration.create_role(desk.principal, **form.values())
    else:
        row = administration.update_role(
            desk.principal,
            role_id=role_id,
            confirm=question.answer_of(desk.request),
            **form.values(),
        )
    required = requirements.wanted(form)
    if required is not None and required != requirements.before(form):
        licences.set_role_requirements(desk.principal, role_id=row.id, type_ids=required)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def delete(desk: Desk, role_id: uuid.UUID) -> HttpResponseBase:
    """Ask, then delete a role that nobody holds."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    row = administration.get_role(desk.principal, role_id)
    if desk.request.method != "POST":
        return desk.show(
            "office/people/role_delete.html",
            nav="admin",
            row=row,
            use=administration.users_of_role(desk.principal, role_id),
            most=_MOST_HOLDERS,
            crumbs=[Parent("Roles", desk.url("roles"))],
            back_url=desk.url("role-edit", role_id=role_id),
        )
    try:
        administration.delete_role(desk.principal, role_id=role_id)
    except ConflictError as error:
        return desk.go(desk.url("role-edit", role_id=role_id), error.detail, level="error")
    return desk.go(desk.url("roles"), f"The role {row.name} is deleted.")


_MOST_HOLDERS = 20


def _page(desk: Desk, form: RoleForm, row: RoleRow | None = None) -> FormPage:
    """Return the form as a page."""
    delete = row and Button("Delete", "trash", desk.url("role-delete", role_id=row.id))
    return FormPage(
        title=f"Edit {row.name}" if row else "New role",
        heading="Edit role" if row else "New role",
        form=form,
        nav="admin",
        crumbs=[Parent("Roles", desk.url("roles"))],
        parts=("name", Drawn("office/people/permissions.html"), "required"),
        wide=True,
        buttons=[delete] if delete else (),
    )
