"""The web server: granian with one process for each core, and in each a room for slow clients.

`python -m strongroom.interfaces.cli.web HOST PORT`; a child of `strongroom serve`. Its settings
begin with WEB_.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
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
    floor = Floor(patience=settings.WEB_PATIENCE, rate=settings.WEB_FLOOR)
    return Room(application, threads=settings.WEB_THREADS, floor=floor)


def processes() -> int:
    """Return how many processes serve: what the setting says, or one for each core up to four."""
    ours = getattr(os, "sched_getaffinity", None)
    cores = len(ours(0)) if ours else os.cpu_count() or 1
    return settings.WEB_PROCESSES or min(MOST_PROCESSES, cores)


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
        blocking_threads=settings.WEB_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
        log_level=LogLevels.error,
    ).serve(target_loader=load)


if __name__ == "__main__":
    main()
