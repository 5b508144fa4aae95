"""App configuration; the label is final from the first migration on."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Registers the tables of `directory`."""

    name = "strongroom.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
