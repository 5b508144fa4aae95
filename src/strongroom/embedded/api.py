"""The public face of the package: an embedded server, and processes that are kept alive."""

from strongroom.embedded.errors import (
    DataFolderLockedError,
    EmbeddedServerError,
    SupervisorStoppedError,
    WrongMajorVersionError,
)
from strongroom.embedded.lock import is_locked, recorded_address, write_private
from strongroom.embedded.server import EmbeddedServer
from strongroom.embedded.spawn import Process, end_with_parent, spawn
from strongroom.embedded.supervisor import Service, Supervisor

__all__ = [
    "DataFolderLockedError",
    "EmbeddedServer",
    "EmbeddedServerError",
    "Process",
    "Service",
    "Supervisor",
    "SupervisorStoppedError",
    "WrongMajorVersionError",
    "end_with_parent",
    "is_locked",
    "recorded_address",
    "spawn",
    "write_private",
]
