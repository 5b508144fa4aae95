"""Administration, Customer portal: which modules all customers see; the words for one customer's (B-4)."""

from typing import Any, Final

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from strongroom.access.api import Permission, require_permission
from strongroom.directory.models import Account, PortalModule
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit.forms import RecordForm, fingerprint, save, unchanged
from strongroom.interfaces.kit.paging import asked, pager
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.work import api as work
from strongroom.work.api import PORTAL_MODULES, CustomerRow

FIELDS: Final = {name: f"portal_{name}" for name in PORTAL_MODULES}
"""The field of a form or row for each module."""
_SWITCHES: Final = (*PORTAL_MODULES, "drafts")


class _KeptChoice(forms.ChoiceField):
    """A choice that is no error when it is not sent: then the setting stays as it is."""

    def validate(self, value: Any) -> None:
        """Check what was sent."""
        if value not in self.empty_values:
            super().validate(value)


class PortalForm(RecordForm):
    """The modules for all customers."""

    documents = forms.BooleanField(
        label="Documents",
        required=False,
        help_text="What is shared from customers and projects.",
    )
    jobs = forms.BooleanField(
        label="Jobs", required=False, help_text="A customer's jobs, with their shared attachments."
    )
    quotes = forms.BooleanField(
        label="Quotes",
        required=False,
        help_text="A customer's quotes, with their shared attachments.",
    )
    drafts = forms.BooleanField(
        label="Draft quotes in the customer portal",
        required=False,
        help_text="Otherwise a quote is in the portal once it is sent.",
    )

    def bar_drafts(self) -> None:
        """Without quotes there are no drafts: the switch stays as it is, and says why."""
        quotes = self["quotes"].value() if not self.is_bound else "quotes" in self.data
        if not quotes:
            field = self.fields["drafts"]
            field.disabled = True
            field.help_text = "Switch quotes on first: the portal shows no quotes at the moment."


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def settings(desk: Desk) -> HttpResponseBase:
    """Show the modules, and switch them after a question."""
    require_permission(desk.principal, Permission.SETTINGS_MANAGE)
    url = desk.url("portal-settings")
    modules = work.get_portal_modules(desk.principal)
    current = {name: bool(getattr(modules, name)) for name in _SWITCHES}
    seen = fingerprint(sorted(current.items()))
    form = PortalForm(desk.request.POST or None, initial={**current, "seen": seen})
    form.bar_drafts()
    question.words(
        desk.request,
        title="Change what the portal shows?",
        confirm_label="Save anyway",
        keeps_input=True,
    )
    if not question.declined(desk.request) and form.is_valid() and unchanged(form, seen):
        wanted = {name: form.cleaned_data[name] for name in _SWITCHES}
        confirm = question.answer_of(desk.request)
        if save(form, lambda: work.put_portal_modules(desk.principal, **wanted, confirm=confirm)):
            return desk.go(url, "Saved. It holds from the customers' next click on.")
    return desk.show(
        "office/admin/portal_settings.html",
        nav="admin",
        status=form.answer if form.errors else 200,
        tabs=admin_tabs(desk, "portal-settings"),
        form=form,
        **_exceptions(desk),
    )


def _exceptions(desk: Desk) -> dict[str, Any]:
    """Return the customers that have settings of their own, a page of them."""
    cursor = asked(desk.request, "cursor")["cursor"]
    page = work.list_customers(desk.principal, own_modules=True, cursor=cursor or None)
    return {
        "exceptions": [
            {
                "row": row,
                "url": desk.url("customer", customer_id=row.id),
                "modules": standing(desk, row),
            }
            for row in page.results
        ],
        "pager": pager(page, desk.url("portal-settings"), {}, cursor),
    }


def standing(desk: Desk, row: CustomerRow) -> list[dict[str, Any]]:
    """Return how each module stands for a customer: its label, whether it is shown, and by what."""
    shown = work.shown_modules(desk.account, row)
    return [
        {
            "label": label,
            "on": shown[name],
            "word": "shown" if shown[name] else "not shown",
            "own": getattr(row, FIELDS[name]) != PortalModule.DEFAULT,
        }
        for name, label in PORTAL_MODULES.items()
    ]


def override_fields(account: Account) -> dict[str, forms.Field]:
    """Return the fields for one customer's modules; a missing one in what is sent changes nothing."""
    fields: dict[str, forms.Field] = {}
    for name, label in PORTAL_MODULES.items():
        for_all = "on" if getattr(account, FIELDS[name]) else "off"
        fields[FIELDS[name]] = _KeptChoice(
            label=label,
            choices=[
                (PortalModule.DEFAULT.value, f"As for all ({for_all})"),
                (PortalModule.ON.value, "On for this customer"),
                (PortalModule.OFF.value, "Off for this customer"),
            ],
            error_messages={"invalid_choice": "Please choose from the list."},
        )
    return fields
