"""Brings the schema up to date, one process at a time, and remembers what needs no look."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import strongroom
from strongroom.embedded.api import write_private

ADVISORY_LOCK = 0x5354524F4E47
"""Any number of our own: whoever migrates holds this lock of the database."""


def fingerprint() -> str:
    """Return what decides the schema: our migrations and the versions of those who bring theirs."""
    package = Path(strongroom.__file__).parent
    files = sorted(
        path.relative_to(package).as_posix() for path in package.glob("*/migrations/[0-9]*.py")
    )
    parts = [*files, *(f"{name} {version(name)}" for name in ("django", "procrastinate"))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_current(data: Path) -> bool:
    """Tell, without a look at the database, whether the embedded one has this schema already."""
    try:
        return _note(data).read_text().strip() == fingerprint()
    except FileNotFoundError:
        return False


def note_current(data: Path) -> None:
    """Remember that the embedded database has this schema."""
    write_private(_note(data), fingerprint() + "\n")


def bring_up_to_date() -> list[str]:
    """Apply what is missing, under an advisory lock; return the names of what was applied."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with _lock():
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            call_command("migrate", interactive=False, verbosity=0)
    return [str(migration) for migration, _backwards in plan]


@contextmanager
def _lock() -> Iterator[None]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [ADVISORY_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def _note(data: Path) -> Path:
    return data / "postgres" / "schema"
