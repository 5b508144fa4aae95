"""Sharing one document: the dialog, and what its buttons do (B-2 to B-10, B-17)."""

import datetime as dt
import uuid

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.access import api as access
from strongroom.core.confirmation import Confirmation
from strongroom.core.errors import (
    ConfirmationRequiredError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from strongroom.core.ids import new_id, parse_id
from strongroom.core.strict import read_day
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.panel import Panel
from strongroom.interfaces.office.sharing.dialog import Dialog, place_of, wanted_link
from strongroom.interfaces.office.sharing.document_sharing import Sent, Typed
from strongroom.interfaces.office.sharing.words import NO_MAIL_SERVER, unused_words
from strongroom.outbox import api as outbox
from strongroom.sharing import api as sharing
from strongroom.sharing.api import ShareRow

_NOTHING = "Nothing was changed. Tick Create new link, or change Visible in portal, and save."
SHARE_ANYWAY = "Share anyway"
_STOP = "Cancel the share"


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def shares(desk: Desk, item_id: uuid.UUID) -> HttpResponseBase:
    """Show the dialog with *Previous shares*; POST saves it."""
    dialog = Dialog(Panel(desk, item_id), place_of(desk))
    if desk.request.method == "POST":
        return _save(dialog)
    dialog.shown = wanted_link(desk)
    return dialog.draw()


def _save(dialog: Dialog) -> HttpResponseBase:
    desk, item_id = dialog.desk, dialog.panel.item_id
    sharing.require_sharing(desk.principal, [item_id])
    dialog.typed = typed = read(desk)
    was = desk.request.POST.get("was") == "on"
    steps: list[access.Step] = []
    if typed.visible != was:
        steps.append(lambda answer: _switch_portal(dialog, typed, answer))
    if typed.link:
        steps.append(lambda answer: _make_link(dialog, typed, answer))
    if not steps:
        dialog.refuse(InvalidError.status, _NOTHING)
        return dialog.draw()
    question.words(
        desk.request,
        title=f"Share this {dialog.panel.row.kind}?",
        confirm_label=SHARE_ANYWAY,
        back_url=dialog.url("item-shares"),
    )
    try:
        access.do_together(steps, confirm=question.answer_of(desk.request))
    except InvalidError as error:
        note_errors(dialog, error)
    except (ConflictError, ForbiddenError) as error:
        dialog.refuse(error.status, error.detail)
    else:
        dialog.typed, dialog.changed = None, True
        dialog.said = _done(dialog, typed, portal=typed.visible != was)
    if dialog.problem or dialog.errors:
        dialog.shown = None
    return dialog.done() or dialog.draw()


def read(desk: Desk) -> Typed:
    """Return what was typed; nothing is judged yet."""
    form = desk.request.POST
    return Typed(
        visible=form.get("visible") == "on",
        link=form.get("link") == "on",
        expires_on=form.get("expires_on", "").strip(),
        password=form.get("password", ""),
        notify=form.get("notify") == "on",
        link_id=parse_id(form.get("link_id", "")) or new_id(),
    )


def day_of(text: str) -> dt.date | None:
    """Return the day of a date field, None when it is empty, or raise InvalidError at the field."""
    if not text:
        return None
    try:
        return read_day(text)
    except ValueError:
        sentence = "Please enter the day as year-month-day, like 2027-03-31."
        raise InvalidError(errors={"expires_on": sentence}) from None


def note_errors(dialog: Dialog, error: InvalidError) -> None:
    """Let errors stand at their fields; what has no field stands above the form."""
    dialog.status = error.status
    fields = {"expires_on", "password", "contact_id", "message"}
    dialog.errors = {name: text for name, text in error.errors.items() if name in fields}
    if not dialog.errors:
        dialog.problem = error.detail


def _done(dialog: Dialog, typed: Typed, *, portal: bool) -> str:
    """Say what was done."""
    parts = []
    if portal:
        parts.append(_portal_done(dialog, visible=typed.visible))
    if typed.link:
        parts.append("The link is made.")
    return " ".join(parts)


def _portal_done(dialog: Dialog, *, visible: bool) -> str:
    """E-6: it is not said to be visible while nobody can see it."""
    name = dialog.panel.row.name
    if not visible:
        return f"{name} is no longer visible in the portal."
    around = sharing.surroundings(dialog.desk.principal, dialog.panel.item_id)
    if around.unused is not None:
        dialog.unused = True
        return f"{name} is shared. Nobody can see it yet: {unused_words(around)}."
    return f"{name} is visible in the portal."


def _switch_portal(dialog: Dialog, typed: Typed, answer: Confirmation) -> None:
    """B-3, B-9a: a tick that was changed opens the document to the portal, or cancels that share."""
    principal, item_id = dialog.desk.principal, dialog.panel.item_id
    if typed.visible:
        sharing.share_in_portal(principal, item_ids=[item_id], confirm=answer)
    else:
        sharing.hide_from_portal(principal, item_ids=[item_id])


def _make_link(dialog: Dialog, typed: Typed, answer: Confirmation) -> None:
    [row] = sharing.share_by_link(
        dialog.desk.principal,
        item_ids=[dialog.panel.item_id],
        expires_on=day_of(typed.expires_on),
        password=typed.password,
        notify_on_opening=typed.notify,
        link_id=typed.link_id,
        confirm=answer,
    )
    dialog.shown = row.id


def share_of(
    desk: Desk, item_id: uuid.UUID, share_id: uuid.UUID, *, look: bool = False
) -> ShareRow:
    """Return a share of this item, to whoever may share it."""
    row = sharing.share_row(desk.principal, share_id, look=look)
    if row.item_id != item_id:
        raise NotFoundError
    return row


@require_POST
@at_desk
def cancel(desk: Desk, item_id: uuid.UUID, share_id: uuid.UUID) -> HttpResponseBase:
    """Ask, since it is final, then cancel (B-10)."""
    dialog = Dialog(Panel(desk, item_id), place_of(desk))
    row = share_of(desk, item_id, share_id)
    question.words(
        desk.request,
        title="Cancel this share?",
        confirm_label=_STOP,
        cancel_label="Keep sharing",
        back_url=dialog.url("item-shares"),
    )
    confirmed = question.answer_of(desk.request).given
    if row.state != sharing.ShareState.CANCELLED and not confirmed:
        raise ConfirmationRequiredError(_what_ends(row), changes={})
    try:
        sharing.cancel_share(desk.principal, share_id)
    except ConflictError as error:
        dialog.refuse(error.status, error.detail)
    else:
        dialog.said, dialog.changed = "The share is cancelled.", True
    return dialog.done() or dialog.draw()


def _what_ends(row: ShareRow) -> str:
    """Say what stops working, and that it is final."""
    if row.type == "portal":
        who = row.customer_name or "The customer"
        what = f"{who} stops seeing {row.item_name} in the portal at once."
    elif row.companions:
        others = f"{row.companions} other document{'s' if row.companions > 1 else ''}"
        what = f"The link stops opening {row.item_name} at once; it still opens {others}."
    else:
        what = f"The link to {row.item_name} stops working at once, on pages already open too."
    return f"{what} This is final: sharing it again makes a new share{_AND[row.type]}."


_AND = {"portal": "", "link": " with a new address"}


@require_POST
@at_desk
def take_over(desk: Desk, item_id: uuid.UUID, share_id: uuid.UUID) -> HttpResponseBase:
    """Answer from now on for a suspended link."""
    dialog = Dialog(Panel(desk, item_id), place_of(desk))
    share_of(desk, item_id, share_id)
    question.words(desk.request, title="Take this link over?", confirm_label="Take over anyway")
    confirm = question.answer_of(desk.request)
    try:
        sharing.take_over(desk.principal, share_id, confirm=confirm)
    except ConflictError as error:
        dialog.refuse(error.status, error.detail)
    else:
        dialog.said, dialog.changed = "You answer for this link now, and it works again.", True
    return dialog.done() or dialog.draw()


@require_POST
@at_desk
def send(desk: Desk, item_id: uuid.UUID, share_id: uuid.UUID) -> HttpResponseBase:
    """Mail the address to a contact; the password is never mailed. Refused where nothing can be sent."""
    dialog = Dialog(Panel(desk, item_id), place_of(desk), shown=share_id)
    share_of(desk, item_id, share_id)
    if not outbox.configured():
        dialog.refuse(ConflictError.status, f"{NO_MAIL_SERVER} Nothing was sent.")
        return dialog.draw()
    chosen, message = desk.request.POST.get("contact_id", ""), desk.request.POST.get("message", "")
    try:
        sharing.send_link(
            desk.principal,
            share_id,
            contact_id=_contact(chosen),
            message=message,
            sending_id=parse_id(desk.request.POST.get("sending_id", "")),
        )
    except InvalidError as error:
        dialog.sent = Sent(chosen, message)
        note_errors(dialog, error)
    except ConflictError as error:
        dialog.sent = Sent(chosen, message)
        dialog.refuse(error.status, error.detail)
    else:
        dialog.said = "The link is on its way by e-mail."
    return dialog.done() or dialog.draw()


def _contact(text: str) -> uuid.UUID:
    contact_id = parse_id(text)
    if contact_id is None:
        raise InvalidError(errors={"contact_id": "Please choose a contact."})
    return contact_id
