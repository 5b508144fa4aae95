"""The tasks. Each can run twice without harm: one that was cut off is given back and runs again."""

import logging
import uuid
from collections.abc import Sequence
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from strongroom.core import clock
from strongroom.interfaces.worker.queues import DEFAULT, RENDITIONS, STALLED_SECONDS

log = logging.getLogger(__name__)

KEEP_FINISHED_HOURS = 72
PRIORITY_SINCE = 1_700_000_000
"""Seconds of the epoch from which priorities count, so that they fit into 32 bits until 2091."""
LEARNING_SECONDS = 120.0
LOSSES = 5
"""A task that so many workers did not survive is given up."""


@app.task(queue=RENDITIONS, retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def make_rendition(rendition_id: str) -> None:
    """Make the derived picture with this id (a UUID)."""
    from strongroom.store import api as store

    store.make_rendition(uuid.UUID(rendition_id))
    store.prepare_clean_copy(uuid.UUID(rendition_id))


def want_renditions(rendition_ids: Sequence[uuid.UUID]) -> None:
    """Defer `make_rendition` for each, in the transaction that made the rows (bound to the store's hook).

    The newest goes first: whoever has just attached a photo looks at it now, a bulk load can wait.
    """
    seconds = int(clock.now().timestamp()) - PRIORITY_SINCE
    asked: list[dict[str, Any]] = [{"rendition_id": str(one)} for one in rendition_ids]
    make_rendition.configure(priority=seconds).batch_defer(*asked)


@app.periodic(cron="* * * * *")
@app.task(queue=DEFAULT, queueing_lock="return_stalled_jobs")
async def return_stalled_jobs(timestamp: int) -> None:  # noqa: ARG001 - a periodic task is told its time
    """Give back the tasks of workers that are gone: a killed one leaves its task "doing"."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        given = "up" if job.attempts >= LOSSES else "back"
        log.warning("task %s of a lost worker is given %s", job.id, given)
        if job.attempts >= LOSSES:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)


@app.periodic(cron="* * * * *")
@app.task(queue=RENDITIONS, queueing_lock="look_again")
def look_again(timestamp: int) -> None:  # noqa: ARG001 - a periodic task is told its time
    """After an upgrade: look at some of the files whose type an older detector told."""
    from strongroom.store import api as store

    if looked := store.look_again():
        log.info("looked again at %s files", looked)


@app.periodic(cron="7 * * * *")
@app.task(queue=DEFAULT, queueing_lock="expire_uploads")
def expire_uploads(timestamp: int) -> None:  # noqa: ARG001 - a periodic task is told its time
    """Remove staged uploads whose time is over."""
    from strongroom.store import api as store

    log.info("removed %s expired uploads", store.expire_uploads())


@app.periodic(cron="*/10 * * * *")
@app.task(queue=DEFAULT, queueing_lock="learn_missing_crc32")
def learn_missing_crc32(timestamp: int) -> None:  # noqa: ARG001 - a periodic task is told its time
    """Take the CRC-32 of bytes kept by an earlier version: a few minutes at a time, until all have one."""
    from strongroom.store import api as store

    learnt, failed = store.learn_missing_crc32(seconds=LEARNING_SECONDS)
    if learnt or failed:
        log.info("took the CRC-32 of %s blobs, %s could not be read", learnt, failed)


@app.periodic(cron="37 3 * * *")
@app.task(queue=DEFAULT, queueing_lock="forget_finished_jobs")
async def forget_finished_jobs(timestamp: int) -> None:  # noqa: ARG001 - a periodic task is told its time
    """Remove the rows of tasks that ended well some days ago."""
    await app.job_manager.delete_old_jobs(nb_hours=KEEP_FINISHED_HOURS)


@app.periodic(cron="17 3 * * *")
@app.task(queue=DEFAULT, queueing_lock="tidy")
def tidy(timestamp: int) -> None:  # noqa: ARG001 - a periodic task is told its time
    """Remove what nobody can come back to: old trash, bytes, throttles, sessions, wishes."""
    from strongroom.directory import api as directory
    from strongroom.documents import api as documents
    from strongroom.guard import api as guard
    from strongroom.store import api as store

    log.info("purged %s items of the trash", documents.purge_expired_trash())
    store.prune()
    guard.prune_throttles()
    guard.prune_keys()
    directory.SessionStore.clear_expired()
    directory.prune_resets()
