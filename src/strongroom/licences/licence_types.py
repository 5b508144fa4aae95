"""Licence types: the account's list of what there is to hold. Names are unique whatever their case."""

import unicodedata
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Lower

from strongroom.access.api import Kind, Permission, Principal
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.licences import shared
from strongroom.licences.models import Licence, LicenceType, Requirement, TypeKind
from strongroom.licences.rows import TypeRow
from strongroom.licences.selecting import checked_kind

_READERS = (
    Permission.LICENCES_MANAGE,
    Permission.JOBS_EDIT,
    Permission.USERS_MANAGE,
    Permission.SETTINGS_MANAGE,
)
"""Who has a use for the list: for licences, or for what a job or a role requires."""
MOST = 1000


def list_types(principal: Principal, *, include_archived: bool = False) -> list[TypeRow]:
    """Return the account's types by name, at most 1,000, with how many live licences each has."""
    if principal.kind != Kind.SYSTEM and not any(principal.holds(one) for one in _READERS):
        raise ForbiddenError("This needs the permission “User licences”.")
    rows = _types(principal)
    if not include_archived:
        rows = rows.filter(archived=False)
    live = Count("licences", filter=Q(licences__archived_at=None))
    return [
        _row(row, row.in_use)
        for row in rows.annotate(in_use=live).order_by(Lower("name"), "id")[:MOST]
    ]


@transaction.atomic
def create_type(
    principal: Principal, *, name: str, kind: str = TypeKind.QUALIFICATION
) -> tuple[TypeRow, bool]:
    """Return the type of that name and whether it was made now: an existing one is used again.

    Whatever the case; one that was archived is offered again. Needs *licences.manage*.
    """
    shared.require_manage(principal)
    kept, made = named(principal, name, field="name", kind=kind)
    return _row(kept), made


def named(
    principal: Principal, raw: str, *, field: str, kind: str = TypeKind.QUALIFICATION
) -> tuple[LicenceType, bool]:
    """Return the type of that name, made if there is none; two at once get the same one."""
    name = _clean(raw, field)
    checked_kind(kind)
    wanted = LicenceType(
        account_id=principal.account_id, name=name, kind=kind, created_at=clock.now()
    )
    # One that stands already, or is being made by another request, is left as it is.
    LicenceType.objects.bulk_create([wanted], ignore_conflicts=True)
    found = _same_name(principal, name).first()
    if found is None or not _stays(found):  # deleted at this moment
        return named(principal, raw, field=field, kind=kind)
    made = found.id == wanted.id
    if made:
        _record(principal, "licence_type.made", found)
    elif found.archived:
        LicenceType.objects.filter(id=found.id).update(archived=False)
        found.archived = False
        _record(principal, "licence_type.changed", found, archived=False)
    return found, made


def chosen(principal: Principal, type_id: uuid.UUID) -> LicenceType:
    """Return a type of the account, or raise InvalidError at `type_id`: another's is unknown (L33)."""
    found = _types(principal).filter(id=type_id).first()
    if not isinstance(found, LicenceType) or not _stays(found):
        raise InvalidError(errors={"type_id": "Please choose a licence type from the list."})
    return found


def _stays(found: LicenceType) -> bool:
    """Keep a type from being deleted to the end of the transaction; False if it is gone already."""
    shared.lock_id(found.id, shared=True)
    return LicenceType.objects.filter(id=found.id).exists()


@transaction.atomic
def update_type(
    principal: Principal,
    *,
    type_id: uuid.UUID,
    name: str | None = None,
    kind: str | None = None,
    archived: bool | None = None,
) -> TypeRow:
    """Change what is given (*licences.manage*). ConflictError `name_taken` for another one's name."""
    shared.require_manage(principal)
    found = _locked(principal, type_id)
    if name is not None:
        found.name = _clean(name, "name")
        if _same_name(principal, found.name).exclude(id=type_id).exists():
            raise ConflictError(
                f"There is a type “{found.name}” already. Use that one, or choose another name.",
                code="name_taken",
            )
    if kind is not None:
        found.kind = checked_kind(kind)
    if archived is not None:
        found.archived = archived
    found.save()
    _record(principal, "licence_type.changed", found, archived=found.archived)
    return _row(found)


@transaction.atomic
def delete_type(principal: Principal, *, type_id: uuid.UUID) -> None:
    """Delete a type that nothing has; ConflictError `type_in_use` else. Needs *licences.manage*."""
    shared.require_manage(principal)
    shared.lock_id(type_id)
    found = _locked(principal, type_id)
    count = Licence.objects.filter(type=found).count()
    if count:
        what = "1 licence has" if count == 1 else f"{count:,} licences have"
        raise ConflictError(
            f"{what} the type “{found.name}”, archived ones included. Archive the type instead:"
            " it is then no longer offered.",
            code="type_in_use",
        )
    if Requirement.objects.filter(type=found).exists():
        raise ConflictError(
            f"A role or a job requires “{found.name}”. Take that away first.", code="type_in_use"
        )
    _record(principal, "licence_type.deleted", found)
    found.delete()


def _types(principal: Principal) -> QuerySet[Any]:
    rows: QuerySet[Any] = LicenceType.objects.filter(account_id=principal.account_id)
    return rows


def _same_name(principal: Principal, name: str) -> QuerySet[Any]:
    """The database says what the same name is, here as in its constraint."""
    rows: QuerySet[Any] = _types(principal).annotate(low=Lower(F("name")))
    return rows.filter(low=Lower(Value(name)))


def _locked(principal: Principal, type_id: uuid.UUID) -> LicenceType:
    found = _types(principal).select_for_update().filter(id=type_id).first()
    if not isinstance(found, LicenceType):
        raise NotFoundError
    return found


def _clean(raw: str, field: str) -> str:
    text = unicodedata.normalize("NFC", raw)
    return shared.clean_line(text, field, limit=shared.MAX_TYPE_NAME)


def _row(row: LicenceType, in_use: int | None = None) -> TypeRow:
    return TypeRow(id=row.id, name=row.name, kind=row.kind, archived=row.archived, in_use=in_use)


def _record(principal: Principal, verb: str, kept: LicenceType, **data: object) -> None:
    facts = {"kind": str(kept.kind), **data}
    audit.record(
        principal.actor,
        audit.NewEvent(verb, principal.account_id, subject_id=kept.id, data=facts),
    )
