"""App configuration; the label is final from the first migration on."""

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """Registers the tables of `licences`."""

    name = "strongroom.licences"
    label = "licences"
    default_auto_field = "django.db.models.BigAutoField"
