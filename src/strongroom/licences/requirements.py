"""What roles and jobs require (C-9): whether each assigned member has it on the job's day."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower

from strongroom.access import api as access
from strongroom.access.api import Permission, Principal
from strongroom.access.models import Role
from strongroom.administration.api import Assigning
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.core.statements import fetch
from strongroom.licences import shared
from strongroom.licences.models import LicenceType, OnMissing, Override, Requirement
from strongroom.licences.notifications import settings_of
from strongroom.licences.rows import Check, TypeRow
from strongroom.licences.states import cell_state
from strongroom.work import api as work
from strongroom.work.models import Job

MOST = 50
"""Types that one job or role can require."""


def requirements_of_job(principal: Principal, job_id: uuid.UUID) -> list[TypeRow]:
    """Return the types that a job which a member may see requires, by name; outside it is not known."""
    return _types(job_id=_job(principal, job_id).id)


def requirements_of_role(principal: Principal, role_id: uuid.UUID) -> list[TypeRow]:
    """Return the types that a role requires, by name (*users.manage* or *licences.manage*)."""
    if not shared.sees_all(principal):
        access.require_permission(principal, Permission.USERS_MANAGE)
    return _types(role_id=_role(principal, role_id))


@transaction.atomic
def set_job_requirements(
    principal: Principal, *, job_id: uuid.UUID, type_ids: Iterable[uuid.UUID]
) -> list[TypeRow]:
    """Replace what a job requires, for whoever may change the job."""
    job = _editable(principal, job_id)
    _replace(principal, type_ids, library_id=job.library_id, job_id=job.id)
    return _types(job_id=job.id)


@transaction.atomic
def set_role_requirements(
    principal: Principal, *, role_id: uuid.UUID, type_ids: Iterable[uuid.UUID]
) -> list[TypeRow]:
    """Replace what a role requires of whoever holds it account-wide (*users.manage*)."""
    access.require_permission(principal, Permission.USERS_MANAGE)
    role = _role(principal, role_id)
    _replace(principal, type_ids, role_id=role)
    return _types(role_id=role)


def check_assignment(
    principal: Principal,
    *,
    job_id: uuid.UUID | None = None,
    member_ids: Collection[uuid.UUID],
    day: dt.date | None = None,
) -> list[Check]:
    """Return for each member what the job and their roles require and what they have, by name.

    `day` is the job's planned day if left out, or today. Who neither changes jobs nor keeps licences
    is told of themselves only. NotFoundError for a job that they can't see.
    """
    job = _job(principal, job_id) if job_id is not None else None
    day = day or (job.scheduled_on if job else None)
    asked = set(member_ids)
    if not (principal.holds(Permission.JOBS_EDIT) or shared.sees_all(principal)):
        asked &= {principal.id} if principal.id else set()
    return _checks(principal.account_id, job_id, asked, day)


@transaction.atomic
def require_assignable(
    principal: Principal,
    *,
    job_id: uuid.UUID,
    member_ids: Collection[uuid.UUID],
    day: dt.date | None = None,
    override_reason: str = "",
) -> list[Check]:
    """Return the gaps of members who are about to be assigned; belongs into the same transaction.

    While the account blocks, gaps raise ConflictError `licence_missing` with `gaps`, unless a reason
    is given: that is recorded for each member and type. While it warns, they are only returned.
    """
    job = _editable(principal, job_id)
    checks = _checks(principal.account_id, job_id, set(member_ids), day or job.scheduled_on)
    gaps = [check for check in checks if check.gap]
    if not gaps:
        return []
    if override_reason.strip():
        _override(principal, job, gaps, shared.clean_words(override_reason, "override_reason"))
    elif settings_of(principal.account_id).on_missing == OnMissing.BLOCK:
        raise _blocked(gaps)
    return gaps


def judge_assigning(asked: Assigning) -> None:
    """Apply `require_assignable` to whoever is assigned to a job, by whatever way (bound to the hook).

    A gap that was overridden before does not count.
    """
    principal = asked.principal
    job = Job.objects.filter(library_id=asked.library_id, account_id=principal.account_id).first()
    if job is not None:
        require_assignable(
            principal, job_id=job.id, member_ids=asked.member_ids, override_reason=asked.reason
        )


def _blocked(gaps: list[Check]) -> ConflictError:
    first = gaps[0]
    more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
    return ConflictError(
        f"{first.member_name} has no valid “{first.type_name}” on that day{more}."
        " Choose somebody else, or give a reason to assign them all the same.",
        code="licence_missing",
        gaps=[
            {
                "member_id": str(gap.member_id),
                "member_name": gap.member_name,
                "type_id": str(gap.type_id),
                "type_name": gap.type_name,
                "state": gap.state,
                "expires_on": gap.expires_on.isoformat() if gap.expires_on else None,
            }
            for gap in gaps
        ],
    )


def _override(principal: Principal, job: work.JobRow, gaps: list[Check], reason: str) -> None:
    made_by = shared.maker(principal)
    now = clock.now()
    Override.objects.bulk_create(
        [
            Override(
                job_id=job.id,
                member_id=gap.member_id,
                type_id=gap.type_id,
                reason=reason,
                made_by=made_by,
                made_at=now,
            )
            for gap in gaps
        ],
        ignore_conflicts=True,
    )
    audit.record_many(
        principal.actor,
        [
            audit.NewEvent(
                "licence.requirement_overridden",
                principal.account_id,
                library_id=job.library_id,
                subject_id=gap.member_id,
                data={"job": str(job.id), "type": str(gap.type_id), "state": gap.state},
            )
            for gap in gaps
        ],
    )


_CHECKS = """
with needed as (
  select a.member_id, r.type_id, bool_or(r.job_id is not null) as by_job
    from unnest(%(members)s::uuid[]) as a(member_id)
    join licences_requirement r on r.job_id = %(job)s::uuid
         or r.role_id in (select s.role_id from access_seat s
                           where s.member_id = a.member_id and s.library_id is null)
   group by a.member_id, r.type_id)
select n.member_id, p.name as member_name, n.type_id, t.name as type_name, n.by_job,
       l.id as licence_id, l.expires_on, o.reason
  from needed n
  join licences_type t on t.id = n.type_id and t.account_id = %(account)s
  join directory_member m on m.id = n.member_id and m.account_id = %(account)s
  join directory_person p on p.id = m.person_id
  left join lateral (
    select l.id, l.expires_on from licences_licence l
     where l.member_id = n.member_id and l.type_id = n.type_id and l.archived_at is null
     order by l.expires_on desc nulls first limit 1) l on true
  left join licences_override o on o.job_id = %(job)s::uuid
       and o.member_id = n.member_id and o.type_id = n.type_id
 order by p.name, m.id, lower(t.name), t.id
"""


def _checks(
    account_id: uuid.UUID,
    job_id: uuid.UUID | None,
    member_ids: Collection[uuid.UUID],
    day: dt.date | None,
) -> list[Check]:
    if not member_ids:
        return []
    on = day or shared.today(account_id)
    params = {"members": sorted(member_ids), "job": job_id, "account": account_id}
    return [_check(row, on) for row in fetch(_CHECKS, params)]


def _check(row: dict[str, Any], day: dt.date) -> Check:
    missing = row["licence_id"] is None
    return Check(
        member_id=row["member_id"],
        member_name=row["member_name"],
        type_id=row["type_id"],
        type_name=row["type_name"],
        state="missing" if missing else cell_state(row["expires_on"], day),
        expires_on=row["expires_on"],
        required_by="job" if row["by_job"] else "role",
        overridden=row["reason"] is not None,
        reason=row["reason"] or "",
    )


def _types(**which: uuid.UUID) -> list[TypeRow]:
    kept = Requirement.objects.filter(**which).select_related("type")
    return [
        TypeRow(row.type.id, row.type.name, row.type.kind, row.type.archived)
        for row in kept.order_by(Lower("type__name"), "type_id")
    ]


def _job(principal: Principal, job_id: uuid.UUID) -> work.JobRow:
    """Return a job that a member sees: who works there with which licence is nothing for customers."""
    if principal.outside:
        raise NotFoundError
    return work.JOBS.get(principal, job_id)


def _editable(principal: Principal, job_id: uuid.UUID) -> work.JobRow:
    job = _job(principal, job_id)
    if not job.may_edit:
        raise ForbiddenError("You may look at this job, but not change it.")
    return job


def _role(principal: Principal, role_id: uuid.UUID) -> uuid.UUID:
    if not Role.objects.filter(id=role_id, account_id=principal.account_id).exists():
        raise NotFoundError
    return role_id


def _replace(
    principal: Principal,
    type_ids: Iterable[uuid.UUID],
    *,
    library_id: uuid.UUID | None = None,
    **which: uuid.UUID,
) -> None:
    wanted = set(type_ids)
    known = LicenceType.objects.filter(id__in=wanted, account_id=principal.account_id)
    if len(wanted) > MOST or set(known.values_list("id", flat=True)) != wanted:
        raise InvalidError(
            errors={"type_ids": f"Please choose up to {MOST} licence types from the list."}
        )
    Requirement.objects.filter(**which).exclude(type__in=wanted).delete()
    Requirement.objects.bulk_create(
        [Requirement(type_id=type_id, **which) for type_id in wanted], ignore_conflicts=True
    )
    (subject,) = which.values()
    audit.record(
        principal.actor,
        audit.NewEvent(
            "licence.requirements_changed",
            principal.account_id,
            library_id=library_id,
            subject_id=subject,
            data={"types": sorted(map(str, wanted))},
        ),
    )
