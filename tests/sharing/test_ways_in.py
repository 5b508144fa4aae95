"""Ways by which something gets under a door: E-4 (roots of jobs and quotes), E-7 (confidential files)."""

import pytest
from django.test import Client

from personas import Firm, make_file, make_folder, make_quote, share
from strongroom.access import api as access
from strongroom.access.api import Surface
from strongroom.access.models import Share
from strongroom.core.errors import ConfirmationRequiredError, ForbiddenError, InvalidError
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.sharing.models import Limits
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db


def test_e4_the_roots_of_jobs_and_quotes_carry_no_portal_share(firm: Firm) -> None:
    office = firm.principal("office")
    plan = firm.files["plan.pdf"].id
    for record, kind in ((firm.job, "job"), (firm.quote, "quote")):
        with pytest.raises(InvalidError) as refused:
            sharing.share_in_portal(office, item_ids=[plan, record.library_id])
        assert f"The {kind} as a whole" in refused.value.errors["type"]
        assert not Share.objects.filter(item__in=[plan, record.library_id]).exists()
    for library in (firm.project.library_id, firm.customers["alder"].record.library_id):
        assert sharing.share_in_portal(office, item_ids=[library])


def test_e4_a_folder_of_a_job_carries_one_and_its_root_a_link(firm: Firm) -> None:
    office = firm.principal("office")
    folder = make_folder(firm.job.library_id, "Photos")
    assert sharing.share_in_portal(office, item_ids=[folder.id])
    quote = make_quote(firm.account, "Q-2", "Heat pump", firm.customers["alder"])
    assert sharing.share_by_link(office, item_ids=[quote.library_id])


def test_e4_the_api_answers_422_and_the_dialog_says_why(firm: Firm, client: Client) -> None:
    answer = firm.api("office").post(
        f"/api/v1/items/{firm.job.library_id}/shares",
        {"type": "portal"},
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert "job as a whole" in answer.json()["errors"]["type"]
    page = firm.client("office").get(f"/northgate/items/{firm.job.library_id}/shares")
    assert "A new attachment of a job is hidden" in page.content.decode()


@pytest.fixture
def closed(firm: Firm) -> Item:
    """A confidential file with settings of its own in a folder of the project that the portal shows."""
    folder = make_folder(firm.project.library_id, "Handover")
    share(folder, firm.customers["alder"])
    secret = make_file(folder.id, "wages.pdf", confidential=True)
    access.put_settings(firm.principal("admin"), secret.id, enabled=True, entries=[], confirm=True)
    return secret


def test_e7_a_change_of_settings_that_opens_something_confidential_says_so(
    firm: Firm, closed: Item
) -> None:
    with pytest.raises(ConfirmationRequiredError) as asked:
        access.put_settings(firm.principal("admin"), closed.id, enabled=False)
    assert asked.value.extra["changes"]["confidential"] == [str(closed.id)]


@pytest.mark.parametrize("verb", ["move", "copy"])
def test_e7_bringing_something_confidential_under_a_door_says_so(
    firm: Firm, closed: Item, verb: str
) -> None:
    admin, root = firm.principal("admin"), firm.project.library_id
    secrets = [make_file(root, f"{number}.pdf", confidential=True).id for number in (1, 2)]
    operation = {"move": documents.move, "copy": documents.copy}[verb]
    said = "can then be seen from outside."
    for items, first in (
        (secrets[:1], "A file that is marked as confidential"),
        (secrets, "2 files that are marked as confidential"),
    ):
        with pytest.raises(ConfirmationRequiredError) as asked:
            operation(admin, item_ids=items, parent_id=closed.parent_id)
        assert asked.value.detail.endswith(f" {first} {said}")


def test_e7_the_firms_limit_holds_for_every_change_that_opens_a_confidential_file(
    firm: Firm, closed: Item
) -> None:
    Limits.objects.create(account=firm.account, share_confidential=False)
    with pytest.raises(ForbiddenError) as refused:
        access.put_settings(firm.principal("admin"), closed.id, enabled=False, confirm=True)
    assert "your firm does not share such documents" in refused.value.detail
    closed.refresh_from_db()
    assert closed.own_policy == closed.id
    Item.objects.filter(id=closed.id).update(confidential=False)
    access.put_settings(firm.principal("admin"), closed.id, enabled=False, confirm=True)


def test_e7_on_the_phone_without_confidential_files_no_folder_is_shared(firm: Firm) -> None:
    """Whatever the folder holds: the refusal tells nothing."""
    phone = firm.principal("office", Surface.MOBILE)
    empty = make_folder(firm.project.library_id, "Empty")
    full = make_folder(firm.project.library_id, "Full")
    make_file(full.id, "wages.pdf", confidential=True)
    said = set()
    for folder in (empty, full):
        for call in (sharing.share_in_portal, sharing.share_by_link):
            with pytest.raises(ForbiddenError) as refused:
                call(phone, item_ids=[folder.id])
            said.add(refused.value.detail)
    assert len(said) == 1
