"""App configuration; the label is final from the first migration on."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Registers the tables of `store`."""

    name = "strongroom.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
