"""Removes a `postmaster.pid` whose process is somebody else by now.

PostgreSQL refuses to start while the process named in an old file lives. After a power failure, and
in containers where process ids are small, that number often belongs to another program. We hold the
folder's lock, so a live server here can only be the orphan of a killed supervisor, which is ending.
"""

import os
import sys
from pathlib import Path


def clear_stale_pid_file(cluster: Path) -> None:
    """Remove the file if its process is certainly no server of this cluster (Linux only)."""
    path = cluster / "postmaster.pid"
    try:
        pid = int(path.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if sys.platform == "linux" and _is_somebody_else(pid, cluster):
        path.unlink(missing_ok=True)


def _is_somebody_else(pid: int, cluster: Path) -> bool:
    """Compare folders by identity, not by name: under a mount the server sees another path."""
    try:
        place = os.stat(f"/proc/{pid}/cwd")  # noqa: PTH116
    except FileNotFoundError:
        return False  # it is gone: PostgreSQL sees that itself
    except PermissionError:
        return True  # another user's process
    return not os.path.samestat(place, cluster.stat())
