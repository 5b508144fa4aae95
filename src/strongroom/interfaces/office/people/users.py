"""Administration, Users: the list, View with the mobile permissions (A-10), add, edit."""

import uuid
from dataclasses import replace
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strongroom.access import api as access
from strongroom.access.api import Permission, require_permission
from strongroom.core.errors import ConflictError, ForbiddenError
from strongroom.directory.api import InvitationRow
from strongroom.directory.models import MemberType
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.common.questions.consequence import did
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.forms import RecordForm, fingerprint, save, unchanged
from strongroom.interfaces.kit.listing import Cell, Column, Empty, Listing, New, Search, Table
from strongroom.interfaces.kit.page import is_fragment
from strongroom.interfaces.kit.paging import asked, pager
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.interfaces.office.licences.overview import held_by
from strongroom.interfaces.office.people import invitations
from strongroom.outbox import api as outbox

TYPES = tuple((member_type.value, str(member_type.label)) for member_type in MemberType)


class UserForm(RecordForm):
    """A user's name, type and account-wide roles; the e-mail address only when adding."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        error_messages={"required": "Please enter a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        error_messages={
            "required": "Please enter an e-mail address.",
            "invalid": "Please enter a whole e-mail address, like ann@example.com.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    type = forms.ChoiceField(label="Type", choices=TYPES, widget=forms.RadioSelect)
    roles = forms.MultipleChoiceField(
        label="Roles",
        required=False,
        help_text="Account-wide. What the roles allow adds up.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, desk: Desk, row: Any = None, **kwargs: Any) -> None:
        """Offer the roles that may be given, and those held (L19); an address can't be changed later."""
        super().__init__(*args, **kwargs)
        field = self.fields["roles"]
        if isinstance(field, forms.MultipleChoiceField):
            roles = access.list_roles(desk.principal)
            field.choices = [(str(role.id), role.name) for role in roles]
            offered = access.roles_to_give(desk.principal) | set(row.role_ids if row else ())
            shown = [(str(role.id), role.name) for role in roles if role.id in offered]
            field.widget = forms.CheckboxSelectMultiple(choices=shown)
        if row:
            del self.fields["email"]

    def values(self) -> dict[str, Any]:
        """Return what the operations take."""
        data = self.cleaned_data
        values: dict[str, Any] = {
            "name": data["name"],
            "type": data["type"],
            "role_ids": [uuid.UUID(text) for text in data["roles"]],
        }
        if "email" in self.fields:
            values["email"] = data["email"]
        return values


@require_safe
@at_desk
def listing(desk: Desk) -> HttpResponseBase:
    """Show the users, by search over name and e-mail."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    wanted = asked(desk.request, "q", "cursor")
    cursor = wanted.pop("cursor")
    page = access.list_members(desk.principal, q=wanted["q"], cursor=cursor or None)
    base = desk.url("users")
    new = [row.id for row in page.results if row.invited or not row.has_login]
    invited = access.member_invitations(desk.principal, new) if new else {}
    shown = Listing(
        title="Users",
        heading="Administration",
        tabs=admin_tabs(desk, "users"),
        search=Search(base, wanted["q"], "Search users", "Name or e-mail"),
        new=New(desk.url("user-new"), "Add user", "user-plus"),
        table=Table(
            "Users",
            _COLUMNS,
            [_cells(desk, row, invited.get(row.id)) for row in page.results],
            Empty("search", "Nobody matches", _FEWER_LETTERS, base, "Show all"),
        ),
        pager=pager(page, base, wanted, cursor),
    )
    return desk.show("office/list.html", nav="admin", listing=shown)


_COLUMNS = (
    Column("Name", "sr-cell-main", named=False),
    Column("E-mail", "sr-break"),
    Column("Type"),
    Column("Roles"),
    Column("State"),
    Column("View", "sr-cell-end", named=False, hidden=True),
)
_FEWER_LETTERS = "Try fewer letters of the name or the e-mail address."


def _cells(desk: Desk, row: access.MemberRow, invitation: InvitationRow | None) -> list[Cell]:
    standing = invitations.of_member(desk, row, invitation)
    gone = row.state == "deactivated"
    return [
        Cell(row.name),
        Cell(row.email),
        Cell(type_label(row.type)),
        Cell(", ".join(row.role_names)),
        Cell("Deactivated", tone="neutral") if gone else Cell(standing.label, tone=standing.tone),
        Cell(row.name, url=desk.url("user", member_id=row.id), button="View"),
    ]


@require_safe
@at_desk
def view(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """Show one user: details, then Mobile access level permissions → General (A-10)."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    row = access.get_member(desk.principal, member_id)
    return desk.show("office/people/user.html", nav="admin", **_view_context(desk, row))


@require_POST
@at_desk
def mobile(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """Switch *Can view attachments that have been marked as confidential* (A-10)."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    on = "view_confidential" in desk.request.POST
    row = access.update_member(desk.principal, member_id=member_id, view_confidential=on)
    said = (
        f"{row.name} can now view confidential attachments on the phone."
        if on
        else f"{row.name} no longer sees confidential attachments on the phone."
    )
    if is_fragment(desk.request):
        context = _view_context(desk, row)
        flashes = [flash.flash(said)]
        return desk.fragment("office/people/user_mobile.html", flashes=flashes, **context)
    return desk.go(desk.url("user", member_id=member_id), said)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new(desk: Desk) -> HttpResponseBase:
    """Add a user."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    form = UserForm(
        desk.request.POST or None, desk=desk, initial={"type": MemberType.IN_HOUSE.value}
    )
    if form.is_valid():
        row = save(form, lambda: access.add_member(desk.principal, invite=True, **form.values()))
        if row:
            said = f"{row.name} is added. {_said(desk, row)}"
            return desk.go(desk.url("user", member_id=row.id), said)
    return _form_page(desk, form)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """Change a user's name, type and roles; a stale edit is noticed."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    row = access.get_member(desk.principal, member_id)
    initial = _initial(row)
    form = UserForm(
        desk.request.POST or None, desk=desk, row=row, initial={**initial, "seen": _seen(row)}
    )
    if question.declined(desk.request):
        return _form_page(desk, form, row)
    _ask_saving(desk, row)
    if form.is_valid() and unchanged(form, _seen(row)):
        values = form.values()
        if values["name"] == row.name:
            del values["name"]
        answer = question.answer_of(desk.request)
        change = partial(access.update_member, desk.principal, member_id=member_id, confirm=answer)
        saved = save(form, lambda: change(**values))
        if saved:
            said = f"Saved. {did(saved.did)}".strip()
            flash.add(desk.request, said, undo=_undo(desk, row, saved))
            return desk.go(desk.url("user", member_id=member_id))
    return _form_page(desk, form, row)


def _ask_saving(desk: Desk, row: access.MemberRow) -> None:
    if flash.undoing(desk.request):
        title, back = f"Undo the change of {row.name}?", desk.url("user", member_id=row.id)
        question.words(desk.request, title=title, confirm_label="Undo the change", back_url=back)
    else:
        title = f"Save the changes of {row.name}?"
        question.words(desk.request, title=title, confirm_label="Save anyway", keeps_input=True)


def _initial(row: access.MemberRow) -> dict[str, Any]:
    return {"name": row.name, "type": row.type, "roles": [str(one) for one in row.role_ids]}


def _seen(row: access.MemberRow) -> str:
    return fingerprint(row.name, row.type, sorted(map(str, row.role_ids)))


def _undo(desk: Desk, before: access.MemberRow, after: access.MemberRow) -> dict[str, Any]:
    """Return the form of the page that makes the user what they were."""
    return flash.undo_page(
        desk.url("user-edit", member_id=before.id),
        ("name", before.name),
        ("type", before.type.value),
        ("seen", _seen(after)),
        *(("roles", str(role_id)) for role_id in before.role_ids),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def reset(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """Ask, then end the login of somebody, who is invited anew (F-3)."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    row = access.get_member(desk.principal, member_id)
    url = desk.url("user", member_id=member_id)
    try:
        if desk.request.method != "POST":
            access.require_member_reset(desk.principal, member_id)
            crumbs = _crumbs(desk, row)
            return invitations.ask_reset(desk, row.name, row.email, crumbs, url, nav="admin")
        access.reset_member_login(desk.principal, member_id=member_id)
    except (ConflictError, ForbiddenError) as error:
        return desk.go(url, error.detail, level="error")
    if row.id == desk.principal.id:
        return HttpResponseRedirect("/sign-in")
    return desk.go(url, f"The login is ended. {_said(desk, row)}")


@require_POST
@at_desk
def invite(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """Mail an invitation, or another one in place of an older."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    url = desk.url("user", member_id=member_id)
    try:
        row = access.invite_member(desk.principal, member_id=member_id)
    except ConflictError as error:
        return desk.go(url, error.detail, level="error")
    return desk.go(url, _said(desk, row))


@require_POST
@at_desk
def withdraw(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """End the invitation that waits; the user stays."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    access.withdraw_member_invitation(desk.principal, member_id=member_id)
    return desk.go(desk.url("user", member_id=member_id), "The invitation is withdrawn.")


def _said(desk: Desk, row: access.MemberRow) -> str:
    return invitations.said(
        row.email, address=_address(desk, row.id) or "", who=lambda: _who_sees(desk, row.id)
    )


def _address(desk: Desk, member_id: uuid.UUID) -> str | None:
    """Return the address that waits; None for one who may do more than the viewer may hand out (F-2)."""
    try:
        return access.member_invitation_address(desk.principal, member_id)
    except ForbiddenError:
        return None


def _who_sees(desk: Desk, member_id: uuid.UUID) -> str:
    return access.who_sees_member_address(desk.principal, member_id)


def _standing(desk: Desk, row: access.MemberRow) -> invitations.Standing | None:
    """Return how it stands with the invitation; None for whoever needs none or is deactivated."""
    accepted = row.state == "active" and row.has_login
    if row.state == "deactivated" or (accepted and row.proven):
        return None
    waiting = access.member_invitations(desk.principal, [row.id]).get(row.id)
    address = _address(desk, row.id)
    shown = invitations.of_member(desk, row, waiting, address=address or "")
    if address is not None:
        return shown
    elsewhere = ""
    if waiting and not waiting.expired and not outbox.configured():
        elsewhere = invitations.passed_on_by(_who_sees(desk, row.id))
    return replace(shown, invite_url="", withdraw_url="", elsewhere=elsewhere)


def type_label(member_type: str) -> str:
    """Return `In-house user`, `Subcontractor` or `Watcher`."""
    return dict(TYPES).get(member_type, member_type)


def _crumbs(desk: Desk, row: Any = None) -> list[dict[str, str]]:
    crumbs = [{"label": "Users", "url": desk.url("users")}]
    if row:
        crumbs.append({"label": row.name, "url": desk.url("user", member_id=row.id)})
    return crumbs


def _view_context(desk: Desk, row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "type_label": type_label(row.type),
        "is_self": row.id == desk.principal.id,
        "standing": _standing(desk, row),
        "held": held_by(desk, row.id),
        "crumbs": _crumbs(desk),
        "edit_url": desk.url("user-edit", member_id=row.id),
        "mobile_url": desk.url("user-mobile", member_id=row.id),
        "activate_url": desk.url("user-activate", member_id=row.id),
        "reset_url": desk.url("user-reset", member_id=row.id),
        "deactivate_url": desk.url("user-deactivate", member_id=row.id),
    }


def _form_page(desk: Desk, form: UserForm, row: Any = None) -> HttpResponseBase:
    """Render the form; not 200 when something in it is to be corrected."""
    crumbs = _crumbs(desk, row)
    return desk.show(
        "office/people/user_form.html",
        nav="admin",
        status=form.answer if form.errors else 200,
        form=form,
        row=row,
        crumbs=crumbs,
        back_url=crumbs[-1]["url"],
    )
