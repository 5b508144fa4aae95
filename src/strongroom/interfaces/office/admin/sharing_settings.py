"""Administration, Sharing settings: how long links may live, passwords, and from which records."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from strongroom.access.api import ASSIGNABLE, Permission, require_permission
from strongroom.interfaces.common.forms.saving import answer, sent
from strongroom.interfaces.kit.form_page import Drawn, FormPage, Together
from strongroom.interfaces.kit.forms import RecordForm, fingerprint
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.sharing import api as sharing
from strongroom.sharing.api import LONGEST_DAYS, Limits, Networks
from strongroom.store.models import LibraryKind

_KINDS: Final = tuple(
    (kind.value, f"{kind.label}s")
    for kind in sorted(LibraryKind, key=lambda kind: kind not in ASSIGNABLE)
)
"""Those that people are assigned to first."""
_DAYS: Final = {"invalid": f"Please enter 1 to {LONGEST_DAYS} days as a whole number, or nothing."}


class _AnyNumber(forms.MultipleChoiceField):
    """Boxes of which none may be ticked; that is a choice, too."""

    def validate(self, value: Any) -> None:
        """Check what was ticked."""
        if value:
            super().validate(value)


class LimitsForm(RecordForm):
    """The firm's limits for sharing."""

    link_max_days = forms.IntegerField(
        label="Longest lifetime of a link, in days",
        required=False,
        help_text="A new link then always needs an expiry date. Empty: a link may never expire.",
        error_messages=_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    link_default_days = forms.IntegerField(
        label="Proposed lifetime, in days",
        required=False,
        help_text="The date that stands in the dialog at first. Empty: none is proposed.",
        error_messages=_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    link_password_required = forms.BooleanField(
        label="Every new link needs a password", required=False
    )
    share_confidential = forms.BooleanField(
        label="Confidential documents may be shared with customers",
        required=False,
        help_text="Sharing one always asks first. Off: they can't be shared at all.",
    )
    link_kinds = _AnyNumber(
        label="Links may be made to documents of",
        choices=_KINDS,
        help_text="With none ticked no links are made. The customer portal does not depend on this.",
        error_messages={"invalid_choice": "Please choose from the list."},
        widget=forms.CheckboxSelectMultiple,
    )
    networks = forms.ChoiceField(
        label="What is kept of a visitor's network address",
        choices=Networks.choices,
        help_text="It is shown with each opening of a share, and kept as it was when it happened.",
        error_messages={"required": "Please choose from the list."},
        widget=forms.RadioSelect,
    )


_NAMES: Final = tuple(name for name in LimitsForm.base_fields if name != "seen")


@dataclass(frozen=True, slots=True)
class LimitsNote:
    """Where the links stand that these settings do not change."""

    without_expiry_url: str
    without_password_url: str


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def settings(desk: Desk) -> HttpResponseBase:
    """Show and change the limits; a stale page is noticed."""
    require_permission(desk.principal, Permission.SETTINGS_MANAGE)
    current = _values(sharing.get_limits(desk.principal))
    seen = fingerprint(sorted(current.items()))
    form = LimitsForm(sent(desk.request), initial={**current, "seen": seen})

    def saved(changes: dict[str, object]) -> HttpResponseBase:
        url = desk.url("sharing-settings")
        if not changes:
            return desk.go(url, "Nothing was changed.", level="info")
        return desk.go(url, "Saved. Links that exist stay as they are.")

    return answer(desk, _page(desk, form), lambda: _put(desk, form, current), saved, seen=seen)


def _page(desk: Desk, form: LimitsForm) -> FormPage:
    register = desk.url("shares")
    note = LimitsNote(
        address(register, {"type": "link", "expiry": "none"}),
        address(register, {"password": "none"}),
    )
    return FormPage(
        title="Sharing settings",
        heading="Administration",
        form=form,
        nav="admin",
        tabs=admin_tabs(desk, "sharing-settings"),
        parts=(
            Drawn("office/admin/limits_note.html", note),
            Together(("link_max_days", "link_default_days")),
            "link_password_required",
            "link_kinds",
            "share_confidential",
            "networks",
        ),
    )


def _put(desk: Desk, form: LimitsForm, current: dict[str, object]) -> dict[str, object]:
    """Save what is another than now, and return it."""
    wanted = {name: form.cleaned_data[name] for name in _NAMES}
    changes = {name: value for name, value in wanted.items() if value != current[name]}
    if changes:
        sharing.put_limits(desk.principal, **changes)
    return changes


def _values(limits: Limits) -> dict[str, object]:
    """Return the limits as the form has them; kinds in the form's order."""
    kinds = set(limits.link_kinds)
    return {
        **{name: getattr(limits, name) for name in _NAMES},
        "link_kinds": [kind for kind, _ in _KINDS if kind in kinds],
    }
