"""Giving the database connection back to the pool before something slow that doesn't need it."""

from django.db import connection


def give_back() -> None:
    """Return this thread's connection to the pool, unless a transaction is open on it.

    Bodies are read and answers streamed at the speed of somebody's network; with more such threads
    than pooled connections everybody else would wait. The next query takes a connection again.
    """
    if not connection.in_atomic_block:
        connection.close()
