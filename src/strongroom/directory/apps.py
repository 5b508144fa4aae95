"""App configuration; the label is final from the first migration on."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Registers the tables of `directory`."""

    name = "strongroom.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let each session keep which places it began for."""
        from django.contrib.auth.signals import user_logged_in

        from strongroom.directory.sessions import remember_places

        user_logged_in.connect(remember_places)
