"""Writes the rows of `access.py` by SQL: a firm with many items, folders, policies and grants.

At scale 1: 1 million items, 100,000 folders, 5,000 policies, 28,000 grants, 50 projects, 200 members.
Ids are made from a kind and a number, so that a script can name any row.
"""

import uuid
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

LIBRARIES, MEMBERS, ROLES = 50, 200, 20
(
    ACCOUNT,
    LIBRARY,
    FOLDER,
    FILE,
    MEMBER,
    ROLE,
    VERSION,
    BLOB,
    GRANT,
    SEAT,
    PERSON,
) = range(1, 12)
HERE = Path(__file__).parent


def row_id(kind: int, number: int) -> uuid.UUID:
    """Return the id of the row with a number; the same as `bench_id` in SQL."""
    return uuid.UUID(f"{kind:08x}-0000-4000-8000-{number:012x}")


@dataclass(frozen=True)
class Sizes:
    """How many there are of each."""

    scale: float

    @property
    def folders(self) -> int:
        """Folders besides the roots; the first tenth hangs under one folder, the big one."""
        return max(200, int(100_000 * self.scale))

    @property
    def big(self) -> int:
        return self.folders // 10

    @property
    def files(self) -> int:
        return max(2000, int(1_000_000 * self.scale) - self.folders - LIBRARIES)

    @property
    def long(self) -> int:
        """Files in each of the three long folders."""
        return max(100, int(10_000 * min(1, self.scale)))

    @property
    def policies(self) -> int:
        return max(500, int(5_000 * self.scale))

    @property
    def grants(self) -> int:
        return max(2800, int(28_000 * self.scale))


_FOREIGN_KEYS = """
select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
  from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace
"""


def write(sizes: Sizes) -> None:
    """Fill an empty, migrated database; foreign keys are dropped meanwhile, and checked all at once."""
    text = (HERE / "_access_rows.sql").read_text()
    names = {
        "libraries": LIBRARIES,
        "members": MEMBERS,
        "roles": ROLES,
        "folders": sizes.folders,
        "big": sizes.big,
        "files": sizes.files,
        "long": sizes.long,
        "policies": sizes.policies,
        "grants": sizes.grants,
    }
    for name, value in names.items():
        text = text.replace(f":{name}", str(value))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FOREIGN_KEYS)
        keys = cursor.fetchall()
        for table, name, _ in keys:
            cursor.execute(f"alter table {table} drop constraint {name}")
        for statement in text.split(";\n"):
            if statement.strip():
                cursor.execute(statement)
        for table, name, definition in keys:
            cursor.execute(f"alter table {table} add constraint {name} {definition}")
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
