"""App configuration; the label is final from the first migration on."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the tables of `audit`."""

    name = "strongroom.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
