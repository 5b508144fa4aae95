"""The forms of a job or quote: new, and edit."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from strongroom.access.api import require_permission
from strongroom.core.errors import ForbiddenError
from strongroom.interfaces.common.forms.saving import answer, sent
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.common.questions.consequence import did
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.form_page import Drawn, FormPage, Together
from strongroom.interfaces.kit.forms import seen_of, stamp
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.licences import requirements
from strongroom.interfaces.office.records.customer_field import CUSTOMER, PicksCustomer, wished
from strongroom.work import api as work
from strongroom.work.api import JobRow, NumberedKind


class JobForm(PicksCustomer):
    """What a person enters for a job or quote; the customer is typed and completed from the list."""

    title = forms.CharField(
        label="Title",
        max_length=200,
        error_messages={"required": "Please enter a title."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    customer = forms.CharField(
        label="Customer",
        max_length=200,
        error_messages={"required": "Please choose a customer."},
        help_text="Type some letters and choose from the list.",
    )
    number = forms.CharField(
        label="Number",
        max_length=30,
        required=False,
        help_text="The next number is given if you leave this empty.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    status = forms.ChoiceField(label="Status")
    scheduled_on = forms.DateField(
        label="Scheduled for",
        required=False,
        error_messages={"invalid": "Please enter a date."},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    assigned = forms.MultipleChoiceField(
        label="Assigned to",
        required=False,
        help_text="They see it, and add attachments unless they are subcontractors, whatever their roles.",
        widget=forms.CheckboxSelectMultiple,
    )

    required = forms.MultipleChoiceField(
        label="Required licences",
        required=False,
        help_text="Whoever is assigned should have each of them, valid on the day of the job.",
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label="Reason to assign them all the same",
        max_length=2000,
        required=False,
        help_text="It is kept with the job.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    gaps: Sequence[requirements.Gap] = ()
    """What those to be assigned lack, once that was refused (C-9)."""

    def __init__(
        self,
        *args: Any,
        kind: NumberedKind,
        desk: Desk,
        row: JobRow | None = None,
        **kwargs: Any,
    ) -> None:
        """Offer the statuses of the kind, the members that can be assigned and those that are."""
        super().__init__(*args, desk=desk, row=row, **kwargs)
        if row:
            del self.fields["number"]
        if not kind.scheduled:
            del self.fields["scheduled_on"]
        if kind.licensed:
            requirements.offer(self, desk, requirements.of_job(desk, kind, row))
        else:
            del self.fields["required"], self.fields["reason"]
        self._choices("status", list(kind.statuses))
        self._offer_members(row)

    def _offer_members(self, row: JobRow | None) -> None:
        """Offer who can be assigned and who is; who may edit this record only can't reassign it."""
        try:
            names = {member.id: member.name for member in work.assignable_members(self._principal)}
        except ForbiddenError:
            del self.fields["assigned"]
            return
        if row:
            names.update(zip(row.assigned, row.assigned_names, strict=True))
        by_name = sorted(names.items(), key=lambda pair: pair[1].casefold())
        self._choices("assigned", [(str(member_id), name) for member_id, name in by_name])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def values(self) -> dict[str, Any]:
        """Return what the operation takes."""
        data = self.cleaned_data
        values: dict[str, Any] = {
            "title": data["title"],
            "customer_id": self.customer_id,
            "status": data["status"],
        }
        if "assigned" in self.fields:
            values["assigned"] = [uuid.UUID(text) for text in data["assigned"]]
        if "scheduled_on" in self.fields:
            values["scheduled_on"] = data["scheduled_on"]
        if data.get("number"):
            values["number"] = data["number"]
        if data.get("reason"):
            values["reason"] = data["reason"]
        return values


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new(desk: Desk, kind: NumberedKind) -> HttpResponseBase:
    """Make a job or quote; `?customer=ID` fills in the customer."""
    require_permission(desk.principal, kind.edit)
    form = JobForm(sent(desk.request), kind=kind, desk=desk, initial=wished(desk))

    def made(row: JobRow) -> HttpResponseBase:
        requirements.warn(desk, kind, row)
        url = desk.url(kind.one, record_id=row.id)
        return desk.go(url, f"{kind.one.capitalize()} {row.name} is created.")

    page = _page(desk, kind, form)
    return answer(desk, page, lambda: requirements.create(desk, kind, form), made)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(desk: Desk, kind: NumberedKind, record_id: uuid.UUID) -> HttpResponseBase:
    """Change a job or quote; a stale edit is noticed, and what was typed is kept."""
    row = kind.get(desk.principal, record_id)
    if not row.may_edit:
        raise ForbiddenError(f"You may see this {kind.one}, but not change it.")
    form = JobForm(sent(desk.request), kind=kind, desk=desk, row=row, initial=_values_of(row))
    _ask_saving(desk, kind, row)

    def update() -> JobRow:
        return requirements.update(
            desk,
            kind,
            form,
            record_id,
            if_updated_at=seen_of(form),
            confirm=question.answer_of(desk.request),
        )

    return answer(
        desk,
        _page(desk, kind, form, row),
        update,
        lambda saved: _saved(desk, kind, form, row, saved),
        now=lambda: stamp(kind.get(desk.principal, record_id).updated_at),
    )


def _saved(
    desk: Desk, kind: NumberedKind, form: JobForm, before: JobRow, saved: JobRow
) -> HttpResponseBase:
    """Say what was done, with the way back where others have gained or lost by it."""
    if set(saved.assigned) != set(before.assigned) or saved.scheduled_on != before.scheduled_on:
        requirements.warn(desk, kind, saved)
    url = desk.url(kind.one, record_id=saved.id)
    if not did(saved.did):
        return desk.go(url, "Saved.")
    undo = _undo(desk, kind, form, before, saved)
    flash.add(desk.request, f"Saved. {did(saved.did)}", undo=undo)
    return desk.go(url)


def _ask_saving(desk: Desk, kind: NumberedKind, row: JobRow) -> None:
    """Title the question for what is done: a quote that becomes a draft again is that."""
    url = desk.url(kind.one, record_id=row.id)
    if flash.undoing(desk.request):
        title = f"Undo the change of {row.number}?"
        question.words(desk.request, title=title, confirm_label="Undo the change", back_url=url)
        return
    title, label = f"Save {row.number}?", "Save anyway"
    hidden = kind.hidden_status
    if hidden is not None and desk.request.POST.get("status") == hidden != row.status:
        word = dict(kind.statuses)[hidden].lower()
        title, label = f"Set {row.number} back to {word}?", f"Set back to {word}"
    question.words(desk.request, title=title, confirm_label=label, keeps_input=True)


def _values_of(row: JobRow) -> dict[str, object]:
    """Return what the form of an existing record starts with."""
    return {
        "title": row.title,
        "customer": row.customer_name,
        "chosen": str(row.customer_id),
        "status": row.status,
        "scheduled_on": row.scheduled_on,
        "assigned": [str(member_id) for member_id in row.assigned],
        "seen": stamp(row.updated_at),
    }


def _undo(
    desk: Desk, kind: NumberedKind, form: JobForm, before: JobRow, saved: JobRow
) -> flash.Undo:
    """Return the form of this page that makes the record what it was, and assigns whom it did."""
    was = {**_values_of(before), "seen": stamp(saved.updated_at)}
    del was["assigned"]
    many = {"assigned": before.assigned, "required": form.initial.get("required") or ()}
    return flash.undo_page(
        desk.url(f"{kind.one}-edit", record_id=before.id),
        *((name, str(value)) for name, value in was.items() if value is not None),
        *((name, str(value)) for name, values in many.items() for value in values),
    )


def _page(desk: Desk, kind: NumberedKind, form: JobForm, row: JobRow | None = None) -> FormPage:
    """Return the form as a page, with the parents above it."""
    crumbs = [Parent(kind.title, desk.url(kind.many))]
    if row:
        crumbs.append(Parent(row.number, desk.url(kind.one, record_id=row.id)))
    return FormPage(
        title=f"Edit {row.number}" if row else kind.new_label,
        heading=f"Edit {kind.one} {row.number}" if row else kind.new_label,
        form=form,
        nav=kind.many,
        crumbs=crumbs,
        parts=_PARTS if kind.licensed else _PARTS[:-1],
    )


_PARTS = (
    "title",
    CUSTOMER,
    Together(("status", "scheduled_on", "number")),
    "required",
    "assigned",
    Drawn("office/records/gaps.html"),
)
