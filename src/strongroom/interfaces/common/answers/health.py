"""Whether it serves (`/healthz`) and whether background work is done (`/healthz/worker`).

Both are open to everybody, so they say nothing but yes or no. They answer whatever the Host header says:
who looks after the process knows its address, not the name by which people reach it.
"""

from collections.abc import Callable

from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from psycopg_pool import PoolTimeout

WORKER_SILENCE = "60 seconds"
"""A worker reports every ten seconds."""
LIVE_WORKERS = f"""
    select exists (
        select from procrastinate_workers
        where last_heartbeat > now() - interval '{WORKER_SILENCE}'
    )
"""  # noqa: S608 - a constant


@never_cache
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """200 while the database answers, else 503."""
    return _answer("select true", "no database")


@never_cache
@require_safe
def worker_health(_request: HttpRequest) -> HttpResponse:
    """200 while a worker has reported lately, else 503."""
    return _answer(LIVE_WORKERS, "no worker")


_VIEWS = {"/healthz": health, "/healthz/worker": worker_health}


class HealthMiddleware:
    """Answers before anything looks at the Host header, which may be refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next one."""
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or pass on what is no question about health."""
        view = _VIEWS.get(request.path_info)
        return view(request) if view else self._next(request)


def _answer(question: str, otherwise: str) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            row = cursor.fetchone()
    except (DatabaseError, PoolTimeout):
        return _plain("no database", 503)
    return _plain("ok", 200) if row and row[0] else _plain(otherwise, 503)


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text + "\n", status=status, content_type="text/plain; charset=utf-8")
