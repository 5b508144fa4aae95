"""How people are told of licences, and what jobs and roles require, through the API (C-4, C-9, 6-api)."""

import uuid
from typing import Any

import pytest
from django.test import Client
from helpers import BASE, MISSING, get, patch, post, problem

from licences.licence_world import add, at, choose, keeper
from personas import Firm
from strongroom.audit.models import Event
from strongroom.core import clock


@pytest.fixture(autouse=True)
def _a_day_in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("2026-06-15T12:00"))


@pytest.fixture
def api(firm: Firm) -> Client:
    """A client of somebody who keeps licences and the settings, and nothing else."""
    keeper(firm)
    return firm.api("keeper")


def put(client: Client, path: str, body: Any) -> Any:
    return client.put(BASE + path, body, content_type="application/json")


class TestSettings:
    PATH = "/settings/licence-notifications"

    def test_c4_settings_are_read_and_changed(self, firm: Firm, api: Client) -> None:
        assert get(api, self.PATH).json().keys() >= {"lead_times", "notify_member", "emails"}
        done = put(
            api,
            self.PATH,
            {
                "lead_times": ["P0D", "P3M"],
                "notify_member": False,
                "emails": ["Yard@Firm.example", "yard@firm.example"],
            },
        )
        assert done.status_code == 200
        kept = done.json()
        assert kept["lead_times"] == ["P3M", "P0D"]
        assert (kept["notify_member"], kept["emails"]) == (False, ["yard@firm.example"])
        more = put(api, self.PATH, {"digest": "weekly", "on_missing": "block"}).json()
        assert more == {**kept, "digest": "weekly", "on_missing": "block"}

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"lead_times": ["P2M"]}, "lead_times.0"),
            ({"lead_times": None}, "lead_times"),
            ({"emails": ["nobody"]}, "emails"),
            ({"emails": [f"a{n}@x.example" for n in range(21)]}, "emails"),
            ({"digest": "daily"}, "digest"),
            ({"on_missing": "ask"}, "on_missing"),
            ({"notify_member": "yes"}, "notify_member"),
        ],
    )
    def test_what_is_wrong_changes_nothing(
        self, firm: Firm, api: Client, body: dict[str, Any], field: str
    ) -> None:
        before = get(api, self.PATH).json()
        assert field in problem(put(api, self.PATH, body), 422, "validation_error")["errors"]
        assert get(api, self.PATH).json() == before

    def test_who_may(self, firm: Firm) -> None:
        for who in ("tech", "office", "contact"):
            problem(get(firm.api(who), self.PATH), 403, "forbidden")
            problem(put(firm.api(who), self.PATH, {}), 403, "forbidden")


class TestRequirements:
    def test_c9_a_blocked_assignment_needs_a_reason(self, firm: Firm, api: Client) -> None:
        choose(firm, on_missing="block")
        kind = str(add(firm, "sub", "Forklift", "2026-06-20").type_id)
        office = firm.api("office")
        path = f"/jobs/{firm.other_job.id}"
        done = put(office, f"{path}/licence-requirements", {"type_ids": [kind]})
        assert [one["name"] for one in done.json()["types"]] == ["Forklift"]
        tech, sub = (str(firm.members[who].id) for who in ("tech", "sub"))
        body = {"assigned": [tech, sub], "scheduled_on": "2026-06-20"}
        refused = problem(patch(office, path, body), 409, "licence_missing")
        assert [(gap["member_id"], gap["state"]) for gap in refused["gaps"]] == [(tech, "missing")]
        assert get(office, path).json()["assigned"] == []
        fine = patch(office, path, {**body, "override_reason": "He only carries"})
        assert set(fine.json()["assigned"]) == {tech, sub}
        assert Event.objects.filter(verb="licence.requirement_overridden").count() == 1
        checks = get(office, f"{path}/licence-checks").json()["results"]
        assert [(one["member_name"], one["state"], one["overridden"]) for one in checks] == [
            ("Sub", "expiring", False),
            ("Tech", "missing", True),
        ]
        own = get(firm.api("tech"), f"{path}/licence-checks").json()["results"]
        assert [one["member_name"] for one in own] == ["Tech"]

    def test_c9_a_new_job_takes_the_reason_too(self, firm: Firm, api: Client) -> None:
        choose(firm, on_missing="block")
        kind = str(add(firm, "sub", "Forklift").type_id)
        role = firm.roles["technician"].id
        admin = firm.api("admin")
        put(admin, f"/roles/{role}/licence-requirements", {"type_ids": [kind]})
        listed = get(admin, f"/roles/{role}/licence-requirements").json()["types"]
        assert [one["id"] for one in listed] == [kind]
        body = {
            "title": "New",
            "customer_id": str(firm.customers["alder"].id),
            "assigned": [str(firm.members["tech"].id)],
        }
        office = firm.api("office")
        problem(post(office, "/jobs", body), 409, "licence_missing")
        assert post(office, "/jobs", {**body, "override_reason": "Urgent"}).status_code == 201

    def test_who_may(self, firm: Firm, api: Client) -> None:
        kind = str(add(firm, "sub", "Forklift").type_id)
        job, role = firm.job.id, firm.roles["technician"].id
        wanted = {"type_ids": [kind]}
        for who, path, status in (
            ("tech", f"/jobs/{job}/licence-requirements", 403),
            ("viewer", f"/jobs/{job}/licence-requirements", 403),
            ("watcher", f"/jobs/{job}/licence-requirements", 404),
            ("contact", f"/jobs/{job}/licence-requirements", 404),
            ("stranger", f"/jobs/{job}/licence-requirements", 404),
            ("office", f"/roles/{role}/licence-requirements", 403),
        ):
            code = "forbidden" if status == 403 else "not_found"
            problem(put(firm.api(who), path, wanted), status, code)
        for path in ("licence-requirements", "licence-checks"):
            assert get(firm.api("tech"), f"/jobs/{job}/{path}").status_code == 200
            problem(get(firm.api("contact"), f"/jobs/{job}/{path}"), 404, "not_found")
        office = firm.api("office")
        for odd in ([MISSING], [str(uuid.uuid4())]):
            answer = put(office, f"/jobs/{job}/licence-requirements", {"type_ids": odd})
            problem(answer, 422, "validation_error")
