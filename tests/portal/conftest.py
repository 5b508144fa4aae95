"""The world of these tests, and browsers that are signed in to its portal."""

from collections.abc import Callable

import pytest
from django.test import Client

import surface_world
from strongroom.directory.models import Contact

SignIn = Callable[[Contact], Client]


@pytest.fixture
def world(db: None) -> surface_world.World:
    """A firm with two customers."""
    return surface_world.build()


@pytest.fixture
def sign_in() -> SignIn:
    """A browser with a contact's session."""

    def signed_in(contact: Contact) -> Client:
        client = Client()
        client.force_login(contact.person)
        return client

    return signed_in
