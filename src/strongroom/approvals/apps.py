"""App configuration; the label is final from the first migration on."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Registers the tables of `approvals`."""

    name = "strongroom.approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"
