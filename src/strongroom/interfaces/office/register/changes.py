"""Closing doors from the register, and taking suspended ones over."""

import uuid
from collections.abc import Sequence
from typing import NoReturn

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from strongroom.core.errors import ConfirmationRequiredError, ConflictError, InvalidError
from strongroom.interfaces.common.documents.actions import ticked
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.page import wants
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.register.listing import PART, part, query_of
from strongroom.sharing import api as sharing
from strongroom.sharing.api import ShareRow, ShareState


@require_POST
@at_desk
def cancel(desk: Desk) -> HttpResponseBase:
    """Ask, then cancel the ticked shares, all or none; what was cancelled meanwhile is skipped."""
    try:
        ids = ticked(desk.request)
    except InvalidError:
        return _back(desk, "Please tick the shares that are to be cancelled.", level="warning")
    rows = sharing.chosen_shares(desk.principal, ids)
    open_ones = [row for row in rows if row.state != ShareState.CANCELLED]
    if not open_ones:
        return _back(desk, f"{_had_been(rows)}. Nothing was changed.", level="info")
    if not question.answer_of(desk.request).given:
        _ask(desk, rows, open_ones)
    number = sharing.cancel_shares(desk.principal, ids)
    said = "1 share is cancelled." if number == 1 else f"{number} shares are cancelled."
    if number < len(rows):
        others = "One was" if len(rows) - number == 1 else f"{len(rows) - number} were"
        said += f" {others} cancelled already."
    return _back(desk, said)


def _had_been(rows: Sequence[ShareRow]) -> str:
    """Return by whom they were cancelled before, where that is one person."""
    names = {row.cancelled_by_name for row in rows}
    by = f", by {names.pop()}" if len(names) == 1 and names != {""} else ""
    return (
        f"This share was cancelled already{by}"
        if len(rows) == 1
        else f"These shares were cancelled already{by}"
    )


def _ask(desk: Desk, rows: Sequence[ShareRow], closing: Sequence[ShareRow]) -> NoReturn:
    """Say how many doors close, and that it is final (B-10)."""
    parts = [
        _counted(sum(row.type == "link" for row in closing), "link", "links"),
        _counted(sum(row.type == "portal" for row in closing), "portal share", "portal shares"),
    ]
    doors = "1 door closes" if len(closing) == 1 else f"{len(closing)} doors close"
    detail = (
        f"{doors} for good: {' and '.join(part for part in parts if part)}. "
        "Whoever used them is refused at once. A cancelled share can't be reactivated; "
        "sharing again makes a new one."
    )
    if already := len(rows) - len(closing):
        detail += f" {_counted(already, 'other was', 'others were')} cancelled already."
    question.words(
        desk.request,
        title=f"Cancel {_counted(len(closing), 'share', 'shares')} for good?",
        confirm_label="Cancel shares",
        cancel_label="Keep sharing",
        back_url=_list_url(desk),
    )
    raise ConfirmationRequiredError(detail, changes={})


def _counted(number: int, one: str, several: str) -> str:
    if not number:
        return ""
    return f"{number} {one if number == 1 else several}"


@require_POST
@at_desk
def take_over(desk: Desk, share_id: uuid.UUID) -> HttpResponseBase:
    """Answer from now on for a suspended link (L22)."""
    question.words(desk.request, title="Take this link over?", confirm_label="Take over anyway")
    confirm = question.answer_of(desk.request)
    try:
        row = sharing.take_over(desk.principal, share_id, confirm=confirm)
    except ConflictError:
        return _back(desk, "This link is not suspended any more.", level="info")
    return _back(desk, f"You answer for the link to {row.item_name} now. It works again.")


def _list_url(desk: Desk) -> str:
    """Return the page of the register that the request came from, with its filter."""
    return query_of(desk).wanted.here


def _back(desk: Desk, said: str, *, level: str = "success") -> HttpResponse:
    """Answer with the list as it is now, or lead back to it."""
    if wants(desk.request, PART):
        return part(desk, query_of(desk), [flash.Flash(said, level=level)])
    return desk.go(_list_url(desk), said, level=level)
