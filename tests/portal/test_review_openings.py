"""Openings under a hostile eye: a contact's browser can't pass for a robot and leave none (B-13)."""

import pytest

from personas import Firm
from storing import data_folder
from strongroom.sharing.models import Opening

__all__ = ["data_folder"]
pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("data_folder")
@pytest.mark.parametrize("agent", ["WhatsApp/2.23", "Googlebot/2.1", "curl/8"])
def test_b13_a_contact_leaves_an_opening_whatever_their_browser_says(
    firm: Firm, agent: str
) -> None:
    client, item_id = firm.client("contact"), firm.files["viewable.pdf"].id
    page = f"/northgate/portal/items/{item_id}/content"
    answer = client.get(page, headers={"User-Agent": agent})
    assert answer.status_code == 200
    assert Opening.objects.get().contact_id == firm.contacts["contact"].id


@pytest.mark.usefixtures("data_folder")
def test_b13_the_bytes_that_a_browser_fetches_ahead_are_marked(firm: Firm) -> None:
    client, item_id = firm.client("contact"), firm.files["viewable.pdf"].id
    page = f"/northgate/portal/items/{item_id}/content"
    assert client.get(page, headers={"Sec-Purpose": "prefetch"}).status_code == 200
    assert Opening.objects.get().automatic
    assert client.get(page).status_code == 200
    assert Opening.objects.filter(automatic=False).count() == 1
