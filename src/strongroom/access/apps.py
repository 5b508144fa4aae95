"""App configuration; the label is final from the first migration on."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Registers the tables of `access`."""

    name = "strongroom.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
