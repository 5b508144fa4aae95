"""Doors outward: the shares of an item, and the register of all that are open."""

import uuid

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from strongroom.access.api import Principal
from strongroom.core.errors import InvalidError
from strongroom.core.paging import cut
from strongroom.core.strict import read_id, read_moment
from strongroom.interfaces.rest.kit.answers import made, many, nothing, one, page
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.listing import Paging
from strongroom.interfaces.rest.kit.routing import REPEATABLE, reads
from strongroom.interfaces.rest.kit.types import Id
from strongroom.interfaces.rest.sharing.schemas import (
    ItemShares,
    Opening,
    OpeningList,
    Register,
    Share,
    ShareList,
    ShareNew,
    ShareSend,
    share_of,
)
from strongroom.sharing import api as sharing

router = Router(tags=["shares"])


@reads(router, "/items/{item_id}/shares", response=ItemShares, summary="List an item's shares")
def list_shares(request: HttpRequest, item_id: Id, wanted: Query[Paging]) -> HttpResponse:
    """List the shares of an item, live and over, newest first.

    Addresses and passwords are told; that passwords were seen is recorded once a person and day.
    `closed_below`: how many items below stay closed, because they have access settings of their own.
    """
    rows = cut(
        sharing.shares_of(caller(request), item_id, look=True),
        lambda row: [row.created_at, row.id],
        read_moment,
        read_id,
        tag="shares",
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    closed = sharing.closed_below(caller(request), [item_id])
    return many([share_of(request, row) for row in rows.results], rows.next, closed_below=closed)


@router.post(
    "/items/{item_id}/shares",
    response={201: Share},
    summary="Share an item",
    openapi_extra=REPEATABLE,
)
def share_item(request: HttpRequest, item_id: Id, payload: ShareNew) -> HttpResponse:
    """Make an item viewable in its customer's portal, or make a link that opens it.

    In the portal, twice makes one share; each link is a new address. A link works through the end
    of `expires_on` in the firm's time zone. 409 `confirmation_required` when something confidential
    would be shown.
    """
    principal = caller(request)
    sharing.require_sharing(principal, [item_id])  # 404 and 403 come before what is wrong here
    if payload.type == "portal":
        _require_plain(payload)
        return once(request, lambda: _in_portal(request, principal, item_id, payload))
    # The answer tells an address and a password: it is not kept, but made again when it is repeated.
    return once(
        request,
        lambda: _by_link(request, principal, item_id, payload),
        secret=True,
        again=lambda location: _made(request, principal, uuid.UUID(location.rpartition("/")[2])),
    )


def _in_portal(
    request: HttpRequest, principal: Principal, item_id: uuid.UUID, payload: ShareNew
) -> HttpResponse:
    shares = sharing.share_in_portal(principal, item_ids=[item_id], confirm=payload.confirmation)
    return _made(request, principal, shares[0].id)


def _by_link(
    request: HttpRequest, principal: Principal, item_id: uuid.UUID, payload: ShareNew
) -> HttpResponse:
    rows = sharing.share_by_link(
        principal,
        item_ids=[item_id],
        expires_on=payload.expires_on,
        password=payload.password or "",
        notify_on_opening=payload.notify_on_opening,
        confirm=payload.confirmation,
    )
    return made(share_of(request, rows[0]), _location(rows[0].id))


def _made(request: HttpRequest, principal: Principal, share_id: uuid.UUID) -> HttpResponse:
    row = sharing.share_row(principal, share_id, look=True)
    return made(share_of(request, row), _location(share_id))


def _location(share_id: uuid.UUID) -> str:
    return f"/api/v1/shares/{share_id}"


def _require_plain(payload: ShareNew) -> None:
    """Refuse what a share in the portal can't do, rather than open a door wider than was asked for."""
    errors = {}
    if payload.expires_on is not None:
        errors["expires_on"] = "A share in the portal has no end date yet; cancel it instead."
    if payload.password is not None:
        errors["password"] = "A share in the portal has no password."  # noqa: S105 - a sentence
    if payload.notify_on_opening:
        errors["notify_on_opening"] = "Only the opening of a link is told by e-mail."
    if errors:
        raise InvalidError(errors=errors)


@reads(router, "/shares", response=ShareList, summary="List the firm's shares")
def list_register(request: HttpRequest, wanted: Query[Register]) -> HttpResponse:
    """List the doors of the firm that one may close, newest first: of all items that one may share.

    With `live=true` those only that are not over: suspended ones and those of items in the trash
    are among them. Addresses and passwords are not told here.
    """
    rows = sharing.register(
        caller(request), filters=wanted.filter, cursor=wanted.cursor, limit=wanted.limit
    )
    return page(rows, lambda row: share_of(request, row))


@reads(router, "/shares/{share_id}", response=Share, summary="Get a share")
def get_share(request: HttpRequest, share_id: Id) -> HttpResponse:
    """Return one share, with its address and password, as in the list of its item."""
    return one(request, share_of(request, sharing.share_row(caller(request), share_id, look=True)))


@router.delete("/shares/{share_id}", response={204: None}, summary="Cancel a share")
def cancel_share(request: HttpRequest, share_id: Id) -> HttpResponse:
    """Cancel a share for good, at once. The second time 409 `already_cancelled`."""
    sharing.cancel_share(caller(request), share_id)
    return nothing()


@router.post("/shares/{share_id}/takeover", response=Share, summary="Take a suspended link over")
def take_share_over(
    request: HttpRequest, share_id: Id, payload: Confirming | None = None
) -> HttpResponse:
    """Answer for a link whose maker has left or may not share it any more: it works again.

    409 `not_suspended` otherwise, 409 `confirmation_required` when it opens something confidential.
    """
    principal = caller(request)
    sharing.take_over(principal, share_id, confirm=payload.confirmation if payload else False)
    return one(request, share_of(request, sharing.share_row(principal, share_id, look=True)))


@router.post(
    "/shares/{share_id}/send",
    response={204: None},
    summary="Mail a link to a contact",
    openapi_extra=REPEATABLE,
)
def send_share(request: HttpRequest, share_id: Id, payload: ShareSend) -> HttpResponse:
    """Mail the address of a live link to a contact of the record's customer; never its password.

    409 `not_live` when it does not work at the moment.
    """

    def write() -> HttpResponse:
        sharing.send_link(
            caller(request), share_id, contact_id=payload.contact_id, message=payload.message
        )
        return nothing()

    return once(request, write)


@reads(
    router, "/shares/{share_id}/openings", response=OpeningList, summary="List a share's openings"
)
def list_openings(request: HttpRequest, share_id: Id, wanted: Query[Paging]) -> HttpResponse:
    """List who opened a share, newest first: once an hour for each visitor, document and use."""
    rows = sharing.openings_of(caller(request), share_id, cursor=wanted.cursor, limit=wanted.limit)
    return page(rows, Opening.of)
