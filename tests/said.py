"""What is said to the database, in words: a prepared statement is logged without its text."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def statements_said() -> Iterator[list[str]]:
    """Give a list that the texts are added to."""
    texts: list[str] = []

    def listen(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        texts.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield texts
