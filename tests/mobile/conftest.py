"""The world of these tests, and browsers that are signed in on the phone."""

from collections.abc import Callable

import pytest
from django.test import Client

import surface_world
from strongroom.directory.models import Member

SignIn = Callable[[Member], Client]


@pytest.fixture
def world(db: None) -> surface_world.World:
    """A firm with two customers."""
    return surface_world.build()


@pytest.fixture
def sign_in() -> SignIn:
    """A browser with a member's session."""

    def signed_in(member: Member) -> Client:
        client = Client()
        client.force_login(member.person)
        return client

    return signed_in
