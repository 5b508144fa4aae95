"""Browsers that are signed in at the office of the firm."""

from collections.abc import Callable

import pytest
from django.test import Client

from office.sharing_dialog import Sharing
from personas import Firm

SignIn = Callable[[str], Client]


@pytest.fixture
def sign_in(firm: Firm) -> SignIn:
    """A browser with the session of a persona."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(firm.person(name))
        return client

    return signed_in


@pytest.fixture
def plan(firm: Firm, sign_in: SignIn) -> Sharing:
    return Sharing(firm, sign_in("office"), firm.files["plan.pdf"])
