"""Renewals (C-10): the holder hands in new evidence and a new expiry; until verified the old one counts."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from strongroom.access.api import Principal
from strongroom.core import clock
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.licences import shared
from strongroom.licences.editing import change
from strongroom.licences.evidence import EvidenceFile, put_for_renewal, using
from strongroom.licences.models import Licence, Renewal, RenewalState, Verification
from strongroom.licences.renewal_rows import get_renewal
from strongroom.licences.rows import RenewalRow
from strongroom.licences.states import check_days


def submit_renewal(
    principal: Principal,
    *,
    licence_id: uuid.UUID,
    expires_on: dt.date | None,
    issued_on: dt.date | None = None,
    number: str = "",
    note: str = "",
    files: Sequence[EvidenceFile] = (),
    renewal_id: uuid.UUID | None = None,
) -> RenewalRow:
    """Hand in a renewal with at least one file; for the holder, or whoever keeps licences.

    Nothing of the licence changes yet. The same `renewal_id` twice is one renewal. ConflictError:
    `renewal_pending` while another one waits, `licence_archived`.
    """
    with using(principal, files) as promoted, transaction.atomic():
        licence = _own_or_kept(principal, licence_id)
        if renewal_id is not None:
            shared.lock_id(renewal_id)
            if Renewal.objects.filter(id=renewal_id, licence=licence).exists():
                return get_renewal(principal, renewal_id)
            shared.require_free(Renewal.objects.all(), renewal_id)
        shared.require_live(licence)
        _check(principal, licence, issued_on, expires_on, files)
        if Renewal.objects.filter(licence=licence, state=RenewalState.PENDING).exists():
            raise ConflictError(
                "A renewal of this licence waits to be verified already. Withdraw it first.",
                code="renewal_pending",
            )
        now = clock.now()
        renewal = Renewal(
            licence=licence,
            number=shared.clean_line(number, "number", limit=shared.MAX_NUMBER, needed=False),
            issued_on=issued_on,
            expires_on=expires_on,
            previous_expires_on=licence.expires_on,
            note=shared.clean_words(note, "note"),
            submitted_by=shared.maker(principal),
            submitted_at=now,
        )
        if renewal_id is not None:
            renewal.id = renewal_id
        day = shared.today(principal.account_id)
        folder = f"Renewal of {day.isoformat()}"
        renewal.folder_id = put_for_renewal(principal, licence.library_id, folder, promoted)
        renewal.save(force_insert=True)
        _mark(licence, Verification.PENDING)
        shared.record(principal, "licence.renewal_submitted", licence, _facts(renewal))
        return get_renewal(principal, renewal.id)


def _own_or_kept(principal: Principal, licence_id: uuid.UUID) -> Licence:
    """Return the licence, its row locked, if it exists for the principal: the holder or a keeper."""
    if not shared.visible(principal).filter(id=licence_id).exists():
        raise NotFoundError
    licence = Licence.objects.select_for_update().filter(id=licence_id).first()
    if licence is None:  # deleted at this moment
        raise NotFoundError
    if licence.member_id != principal.id and not shared.sees_all(principal):
        raise ForbiddenError
    return licence


def _check(
    principal: Principal,
    licence: Licence,
    issued_on: dt.date | None,
    expires_on: dt.date | None,
    files: Sequence[EvidenceFile],
) -> None:
    check_days(issued_on, expires_on)
    if expires_on is None and licence.expires_on is not None:
        raise InvalidError(errors={"expires_on": "Please enter the new expiry date."})
    if expires_on is not None and expires_on < shared.today(principal.account_id):
        raise InvalidError(errors={"expires_on": "This day has passed; is it the new expiry date?"})
    if not files:
        raise InvalidError(errors={"files": "Please add a photo or a document as evidence."})


@transaction.atomic
def withdraw_renewal(principal: Principal, *, renewal_id: uuid.UUID) -> RenewalRow:
    """Take back a renewal that waits; for the holder or a keeper. Its files stay."""
    before = get_renewal(principal, renewal_id)
    licence = _own_or_kept(principal, before.licence_id)
    return _decide(principal, licence, renewal_id, RenewalState.WITHDRAWN)


@transaction.atomic
def verify_renewal(principal: Principal, *, renewal_id: uuid.UUID) -> RenewalRow:
    """Accept a renewal (*licences.manage*): its number and days are the licence's from now on."""
    before = get_renewal(principal, renewal_id)
    licence = shared.locked(principal, before.licence_id)
    shared.require_live(licence)
    row = _decide(principal, licence, renewal_id, RenewalState.VERIFIED)
    wanted: dict[str, Any] = {"expires_on": row.expires_on}
    if row.number:
        wanted["number"] = row.number
    if row.issued_on:
        wanted["issued_on"] = row.issued_on
    elif licence.issued_on and row.expires_on and row.expires_on < licence.issued_on:
        wanted["issued_on"] = None
    change(principal, licence, wanted)
    return row


@transaction.atomic
def reject_renewal(principal: Principal, *, renewal_id: uuid.UUID, reason: str) -> RenewalRow:
    """Refuse a renewal with a reason that the holder reads (*licences.manage*); the old date stays."""
    before = get_renewal(principal, renewal_id)
    licence = shared.locked(principal, before.licence_id)
    words = shared.clean_words(reason, "reason", needed=True)
    return _decide(principal, licence, renewal_id, RenewalState.REJECTED, words)


def _decide(
    principal: Principal,
    licence: Licence,
    renewal_id: uuid.UUID,
    state: RenewalState,
    reason: str = "",
) -> RenewalRow:
    renewal = Renewal.objects.select_for_update().get(id=renewal_id)
    if renewal.state != RenewalState.PENDING:
        label = RenewalState(renewal.state).label.lower()
        raise ConflictError(f"This renewal is {label} already.", code="already_decided")
    renewal.state, renewal.reason = state, reason
    renewal.decided_by, renewal.decided_at = shared.maker(principal), clock.now()
    renewal.save()
    _mark(
        licence,
        Verification.NONE if state == RenewalState.WITHDRAWN else Verification(state.value),
    )
    shared.record(principal, f"licence.renewal_{state.value}", licence, _facts(renewal))
    return get_renewal(principal, renewal_id)


def _mark(licence: Licence, state: Verification) -> None:
    licence.verification, licence.updated_at = state, clock.now()
    licence.save(update_fields=["verification", "updated_at"])


def _facts(renewal: Renewal) -> dict[str, object]:
    expires_on = renewal.expires_on
    return {
        "renewal": str(renewal.id),
        "expires_on": expires_on.isoformat() if expires_on else None,
    }
