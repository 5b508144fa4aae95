"""Binds hooks when Django starts: the one place where lower packages are told of higher ones."""

from django.apps import AppConfig


class StrongroomConfig(AppConfig):
    """The composition root."""

    name = "strongroom.config"
    label = "config"

    def ready(self) -> None:
        """Bind the hooks."""
        from strongroom.access import hooks as access
        from strongroom.approvals import api as approvals
        from strongroom.documents import hooks as documents
        from strongroom.interfaces.worker.tasks import want_rendition
        from strongroom.store import hooks as store

        store.rendition_wanted.bind(want_rendition)
        documents.version_added.bind(approvals.withdraw_for_version)
        documents.access_change.bind(approvals.refuse_while_pending)
        access.settings_change.bind(approvals.refuse_while_pending)
