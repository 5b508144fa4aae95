"""App configuration; the label is final from the first migration on."""

from django.apps import AppConfig


class GuardConfig(AppConfig):
    """Registers the tables of `guard`."""

    name = "strongroom.guard"
    label = "guard"
    default_auto_field = "django.db.models.BigAutoField"
