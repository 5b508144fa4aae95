"""Administration, Customer portal: which modules all customers see; the words for one customer's (B-4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from strongroom.access.api import Permission, require_permission
from strongroom.directory.models import Account, PortalModule
from strongroom.interfaces.common.forms.saving import answer, sent
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit.form_page import Drawn, FormPage
from strongroom.interfaces.kit.forms import RecordForm, fingerprint
from strongroom.interfaces.kit.paging import Pager, wanted
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.work import api as work
from strongroom.work.api import PORTAL_MODULES, PORTAL_SWITCHES, CustomerRow, PortalSwitches

FIELDS: Final = {name: f"portal_{name}" for name in PORTAL_MODULES}
"""The field of a customer's form for each module."""
_DOCUMENTS_HELP: Final = "What is shared from customers and projects."
_RECORDS_HELP: Final = "A customer's {many}, with their shared attachments."


class _KeptChoice(forms.ChoiceField):
    """A choice that is no error when it is not sent: then the setting stays as it is."""

    def validate(self, value: Any) -> None:
        """Check what was sent."""
        if value not in self.empty_values:
            super().validate(value)


class PortalForm(RecordForm):
    """The modules for all customers."""

    drafts = forms.BooleanField(
        label="Draft quotes in the customer portal",
        required=False,
        help_text="Otherwise a quote is in the portal once it is sent.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer each module, and drafts below them."""
        super().__init__(*args, **kwargs)
        for name, label in PORTAL_MODULES.items():
            help_text = _DOCUMENTS_HELP if name == "documents" else _RECORDS_HELP.format(many=name)
            self.fields[name] = forms.BooleanField(label=label, required=False, help_text=help_text)
        self.order_fields(PORTAL_SWITCHES)

    def bar_drafts(self) -> None:
        """Without quotes there are no drafts: the switch stays as it is, and says why."""
        quotes = self["quotes"].value() if not self.is_bound else "quotes" in self.data
        if not quotes:
            field = self.fields["drafts"]
            field.disabled = True
            field.help_text = "Switch quotes on first: the portal shows no quotes at the moment."


@dataclass(frozen=True, slots=True)
class ModuleShown:
    """How a module stands for a customer."""

    label: str
    on: bool
    own: bool
    """By a setting of the customer's own."""

    @property
    def word(self) -> str:
        """Whether the portal shows it."""
        return "shown" if self.on else "not shown"


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A customer with settings of their own."""

    name: str
    url: str
    modules: Sequence[ModuleShown]


@dataclass(frozen=True, slots=True)
class Exceptions:
    """A page of such customers."""

    modules: Sequence[str]
    """The words over the columns, in the order in which each line has them."""
    lines: Sequence[Exceptional]
    pager: Pager | None


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def settings(desk: Desk) -> HttpResponseBase:
    """Show the modules, and switch them after a question."""
    require_permission(desk.principal, Permission.SETTINGS_MANAGE)
    current = dict(work.get_portal_modules(desk.principal))
    seen = fingerprint(sorted(current.items()))
    form = PortalForm(sent(desk.request), initial={**current, "seen": seen})
    form.bar_drafts()
    question.words(
        desk.request,
        title="Change what the portal shows?",
        confirm_label="Save anyway",
        keeps_input=True,
    )
    url = desk.url("portal-settings")
    return answer(
        desk,
        FormPage(
            title="Customer portal",
            heading="Administration",
            form=form,
            nav="admin",
            tabs=admin_tabs(desk, "portal-settings"),
            section="What the portal shows to all customers",
            note=_HIDDEN,
            below=Drawn("office/admin/portal_exceptions.html", lambda: _exceptions(desk)),
        ),
        lambda: _put(desk, form),
        lambda _: desk.go(url, "Saved. It holds from the customers' next click on."),
        seen=seen,
    )


_HIDDEN = (
    "What is switched off can't be reached in the portal, whatever is shared there. Shares stay,"
    " and count again when it is switched on."
)


def _put(desk: Desk, form: PortalForm) -> PortalSwitches:
    wanted = {name: form.cleaned_data[name] for name in PORTAL_SWITCHES}
    confirm = question.answer_of(desk.request)
    return work.put_portal_modules(desk.principal, **wanted, confirm=confirm)


def _exceptions(desk: Desk) -> Exceptions:
    """Return the customers that have settings of their own, a page of them."""
    asks = wanted(desk.request, desk.url("portal-settings"))
    page = work.list_customers(desk.principal, own_modules=True, cursor=asks.cursor or None)
    lines = [
        Exceptional(row.name, desk.url("customer", customer_id=row.id), standing(desk, row))
        for row in page.results
    ]
    return Exceptions(list(PORTAL_MODULES.values()), lines, asks.pager(page))


def standing(desk: Desk, row: CustomerRow) -> list[ModuleShown]:
    """Return how each module stands for a customer."""
    shown = work.shown_modules(desk.account, row.portal)
    return [
        ModuleShown(label, shown[name], row.portal[name] != PortalModule.DEFAULT)
        for name, label in PORTAL_MODULES.items()
    ]


def override_fields(account: Account) -> dict[str, forms.Field]:
    """Return the fields for one customer's modules; a missing one in what is sent changes nothing."""
    fields: dict[str, forms.Field] = {}
    for name, label in PORTAL_MODULES.items():
        for_all = "off" if name in account.portal_off else "on"
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
