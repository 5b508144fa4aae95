"""The web server: granian with one process for each core, and in each a room for slow clients.

`python -m strongroom.interfaces.cli.web HOST PORT`; a child of `strongroom serve`. Settings:
WEB_PROCESSES (the number of cores, at most 4), WEB_THREADS of each process (64), WEB_PATIENCE in
seconds (30) in which a client must move WEB_FLOOR bytes a second (1,000) on the average.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from strongroom.core import collector
from strongroom.embedded.api import end_with_parent
from strongroom.interfaces.server.pace import Floor
from strongroom.interfaces.server.room import Room

TARGET = "strongroom.config.wsgi:application"
MOST_PROCESSES = 4
"""Unless the setting says more: each has a pool of database connections of its own."""
KILL_AFTER = 10
"""Seconds that a stopping server gives its open downloads."""


def prepare() -> Callable[..., Any]:
    """Load all code, once: forked processes share it. An exception if there is a fault in an address."""
    import django

    django.setup()
    from django.core.servers.basehttp import get_internal_wsgi_application
    from django.urls import get_resolver

    application = get_internal_wsgi_application()
    get_resolver().check()
    return application


def load(_target: str) -> Callable[..., Any]:
    """Load the application in a worker process, which is to die with the main one."""
    end_with_parent(signal.SIGKILL)
    application = prepare()
    # granian copies the environment to each request
    for name in ("DATABASE_URL", "SECRET_KEY", "SEALING_KEYS", "MAIL_URL"):
        os.environ.pop(name, None)
    collector.settle()
    floor = Floor(patience=_number("WEB_PATIENCE", 30), rate=_number("WEB_FLOOR", 1000))
    return Room(application, threads=_threads(), floor=floor)


def processes() -> int:
    """Return how many processes serve: what the setting says, or one for each core up to four."""
    ours = getattr(os, "sched_getaffinity", None)
    cores = len(ours(0)) if ours else os.cpu_count() or 1
    return _number("WEB_PROCESSES", min(MOST_PROCESSES, cores))


def _threads() -> int:
    return _number("WEB_THREADS", 64)


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def main() -> None:
    """Serve until SIGTERM."""
    host, port = sys.argv[1], int(sys.argv[2])
    prepare()
    collector.settle()  # a forked process leaves what it shares untouched, too
    Server(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=processes(),
        blocking_threads=_threads(),
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
        log_level=LogLevels.error,
    ).serve(target_loader=load)


if __name__ == "__main__":
    main()
