"""What is required of whom (C-9) as conditions: by account-wide roles, and by open jobs. No writes."""

from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q

from strongroom.licences.models import Licence, Override, Requirement
from strongroom.work.models import JobStatus

_OPEN: Final = (JobStatus.PLANNED, JobStatus.IN_PROGRESS)
"""Jobs that are done or cancelled require nothing any more."""


def required_of(member: OuterRef) -> dict[str, ArraySubquery]:
    """Return what is required of a member as two expressions, by roles and by jobs: ids of types.

    A job's requirement that was overridden for the member (C-9) does not count.
    """
    return {
        "by_role": ArraySubquery(_by_role(__exact=member).values("type_id")),
        "by_job": ArraySubquery(_by_job(__exact=member).values("type_id")),
    }


def lacks_required(member: OuterRef, kind: str = "") -> Q:
    """Return the condition that a member has no licence of a type (of that kind) that is required."""
    of_kind = Q(type__archived=False) & (Q(type__kind=kind) if kind else Q())
    return Q(Exists(_without(_by_role(__exact=member), of_kind))) | Q(
        Exists(_without(_by_job(__exact=member), of_kind))
    )


def _without(required: Any, of_kind: Q) -> Any:
    has = Licence.objects.filter(member=OuterRef("member"), type=OuterRef("type"), archived_at=None)
    return required.filter(of_kind).filter(~Exists(has))


def _by_role(**member: Any) -> Any:
    seats = _of("role__seats__member", member)
    found = Requirement.objects.filter(role__seats__library=None, **seats)
    return found.annotate(member=F("role__seats__member"))


def _by_job(**member: Any) -> Any:
    seats = _of("job__library__seats__member", member)
    found = Requirement.objects.filter(job__status__in=_OPEN, **seats).annotate(
        member=F("job__library__seats__member")
    )
    overridden = Override.objects.filter(
        job=OuterRef("job"), member=OuterRef("member"), type=OuterRef("type")
    )
    return found.filter(~Exists(overridden))


def _of(field: str, member: dict[str, Any]) -> dict[str, Any]:
    return {f"{field}{lookup}": value for lookup, value in member.items()}
