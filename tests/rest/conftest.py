"""Fixtures of the API's tests: each has a data folder of its own."""

from storing import data_folder

__all__ = ["data_folder"]
