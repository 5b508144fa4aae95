"""Runs the tasks of all queues until a signal asks to stop; the queues don't wait for one another."""

import asyncio
import signal
from collections.abc import Collection

from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from strongroom.interfaces.worker.queues import CONCURRENCY, HEARTBEAT_SECONDS, STALLED_SECONDS

LAST_WORDS = 10.0
"""Seconds for the tasks under way when a signal asks to stop; then they are given back."""


def work() -> None:
    """Work until SIGINT or SIGTERM (main thread, Django set up)."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # noqa: S101 - the only one that Django makes
    with app.replace_connector(connector.get_worker_connector()) as worker_app:
        asyncio.run(_work(worker_app))


async def _work(worker_app: App) -> None:
    async with worker_app.open_async():
        workers = [
            asyncio.create_task(
                worker_app.run_worker_async(
                    name=queue,
                    queues=[queue],
                    concurrency=concurrency,
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=STALLED_SECONDS,
                    shutdown_graceful_timeout=LAST_WORDS,
                    install_signal_handlers=False,
                )
            )
            for queue, concurrency in CONCURRENCY.items()
        ]
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, _stop, workers)
        # One that fails ends all, and the supervisor starts us again. Each ends before the
        # connections are closed, or its last words fail.
        _done, others = await asyncio.wait(workers, return_when=asyncio.FIRST_EXCEPTION)
        _stop(others)
        ends = await asyncio.gather(*workers, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end


def _stop(workers: Collection[asyncio.Task[None]]) -> None:
    for worker in workers:
        worker.cancel()
