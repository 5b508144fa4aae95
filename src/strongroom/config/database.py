"""Where the database is: an address, and the pool of connections to it."""

from typing import Any

import dj_database_url

DEFAULT = "postgresql:///strongroom"
"""By libpq's own defaults."""
_SESSION = "-c plan_cache_mode=force_generic_plan -c jit=off"
"""What is prepared is planned once, for all values (docs/decisions/0045)."""


def database_settings(url: str, *, pool_size: int) -> dict[str, Any]:
    """Return one of Django's DATABASES from a `postgresql://` address; an empty one means `DEFAULT`.

    A socket folder is given as `?host=/path`, as libpq does. A connection that the server has dropped is
    replaced before anybody meets it.
    """
    found = dj_database_url.parse(url or DEFAULT, conn_health_checks=True)
    # After an outage the pool tries again soon: left alone, its pauses double up to minutes.
    pool = {"min_size": 1, "max_size": pool_size, "timeout": 10, "reconnect_timeout": 4}
    options = {"options": _SESSION, **found.get("OPTIONS", {})}
    return {**found, "OPTIONS": {**options, "pool": pool}}
