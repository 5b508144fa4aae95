"""The forms of a job or quote: new, and edit."""

import uuid
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from strongroom.access.api import require_permission
from strongroom.core.errors import ForbiddenError
from strongroom.core.ids import parse_id
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.common.questions.consequence import did
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.forms import RecordForm, renew, save, seen_of, stamp
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.kinds import RecordKind
from strongroom.interfaces.office.licences import requirements
from strongroom.interfaces.office.records.customer_field import find_customer
from strongroom.work import api as work
from strongroom.work.api import JobRow

_OFFERED = 50


class JobForm(RecordForm):
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
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "customers"}),
    )
    chosen = forms.CharField(required=False, widget=forms.HiddenInput)
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
        help_text="They see it and can add attachments, whatever their roles.",
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
    gaps: tuple[dict[str, Any], ...] = ()
    """What those to be assigned lack, once that was refused (C-9)."""

    def __init__(
        self, *args: Any, kind: RecordKind, desk: Desk, row: JobRow | None = None, **kwargs: Any
    ) -> None:
        """Offer the statuses of the kind, the members that can be assigned and those that are."""
        super().__init__(*args, **kwargs)
        self._principal = desk.principal
        self._row = row
        self.customer_id: uuid.UUID | None = None
        if row:
            del self.fields["number"]
        if kind.scheduled:
            requirements.offer(self, desk, requirements.of_job(desk, kind, row))
        else:
            for name in ("scheduled_on", "required", "reason"):
                del self.fields[name]
        self._choices("status", list(kind.statuses))
        self._offer_members()

    def _offer_members(self) -> None:
        """Offer who can be assigned and who is; who may edit this record only can't reassign it."""
        try:
            names = {member.id: member.name for member in work.assignable_members(self._principal)}
        except ForbiddenError:
            del self.fields["assigned"]
            return
        if self._row:
            names.update(zip(self._row.assigned, self._row.assigned_names, strict=True))
        by_name = sorted(names.items(), key=lambda pair: pair[1].casefold())
        self._choices("assigned", [(str(member_id), name) for member_id, name in by_name])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Find the customer by the name typed; of two with one name, the one chosen before counts."""
        cleaned = super().clean() or self.cleaned_data
        typed = cleaned.get("customer")
        if typed:
            self.customer_id = self._find(typed, parse_id(cleaned.get("chosen") or ""))
        return cleaned

    def _find(self, typed: str, chosen: uuid.UUID | None) -> uuid.UUID | None:
        """Return the one customer of that name, or put an error at the field."""
        if self._row and typed == self._row.customer_name and chosen == self._row.customer_id:
            return chosen
        try:
            return find_customer(self._principal, typed, chosen)
        except forms.ValidationError as error:
            self.add_error("customer", error)
            return None

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
def new(desk: Desk, kind: RecordKind) -> HttpResponseBase:
    """Make a job or quote; `?customer=ID` fills in the customer."""
    require_permission(desk.principal, kind.edit)
    if desk.request.method == "POST":
        form = JobForm(desk.request.POST, kind=kind, desk=desk)
        if form.is_valid():
            row = save(form, lambda: requirements.create(desk, kind, form))
            if row:
                requirements.warn(desk, kind, row)
                url = desk.url(kind.one, record_id=row.id)
                return desk.go(url, f"{kind.one.capitalize()} {row.name} is created.")
        return _form_page(desk, kind, form, status=form.answer)
    form = JobForm(kind=kind, desk=desk, initial=_wished(desk))
    return _form_page(desk, kind, form)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(desk: Desk, kind: RecordKind, record_id: uuid.UUID) -> HttpResponseBase:
    """Change a job or quote; a stale edit is noticed, and what was typed is kept."""
    row = kind.getting(desk.principal, record_id)
    if not row.may_edit:
        raise ForbiddenError(f"You may see this {kind.one}, but not change it.")
    if desk.request.method != "POST":
        initial = _values_of(row)
        form = JobForm(kind=kind, desk=desk, row=row, initial=initial)
        return _form_page(desk, kind, form, row)
    form = JobForm(desk.request.POST, kind=kind, desk=desk, row=row)
    if question.declined(desk.request):
        return _form_page(desk, kind, form, row)
    _ask_saving(desk, kind, row)
    if form.is_valid():
        changes = {
            kind.id_name: record_id,
            "if_updated_at": seen_of(form),
            "confirm": question.answer_of(desk.request),
        }
        saved = save(form, lambda: requirements.update(desk, kind, form, changes))
        if saved:
            if set(saved.assigned) != set(row.assigned) or saved.scheduled_on != row.scheduled_on:
                requirements.warn(desk, kind, saved)
            if did(saved.did):
                undo = _undo(desk, kind, form, row, saved)
                flash.add(desk.request, f"Saved. {did(saved.did)}", undo=undo)
                return desk.go(desk.url(kind.one, record_id=record_id))
            return desk.go(desk.url(kind.one, record_id=record_id), "Saved.")
        if form.non_field_errors():
            renew(form, stamp(kind.getting(desk.principal, record_id).updated_at))
    return _form_page(desk, kind, form, row, status=form.answer)


def _ask_saving(desk: Desk, kind: RecordKind, row: JobRow) -> None:
    """Title the question for what is done: a quote that becomes a draft again is that."""
    url = desk.url(kind.one, record_id=row.id)
    if flash.undoing(desk.request):
        title = f"Undo the change of {row.number}?"
        question.words(desk.request, title=title, confirm_label="Undo the change", back_url=url)
        return
    title, label = f"Save {row.number}?", "Save anyway"
    if kind.one == "quote" and desk.request.POST.get("status") == _DRAFT != row.status:
        title, label = f"Set {row.number} back to draft?", "Set back to draft"
    question.words(desk.request, title=title, confirm_label=label, keeps_input=True)


_DRAFT = "draft"


@require_safe
@at_desk
def customer_options(desk: Desk) -> HttpResponseBase:
    """Return options for the customer field as the person types."""
    typed = desk.request.GET.get("customer", "").strip()[:200]
    page = work.list_customers(desk.principal, q=typed, limit=_OFFERED)
    context = {"names": [row.name for row in page.results]}
    return render(desk.request, "office/records/customer_options.html", context)


def _wished(desk: Desk) -> dict[str, str]:
    """Return the customer that the address names, if the member may see it."""
    customer_id = parse_id(desk.request.GET.get("customer", ""))
    if customer_id is None:
        return {}
    row = work.get_customer(desk.principal, customer_id)
    return {"customer": row.name, "chosen": str(row.id)}


def _values_of(row: JobRow) -> dict[str, Any]:
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
    desk: Desk, kind: RecordKind, form: JobForm, before: JobRow, saved: JobRow
) -> dict[str, Any]:
    """Return the form of this page that makes the record what it was, and assigns whom it did."""
    was = {**_values_of(before), "seen": stamp(saved.updated_at)}
    many = {"assigned": was.pop("assigned"), "required": form.initial.get("required") or ()}
    return flash.undo_page(
        desk.url(f"{kind.one}-edit", record_id=before.id),
        *((name, str(value)) for name, value in was.items() if value is not None),
        *((name, str(value)) for name, values in many.items() for value in values),
    )


def _form_page(
    desk: Desk,
    kind: RecordKind,
    form: JobForm,
    row: JobRow | None = None,
    *,
    status: int = 200,
) -> HttpResponseBase:
    """Render the form with the parents of the page above it."""
    crumbs = [{"label": kind.title, "url": desk.url(kind.many)}]
    if row:
        crumbs.append({"label": row.number, "url": desk.url(kind.one, record_id=row.id)})
    return desk.show(
        "office/records/form.html",
        nav=kind.many,
        status=status,
        kind=kind,
        form=form,
        row=row,
        crumbs=crumbs,
        back_url=crumbs[-1]["url"],
        options_url=desk.url("customer-options"),
    )
