"""Migrations: one way through each app, and none missing."""

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


def test_each_app_has_one_newest_migration() -> None:
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
