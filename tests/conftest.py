"""Fixtures for all tests."""

pytest_plugins = ["personas"]
