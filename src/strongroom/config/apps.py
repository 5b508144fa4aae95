"""Binds hooks when Django starts: the one place where lower packages are told of higher ones."""

from django.apps import AppConfig


class StrongroomConfig(AppConfig):
    """The composition root."""

    name = "strongroom.config"
    label = "config"

    def ready(self) -> None:
        """Bind the hooks."""
        from strongroom.access import hooks as access
        from strongroom.administration import api as administration
        from strongroom.administration import hooks as administering
        from strongroom.approvals import api as approvals
        from strongroom.documents import hooks as documents
        from strongroom.interfaces.worker.mail import want_mail
        from strongroom.interfaces.worker.tasks import want_renditions
        from strongroom.licences import api as licences
        from strongroom.notices import api as notices
        from strongroom.outbox import api as outbox
        from strongroom.outbox.hooks import mail_waiting
        from strongroom.sharing import api as sharing
        from strongroom.store import hooks as store

        store.renditions_wanted.bind(want_renditions)
        outbox.check_settings()
        outbox.render_with(notices.render)
        mail_waiting.bind(want_mail)
        access.entries_change.bind(administration.follow_entries)
        administering.assigning.bind(licences.judge_assigning)
        documents.version_added.bind(approvals.withdraw_for_versions)
        documents.access_change.bind(approvals.refuse_while_any_pending)
        documents.items_moved.bind(sharing.follow_move)
        access.opening.bind(sharing.refuse_opening)
        access.settings_change.bind(approvals.refuse_while_pending)
