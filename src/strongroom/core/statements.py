"""Running one statement of SQL that the ORM is not asked for: rows by column name."""

from collections.abc import Mapping
from typing import Any

from django.db import connection


def fetch(text: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run one statement and return its rows by column name."""
    with connection.cursor() as cursor:
        cursor.execute(text, dict(params))
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
