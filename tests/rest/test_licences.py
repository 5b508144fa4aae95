"""Licences through the API: types, licences, evidence, Excel (6-api, spec 3)."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from helpers import BASE, MISSING, get, ids, patch, post, problem
from openpyxl import load_workbook

from licences.licence_world import add, at, keeper, photo
from personas import PNG, Firm
from strongroom.core import clock
from strongroom.licences.models import Licence, LicenceType

FIELDS = {"id", "member_id", "type", "number", "expires_on", "state"}
"""What 6-api fixes."""
NOW = "2026-06-15T12:00"


@pytest.fixture(autouse=True)
def _a_day_in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at(NOW))


@pytest.fixture
def api(firm: Firm) -> Client:
    """A client of somebody who keeps licences and the settings, and nothing else."""
    keeper(firm)
    return firm.api("keeper")


class TestTypes:
    def test_a_type_is_made_once_whatever_the_case(self, firm: Firm, api: Client) -> None:
        first = post(api, "/licence-types", {"name": "Forklift"})
        assert first.status_code == 201
        row = first.json()
        assert row.keys() >= {"id", "name", "kind", "archived"}
        assert first.headers["Location"] == f"{BASE}/licence-types/{row['id']}"
        again = post(api, "/licence-types", {"name": " FORKLIFT "})
        assert (again.status_code, again.json()["id"]) == (200, row["id"])
        post(api, "/licence-types", {"name": "Van", "kind": "vehicle"})
        listed = get(api, "/licence-types").json()["results"]
        assert [one["name"] for one in listed] == ["Forklift", "Van"]

    def test_changing_archiving_and_deleting(self, firm: Firm, api: Client) -> None:
        used = str(add(firm, kind="Forklift").type_id)
        spare = post(api, "/licence-types", {"name": "Spare"}).json()["id"]
        problem(patch(api, f"/licence-types/{spare}", {"name": "forklift"}), 409, "name_taken")
        problem(api.delete(f"{BASE}/licence-types/{used}"), 409, "type_in_use")
        tag = get(api, f"/licence-types/{used}").headers["ETag"]
        done = patch(api, f"/licence-types/{used}", {"archived": True}, if_match=tag)
        assert done.json()["archived"] is True
        stale = patch(api, f"/licence-types/{used}", {"name": "x"}, if_match=tag)
        problem(stale, 412, "precondition_failed")
        assert used not in ids(get(api, "/licence-types"))
        assert used in ids(get(api, "/licence-types?archived=true"))
        assert api.delete(f"{BASE}/licence-types/{spare}").status_code == 204
        problem(get(api, f"/licence-types/{spare}"), 404, "not_found")

    def test_who_has_no_use_for_the_list_knows_of_no_type(self, firm: Firm, api: Client) -> None:
        used = add(firm, kind="Forklift").type_id
        for who in ("tech", "sub", "watcher", "contact", "stranger"):
            client = firm.api(who)
            problem(patch(client, f"/licence-types/{used}", {"name": "x"}), 404, "not_found")
            problem(client.delete(f"{BASE}/licence-types/{used}"), 404, "not_found")
            if who != "stranger":
                problem(get(client, "/licence-types"), 403, "forbidden")
                problem(post(client, "/licence-types", {"name": "x"}), 403, "forbidden")
        problem(
            patch(firm.api("office"), f"/licence-types/{used}", {"name": "x"}), 403, "forbidden"
        )
        assert LicenceType.objects.get(id=used).name == "Forklift"


class TestLicences:
    def test_one_is_made_of_a_new_type_and_of_one_that_stands(
        self, firm: Firm, api: Client
    ) -> None:
        body = {
            "member_id": str(firm.members["tech"].id),
            "new_type": "Forklift",
            "number": "A 1",
            "expires_on": "2026-07-01",
        }
        answer = post(api, "/licences", body)
        assert answer.status_code == 201, answer.content
        row = answer.json()
        assert row.keys() >= FIELDS
        assert answer.headers["Location"] == f"{BASE}/licences/{row['id']}"
        assert (row["state"], row["days_left"]) == ("expiring", 16)
        assert row["type"] == {"id": row["type"]["id"], "name": "Forklift"}
        assert (row["number"], row["expires_on"]) == ("A 1", "2026-07-01")
        other = {"member_id": body["member_id"], "type_id": row["type"]["id"]}
        second = post(api, "/licences", other).json()
        assert (second["expires_on"], second["state"]) == (None, "active")
        assert get(api, f"/licences/{row['id']}").json() == row

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "type_id"),
            ({"new_type": "x", "type_id": MISSING}, "type_id"),
            ({"type_id": MISSING}, "type_id"),
            ({"new_type": " "}, "type_id"),
            ({"new_type": "x", "expires_on": "2026-02-30"}, "expires_on"),
            ({"new_type": "x", "expires_on": "9999-12-31"}, "expires_on"),
            (
                {"new_type": "x", "issued_on": "2026-05-01", "expires_on": "2026-04-30"},
                "expires_on",
            ),
            ({"new_type": "x", "number": "1" * 61}, "number"),
            ({"new_type": "x", "new_type_kind": "pet"}, "new_type_kind"),
            ({"new_type": "x", "member_id": MISSING}, "member_id"),
        ],
    )
    def test_what_is_wrong_is_told_by_field(
        self, firm: Firm, api: Client, body: dict[str, Any], field: str
    ) -> None:
        answer = post(api, "/licences", {"member_id": str(firm.members["tech"].id), **body})
        assert field in problem(answer, 422, "validation_error")["errors"]
        assert not Licence.objects.exists()

    def test_a_key_makes_one(self, firm: Firm, api: Client) -> None:
        body = {"member_id": str(firm.members["tech"].id), "new_type": "Forklift"}
        first = post(api, "/licences", body, idempotency_key="a")
        again = post(api, "/licences", body, idempotency_key="a")
        assert first.json() == again.json()
        assert Licence.objects.count() == 1

    def test_states_types_and_members_narrow_the_list(self, firm: Firm, api: Client) -> None:
        made = {
            "late": add(firm, "tech", "Forklift", "2026-06-14"),
            "today": add(firm, "sub", "Forklift", "2026-06-15"),
            "soon": add(firm, "tech", "Crane", "2026-09-13"),
            "far": add(firm, "tech", "Van", "2026-09-14"),
            "never": add(firm, "sub", "Toolbox"),
        }
        names = {str(row.id): name for name, row in made.items()}

        def listed(query: str) -> list[str]:
            return [names[each] for each in ids(get(api, f"/licences?{query}"))]

        assert listed("") == ["late", "today", "soon", "far", "never"]
        assert listed("state=active") == ["today", "soon", "far", "never"]
        assert listed("state=expiring") == ["today", "soon"]
        assert listed("state=overdue") == ["late"]
        assert listed("state=expiring,overdue") == ["late", "today", "soon"]
        assert listed("state=active,expiring,overdue") == list(names.values())
        assert listed(f"type_id={made['late'].type_id}") == ["late", "today"]
        assert listed(f"member_id={firm.members['sub'].id}&state=active") == ["today", "never"]
        assert listed("sort=-expires") == ["never", "far", "soon", "today", "late"]
        assert listed(f"type_id={MISSING}") == []
        for bad in ("state=late", "state=active,", "state=all,active", "sort=x", "limit=0"):
            assert get(api, f"/licences?{bad}").status_code == 422, bad
            problem(get(api, f"/licences?{bad}"), 422, "validation_error")

    def test_pages_follow_one_another(self, firm: Firm, api: Client) -> None:
        wanted = [str(add(firm, "tech", f"Type {n}", f"2026-07-{n:02}").id) for n in range(1, 6)]
        found: list[str] = []
        cursor = ""
        while True:
            page = get(api, f"/licences?limit=2&cursor={cursor}" if cursor else "/licences?limit=2")
            found += ids(page)
            cursor = page.json()["next"]
            if not cursor:
                break
        assert found == wanted

    def test_c7_everybody_sees_their_own_and_no_other(self, firm: Firm, api: Client) -> None:
        rows = {who: str(add(firm, who).id) for who in ("tech", "sub", "watcher", "viewer")}
        for who, own in rows.items():
            client = firm.api(who)
            assert ids(get(client, "/licences")) == [own]
            assert get(client, f"/licences/{own}").status_code == 200
            other = next(each for name, each in rows.items() if name != who)
            for path in ("", "/files", "/renewals", "/notices"):
                problem(get(client, f"/licences/{other}{path}"), 404, "not_found")
                assert get(client, f"/licences/{own}{path}").status_code == 200
            problem(patch(client, f"/licences/{own}", {"number": "1"}), 403, "forbidden")
            problem(client.delete(f"{BASE}/licences/{own}"), 403, "forbidden")
            problem(post(client, f"/licences/{own}/replace", {}), 403, "forbidden")
            problem(patch(client, f"/licences/{other}", {"number": "1"}), 404, "not_found")
        for who in ("contact", "stranger", "office"):
            client = firm.api(who)
            assert ids(get(client, "/licences")) == []
            problem(get(client, f"/licences/{rows['tech']}"), 404, "not_found")
            problem(client.delete(f"{BASE}/licences/{rows['tech']}"), 404, "not_found")

    def test_changing_guards_against_a_stale_edit(self, firm: Firm, api: Client) -> None:
        row = add(firm, expires="2026-07-01", number="A")
        tag = get(api, f"/licences/{row.id}").headers["ETag"]
        done = patch(api, f"/licences/{row.id}", {"expires_on": None}, if_match=tag)
        assert (done.json()["expires_on"], done.json()["number"]) == (None, "A")
        problem(patch(api, f"/licences/{row.id}", {}, if_match=tag), 412, "precondition_failed")
        gone = patch(api, f"/licences/{row.id}", {"archived": True, "number": "B"})
        assert (gone.json()["archived"], gone.json()["number"]) == (True, "B")
        assert ids(get(api, "/licences")) == []
        assert ids(get(api, "/licences?state=archived")) == [str(row.id)]
        assert patch(api, f"/licences/{row.id}", {"archived": False}).json()["archived"] is False

    def test_deleting_and_replacing(self, firm: Firm, api: Client) -> None:
        row = add(firm, expires="2026-07-01")
        new = post(api, f"/licences/{row.id}/replace", {"expires_on": "2031-07-01"})
        assert new.status_code == 201
        old = get(api, f"/licences/{row.id}").json()
        assert (old["archived"], old["replaced_by_id"]) == (True, new.json()["id"])
        problem(patch(api, f"/licences/{row.id}", {"archived": False}), 409, "licence_replaced")
        assert api.delete(f"{BASE}/licences/{row.id}").status_code == 204
        problem(get(api, f"/licences/{row.id}"), 404, "not_found")

    def test_a_page_of_many_costs_no_more_statements(self, firm: Firm, api: Client) -> None:
        for number in range(3):
            add(firm, "tech", f"Type {number}")
        get(api, "/licences")
        with CaptureQueriesContext(
            connection,
        ) as few:
            get(api, "/licences")
        for number in range(3, 30):
            add(firm, "sub", f"Type {number}")
        with CaptureQueriesContext(connection) as many:
            assert len(ids(get(api, "/licences"))) == 30
        assert len(many) == len(few) <= 6


class TestEvidence:
    def test_c7_files_are_added_by_the_keeper_and_read_by_the_holder(
        self, firm: Firm, api: Client
    ) -> None:
        row = add(firm, files=[photo("front.png")])
        raw = api.generic("POST", f"{BASE}/licences/{row.id}/files?name=back.png", PNG)
        assert raw.status_code == 201
        form = api.post(f"{BASE}/licences/{row.id}/files", {"file": _named("third.png")})
        assert form.json()["name"] == "third.png"
        names = [
            one["name"]
            for one in get(firm.api("tech"), f"/licences/{row.id}/files").json()["results"]
        ]
        assert sorted(names) == ["back.png", "front.png", "third.png"]
        held = firm.api("tech")
        assert get(held, f"/items/{raw.json()['id']}/content").status_code == 200
        refused = held.generic("POST", f"{BASE}/licences/{row.id}/files?name=x.png", PNG)
        problem(refused, 403, "forbidden")
        hidden = firm.api("sub").generic("POST", f"{BASE}/licences/{row.id}/files?name=x.png", PNG)
        problem(hidden, 404, "not_found")
        problem(get(firm.api("sub"), f"/items/{raw.json()['id']}/content"), 404, "not_found")

    def test_a_key_adds_one_file(self, firm: Firm, api: Client) -> None:
        row = add(firm)
        for _ in range(2):
            answer = api.generic(
                "POST",
                f"{BASE}/licences/{row.id}/files?name=a.png",
                PNG,
                headers={"Idempotency-Key": "a"},
            )
            assert answer.status_code == 201
        assert len(ids(get(api, f"/licences/{row.id}/files"))) == 1


class TestExcel:
    def test_c1_the_file_has_what_the_filter_leaves(self, firm: Firm, api: Client) -> None:
        add(firm, "tech", "=cmd|' /C calc'!A0", "2026-07-01", number="=1+1")
        add(firm, "sub", "Crane", "2030-01-01")
        answer = get(api, "/licences.xlsx?state=expiring")
        assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
        assert "attachment" in answer.headers["Content-Disposition"]
        sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        rows = list(sheet.iter_rows(min_row=2))
        assert [row[2].value for row in rows] == ["=cmd|' /C calc'!A0"]
        assert rows[0][2].data_type == "s"
        assert rows[0][6].is_date
        problem(get(api, "/licences.xlsx?state=x"), 422, "validation_error")
        for who in ("tech", "contact", "office"):
            problem(get(firm.api(who), "/licences.xlsx"), 403, "forbidden")
            problem(get(firm.api(who), "/licence-matrix.xlsx"), 403, "forbidden")

    def test_c8_the_matrix_and_its_file(self, firm: Firm, api: Client) -> None:
        add(firm, "tech", "Forklift", "2026-06-14")
        add(firm, "sub", "Crane", "2030-01-01")
        found = get(api, "/licence-matrix?q=tech").json()
        assert [one["name"] for one in found["types"]] == ["Crane", "Forklift"]
        (row,) = found["results"]
        assert row["member_id"] == str(firm.members["tech"].id)
        assert [cell["state"] for cell in row["cells"]] == ["not_required", "expired"]
        assert [one["id"] for one in found["types"]] == [cell["type_id"] for cell in row["cells"]]
        gaps = get(api, "/licence-matrix?gaps_only=true").json()["results"]
        assert [one["member_name"] for one in gaps] == ["Tech"]
        answer = get(api, "/licence-matrix.xlsx?gaps_only=true")
        sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["Tech"]
        problem(get(firm.api("tech"), "/licence-matrix"), 403, "forbidden")


def _named(name: str) -> io.BytesIO:
    file = io.BytesIO(PNG)
    file.name = name
    return file
