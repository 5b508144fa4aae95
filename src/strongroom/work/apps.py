"""App configuration; the label is final from the first migration on."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Registers the tables of `work`."""

    name = "strongroom.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"
