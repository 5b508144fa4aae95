"""What all operations on licences have in common: who may, the day, texts, cursors, events."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import DateField, F, Func, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from strongroom.access import api as access
from strongroom.access.api import Action, Kind, Permission, Principal
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.core.naming import one_line
from strongroom.directory.models import Account, Member
from strongroom.licences.models import Licence
from strongroom.store import api as store
from strongroom.store.models import LibraryKind

MAX_NUMBER, MAX_TYPE_NAME, MAX_NOTE = 60, 100, 2000


def sees_all(principal: Principal) -> bool:
    """Whether everybody's licences are theirs to see and keep: *licences.manage*, account-wide (C-7)."""
    if principal.kind == Kind.SYSTEM:
        return bool(principal.purpose)
    return principal.kind == Kind.MEMBER and principal.holds(Permission.LICENCES_MANAGE)


def require_manage(principal: Principal) -> None:
    """Raise ForbiddenError unless they keep everybody's licences."""
    access.require_permission(principal, Permission.LICENCES_MANAGE)


def visible(principal: Principal) -> QuerySet[Any]:
    """Return the licences whose library the decision opens to the principal, with `today` on each."""
    rows: QuerySet[Any] = Licence.objects.filter(
        account_id=principal.account_id,
        library__in=access.library_ids_queryset(principal, Action.VIEW, LibraryKind.LICENCE),
    )
    dated: QuerySet[Any] = rows.annotate(today=today_of(principal.account_id))
    return dated


def today_of(account_id: uuid.UUID) -> Subquery:
    """Return the present day in the account's zone as an expression, worked out once a statement."""
    local = Func(F("time_zone"), Value(clock.now()), function="timezone")
    days = Account.objects.filter(id=account_id).values(day=Cast(local, DateField()))
    return Subquery(days, output_field=DateField())


def today(account_id: uuid.UUID) -> dt.date:
    """Return the present day in the account's zone. One query."""
    return clock.today(Account.objects.values_list("time_zone", flat=True).get(id=account_id))


def locked(principal: Principal, licence_id: uuid.UUID) -> Licence:
    """Return a licence that one keeps, its row locked; NotFoundError unseen, ForbiddenError only seen."""
    if not visible(principal).filter(id=licence_id).exists():
        raise NotFoundError
    if not sees_all(principal):
        raise ForbiddenError("You may look at this licence, but not change it.")
    found = Licence.objects.select_for_update().filter(id=licence_id).first()
    if found is None:
        raise NotFoundError
    return found


def require_live(licence: Licence) -> None:
    """Raise ConflictError for an archived licence."""
    if licence.archived_at is not None:
        raise ConflictError(
            "This licence is archived. Take it out of the archive first.", code="licence_archived"
        )


def maker(principal: Principal) -> Member | None:
    """Return the member who does it, or None for background work."""
    if principal.kind != Kind.MEMBER or principal.id is None:
        return None
    return Member.objects.filter(id=principal.id, account_id=principal.account_id).first()


def lock_id(wanted: uuid.UUID, *, shared: bool = False) -> None:
    """Let whoever names the same id wait until the transaction ends; shared ones wait for no shared one."""
    store.lock_library(wanted, shared=shared)


def require_free(rows: QuerySet[Any], wanted: uuid.UUID) -> None:
    """Raise ConflictError when a row has that id already; the caller has locked it."""
    if rows.filter(id=wanted).exists():
        raise ConflictError("This page was used for something else already. Load it again.")


def clean_line(raw: str, field: str, *, limit: int, needed: bool = True) -> str:
    """Return one line of text with its spaces put right, or raise InvalidError at `field`."""
    text = one_line(raw)
    if "\0" in text or len(text) > limit or (needed and not text):
        least = 1 if needed else 0
        raise InvalidError(errors={field: f"Please enter {least} to {limit} characters."})
    return text


def clean_words(raw: str, field: str, *, needed: bool = False) -> str:
    """Return a text of several lines, or raise InvalidError at `field`."""
    text = raw.replace("\r\n", "\n").strip()
    if needed and not text:
        raise InvalidError(errors={field: "Please say why, so that everybody understands it."})
    if "\0" in text or len(text) > MAX_NOTE:
        raise InvalidError(errors={field: f"Please enter at most {MAX_NOTE:,} characters."})
    return text


def record(
    principal: Principal, verb: str, licence: Licence, data: Mapping[str, object] | None = None
) -> None:
    """Write an event about a licence; who holds it is told along."""
    audit.record(
        principal.actor,
        audit.NewEvent(
            verb,
            principal.account_id,
            library_id=licence.library_id,
            subject_id=licence.id,
            data={"member": str(licence.member_id), **(data or {})},
        ),
    )
