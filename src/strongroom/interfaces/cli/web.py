"""The web server's process: granian with many blocking threads, so that slow clients hold up nobody.

`python -m strongroom.interfaces.cli.web HOST PORT`; a child of `strongroom serve`. Settings:
WEB_PROCESSES (1), WEB_THREADS for each process (64), WEB_BODY_PATIENCE in seconds (30).
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from strongroom.embedded.api import end_with_parent
from strongroom.interfaces.cli.stalled import StalledBodies

TARGET = "strongroom.config.wsgi:application"
KILL_AFTER = 10
"""Seconds that a stopping server gives its open downloads."""


def load(_target: str) -> Callable[..., Any]:
    """Load the application in a worker process, which is to die with the main one."""
    end_with_parent(signal.SIGKILL)
    import django

    django.setup()
    from django.core.servers.basehttp import get_internal_wsgi_application
    from django.urls import get_resolver

    application = get_internal_wsgi_application()
    get_resolver().check()  # a fault in any address ends this process now, not at its first use
    # granian copies the environment to each request
    for name in ("DATABASE_URL", "SECRET_KEY", "SEALING_KEYS", "MAIL_URL"):
        os.environ.pop(name, None)
    return StalledBodies(
        application,
        threads=_number("WEB_THREADS", 64),
        patience=_number("WEB_BODY_PATIENCE", 30),
    )


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def main() -> None:
    """Serve until SIGTERM."""
    host, port = sys.argv[1], int(sys.argv[2])
    Server(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=_number("WEB_PROCESSES", 1),
        blocking_threads=_number("WEB_THREADS", 64),
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
        log_level=LogLevels.error,
    ).serve(target_loader=load)


if __name__ == "__main__":
    main()
