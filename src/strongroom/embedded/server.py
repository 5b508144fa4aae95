"""The embedded PostgreSQL of one data folder: start, wait until ready, stop."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from strongroom.embedded import cluster
from strongroom.embedded.cluster import StopAsked
from strongroom.embedded.errors import EmbeddedServerError, SupervisorStoppedError
from strongroom.embedded.layout import Layout
from strongroom.embedded.lock import FolderLock, recorded_address, write_private
from strongroom.embedded.spawn import Process, spawn
from strongroom.embedded.stale import clear_stale_pid_file
from strongroom.embedded.user import Seat, take_seat

OLD_SERVER_PATIENCE = 30.0
"""Seconds to wait for the server of a killed supervisor to finish."""
LOG_LIMIT = 10 * 1024**2
STARTUP_POLL = 0.02
LONGEST_SOCKET_FOLDER = 70
"""A socket's whole path has 103 bytes on macOS, 107 on Linux; `.s.PGSQL.5432.lock` is ours."""
CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    # The log holds the server's own news. Failed statements are the application's to report:
    # in the server's log they would carry people's words.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "log_destination": "stderr",
    "log_line_prefix": "%m [%p] ",
}


def _never() -> bool:
    return False


class EmbeddedServer:
    """One server on one data folder, a direct child of this process, dying with it."""

    def __init__(self, data: Path, *, configuration: Mapping[str, str] | None = None) -> None:
        """Nothing happens yet. `configuration` adds to PostgreSQL's settings."""
        self.layout = Layout(data.absolute())
        self.created = False
        self._configuration = {**CONFIGURATION, **(configuration or {})}
        self._lock = FolderLock(self.layout)
        self._seat: Seat | None = None
        self._sockets: Path | None = None
        self._process: Process | None = None
        self._log_start = 0

    @property
    def address(self) -> str:
        """Return the address of the database, with its password (libpq's URI form)."""
        password = self.layout.password.read_text().strip()
        folder = quote(str(self._sockets), safe="/")
        return f"postgresql://{cluster.ROLE}:{quote(password)}@/{cluster.DATABASE}?host={folder}"

    @property
    def process(self) -> Process | None:
        """The server's process, if it was started."""
        return self._process

    @property
    def pid(self) -> int:
        """The server's process id."""
        if self._process is None:
            raise EmbeddedServerError("The embedded PostgreSQL is not running.")
        return self._process.pid

    def start(self, stop: StopAsked = _never) -> None:
        """Lock the folder, make the cluster if there is none, and return when it takes connections.

        There is no limit on crash recovery; `stop` is asked meanwhile (SupervisorStoppedError).
        DataFolderLockedError, WrongMajorVersionError or EmbeddedServerError otherwise.
        """
        self.prepare(stop)
        try:
            self._start_until_ready(stop)
            write_private(self.layout.connection, self.address)
        except BaseException:
            self.stop()
            raise

    def prepare(self, stop: StopAsked = _never) -> None:
        """Everything before the server's process: the lock, the private folder, the cluster."""
        self.layout.create()
        self._lock.acquire()
        try:
            self._remove_leftovers()
            self._sockets = _private_folder()
            seat = self._seat = take_seat(self.layout, self._sockets)
            if self.layout.cluster.exists():
                cluster.check_version(self.layout)
                if not self.layout.password.exists():
                    cluster.renew_password(self.layout, seat, stop)
            else:
                cluster.create(self.layout, seat, stop)
                self.created = True
        except BaseException:
            self.stop()
            raise

    def spawn(self) -> Process:
        """Start the server's process, again if it was killed; it takes connections when it can."""
        if self._seat is None:
            raise EmbeddedServerError("The embedded PostgreSQL was not prepared.")
        clear_stale_pid_file(self.layout.cluster)
        argv = [self._seat.binaries.program("postgres"), "-D", str(self._seat.seen.cluster)]
        settings = {**self._configuration, "unix_socket_directories": str(self._sockets)}
        for name, value in settings.items():
            argv += ["-c", f"{name}={value}"]
        _turn_over(self.layout.log)
        with self.layout.log.open("ab") as log:
            self._log_start = log.tell()
            # SIGINT is PostgreSQL's fast shutdown: it leaves a clean cluster behind.
            self._process = spawn(
                argv, rights=self._seat.rights, death_signal=signal.SIGINT, output=log
            )
        return self._process

    def stop(self) -> None:
        """Shut the server down cleanly and give the folder back. Harmless when nothing runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.send(signal.SIGINT)
            self._process.wait()
        self._process = None
        if self._sockets is not None:
            self.layout.connection.unlink(missing_ok=True)
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = None
        self._lock.release()

    def is_ready(self) -> bool:
        """Tell whether *our* server takes connections, by the file that PostgreSQL writes."""
        if self._process is None or self._process.poll() is not None:
            return False
        try:
            lines = (self.layout.cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        ready_line = 7
        return (
            len(lines) > ready_line
            and lines[0].strip() == str(self.pid)
            and lines[ready_line].strip() == "ready"
        )

    def _start_until_ready(self, stop: StopAsked) -> None:
        patience = time.monotonic() + OLD_SERVER_PATIENCE
        process = self.spawn()
        while not self.is_ready():
            if stop():
                raise SupervisorStoppedError
            if process.poll() is not None:
                said = self._said()
                if not _old_server_is_there(said) or time.monotonic() > patience:
                    raise EmbeddedServerError(
                        f"The embedded PostgreSQL on {self.layout.data} did not start:\n"
                        f"{said[-2000:]}"
                    )
                time.sleep(0.2)
                process = self.spawn()
            time.sleep(STARTUP_POLL)

    def _said(self) -> str:
        with self.layout.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace").strip()

    def _remove_leftovers(self) -> None:
        """Remove the private folder that a killed supervisor left, named in its note."""
        _before, _, folder = recorded_address(self.layout.data).partition("?host=")
        path = Path(folder)
        if path.name.startswith(PRIVATE_PREFIX) and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        self.layout.connection.unlink(missing_ok=True)


PRIVATE_PREFIX = "strongroom-"


def _private_folder() -> Path:
    """Make a folder of mode 0700 whose path is short enough for a socket."""
    places = [os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"]  # noqa: S108
    if os.geteuid() == 0:
        places = places[1:]  # root's runtime folder is closed to the server's user
    for place in places:
        if place and len(os.fsencode(place)) <= LONGEST_SOCKET_FOLDER and os.access(place, os.W_OK):
            return Path(tempfile.mkdtemp(prefix=PRIVATE_PREFIX, dir=place))
    raise EmbeddedServerError(
        "There is no folder with a short path for PostgreSQL's socket. "
        "Set TMPDIR to a writable folder whose path has at most 70 characters."
    )


def _old_server_is_there(said: str) -> bool:
    return "postmaster.pid" in said or "pre-existing shared memory block" in said


def _turn_over(log: Path) -> None:
    try:
        if log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_name("log.1"))
    except FileNotFoundError:
        log.touch(mode=0o600)
