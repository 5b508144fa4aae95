"""Administration, Users: the forms to add and to edit somebody."""

import uuid
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from strongroom.access.api import Permission, require_permission
from strongroom.administration import api as administration
from strongroom.administration.api import MemberRow
from strongroom.directory.models import MemberType
from strongroom.interfaces.common.forms.saving import answer, sent
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.common.questions.consequence import did
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.form_page import FormPage
from strongroom.interfaces.kit.formats import short
from strongroom.interfaces.kit.forms import RecordForm, fingerprint
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.people.user_logins import words_of_invitation
from strongroom.interfaces.office.people.words import TYPES, crumbs_of


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

    def __init__(self, *args: Any, desk: Desk, row: MemberRow | None = None, **kwargs: Any) -> None:
        """Offer the roles that may be given, and those held (L19); an address can't be changed later."""
        super().__init__(*args, **kwargs)
        field = self.fields["roles"]
        if isinstance(field, forms.MultipleChoiceField):
            roles = administration.list_roles(desk.principal)
            field.choices = [(str(role.id), role.name) for role in roles]
            offered = administration.roles_to_give(desk.principal) | set(
                row.role_ids if row else ()
            )
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


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new(desk: Desk) -> HttpResponseBase:
    """Add a user."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    form = UserForm(sent(desk.request), desk=desk, initial={"type": MemberType.IN_HOUSE.value})

    def added(row: MemberRow) -> HttpResponseBase:
        said = f"{short(row.name)} is added. {words_of_invitation(desk, row)}"
        return desk.go(desk.url("user", member_id=row.id), said)

    return answer(
        desk,
        _page(desk, form),
        lambda: administration.add_member(desk.principal, invite=True, **form.values()),
        added,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """Change a user's name, type and roles; a stale edit is noticed."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    row = administration.get_member(desk.principal, member_id)
    form = UserForm(
        sent(desk.request), desk=desk, row=row, initial={**_initial(row), "seen": _seen(row)}
    )
    _ask_saving(desk, row)

    def saved(after: MemberRow) -> HttpResponseBase:
        said = f"Saved. {did(after.did)}".strip()
        flash.add(desk.request, said, undo=_undo(desk, row, after))
        return desk.go(desk.url("user", member_id=member_id))

    page = _page(desk, form, row)
    return answer(desk, page, lambda: _update(desk, row, form), saved, seen=_seen(row))


def _update(desk: Desk, row: MemberRow, form: UserForm) -> MemberRow:
    values = form.values()
    if values["name"] == row.name:
        del values["name"]
    confirm = question.answer_of(desk.request)
    return administration.update_member(desk.principal, member_id=row.id, confirm=confirm, **values)


def _ask_saving(desk: Desk, row: MemberRow) -> None:
    if flash.undoing(desk.request):
        title, back = f"Undo the change of {row.name}?", desk.url("user", member_id=row.id)
        question.words(desk.request, title=title, confirm_label="Undo the change", back_url=back)
    else:
        title = f"Save the changes of {row.name}?"
        question.words(desk.request, title=title, confirm_label="Save anyway", keeps_input=True)


def _initial(row: MemberRow) -> dict[str, object]:
    return {"name": row.name, "type": row.type, "roles": [str(one) for one in row.role_ids]}


def _seen(row: MemberRow) -> str:
    return fingerprint(row.name, row.type, sorted(map(str, row.role_ids)))


def _undo(desk: Desk, before: MemberRow, after: MemberRow) -> flash.Undo:
    """Return the form of the page that makes the user what they were."""
    return flash.undo_page(
        desk.url("user-edit", member_id=before.id),
        ("name", before.name),
        ("type", before.type.value),
        ("seen", _seen(after)),
        *(("roles", str(role_id)) for role_id in before.role_ids),
    )


def _page(desk: Desk, form: UserForm, row: MemberRow | None = None) -> FormPage:
    """Return the form as a page, with the parents above it."""
    return FormPage(
        title=f"Edit {row.name}" if row else "Add user",
        heading="Edit user" if row else "Add user",
        form=form,
        nav="admin",
        crumbs=crumbs_of(desk, row),
    )
