"""Background tasks: deferred with the transaction, given back when their worker is lost."""

import asyncio
import uuid

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from strongroom.interfaces.worker import tasks
from strongroom.interfaces.worker.queues import CONCURRENCY, STALLED_SECONDS
from strongroom.store import hooks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_tasks(transactional_db: None) -> None:
    """Begin without tasks and workers: these tables are not emptied between tests."""
    query("delete from procrastinate_events returning id")
    query("delete from procrastinate_jobs returning id")
    query("delete from procrastinate_workers returning id")


def query(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def add_job(*, silence: float | None, attempts: int = 0) -> object:
    """Add a task that a worker began; `silence` is the age of its last report, None: it is gone."""
    worker = None
    if silence is not None:
        ((worker,),) = query(
            "insert into procrastinate_workers (last_heartbeat)"
            " values (now() - make_interval(secs => %s)) returning id",
            silence,
        )
    ((job,),) = query(
        "insert into procrastinate_jobs (queue_name, task_name, status, worker_id, attempts)"
        " values ('renditions', %s, 'doing', %s, %s) returning id",
        tasks.make_rendition.name,
        worker,
        attempts,
    )
    return job


def status(job: object) -> object:
    return query("select status::text from procrastinate_jobs where id = %s", job)[0][0]


def return_stalled_jobs() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:

        async def run() -> None:
            async with worker_app.open_async():
                await tasks.return_stalled_jobs.func(timestamp=0)

        asyncio.run(run())


def test_a_task_is_deferred_with_the_transaction_or_not_at_all():
    kept, lost = uuid.uuid4(), uuid.uuid4()
    with transaction.atomic():
        hooks.renditions_wanted([kept])
    with transaction.atomic():
        hooks.renditions_wanted([lost])
        transaction.set_rollback(True)
    rows = query("select queue_name, args->>'rendition_id', status::text from procrastinate_jobs")
    assert rows == [("renditions", str(kept), "todo")]


def test_tasks_of_lost_workers_are_given_back_and_those_of_live_ones_are_not():
    live = add_job(silence=STALLED_SECONDS / 2)
    silent = add_job(silence=STALLED_SECONDS * 2)
    gone = add_job(silence=None)
    return_stalled_jobs()
    assert [status(job) for job in (live, silent, gone)] == ["doing", "todo", "todo"]


def test_a_task_that_no_worker_survives_is_given_up():
    job = add_job(silence=None, attempts=tasks.LOSSES)
    return_stalled_jobs()
    assert status(job) == "failed"


def test_the_threshold_is_above_the_one_at_which_live_tasks_ran_twice():
    assert STALLED_SECONDS >= 30


def test_every_task_has_a_queue_that_the_worker_serves():
    ours = [task for task in app.tasks.values() if task.name.startswith("strongroom.")]
    assert len(ours) >= 4
    assert {task.queue for task in ours} <= set(CONCURRENCY)
    assert tasks.make_rendition.queue != "default"


def test_health_tells_of_the_worker(client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/healthz/worker").status_code == 503
    query("insert into procrastinate_workers (last_heartbeat) values (now()) returning id")
    assert client.get("/healthz/worker").status_code == 200
    query(
        "update procrastinate_workers set last_heartbeat = now() - interval '1 hour' returning id"
    )
    assert client.get("/healthz/worker").status_code == 503
