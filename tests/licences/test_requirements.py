"""What roles and jobs require (C-9): judged on the job's day, warned of or blocked, overridden with a reason."""

import uuid

import pytest

from licences.licence_world import add, at, choose, day, keeper
from personas import Firm
from strongroom.access.models import Role, Seat
from strongroom.audit.models import Event
from strongroom.core import clock
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.licences import api as licences
from strongroom.licences.models import Override
from strongroom.work import api as work
from strongroom.work.models import Job

pytestmark = pytest.mark.django_db


def require(firm: Firm, *names: str) -> list[uuid.UUID]:
    """Let the job require types of these names; return their ids in order."""
    ids = [licences.create_type(keeper(firm), name=name)[0].id for name in names]
    licences.set_job_requirements(firm.principal("clerk"), job_id=firm.job.id, type_ids=ids)
    return ids


def judged(firm: Firm, who: str = "tech", **fields: object) -> dict[str, str]:
    checks = licences.check_assignment(
        firm.principal("clerk"),
        job_id=firm.job.id,
        member_ids=[firm.members[who].id],
        **fields,  # type: ignore[arg-type]
    )
    return {check.type_name: check.state for check in checks}


def test_c9_each_required_type_is_judged_on_the_day_of_the_job(firm: Firm) -> None:
    require(firm, "Crane", "Digger", "Forklift", "Welding")
    add(firm, "tech", "Crane", expires="2027-03-10")
    add(firm, "tech", "Digger", expires="2026-03-31")
    add(firm, "tech", "Welding")
    firm.job.scheduled_on = day("2026-03-31")
    firm.job.save()
    assert judged(firm) == {
        "Crane": "valid",
        "Digger": "expiring",
        "Forklift": "missing",
        "Welding": "valid",
    }
    assert judged(firm, day=day("2026-04-01"))["Digger"] == "expired"
    firm.job.scheduled_on = None
    firm.job.save()
    with clock.standing_at(at("2027-03-11T12:00")):
        assert judged(firm)["Crane"] == "expired"


def test_c9_the_licence_that_counts_longest_decides(firm: Firm) -> None:
    require(firm, "Crane")
    old = add(firm, "tech", "Crane", expires="2026-01-01")
    assert judged(firm, day=day("2026-06-01")) == {"Crane": "expired"}
    newer = add(firm, "tech", "Crane", expires="2030-01-01")
    assert judged(firm, day=day("2026-06-01")) == {"Crane": "valid"}
    licences.archive_licence(keeper(firm), licence_id=newer.id)
    assert judged(firm, day=day("2026-06-01")) == {"Crane": "expired"}
    licences.archive_licence(keeper(firm), licence_id=old.id)
    assert judged(firm, day=day("2026-06-01")) == {"Crane": "missing"}


def test_c9_a_role_requires_of_whoever_holds_it(firm: Firm) -> None:
    crane, _ = licences.create_type(keeper(firm), name="Crane")
    role = firm.roles["technician"]
    licences.set_role_requirements(firm.principal("admin"), role_id=role.id, type_ids=[crane.id])
    assert judged(firm, "tech") == {"Crane": "missing"}
    assert judged(firm, "sub") == {}
    assert [one.id for one in licences.requirements_of_role(keeper(firm), role.id)] == [crane.id]
    # Held in a project only, it says nothing about a job.
    elsewhere = Role.objects.create(account=firm.account, name="Site", permissions=[])
    Seat.objects.create(member=firm.members["sub"], role=elsewhere, library=firm.project.library)
    licences.set_role_requirements(
        firm.principal("admin"), role_id=elsewhere.id, type_ids=[crane.id]
    )
    assert judged(firm, "sub") == {}


def test_c9_blocked_unless_a_reason_is_given_which_is_kept(firm: Firm) -> None:
    (crane,) = require(firm, "Crane")
    choose(firm, on_missing="block")
    clerk, tech = firm.principal("clerk"), firm.members["tech"].id
    with pytest.raises(ConflictError) as raised:
        licences.require_assignable(clerk, job_id=firm.job.id, member_ids=[tech])
    assert raised.value.code == "licence_missing"
    assert [gap["type_id"] for gap in raised.value.extra["gaps"]] == [str(crane)]
    assert not Override.objects.exists()

    licences.require_assignable(
        clerk, job_id=firm.job.id, member_ids=[tech], override_reason="Works with Ann only."
    )
    kept = Override.objects.get()
    assert (kept.reason, kept.made_by_id) == ("Works with Ann only.", firm.members["clerk"].id)
    assert Event.objects.filter(verb="licence.requirement_overridden", subject_id=tech).exists()
    (check,) = licences.check_assignment(clerk, job_id=firm.job.id, member_ids=[tech])
    assert (check.state, check.gap, check.reason) == ("missing", False, "Works with Ann only.")
    assert licences.require_assignable(clerk, job_id=firm.job.id, member_ids=[tech]) == []


def test_c9_while_it_warns_the_gaps_are_told(firm: Firm) -> None:
    require(firm, "Crane")
    clerk = firm.principal("clerk")
    gaps = licences.require_assignable(
        clerk, job_id=firm.job.id, member_ids=[firm.members["tech"].id]
    )
    assert [gap.label for gap in gaps] == ["Missing"]


def test_c9_no_way_of_assigning_is_forgotten(firm: Firm) -> None:
    crane, _ = licences.create_type(keeper(firm), name="Crane")
    clerk, alder = firm.principal("clerk"), firm.customers["alder"].id
    office, sub = firm.members["office"].id, firm.members["sub"].id
    role = firm.roles["office"]
    licences.set_role_requirements(firm.principal("admin"), role_id=role.id, type_ids=[crane.id])
    choose(firm, on_missing="block")
    for who in ("clerk", "admin"):
        with pytest.raises(ConflictError) as raised:
            work.JOBS.create(
                firm.principal(who), title="Roof", customer_id=alder, assigned=[office]
            )
        assert raised.value.code == "licence_missing"
    assert not Job.objects.filter(title="Roof").exists()
    job = work.JOBS.create(clerk, title="Roof", customer_id=alder, assigned=[sub])
    with pytest.raises(ConflictError):
        work.JOBS.update(clerk, job.id, assigned=[sub, office])
    assert work.JOBS.get(clerk, job.id).assigned == (sub,)
    licences.require_assignable(
        clerk, job_id=job.id, member_ids=[office], override_reason="Lifts nothing."
    )
    work.JOBS.update(clerk, job.id, assigned=[sub, office])
    assert set(work.JOBS.get(clerk, job.id).assigned) == {sub, office}
    assert Override.objects.get().reason == "Lifts nothing."
    work.QUOTES.create(clerk, title="Quote", customer_id=alder, assigned=[office])


def test_who_does_not_plan_jobs_is_told_of_themselves(firm: Firm) -> None:
    require(firm, "Crane")
    both = [firm.members["tech"].id, firm.members["sub"].id]
    for who in ("tech", "sub"):
        checks = licences.check_assignment(firm.principal(who), job_id=firm.job.id, member_ids=both)
        assert [check.member_id for check in checks] == [firm.members[who].id]
    with pytest.raises(NotFoundError):
        licences.check_assignment(firm.principal("contact"), job_id=firm.job.id, member_ids=both)
    with pytest.raises(NotFoundError):
        licences.check_assignment(firm.principal("tech"), job_id=firm.other_job.id, member_ids=both)
    with pytest.raises(NotFoundError):
        licences.requirements_of_job(firm.principal("stranger"), firm.job.id)


def test_who_may_not_change_a_job_or_a_role_does_not_set_what_it_requires(firm: Firm) -> None:
    (crane,) = require(firm, "Crane")
    for who in ("viewer", "tech", "sub"):
        with pytest.raises(ForbiddenError):
            licences.set_job_requirements(firm.principal(who), job_id=firm.job.id, type_ids=[])
        with pytest.raises(ForbiddenError):
            licences.require_assignable(firm.principal(who), job_id=firm.job.id, member_ids=[])
        with pytest.raises(ForbiddenError):
            licences.set_role_requirements(
                firm.principal(who), role_id=firm.roles["clerk"].id, type_ids=[crane]
            )
    assert [
        one.id for one in licences.requirements_of_job(firm.principal("admin"), firm.job.id)
    ] == [crane]


def test_unknown_types_and_roles_are_refused(firm: Firm) -> None:
    theirs, _ = licences.create_type(firm.principal("stranger"), name="Crane")
    for wanted in ([theirs.id], [uuid.uuid4()]):
        with pytest.raises(InvalidError) as raised:
            licences.set_job_requirements(
                firm.principal("clerk"), job_id=firm.job.id, type_ids=wanted
            )
        assert list(raised.value.errors) == ["type_ids"]
    with pytest.raises(NotFoundError):
        licences.set_role_requirements(
            firm.principal("stranger"), role_id=firm.roles["clerk"].id, type_ids=[]
        )
