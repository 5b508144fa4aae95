"""Doors outward: the shares of an item. Links come later; what is here is the portal."""

import datetime as dt
import uuid
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from strongroom.core.errors import InvalidError
from strongroom.interfaces.rest.answers import made, many, nothing
from strongroom.interfaces.rest.auth import caller
from strongroom.interfaces.rest.idempotency import once
from strongroom.interfaces.rest.routing import REPEATABLE, reads
from strongroom.interfaces.rest.types import Day, Id, Sent, Shown, Text, one_of
from strongroom.sharing import api as sharing

router = Router(tags=["shares"])


class Share(Shown):
    """A door outward: who opened it, and whether it is still open."""

    id: uuid.UUID
    item_id: uuid.UUID
    type: str = one_of("portal", "link")
    url: str | None
    password: str | None
    expires_at: dt.datetime | None
    created_by: uuid.UUID | None
    created_at: dt.datetime
    cancelled_by: uuid.UUID | None
    cancelled_at: dt.datetime | None
    suspended: bool
    openings: int


class ShareList(Shown):
    """The shares of an item, newest first."""

    results: list[Share]
    next: str | None


class ShareNew(Sent):
    """A new share."""

    type: Literal["portal", "link"]
    expires_on: Day | None = None
    password: Text | None = Field(default=None)
    confirm: bool = False


def _show(row: sharing.ShareRow) -> Share:
    return Share(
        id=row.id,
        item_id=row.item_id,
        type=row.type,
        url=row.url,
        password=row.password,
        expires_at=row.expires_at,
        created_by=row.created_by,
        created_at=row.created_at,
        cancelled_by=row.cancelled_by,
        cancelled_at=row.cancelled_at,
        suspended=row.suspended,
        openings=row.openings,
    )


@reads(router, "/items/{item_id}/shares", response=ShareList, summary="List an item's shares")
def list_shares(request: HttpRequest, item_id: Id) -> HttpResponse:
    """List the shares of an item, live and cancelled, newest first."""
    return many([_show(row) for row in sharing.shares_of(caller(request), item_id)])


@router.post(
    "/items/{item_id}/shares",
    response={201: Share},
    summary="Share an item",
    openapi_extra=REPEATABLE,
)
def share_item(request: HttpRequest, item_id: Id, payload: ShareNew) -> HttpResponse:
    """Make an item viewable in its customer's portal. Sending it twice makes one share.

    409 `confirmation_required` when something confidential would be shown.
    """
    principal = caller(request)

    def write() -> HttpResponse:
        shares = sharing.share_in_portal(principal, item_ids=[item_id], confirm=payload.confirm)
        row = sharing.share_row(principal, shares[0].id)
        return made(_show(row), f"/api/v1/shares/{row.id}")

    sharing.shares_of(principal, item_id)  # 404 and 403 come before what is wrong with the body
    _require_portal(payload)
    return once(request, write)


def _require_portal(payload: ShareNew) -> None:
    """Refuse what this version can't do, rather than open a door wider than was asked for."""
    errors = {}
    if payload.type == "link":
        errors["type"] = "Links are not available yet; share in the portal instead."
    else:
        if payload.expires_on is not None:
            errors["expires_on"] = "A share in the portal has no end date yet; cancel it instead."
        if payload.password is not None:
            errors["password"] = "A share in the portal has no password."  # noqa: S105 - a sentence
    if errors:
        raise InvalidError(errors=errors)


@router.delete("/shares/{share_id}", response={204: None}, summary="Cancel a share")
def cancel_share(request: HttpRequest, share_id: Id) -> HttpResponse:
    """Cancel a share for good, at once. The second time 409 `already_cancelled`."""
    sharing.cancel_share(caller(request), share_id)
    return nothing()
