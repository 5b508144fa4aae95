"""What the API says and takes of shares: doors outward, their openings, and how they are filtered."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from django.http import HttpRequest
from pydantic import Field

from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.listing import Searching
from strongroom.interfaces.rest.kit.types import Day, Id, Results, Sent, Shown, Text, one_of
from strongroom.sharing import api as sharing

Days = Annotated[int | None, Field(ge=0, le=36500)]


class Share(Shown):
    """A door outward: what it opens, for whom, who opened it, and whether it is still open."""

    id: uuid.UUID
    item_id: uuid.UUID
    item_name: str
    type: str = one_of("portal", "link")
    state: str = one_of(*(state.value for state in sharing.ShareState))
    usable: bool
    """Whether it opens something to somebody at this moment: live is not enough."""
    why_not: str | None
    """Why nobody can use it; null while somebody can.

    `no_contact`: no contact of the customer has portal access. `not_accepted`: who has it was invited
    and has not accepted yet. `module_off`: the portal does not show such records to the
    customer. `draft`: the quote is a draft, and is in the portal once it is sent.
    Otherwise the state.
    """
    url: str | None
    """The whole address of a link that is not over; the token is the last part of its path."""
    password: str | None
    has_password: bool
    expires_at: dt.datetime | None
    """The first moment at which it no longer works."""
    created_by: uuid.UUID | None
    created_at: dt.datetime
    cancelled_by: uuid.UUID | None
    cancelled_at: dt.datetime | None
    suspended: bool
    suspended_why: str | None
    keeper_id: uuid.UUID | None
    """Who answers for a link: its maker, or who took it over."""
    notify_on_opening: bool
    openings: int
    last_opened_at: dt.datetime | None
    customer_id: uuid.UUID | None
    link_id: uuid.UUID | None


class ShareList(Results[Share]):
    """Shares, newest first."""


class ItemShares(ShareList):
    """The shares of one item, newest first."""

    closed_below: int
    """Items below that have access settings of their own, so that a share of this folder does not open them.

    Those that you can see, counted up to 1,000; 0 for a file.
    """


class ShareNew(Confirming):
    """A new share."""

    type: Literal["portal", "link"]
    expires_on: Day | None = None
    password: Text | None = None
    notify_on_opening: bool = False


class ShareSend(Sent):
    """To whom the address of a link is mailed, and a few words."""

    contact_id: Id
    message: Text = ""


class Opening(Shown):
    """One use of a share by somebody outside."""

    id: uuid.UUID
    at: dt.datetime
    what: str = one_of(*(what.value for what in sharing.Opened))
    version: int | None
    device: str
    network: str
    contact_name: str
    item_id: uuid.UUID
    item_name: str
    automatic: bool


class OpeningList(Results[Opening]):
    """One page of openings, newest first."""


class Register(Searching):
    """Which doors of the firm are listed; `q` is a part of the document's name."""

    type: Literal["", "portal", "link"] = ""
    live: bool = False
    maker_id: Id | None = None
    customer_id: Id | None = None
    older_than_days: Days = None
    not_opened_days: Days = None
    no_password: bool = False
    no_expiry: bool = False

    @property
    def filter(self) -> sharing.RegisterFilter:
        """The same as the operation takes it."""
        return sharing.RegisterFilter(
            type=self.type,
            state="live" if self.live else "all",
            q=self.q,
            maker_id=self.maker_id,
            customer_id=self.customer_id,
            older_than_days=self.older_than_days,
            no_password=self.no_password,
            no_expiry=self.no_expiry,
            not_opened_days=self.not_opened_days,
        )


def share_of(request: HttpRequest, row: sharing.ShareRow) -> Share:
    """Show a share; without a BASE_URL (the demo) its address begins as the request's does."""
    return Share.of(
        row,
        state=row.state.value,
        why_not=row.why_not or None,
        url=request.build_absolute_uri(row.url) if row.url else None,
        suspended_why=row.suspended_why or None,
    )
