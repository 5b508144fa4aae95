"""What jobs and roles require (C-9): in their forms, when somebody is assigned, on the job's card."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from licences.licence_world import add, choose, keeper, today
from office.conftest import SignIn
from office.forms import filled
from personas import Firm
from strongroom.licences import api as licences
from strongroom.licences.models import Override, Requirement
from strongroom.work.models import Job

pytestmark = pytest.mark.django_db
NEW = "/northgate/jobs/new"


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    """A browser of somebody who edits jobs and keeps no licences."""
    return sign_in("office")


@pytest.fixture
def asbestos(firm: Firm) -> str:
    return str(licences.create_type(keeper(firm), name="Asbestos")[0].id)


def day(days: int) -> dt.date:
    return today() + dt.timedelta(days=days)


def new_job(**more: Any) -> dict[str, Any]:
    return {"title": "Strip the hall", "customer": "Alder Housing", "status": "planned", **more}


def test_c9_a_job_requires_types_and_its_card_tells_of_each_who_is_assigned(
    client: Client, firm: Firm, asbestos: str
) -> None:
    add(firm, "sub", "Asbestos", day(30).isoformat())
    address = f"/northgate/jobs/{firm.job.id}/edit"
    sent = {**filled(client, address), "required": [asbestos], "scheduled_on": day(10).isoformat()}
    assert client.post(address, sent).status_code == 303
    card = client.get(f"/northgate/jobs/{firm.job.id}?tab=details")
    lines = card.context["required"].table.rows
    assert [(one.cells[0].text, one.cells[2].text) for one in lines] == [
        ("Sub", "Valid"),
        ("Tech", "Missing"),
    ]
    assert "Required licences," in card.content.decode()
    front = client.get(f"/northgate/jobs/{firm.job.id}").content.decode()
    assert "Not everybody who is assigned has what this job requires" in front
    sent = {**filled(client, address), "scheduled_on": day(31).isoformat()}
    assert client.post(address, sent).status_code == 303
    lines = client.get(f"/northgate/jobs/{firm.job.id}").context["required"].table.rows
    assert [one.cells[2].text for one in lines] == ["Expired", "Missing"]
    assert filled(client, address)["required"] == [asbestos]
    sent = {**filled(client, address), "required": []}
    client.post(address, sent)
    assert not Requirement.objects.exists()


def test_c9_who_only_works_there_is_told_of_themselves(
    firm: Firm, sign_in: SignIn, asbestos: str
) -> None:
    Requirement.objects.create(type_id=asbestos, job=firm.job)
    page = sign_in("sub").get(f"/northgate/jobs/{firm.job.id}?tab=details")
    assert [one.cells[0].text for one in page.context["required"].table.rows] == ["Sub"]


def test_c9_warn_saves_and_says_what_is_missing(client: Client, firm: Firm, asbestos: str) -> None:
    sent = new_job(required=[asbestos], assigned=[str(firm.members["tech"].id)])
    answer = client.post(NEW, sent)
    assert answer.status_code == 303
    shown = client.get(answer["Location"]).context["flashes"]
    warning = next(one.text for one in shown if one.level == "warning")
    assert "Tech: “Asbestos” is missing" in warning
    assert not Override.objects.exists()


def test_c9_block_shows_the_gaps_and_asks_for_a_reason(
    client: Client, firm: Firm, asbestos: str
) -> None:
    choose(firm, on_missing="block")
    before = Job.objects.count()
    sent = new_job(required=[asbestos], assigned=[str(firm.members["tech"].id)])
    refused = client.post(NEW, sent)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Tech: Asbestos" in page
    assert "Reason to assign them all the same" in page
    assert refused.context["form"]["title"].value() == "Strip the hall"
    assert (Job.objects.count(), Requirement.objects.count()) == (before, 0)
    assert client.post(NEW, {**sent, "reason": "Works outside only"}).status_code == 303
    kept = Override.objects.get()
    assert (kept.reason, kept.member_id) == ("Works outside only", firm.members["tech"].id)
    card = client.get(f"/northgate/jobs/{kept.job_id}?tab=details")
    assert "Assigned all the same: Works outside only" in card.content.decode()
    assert card.context["required"].gaps == []


def test_c9_block_holds_when_a_job_is_edited(client: Client, firm: Firm, asbestos: str) -> None:
    choose(firm, on_missing="block")
    Requirement.objects.create(type_id=asbestos, job=firm.other_job)
    address = f"/northgate/jobs/{firm.other_job.id}/edit"
    sent = {**filled(client, address), "assigned": [str(firm.members["sub"].id)]}
    refused = client.post(address, sent)
    assert refused.status_code == 409
    assert [gap.type_name for gap in refused.context["form"].gaps] == ["Asbestos"]
    add(firm, "sub", "Asbestos", day(3).isoformat())
    sent = {**filled(client, address), "assigned": [str(firm.members["sub"].id)]}
    assert client.post(address, sent).status_code == 303


def test_c9_a_role_requires_types(firm: Firm, sign_in: SignIn, asbestos: str) -> None:
    admin = sign_in("admin")
    role = f"/northgate/admin/roles/{firm.roles['technician'].id}"
    assert admin.post(role, {**filled(admin, role), "required": [asbestos]}).status_code == 303
    assert filled(admin, role)["required"] == [asbestos]
    lines = admin.get(f"/northgate/jobs/{firm.job.id}").context["required"].table.rows
    assert [(one.cells[0].text, one.cells[4].text) for one in lines] == [("Tech", "Their role")]
    assert admin.post(role, {**filled(admin, role), "required": []}).status_code == 303
    assert not Requirement.objects.exists()
    made = {"name": "Site lead", "permissions": "jobs.view", "required": [asbestos]}
    assert admin.post("/northgate/admin/roles/new", made).status_code == 303
    assert Requirement.objects.get().role.name == "Site lead"


def test_c9_another_firms_type_is_not_to_be_had(client: Client, firm: Firm, asbestos: str) -> None:
    foreign = licences.create_type(firm.principal("stranger"), name="Foreign")[0]
    answer = client.post(NEW, new_job(required=[str(foreign.id)]))
    assert answer.status_code == 422
    assert "required" in answer.context["form"].errors
    assert not Requirement.objects.exists()


def test_without_licence_types_the_forms_stay_as_they_were(client: Client, firm: Firm) -> None:
    assert "required" not in client.get(NEW).context["form"].fields
    assert "required" not in client.get("/northgate/quotes/new").context["form"].fields
