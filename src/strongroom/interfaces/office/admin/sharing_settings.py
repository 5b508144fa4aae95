"""Administration, Sharing settings: how long links may live, passwords, and from which records."""

from typing import Any, Final

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from strongroom.access.api import Permission, require_permission
from strongroom.interfaces.kit.forms import RecordForm, fingerprint, save, unchanged
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.sharing import api as sharing
from strongroom.sharing.api import LONGEST_DAYS, Limits, Networks
from strongroom.store.models import LibraryKind
from strongroom.work.api import CUSTOMERS, JOBS, PROJECTS, QUOTES

_KINDS: Final = (
    *((kind.library.value, kind.title) for kind in (JOBS, QUOTES, PROJECTS, CUSTOMERS)),
    (LibraryKind.LICENCE.value, "Licences"),
)
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


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def settings(desk: Desk) -> HttpResponseBase:
    """Show and change the limits; a stale page is noticed."""
    require_permission(desk.principal, Permission.SETTINGS_MANAGE)
    url = desk.url("sharing-settings")
    current = _values(sharing.get_limits(desk.principal))
    seen = fingerprint(sorted(current.items()))
    form = LimitsForm(desk.request.POST or None, initial={**current, "seen": seen})
    if form.is_valid() and unchanged(form, seen):
        wanted = {name: form.cleaned_data[name] for name in _NAMES}
        changes = {name: value for name, value in wanted.items() if value != current[name]}
        if not changes:
            return desk.go(url, "Nothing was changed.", level="info")
        if save(form, lambda: sharing.put_limits(desk.principal, **changes)):
            return desk.go(url, "Saved. Links that exist stay as they are.")
    register = desk.url("shares")
    return desk.show(
        "office/admin/sharing_settings.html",
        nav="admin",
        status=form.answer if form.errors else 200,
        tabs=admin_tabs(desk, "sharing-settings"),
        form=form,
        without_expiry_url=address(register, {"type": "link", "expiry": "none"}),
        without_password_url=address(register, {"password": "none"}),
    )


def _values(limits: Limits) -> dict[str, Any]:
    """Return the limits as the form has them; kinds in the form's order."""
    kinds = set(limits.link_kinds)
    return {
        **{name: getattr(limits, name) for name in _NAMES},
        "link_kinds": [kind for kind, _ in _KINDS if kind in kinds],
    }
