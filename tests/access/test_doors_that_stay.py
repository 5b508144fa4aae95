"""Where people lose what a link still opens, the question says so (E-5, E-11)."""

import pytest

from personas import Firm, make_file, make_folder, share
from strongroom.access.models import Share
from strongroom.core.confirmation import Confirmation
from strongroom.core.errors import ConfirmationRequiredError
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.work import api as work

pytestmark = pytest.mark.django_db


def test_a_link_stays_open_where_people_lose_a_file_by_its_move_to_another_record(
    firm: Firm,
) -> None:
    """The technician of the first job loses it; whoever has the link doesn't."""
    file = firm.files["plan.pdf"]
    [row] = sharing.share_by_link(firm.principal("office"), item_ids=[file.id])
    admin, there = firm.principal("admin"), firm.other_job.library_id
    with pytest.raises(ConfirmationRequiredError) as question:
        documents.move(admin, item_ids=[file.id], parent_id=there)
    changes = question.value.extra["changes"]
    assert {one["name"] for one in changes["people"]} >= {"Tech"}
    assert [one["share_id"] for one in changes["doors"]["stays"]] == [str(row.id)]
    cancelling = Confirmation(given=True, cancel_shares=frozenset({row.id}))
    documents.move(admin, item_ids=[file.id], parent_id=there, confirm=cancelling)
    assert Share.objects.get(id=row.id).cancelled_at is not None


def test_a_link_stays_open_where_another_door_closes(firm: Firm) -> None:
    """Out of a folder that its customer sees, into one beside it."""
    folder = make_folder(firm.project.library_id, "Shown")
    file = make_file(folder.id, "a.pdf", b"%PDF-1.7")
    share(folder, firm.customers["alder"])
    [row] = sharing.share_by_link(firm.principal("office"), item_ids=[file.id])
    with pytest.raises(ConfirmationRequiredError) as question:
        documents.move(
            firm.principal("office"), item_ids=[file.id], parent_id=firm.project.library_id
        )
    doors = question.value.extra["changes"]["doors"]
    assert len(doors["closes"]) == 1
    assert [one["share_id"] for one in doors["stays"]] == [str(row.id)]


def test_a_link_stays_open_where_a_job_goes_to_another_customer(firm: Firm) -> None:
    [row] = sharing.share_by_link(
        firm.principal("office"), item_ids=[firm.files["viewable.pdf"].id]
    )
    with pytest.raises(ConfirmationRequiredError) as question:
        work.JOBS.update(
            firm.principal("admin"), firm.job.id, customer_id=firm.customers["birch"].id
        )
    doors = question.value.extra["changes"]["doors"]
    assert [one["share_id"] for one in doors["stays"]] == [str(row.id)]
