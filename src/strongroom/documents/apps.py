"""App configuration; the label is final from the first migration on."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the table of `documents`: what a member has starred."""

    name = "strongroom.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
