"""The Document sharing dialog of one item: what it knows, and how an answer is drawn (B-3, B-9).

The same section stands in a dialog, in the drawer's tab Shares and on a page of its own; `place`
says where, so that an answer fits into what it replaces.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Final

from django.http import HttpResponse

from strongroom.core import clock
from strongroom.core.errors import NotFoundError
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.page import is_fragment
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.office.desk import Desk
from strongroom.interfaces.office.panel import CHANGED, Panel
from strongroom.interfaces.office.sharing.document_sharing import (
    Above,
    DocumentSharing,
    LinkBox,
    Sent,
    ShareLine,
    Typed,
)
from strongroom.interfaces.office.sharing.words import (
    NO_MAIL_SERVER,
    invite_url,
    link_barred,
    link_help,
    mail_program,
    portal_words,
    state_of,
)
from strongroom.outbox import api as outbox
from strongroom.sharing import api as sharing
from strongroom.sharing.api import Limits, ShareRow

PLACES: Final = ("dialog", "drawer", "page")


@dataclass
class Dialog:
    """Sharing one item, for one request."""

    panel: Panel
    place: str = "page"
    shown: uuid.UUID | None = None
    """The share whose address stands on top: the link just made, or one that was asked for."""
    said: str = ""
    """What was done."""
    problem: str = ""
    status: int = 200
    typed: Typed | None = None
    """What to put into the form again after an error."""
    errors: dict[str, str] = field(default_factory=dict)
    sent: Sent | None = None
    changed: bool = False
    unused: bool = False
    """What was done has no effect yet."""

    @property
    def desk(self) -> Desk:
        """The request."""
        return self.panel.desk

    def url(self, name: str, **kwargs: uuid.UUID | str | int) -> str:
        """Return an address of this item's sharing, which remembers where it stands."""
        return self.panel.url(name, **kwargs)

    def refuse(self, status: int, problem: str) -> None:
        """Say in the section itself what was refused."""
        self.problem, self.status = problem, status

    def draw(self) -> HttpResponse:
        """Render the section for htmx, or a page with it."""
        if not is_fragment(self.desk.request):
            return self.desk.show("office/sharing/page.html", status=self.status, share=shown(self))
        answer = self.desk.fragment("office/sharing/share.html", share=shown(self))
        if self.changed:
            answer.headers["HX-Trigger"] = CHANGED
        return answer

    def done(self) -> HttpResponse | None:
        """Lead a browser without script to what came of it; None for htmx, and after an error."""
        if is_fragment(self.desk.request) or self.problem or self.errors:
            return None
        flash.keep(
            self.desk.request, [flash.Flash(self.said, level="info" if self.unused else "success")]
        )
        shown = {"link": str(self.shown)} if self.shown else {}
        if self.place == "drawer":
            return self.desk.go(self.panel.tab_url("shares", **shown))
        return self.desk.go(address(self.url("item-shares"), shown))


def in_drawer(panel: Panel) -> DocumentSharing:
    """Return what the drawer's tab Shares shows."""
    dialog = Dialog(panel, "drawer")
    dialog.shown = wanted_link(panel.desk)
    return shown(dialog)


def wanted_link(desk: Desk) -> uuid.UUID | None:
    """Return the link whose address is asked for: `?link=`."""
    text = desk.request.GET.get("link", "")
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise NotFoundError from None


def place_of(desk: Desk) -> str:
    """Return where the section stands that the answer replaces."""
    asked = desk.request.POST.get("place") or desk.request.GET.get("place", "")
    return asked if asked in PLACES else "page"


def shown(dialog: Dialog) -> DocumentSharing:
    """Return what the section shows. Asking for it is the look of B-9a.

    Raises NotFoundError, or ForbiddenError with an event (B-2).
    """
    panel, principal = dialog.panel, dialog.desk.principal
    shares = sharing.shares_of(principal, panel.item_id, look=True)
    around = sharing.surroundings(principal, panel.item_id)
    limits = sharing.get_limits(principal)
    visible = any(one.type == "portal" and one.state == sharing.ShareState.LIVE for one in shares)
    now = dialog.typed or Typed(visible=visible, expires_on=proposed(dialog.desk, limits))
    open_one = next((one for one in shares if one.id == dialog.shown), None)
    return DocumentSharing(
        row=panel.row,
        place=dialog.place,
        url=dialog.url("item-shares"),
        details_url=dialog.url("item-details"),
        visible=visible,
        typed=now,
        errors=dialog.errors,
        problem=dialog.problem,
        said=dialog.said,
        said_level="info" if dialog.unused else "success",
        invite_url=invite_url(dialog.desk, around),
        portal=portal_words(panel.row, around, limits, visible=visible),
        barred=link_barred(panel.row, around, limits),
        help=link_help(dialog.desk.account, limits),
        limits=limits,
        above=[_door(dialog, door) for door in around.above],
        closed_below=around.closed_below,
        lines=[line(dialog, one) for one in shares],
        link=link_box(dialog, open_one) if open_one else None,
    )


def proposed(desk: Desk, limits: Limits) -> str:
    """Return the day that the firm proposes for a link's end, as a date field wants it."""
    if not limits.link_default_days:
        return ""
    day = clock.today(desk.account.time_zone) + dt.timedelta(days=limits.link_default_days)
    return day.isoformat()


def _door(dialog: Dialog, door: sharing.DoorAbove) -> Above:
    if door.folder_id is None:
        return Above(door.type, door.folder_name, "", "a folder above that you can't see")
    url = dialog.desk.url("item-shares", item_id=door.folder_id)
    return Above(door.type, door.folder_name, url, "the folder")


def line(dialog: Dialog, row: ShareRow) -> ShareLine:
    """Return what one line of *Previous shares* shows."""
    return ShareLine(
        row=row,
        state=state_of(row),
        invite_url=invite_url(dialog.desk, row),
        address=absolute(dialog.desk, row),
        last_moment=last_moment(row),
        show_url=address(dialog.url("item-shares"), {"link": str(row.id), "place": dialog.place}),
        cancel_url=dialog.url("item-share-cancel", share_id=row.id),
        take_over_url=dialog.url("item-share-takeover", share_id=row.id),
        openings_url=dialog.url("item-share-openings", share_id=row.id),
    )


def link_box(dialog: Dialog, row: ShareRow) -> LinkBox | None:
    """Return the address with all that one does with it; None for what is not a link or is over."""
    if row.url is None:
        return None
    principal, by_mail = dialog.desk.principal, outbox.configured()
    return LinkBox(
        row=row,
        state=state_of(row),
        address=absolute(dialog.desk, row),
        last_moment=last_moment(row),
        qr_url=dialog.url("item-share-qr", share_id=row.id),
        send_url=dialog.url("item-share-send", share_id=row.id),
        no_mail="" if by_mail else NO_MAIL_SERVER,
        mailto=mail_program(row, absolute(dialog.desk, row)),
        contacts=sharing.contacts_for(principal, row.item_id),
        mailings=sharing.sendings_of(principal, row.id),
        by_mail=by_mail,
        sent=dialog.sent,
        errors=dialog.errors if dialog.sent else {},
    )


def last_moment(row: ShareRow) -> dt.datetime | None:
    """Return the last moment at which it works."""
    return row.expires_at - dt.timedelta(seconds=1) if row.expires_at else None


def absolute(desk: Desk, row: ShareRow) -> str:
    """Return the whole address of a link; in the demo, which has no BASE_URL, that of this request."""
    return desk.request.build_absolute_uri(row.url) if row.url else ""
