"""E-11: whoever confirms that they will no longer see what they move has it moved, not refused."""

import pytest
from helpers import get, patch

from personas import Firm
from strongroom.access.models import Grant, Level, Policy, Role, Seat
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db


def test_e11_a_move_out_of_ones_own_sight(firm: Firm) -> None:
    plan, clerk = firm.files["project.pdf"], firm.members["clerk"]
    crew = Role.objects.create(account=firm.account, name="Crew", permissions=["documents.view"])
    Seat.objects.create(member=clerk, role=crew, library_id=plan.library_id)
    Policy.objects.create(item=plan, library_id=plan.library_id)
    Grant.objects.create(policy_id=plan.id, role=crew, level=Level.MANAGER)
    Item.objects.filter(id=plan.id).update(own_policy=plan.id)
    api, address = firm.api("clerk"), f"/items/{plan.id}"
    target = str(firm.other_job.library_id)

    asked = patch(api, address, {"parent_id": target})
    assert asked.status_code == 409
    (me,) = [one for one in asked.json()["changes"]["people"] if one["you"]]
    assert me["to"] is None

    sent = {"parent_id": target, "confirm": asked.json()["changes"]["seal"]}
    assert patch(api, address, sent).status_code == 204
    assert get(api, address).status_code == 404
    assert get(firm.api("admin"), address).json()["parent_id"] == target
