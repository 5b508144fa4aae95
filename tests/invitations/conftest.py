"""What the tests of invitations share: a mail server, and the address that it was sent."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from outbox.conftest import sink
from outbox.mail_sink import Sink
from personas import Firm
from strongroom.outbox import api as outbox
from strongroom.work import api as work

__all__ = ["sink"]
BASE = "https://files.northgate.example"


@pytest.fixture(autouse=True)
def base_url(settings: Any) -> None:
    """Addresses in mail begin with it."""
    settings.BASE_URL = BASE


def mailed_path(server: Sink) -> str:
    """Send what waits and return the path of the newest invitation."""
    outbox.send_waiting()
    plain, html = server.words()
    found = re.search(rf"{BASE}(/invitation/[\w-]+)", plain)
    assert found, plain
    assert f'href="{BASE}{found[1]}"' in html
    return found[1]


def accept(path: str, client: Client | None = None, **sent: str) -> Any:
    """Send the form of a new person."""
    form = {"name": "Ida Long", "new_password": "a boiler and a bicycle", **sent}
    return (client or Client()).post(path, form)


def invite_known(firm: Firm, email: str) -> work.ContactRow:
    """Invite a contact by e-mail, as the office does."""
    with transaction.atomic():
        return work.create_contact(
            firm.principal("office"),
            customer_id=firm.customers["alder"].id,
            name="Somebody",
            email=email,
            portal_access=True,
            invite=True,
        )
