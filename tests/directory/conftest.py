"""Signing in hundreds of times: the same hasher with less work, and no demo rules unless asked for."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch, settings):
    """Argon2 stays; what makes it slow on purpose is turned down."""
    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", 1)
    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 64)
    monkeypatch.setattr(Argon2PasswordHasher, "parallelism", 1)
    settings.DEMO = False
