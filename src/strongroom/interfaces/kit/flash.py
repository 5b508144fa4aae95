"""Short notices for the next page: kept in the session over a redirect, shown once as a toast."""

import dataclasses
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest

_KEY = "flashes"
_MOST = 10


@dataclass(frozen=True, slots=True)
class Undo:
    """The form that takes an action back, POSTed when *Undo* is pressed."""

    url: str
    fields: Sequence[tuple[str, str]]
    target: str = ""
    """What the answer replaces; the document list if it names nothing."""


@dataclass(frozen=True, slots=True)
class Flash:
    """One notice; levels are success, info, warning and error."""

    text: str
    level: str = "success"
    undo: Undo | None = None

    @classmethod
    def of(cls, kept: dict[str, object]) -> Self:
        """Return the notice that `kept`, its JSON, stands for."""
        undo = kept.get("undo")
        return cls(
            str(kept["text"]),
            str(kept["level"]),
            Undo(**undo) if isinstance(undo, dict) else None,
        )


def undo(url: str, action: str, ids: Sequence[uuid.UUID], **fields: str) -> Undo:
    """Return the form that does `action` to the items, at the address of a list's actions."""
    return Undo(url, [("action", action), *(("ids", str(one)) for one in ids), *fields.items()])


def undo_page(url: str, *pairs: tuple[str, str]) -> Undo:
    """Return the form that takes a change back whose answer is a whole page; it says so (`undoing`)."""
    return Undo(url, [*pairs, ("undo", "true")], "#page")


def undoing(request: HttpRequest) -> bool:
    """Whether *Undo* was pressed: a question is titled for that."""
    return "undo" in request.POST


def add(
    request: HttpRequest, text: str, *, level: str = "success", undo: Undo | None = None
) -> None:
    """Keep a flash until this session's next page; the oldest give way after ten."""
    keep(request, [Flash(text, level, undo)])


def keep(request: HttpRequest, flashes: Sequence[Flash]) -> None:
    """Keep ready-made flashes until this session's next page, as JSON."""
    kept = [dataclasses.asdict(one) for one in flashes]
    request.session[_KEY] = [*request.session.get(_KEY, []), *kept][-_MOST:]


def take(request: HttpRequest) -> list[Flash]:
    """Return the flashes that wait, and forget them; costs no write when there are none."""
    if _KEY not in request.session:
        return []
    return [Flash.of(kept) for kept in request.session.pop(_KEY)]
