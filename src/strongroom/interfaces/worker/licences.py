"""The reminders of licences: looked at every ten minutes, so that a missed one goes out soon.

Each account's mails of the day begin at 07:00 in its own zone (`licences.states`); what was told is in
the ledger, so that running it more often, late or twice tells nobody twice (C-5).
"""

import logging

from procrastinate.contrib.django import app

from strongroom.interfaces.worker.queues import DEFAULT

log = logging.getLogger(__name__)


@app.periodic(cron="4,14,24,34,44,54 * * * *")
@app.task(queue=DEFAULT, queueing_lock="remind_of_licences")
def remind_of_licences(timestamp: int) -> None:  # noqa: ARG001 - a periodic task is told its time
    """Decide who is to be told of which expiry, and post it."""
    from strongroom.licences import api as licences

    run = licences.run_all()
    if run.posted or run.decided:
        log.info("decided %s notices of licences, posted %s mails", run.decided, run.posted)
