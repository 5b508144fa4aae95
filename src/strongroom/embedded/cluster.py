"""Makes a cluster, whole or not at all, and refuses one of another major version.

Authentication: the one role that may connect is `strongroom`, over the socket in a private folder,
with a random password (scram-sha-256). It owns the one database and may create others, but is no
superuser: the superuser can't connect at all. Locale: the builtin provider, which sorts and folds
case alike on every system; with plain C the trigram index would drop accented letters.
"""

import io
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from strongroom.core import keys
from strongroom.embedded.binaries import major_version
from strongroom.embedded.errors import (
    EmbeddedServerError,
    SupervisorStoppedError,
    WrongMajorVersionError,
)
from strongroom.embedded.layout import Layout
from strongroom.embedded.spawn import Process, spawn
from strongroom.embedded.user import Seat

ROLE = "strongroom"
DATABASE = "strongroom"
SUPERUSER = "postgres"
LOCALE = ("--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--locale=C.UTF-8")
HBA = f"""\
# Written by Strongroom: one role, with a password, over the socket in a private folder.
local all {ROLE} scram-sha-256
"""
StopAsked = Callable[[], bool]


def check_version(layout: Layout) -> None:
    """Refuse a cluster that another major version made: WrongMajorVersionError says what to do."""
    path = layout.cluster / "PG_VERSION"
    try:
        found = path.read_text().strip()
    except FileNotFoundError:
        raise EmbeddedServerError(
            f"{layout.cluster} is there, but is no PostgreSQL data directory (no PG_VERSION). "
            "Restore the data folder from a backup, or name another with --data."
        ) from None
    if found != major_version():
        raise WrongMajorVersionError(
            f"The data folder {layout.data} belongs to PostgreSQL {found}, and this Strongroom "
            f"brings PostgreSQL {major_version()}. Start it with the Strongroom that made it and "
            "carry the data over by a backup."
        )


def create(layout: Layout, seat: Seat, stop: StopAsked) -> None:
    """Make the cluster with its role and database, beside its place, and move it there."""
    shutil.rmtree(layout.draft, ignore_errors=True)
    layout.draft.mkdir(mode=0o700)
    seat.own(layout.draft)
    arguments = [
        f"--pgdata={seat.seen.draft}",
        f"--username={SUPERUSER}",
        "--auth=reject",
        "--encoding=UTF8",
        "--no-instructions",
        *LOCALE,
    ]
    _run([seat.binaries.program("initdb"), *arguments], seat, stop)
    hba = layout.draft / "pg_hba.conf"
    hba.write_text(HBA)
    password = keys.load_or_create(layout.password)
    _single_user(
        layout.draft.name,
        f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}';\n"
        f"CREATE DATABASE {DATABASE} OWNER {ROLE};\n",
        seat,
        stop,
    )
    layout.draft.rename(layout.cluster)
    _sync_folder(layout.postgres)


def renew_password(layout: Layout, seat: Seat, stop: StopAsked) -> None:
    """Give the role a new password when the file that held the old one is gone."""
    password = keys.load_or_create(layout.password)
    sql = f"ALTER ROLE {ROLE} PASSWORD '{password}';\n"
    _single_user(layout.cluster.name, sql, seat, stop)


def _single_user(name: str, sql: str, seat: Seat, stop: StopAsked) -> None:
    """Run statements without a server: nobody can connect meanwhile."""
    folder = seat.seen.postgres / name
    argv = [seat.binaries.program("postgres"), "--single", "-D", str(folder), "-c"]
    with tempfile.TemporaryFile() as script:
        script.write(sql.encode())
        script.seek(0)
        _run([*argv, "exit_on_error=on", SUPERUSER], seat, stop, stdin=script)


def _run(argv: list[str], seat: Seat, stop: StopAsked, stdin: IO[bytes] | None = None) -> None:
    """Run a program of PostgreSQL to its end, in its user's rights."""
    with tempfile.TemporaryFile() as output:
        process = spawn(
            argv, rights=seat.rights, death_signal=signal.SIGKILL, output=output, stdin=stdin
        )
        status = _wait(process, stop)
        if status != 0:
            output.seek(0, io.SEEK_SET)
            said = output.read().decode(errors="replace").strip()
            raise EmbeddedServerError(
                f"{Path(argv[0]).name} failed with status {status}:\n{said[-2000:]}"
            )


def _wait(process: Process, stop: StopAsked) -> int:
    while True:
        try:
            return process.wait(0.1)
        except TimeoutError:
            if stop():
                process.kill_group()
                process.wait()
                raise SupervisorStoppedError from None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
