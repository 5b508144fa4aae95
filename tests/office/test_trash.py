"""The trash of a library (A-14, D-29)."""

import pytest

from office.conftest import SignIn
from personas import Firm, make_file, make_folder
from questions import asked
from strongroom.documents import api as documents
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db


def address(firm: Firm, action: str = "") -> str:
    library = f"/northgate/libraries/{firm.job.library_id}/trash"
    return f"{library}{action}?page=/northgate/jobs/{firm.job.id}"


def test_a14_the_card_leads_to_the_trash_and_back(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    assert "/trash?page=" in client.get(f"/northgate/jobs/{firm.job.id}").content.decode()
    page = client.get(address(firm)).content.decode()
    assert "trashed.pdf" in page
    assert "plan.pdf" not in page
    assert f'href="/northgate/jobs/{firm.job.id}"' in page


def test_a14_what_is_ticked_is_restored_and_undo_puts_it_back(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    item = firm.files["trashed.pdf"]
    answer = client.post(address(firm, "/restore"), {"ids": str(item.id)}, follow=True)
    assert "The trash is empty" in answer.content.decode()
    assert Item.objects.get(id=item.id).trashed_at is None
    undo = answer.context["flashes"][0].undo
    client.post(undo.url, dict(undo.fields))
    assert Item.objects.get(id=item.id).trashed_at is not None


def test_a14_for_good_asks_first(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    item = firm.files["trashed.pdf"]
    page = client.post(address(firm, "/purge"), {"ids": str(item.id)}).content.decode()
    assert "“trashed.pdf” will be deleted for good" in page
    assert "btn-danger" in page
    assert Item.objects.filter(id=item.id).exists()
    sent = {"ids": str(item.id), "confirm": "true"}
    assert client.post(address(firm, "/purge"), sent).status_code == 303
    assert not Item.objects.filter(id=item.id).exists()


def test_a14_a_folder_is_named_with_the_number_of_files_in_it(firm: Firm, sign_in: SignIn) -> None:
    """E-12: only those count that one may delete; a red button, since it can't be taken back."""
    client = sign_in("office")
    plans = make_folder(firm.job.library_id, "Plans")
    level = make_folder(plans.id, "Level 2")
    for name in ("a.txt", "b.txt"):
        make_file(level.id, name)
    documents.trash(firm.principal("office"), item_ids=[plans.id])
    question = asked(client.post(address(firm, "/purge"), {"ids": str(plans.id)}))
    assert (question.words.title, question.words.danger) == ("Delete “Plans” for good?", True)
    assert question.detail.startswith("“Plans”, with the 2 files in it, will be deleted for good")


def test_d29_who_may_not_delete_sees_and_does_nothing(firm: Firm, sign_in: SignIn) -> None:
    viewer = sign_in("viewer")
    item = firm.files["trashed.pdf"]
    assert "trashed.pdf" not in viewer.get(address(firm)).content.decode()
    sent = {"ids": str(item.id), "confirm": "true"}
    assert viewer.post(address(firm, "/restore"), sent).status_code in {403, 404}
    assert viewer.post(address(firm, "/purge"), sent).status_code in {403, 404}
    assert Item.objects.get(id=item.id).trashed_at is not None


@pytest.mark.parametrize("action", ["/restore", "/purge"])
def test_nothing_ticked_is_said_where_one_is(firm: Firm, sign_in: SignIn, action: str) -> None:
    answer = sign_in("office").post(address(firm, action), follow=True)
    page = answer.content.decode()
    assert "Nothing is ticked." in page
    assert "trashed.pdf" in page
