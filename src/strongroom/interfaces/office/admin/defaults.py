"""Administration, Defaults: the licence notification settings (C-4, C-12), what a missing licence means."""

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from strongroom.access.api import Permission, require_permission
from strongroom.core.errors import InvalidError
from strongroom.directory.api import clean_email
from strongroom.interfaces.common.forms.saving import answer, sent
from strongroom.interfaces.kit.form_page import FormPage
from strongroom.interfaces.kit.forms import RecordForm, fingerprint
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.licences import api as licences
from strongroom.licences.api import Digest, NotificationSettings, OnMissing
from strongroom.outbox import api as outbox

_LEAD_TIMES = (
    ("P3M", "Three months before"),
    ("P1M", "One month before"),
    ("P7D", "One week before"),
    ("P0D", "On the day"),
)
_DIGESTS = (
    (Digest.SINGLE.value, "One e-mail for each licence, on its day"),
    (Digest.WEEKLY.value, "One e-mail a week with all of them, on Mondays"),
)
_RULES = (
    (OnMissing.WARN.value, "Warn: show what is missing, and let them be assigned"),
    (OnMissing.BLOCK.value, "Block: ask for a reason before they can be assigned"),
)


class NotificationForm(RecordForm):
    """When and whom the firm tells of licences that expire."""

    lead_times = forms.MultipleChoiceField(
        label="How long before the expiry",
        choices=_LEAD_TIMES,
        required=False,
        help_text="Any combination; with none of them nobody is told.",
        widget=forms.CheckboxSelectMultiple,
    )
    notify_member = forms.BooleanField(
        label="Tell the user automatically",
        required=False,
        help_text="The user whose licence it is gets an e-mail with the way to renew it.",
    )
    emails = forms.CharField(
        label="Further e-mail addresses",
        required=False,
        max_length=10_000,
        help_text="The office, supervisors: one address per line, at most 20.",
        widget=forms.Textarea(
            attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false", "inputmode": "email"}
        ),
    )
    digest = forms.ChoiceField(
        label="How they are sent",
        choices=_DIGESTS,
        error_messages={"required": "Please choose one of the two."},
        widget=forms.RadioSelect,
    )
    on_missing = forms.ChoiceField(
        label="When somebody is assigned to a job without a licence that it requires",
        choices=_RULES,
        error_messages={"required": "Please choose one of the two."},
        widget=forms.RadioSelect,
    )

    def clean_emails(self) -> list[str]:
        """Return the addresses; name every line that is none."""
        lines = [line.strip() for line in self.cleaned_data["emails"].splitlines() if line.strip()]
        wrong = [line[:100] for line in lines if not _is_address(line)]
        if wrong:
            shown = ", ".join(f"“{line}”" for line in wrong[:5])
            verb = "is no e-mail address" if len(wrong) == 1 else "are no e-mail addresses"
            raise forms.ValidationError(f"{shown} {verb}, like ann@example.com.")
        return lines

    def values(self) -> dict[str, Any]:
        """Return what the operation takes."""
        names = ("lead_times", "notify_member", "emails", "digest", "on_missing")
        return {name: self.cleaned_data[name] for name in names}


def _is_address(line: str) -> bool:
    try:
        clean_email(line)
    except InvalidError:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def page(desk: Desk) -> HttpResponseBase:
    """Show and save the settings; a stale edit is noticed."""
    require_permission(desk.principal, Permission.SETTINGS_MANAGE)
    kept = licences.get_notification_settings(desk.principal)
    seen = fingerprint(kept)
    form = NotificationForm(sent(desk.request), initial={**_initial(kept), "seen": seen})
    return answer(
        desk,
        FormPage(
            title="Defaults",
            heading="Administration",
            form=form,
            nav="admin",
            tabs=admin_tabs(desk, "defaults"),
            section="Licence notification settings",
            warning="" if outbox.configured() else _NO_MAIL,
            upper="defaults-form",
            css="sr-defaults",
        ),
        lambda: licences.put_notification_settings(desk.principal, **form.values()),
        lambda _: desk.go(desk.url("defaults"), "Saved."),
        seen=seen,
    )


_NO_MAIL = (
    "No mail server is set up, so no e-mail goes out for now. The notices are kept and sent once"
    " there is one."
)


def _initial(kept: NotificationSettings) -> dict[str, object]:
    return {
        "lead_times": list(kept.lead_times),
        "notify_member": kept.notify_member,
        "emails": "\n".join(kept.emails),
        "digest": kept.digest,
        "on_missing": kept.on_missing,
    }
