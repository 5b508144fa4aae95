"""The tasks that send mail: deferred with the transaction, ids only, and a sweep that needs none of them."""

import json
import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from outbox.conftest import sink
from outbox.mail_sink import Sink
from strongroom.interfaces.worker import mail
from strongroom.interfaces.worker.queues import CONCURRENCY, MAIL, RENDITIONS
from strongroom.outbox import api as outbox
from strongroom.outbox.models import Mail

__all__ = ["sink"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_waits(transactional_db: None) -> None:
    """Begin without tasks: these tables are not emptied between tests."""
    forget_tasks()


def forget_tasks() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_events")
        cursor.execute("delete from procrastinate_jobs")


def tasks() -> list[tuple[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("select queue_name, args::text from procrastinate_jobs")
        return [(queue, json.loads(args)) for queue, args in cursor.fetchall()]


def post(key: str) -> None:
    refs = {"invitation": str(uuid.uuid4())}
    outbox.post("directory.invitation", key=key, account_id=uuid.uuid4(), refs=refs)


def test_l26_a_task_carries_the_mails_id_and_comes_with_the_transaction() -> None:
    with transaction.atomic():
        post("kept")
    with transaction.atomic():
        post("undone")
        transaction.set_rollback(True)
    assert tasks() == [(MAIL, {"mail_id": str(Mail.objects.get().id)})]


def test_pictures_do_not_delay_mail() -> None:
    assert mail.send_mail.queue == mail.sweep_mail.queue == MAIL
    assert MAIL != RENDITIONS
    assert CONCURRENCY[MAIL]


def test_nothing_depends_on_a_task(sink: Sink) -> None:
    """The sweep finds what no task was left for; run twice, and by the task too, it does nothing more."""
    with transaction.atomic():
        post("lost")
    forget_tasks()
    mail.sweep_mail.func(timestamp=0)
    posted = Mail.objects.get()
    assert posted.state == "dropped"  # there is no such invitation: it was rendered, and ended
    mail.sweep_mail.func(timestamp=0)
    mail.send_mail.func(mail_id=str(posted.id))
    posted.refresh_from_db()
    assert posted.attempts == 1
