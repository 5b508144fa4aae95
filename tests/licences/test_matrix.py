"""The matrix (C-8): users down, types across, from three statements a page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from licences.licence_world import add, at, keeper, photo
from personas import Firm, make_member
from strongroom.access.models import Seat
from strongroom.core import clock
from strongroom.core.errors import ForbiddenError, InvalidError
from strongroom.licences import api as licences
from strongroom.licences.models import Licence, Override, Requirement

pytestmark = pytest.mark.django_db
NOON = at("2026-03-10T12:00")


def test_c8_each_cell_tells_of_the_licence_that_counts_longest(firm: Firm) -> None:
    with clock.standing_at(NOON):
        add(firm, "tech", "Crane", expires="2026-03-09")
        add(firm, "tech", "Digger", expires="2026-04-01")
        best = add(firm, "tech", "Forklift", expires="2028-01-01")
        add(firm, "tech", "Forklift", expires="2026-01-01")
        add(firm, "sub", "Crane")
        toolbox = licences.add_licence(
            keeper(firm),
            member_id=firm.members["sub"].id,
            new_type="Toolbox",
            new_type_kind="equipment",
        )
        renewed = add(firm, "watcher", "Crane", expires="2026-03-09")
        licences.submit_renewal(
            firm.principal("watcher"),
            licence_id=renewed.id,
            expires_on=best.expires_on,
            files=[photo()],
        )
        found = licences.matrix(keeper(firm))
        assert [one.name for one in found.types] == ["Crane", "Digger", "Forklift", "Toolbox"]
        rows = {row.member_name: [cell.state for cell in row.cells] for row in found.rows}
        assert rows["Tech"] == ["expired", "expiring", "valid", "not_required"]
        assert rows["Sub"] == ["valid", "not_required", "not_required", "valid"]
        assert rows["Admin"] == ["not_required"] * 4
        assert "Gone" not in rows
        assert "Stranger" not in rows
        cells = {row.member_name: row.cells for row in found.rows}
        assert cells["Tech"][2].licence_id == best.id
        assert (cells["Watcher"][0].state, cells["Watcher"][0].pending) == ("expired", True)
        tools = licences.matrix(keeper(firm), kind="equipment", q="SUB")
        assert [one.id for one in tools.types] == [toolbox.type_id]
        assert [row.member_name for row in tools.rows] == ["Sub"]


def test_c8_only_users_with_a_gap(firm: Firm) -> None:
    with clock.standing_at(NOON):
        add(firm, "tech", "Crane", expires="2026-03-09")
        add(firm, "sub", "Crane", expires="2026-03-10")
        add(firm, "watcher", "Crane", expires="2026-03-09")
        add(firm, "watcher", "Crane", expires="2027-03-09")
        found = licences.matrix(keeper(firm), gaps_only=True)
        assert [row.member_name for row in found.rows] == ["Tech"]
        assert licences.matrix(keeper(firm), gaps_only=True, kind="vehicle").rows == []


def test_c8_c9_missing_is_what_is_required_of_a_user_and_not_there(firm: Firm) -> None:
    who = keeper(firm)
    crane, forklift, truck = (
        add(firm, "sub", name).type_id for name in ("Crane", "Forklift", "Truck")
    )
    Requirement.objects.create(
        type_id=crane, role=Seat.objects.get(member=firm.members["office"], library=None).role
    )
    job = firm.job
    for type_id in (forklift, truck):
        Requirement.objects.create(type_id=type_id, job=job)
    Seat.objects.get_or_create(member=firm.members["tech"], library=job.library, role=None)
    Override.objects.create(
        job=job, member=firm.members["tech"], type_id=truck, reason="x", made_at=NOON
    )

    def states() -> dict[str, list[str]]:
        rows = licences.matrix(who, limit=200).rows
        return {row.member_name: [cell.state for cell in row.cells] for row in rows}

    def with_gaps(kind: str = "") -> set[str]:
        found = licences.matrix(who, gaps_only=True, kind=kind, limit=200).rows
        return {row.member_name for row in found}

    assert states()["Office"] == ["missing", "not_required", "not_required"]
    assert states()["Tech"] == ["not_required", "missing", "not_required"]
    assert states()["Sub"] == ["valid"] * 3
    assert states()["Watcher"] == ["not_required"] * 3
    assert {"Office", "Tech"} <= with_gaps()
    assert not {"Sub", "Watcher"} & with_gaps()
    assert with_gaps("vehicle") == set()
    add(firm, "tech", "Forklift")
    assert states()["Tech"] == ["not_required", "valid", "not_required"]
    assert "Tech" not in with_gaps()
    job.status = "done"
    job.save()
    Licence.objects.filter(member=firm.members["tech"]).delete()
    assert states()["Tech"] == ["not_required"] * 3
    assert "Tech" not in with_gaps()


def test_c8_pages_hold_everybody_once_with_few_statements(firm: Firm) -> None:
    for number in range(7):
        firm.members[f"w{number}"] = make_member(firm.account, f"w{number}", kind="watcher")
        add(firm, f"w{number}", f"Type {number}")
    who = keeper(firm)
    everybody = licences.matrix(who, limit=200).rows
    names, cursor = [], None
    while True:
        with CaptureQueriesContext(connection) as queries:
            page = licences.matrix(who, cursor=cursor, limit=4)
        assert (
            len(queries) == 4
        )  # members with what is required, types, the account's day, licences
        names += [row.member_name for row in page.rows]
        cursor = page.next
        if cursor is None:
            break
    assert names == [row.member_name for row in everybody]
    assert names == sorted(names, key=str.lower)
    with pytest.raises(InvalidError):
        licences.matrix(who, cursor="nonsense")
    with pytest.raises(InvalidError):
        licences.matrix(who, kind="boat")


@pytest.mark.parametrize("who", ["office", "clerk", "tech", "sub", "watcher", "contact"])
def test_c8_is_for_whoever_keeps_licences(firm: Firm, who: str) -> None:
    with pytest.raises(ForbiddenError):
        licences.matrix(firm.principal(who))
