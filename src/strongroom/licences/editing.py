"""Adding, changing, archiving, replacing and deleting licences (*licences.manage*), each with its event."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from strongroom.access.api import Principal
from strongroom.administration import api as administration
from strongroom.core import clock
from strongroom.core.errors import ConflictError, InvalidError, PreconditionFailedError
from strongroom.directory import api as directory
from strongroom.directory.models import Account, Member
from strongroom.licences import licence_types, shared
from strongroom.licences.evidence import EvidenceFile, put, using
from strongroom.licences.listing import get_licence
from strongroom.licences.models import Licence, LicenceType, TypeKind
from strongroom.licences.rows import LicenceRow
from strongroom.licences.states import check_days
from strongroom.store import api as store
from strongroom.store.models import Item, LibraryKind
from strongroom.work.api import UNSET, Unset


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a new licence begins with."""

    member: Member
    type: LicenceType
    number: str
    issued_on: dt.date | None
    expires_on: dt.date | None


def add_licence(
    principal: Principal,
    *,
    member_id: uuid.UUID,
    type_id: uuid.UUID | None = None,
    new_type: str = "",
    new_type_kind: str = TypeKind.QUALIFICATION,
    number: str = "",
    issued_on: dt.date | None = None,
    expires_on: dt.date | None = None,
    files: Sequence[EvidenceFile] = (),
    licence_id: uuid.UUID | None = None,
) -> LicenceRow:
    """Add a licence of a live member, with its evidence (C-3).

    The type is one of the list, or `new_type` names it: one that exists is used again. With a
    `licence_id` the same Save sent twice is one licence. The staged files are used up or discarded.
    """
    with using(principal, files) as promoted, transaction.atomic():
        shared.require_manage(principal)
        if licence_id is not None:
            shared.lock_id(licence_id)
            if Licence.objects.filter(id=licence_id, account_id=principal.account_id).exists():
                return get_licence(principal, licence_id)
            shared.require_free(Licence.objects.all(), licence_id)
        if (type_id is None) == (not new_type.strip()):
            raise InvalidError(
                errors={"type_id": "Please choose a licence type, or name a new one."}
            )
        member = _holder(principal, member_id)
        check_days(issued_on, expires_on)
        number = _number(number)
        if type_id is not None:
            kept = licence_types.chosen(principal, type_id)
        else:
            kept = licence_types.named(principal, new_type, field="new_type", kind=new_type_kind)[0]
        licence = _make(principal, _Draft(member, kept, number, issued_on, expires_on), licence_id)
        put(principal, licence.library_id, promoted)
        return get_licence(principal, licence.id)


def _make(principal: Principal, draft: _Draft, licence_id: uuid.UUID | None = None) -> Licence:
    administration.require_licence_holder(principal, draft.member.id)
    library = store.create_library(
        account=Account.objects.get(id=principal.account_id),
        kind=LibraryKind.LICENCE,
        name=_root_name(draft.type, draft.member),
        holder=draft.member,
        created_by=shared.maker(principal),
    )
    now = clock.now()
    licence = Licence(
        account_id=principal.account_id,
        member=draft.member,
        type=draft.type,
        library=library,
        number=draft.number,
        issued_on=draft.issued_on,
        expires_on=draft.expires_on,
        created_at=now,
        updated_at=now,
    )
    if licence_id is not None:
        licence.id = licence_id
    licence.save(force_insert=True)
    shared.record(principal, "licence.added", licence, _facts(licence))
    administration.follow_licences(principal, draft.member.id)
    return licence


def update_licence(
    principal: Principal,
    *,
    licence_id: uuid.UUID,
    type_id: uuid.UUID | Unset = UNSET,
    number: str | Unset = UNSET,
    issued_on: dt.date | Unset | None = UNSET,
    expires_on: dt.date | Unset | None = UNSET,
    if_updated_at: dt.datetime | None = None,
) -> LicenceRow:
    """Change what is given; None takes a date away. Another expiry starts the ladder anew (C-5).

    Raises PreconditionFailedError if it was changed since `if_updated_at`.
    """
    with transaction.atomic():
        licence = shared.locked(principal, licence_id)
        if if_updated_at is not None and licence.updated_at != if_updated_at:
            raise PreconditionFailedError("Somebody else changed this meanwhile. Load it again.")
        wanted: dict[str, Any] = {}
        if not isinstance(type_id, Unset):
            wanted["type_id"] = licence_types.chosen(principal, type_id).id
        if not isinstance(number, Unset):
            wanted["number"] = _number(number)
        if not isinstance(issued_on, Unset):
            wanted["issued_on"] = issued_on
        if not isinstance(expires_on, Unset):
            wanted["expires_on"] = expires_on
        check_days(
            wanted.get("issued_on", licence.issued_on), wanted.get("expires_on", licence.expires_on)
        )
        change(principal, licence, wanted)
        return get_licence(principal, licence_id)


def change(principal: Principal, licence: Licence, wanted: dict[str, Any]) -> None:
    """Write the fields that differ, with an event; the library's root follows another type."""
    fields = [name for name, value in wanted.items() if getattr(licence, name) != value]
    if not fields:
        return
    for name in fields:
        setattr(licence, name, wanted[name])
    licence.updated_at = clock.now()
    licence.save()
    if "type_id" in fields:
        name = _root_name(
            LicenceType.objects.get(id=licence.type_id),
            Member.objects.select_related("person").get(id=licence.member_id),
        )
        store.rename_root(licence.library_id, name)
    shared.record(principal, "licence.changed", licence, {"fields": fields, **_facts(licence)})


def archive_licence(principal: Principal, *, licence_id: uuid.UUID) -> LicenceRow:
    """Take a licence out of lists, matrix and reminders; it and its evidence stay."""
    return _set_archived(principal, licence_id, archived=True)


def unarchive_licence(principal: Principal, *, licence_id: uuid.UUID) -> LicenceRow:
    """Take a licence out of the archive; ConflictError `licence_replaced` for one with a successor."""
    return _set_archived(principal, licence_id, archived=False)


@transaction.atomic
def _set_archived(principal: Principal, licence_id: uuid.UUID, *, archived: bool) -> LicenceRow:
    licence = shared.locked(principal, licence_id)
    if licence.replaced_by_id is not None and not archived:
        raise ConflictError("Another licence has replaced this one.", code="licence_replaced")
    if (licence.archived_at is not None) != archived:
        licence.archived_at = clock.now() if archived else None
        licence.updated_at = clock.now()
        licence.save()
        verb = "licence.archived" if archived else "licence.unarchived"
        shared.record(principal, verb, licence)
    return get_licence(principal, licence_id)


def replace_licence(
    principal: Principal,
    *,
    licence_id: uuid.UUID,
    number: str = "",
    issued_on: dt.date | None = None,
    expires_on: dt.date | None = None,
    files: Sequence[EvidenceFile] = (),
) -> LicenceRow:
    """Add the licence that follows this one, of the same member and type; the old one is archived."""
    with using(principal, files) as promoted, transaction.atomic():
        old = shared.locked(principal, licence_id)
        shared.require_live(old)
        check_days(issued_on, expires_on)
        member, kept = _holder(principal, old.member_id), LicenceType.objects.get(id=old.type_id)
        new = _make(principal, _Draft(member, kept, _number(number), issued_on, expires_on))
        old.replaced_by, old.archived_at, old.updated_at = new, clock.now(), clock.now()
        old.save()
        shared.record(principal, "licence.replaced", old, {"by": str(new.id)})
        put(principal, new.library_id, promoted)
        return get_licence(principal, new.id)


@transaction.atomic
def delete_licence(principal: Principal, *, licence_id: uuid.UUID) -> None:
    """Delete a licence with its evidence, renewals and ledger, for good; an event stays.

    The bytes go later, with `strongroom prune`.
    """
    licence = shared.locked(principal, licence_id)
    store.lock_library(licence.library_id, shared=False)
    files = Item.objects.filter(library_id=licence.library_id, is_file=True).count()
    facts = {"type": str(licence.type_id), "files": files, **_facts(licence)}
    shared.record(principal, "licence.deleted", licence, facts)
    library_id, member_id = licence.library_id, licence.member_id
    licence.delete()
    store.delete_library(library_id)
    administration.follow_licences(principal, member_id)


def _holder(principal: Principal, member_id: uuid.UUID) -> Member:
    members = Member.objects.filter(id=member_id, account_id=principal.account_id)
    found = members.select_related("person").first()
    if found is None:
        raise InvalidError(errors={"member_id": "Please choose one of your users."})
    if not directory.is_there(found):
        raise InvalidError(errors={"member_id": "This user is deactivated. Please choose another."})
    return found


def _number(raw: str) -> str:
    return shared.clean_line(raw, "number", limit=shared.MAX_NUMBER, needed=False)


def _root_name(kept: LicenceType, member: Member) -> str:
    return f"{kept.name}, {member.person.name}"[:255]


def _facts(licence: Licence) -> dict[str, object]:
    """What an event keeps: dates only, neither names nor numbers."""
    expires_on = licence.expires_on
    return {"expires_on": expires_on.isoformat() if expires_on else None}
