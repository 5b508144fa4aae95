"""Renewals in the office: handing one in, taking it back, verifying or rejecting it (C-10)."""

import uuid
from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError
from strongroom.interfaces.common.forms.saving import answer, lead_on, sent
from strongroom.interfaces.common.licences.evidence import staged
from strongroom.interfaces.kit.form_page import Drawn, FormPage
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.licences.forms import FACTS, Files, RenewForm
from strongroom.interfaces.office.licences.words import crumbs, day
from strongroom.licences import api as licences
from strongroom.licences.api import RenewalRow


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def submit(desk: Desk, licence_id: uuid.UUID) -> HttpResponseBase:
    """Hand in a renewal of one's own licence, with evidence; until verified the old one counts."""
    row = licences.get_licence(desk.principal, licence_id)
    if row.member_id != desk.principal.id and not row.may_edit:
        raise ForbiddenError
    form = RenewForm(sent(desk.request), row=row, initial={"number": row.number})
    url = desk.url("licence", licence_id=licence_id)
    return answer(
        desk,
        FormPage(
            title=f"Renew {row.name}",
            heading=f"Renew {row.type_name}",
            subheading=f"Expires on {day(row.expires_on)} so far" if row.expires_on else "",
            form=form,
            crumbs=[*crumbs(desk), Parent(row.name, url)],
            lead=_LEAD,
            parts=(Drawn("office/licences/files.html", Files(needed=True)), FACTS, "note"),
            submit="Hand in",
            behaviour="licence-form",
            gathers=True,
        ),
        lambda: licences.submit_renewal(
            desk.principal,
            licence_id=licence_id,
            **form.values(),
            files=staged(desk.request),
        ),
        lambda _: lead_on(desk, url, _HANDED_IN),
    )


_LEAD = "The office looks at what you hand in. Until it is verified, the old expiry counts."
_HANDED_IN = "The renewal is handed in. Until it is verified the old one counts."


@require_POST
@at_desk
def verify(desk: Desk, renewal_id: uuid.UUID) -> HttpResponseBase:
    """Accept a renewal: its number and days are the licence's from now on."""
    return _decide(
        desk,
        renewal_id,
        lambda: licences.verify_renewal(desk.principal, renewal_id=renewal_id),
        "Verified. The new expiry counts from now on.",
    )


@require_POST
@at_desk
def reject(desk: Desk, renewal_id: uuid.UUID) -> HttpResponseBase:
    """Refuse a renewal with a reason that its holder reads; the old expiry stays."""
    reason = desk.request.POST.get("reason", "")
    return _decide(
        desk,
        renewal_id,
        lambda: licences.reject_renewal(desk.principal, renewal_id=renewal_id, reason=reason),
        "Rejected. The holder reads the reason on the page of the licence.",
    )


@require_POST
@at_desk
def withdraw(desk: Desk, renewal_id: uuid.UUID) -> HttpResponseBase:
    """Take back a renewal that waits; its files stay."""
    return _decide(
        desk,
        renewal_id,
        lambda: licences.withdraw_renewal(desk.principal, renewal_id=renewal_id),
        "The renewal is withdrawn.",
    )


def _decide(
    desk: Desk, renewal_id: uuid.UUID, operation: Callable[[], RenewalRow], said: str
) -> HttpResponseBase:
    """Do it, and go back to the licence with a notice of it, or of what forbade it."""
    before = licences.get_renewal(desk.principal, renewal_id)
    url = desk.url("licence", licence_id=before.licence_id)
    try:
        operation()
    except (ConflictError, InvalidError) as error:
        return desk.go(url, error.detail, level="error")
    return desk.go(url, said)
