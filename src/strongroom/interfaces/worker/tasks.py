"""The tasks. Each can run twice without harm: one that was cut off is given back and runs again."""

import logging
import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from strongroom.interfaces.worker.queues import DEFAULT, RENDITIONS, STALLED_SECONDS

log = logging.getLogger(__name__)

KEEP_FINISHED_HOURS = 72


@app.task(
    queue=RENDITIONS, retry=RetryStrategy(max_attempts=5, exponential_wait=4), pass_context=False
)
def make_rendition(rendition_id: str) -> None:
    """Make the derived picture with this id (a UUID)."""
    from strongroom.store import api as store

    store.make_rendition(uuid.UUID(rendition_id))


def want_rendition(rendition_id: uuid.UUID) -> None:
    """Defer `make_rendition`, in the transaction that made its row (bound to the store's hook)."""
    make_rendition.defer(rendition_id=str(rendition_id))


@app.periodic(cron="* * * * *")
@app.task(queue=DEFAULT, queueing_lock="return_stalled_jobs", pass_context=False)
async def return_stalled_jobs(timestamp: int) -> None:
    """Give back the tasks of workers that are gone: a killed one leaves its task "doing"."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        log.warning("task %s of a lost worker is given back (minute %s)", job.id, timestamp)
        await manager.retry_job(job)


@app.periodic(cron="7 * * * *")
@app.task(queue=DEFAULT, queueing_lock="expire_uploads", pass_context=False)
def expire_uploads(timestamp: int) -> None:
    """Remove staged uploads whose time is over."""
    from strongroom.store import api as store

    log.info("removed %s expired uploads (hour %s)", store.expire_uploads(), timestamp)


@app.periodic(cron="37 3 * * *")
@app.task(queue=DEFAULT, queueing_lock="forget_finished_jobs", pass_context=False)
async def forget_finished_jobs(timestamp: int) -> None:
    """Remove the rows of tasks that ended well some days ago."""
    log.debug("clearing finished tasks (%s)", timestamp)
    await app.job_manager.delete_old_jobs(nb_hours=KEEP_FINISHED_HOURS)
