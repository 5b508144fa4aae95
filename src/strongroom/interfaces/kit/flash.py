"""Short notices for the next page: kept in the session over a redirect, shown once as a toast.

A flash is `{text, level, undo}`; `undo` is `{url, fields: [[name, value], ...], target}` or absent:
`target` is what the answer replaces, the document list if it names nothing.
"""

import uuid
from typing import Any

from django.http import HttpRequest

_KEY = "flashes"
_MOST = 10


def flash(
    text: str, *, level: str = "success", undo: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return one flash; levels are success, info, warning and error."""
    made: dict[str, Any] = {"text": text, "level": level}
    if undo:
        made["undo"] = undo
    return made


def undo(url: str, action: str, ids: list[uuid.UUID], **fields: str) -> dict[str, Any]:
    """Return the form that takes an action back: POSTed to `url` when *Undo* is pressed."""
    pairs = [["action", action], *(["ids", str(item_id)] for item_id in ids)]
    return {"url": url, "fields": [*pairs, *([name, value] for name, value in fields.items())]}


def undo_page(url: str, *pairs: tuple[str, str]) -> dict[str, Any]:
    """Return the form that takes a change back whose answer is a whole page; it says so (`undoing`)."""
    fields = [list(pair) for pair in pairs]
    return {"url": url, "fields": [*fields, ["undo", "true"]], "target": "#page"}


def undoing(request: HttpRequest) -> bool:
    """Whether *Undo* was pressed: a question is titled for that."""
    return "undo" in request.POST


def add(
    request: HttpRequest, text: str, *, level: str = "success", undo: dict[str, Any] | None = None
) -> None:
    """Keep a flash until this session's next page; the oldest give way after ten."""
    keep(request, [flash(text, level=level, undo=undo)])


def keep(request: HttpRequest, flashes: list[dict[str, Any]]) -> None:
    """Keep ready-made flashes until this session's next page."""
    request.session[_KEY] = [*request.session.get(_KEY, []), *flashes][-_MOST:]


def take(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the flashes that wait, and forget them; costs no write when there are none."""
    if _KEY not in request.session:
        return []
    waiting: list[dict[str, Any]] = request.session.pop(_KEY)
    return waiting
