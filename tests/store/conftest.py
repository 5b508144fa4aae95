"""Every test here has its own data folder."""

from storing import data_folder

__all__ = ["data_folder"]
