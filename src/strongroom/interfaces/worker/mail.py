"""The tasks that send mail: one for each mail, and a sweep, so that nothing depends on a task."""

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from strongroom.interfaces.worker.queues import MAIL


@app.task(queue=MAIL, retry=RetryStrategy(max_attempts=2, wait=60))
def send_mail(mail_id: str) -> None:
    """Try to send the mail with this id (a UUID); what can't be sent now is left to the sweep."""
    from strongroom.outbox import api as outbox

    outbox.send(uuid.UUID(mail_id))


def want_mail(mail_id: uuid.UUID) -> None:
    """Defer `send_mail`, in the transaction that posted the mail (bound to the outbox's hook)."""
    send_mail.defer(mail_id=str(mail_id))


@app.periodic(cron="* * * * *")
@app.task(queue=MAIL, queueing_lock="sweep_mail")
def sweep_mail(timestamp: int) -> None:  # noqa: ARG001 - a periodic task is told its time
    """Send what is due: after an outage, after a setting, after a task that was lost."""
    from strongroom.outbox import api as outbox

    outbox.send_waiting()
