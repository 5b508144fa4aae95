"""One supervisor for each data folder, and the note it leaves for other commands."""

import fcntl
import os
import secrets
from pathlib import Path
from typing import IO

from strongroom.embedded.errors import DataFolderLockedError
from strongroom.embedded.layout import Layout


class FolderLock:
    """An exclusive lock that ends with the process, however it ends."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Take the lock. DataFolderLockedError names the process that has it."""
        file = self._layout.lock.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise DataFolderLockedError(
                f"Strongroom is already running on {self._layout.data} (process {holder}). "
                "Stop that one first, or name another folder with --data."
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None


def is_locked(data: Path) -> bool:
    """Tell whether a supervisor runs on the folder at this moment."""
    path = Layout(data).lock
    if not path.exists():
        return False
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def write_private(path: Path, text: str) -> None:
    """Replace `path` by `text` in one step, readable by us alone."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    draft.replace(path)


def recorded_address(data: Path) -> str:
    """Return the address that the running supervisor noted; empty if there is none yet."""
    try:
        return Layout(data).connection.read_text().strip()
    except FileNotFoundError:
        return ""
