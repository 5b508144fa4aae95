"""The history of a document's shares, for whoever may share it (B-2, B-9)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from strongroom.access import api as access
from strongroom.access import live
from strongroom.access.api import Kind, Principal
from strongroom.access.models import Share, ShareType
from strongroom.audit import api as audit
from strongroom.core import clock, crypto
from strongroom.core.errors import NotFoundError
from strongroom.directory.models import Account
from strongroom.sharing import link_addresses
from strongroom.sharing.asking import require_closing, require_sharing
from strongroom.sharing.models import Look, Opening
from strongroom.sharing.rows import ShareRow, ShareState
from strongroom.sharing.using import Audience, audiences
from strongroom.store.models import Folder, LibraryKind

LINK_PATH = "/l/"
"""What stands before the token in an address; it is the address's last part."""


def shares_of(principal: Principal, item_id: uuid.UUID, *, look: bool = False) -> list[ShareRow]:
    """Return the item's shares, newest first; the section is absent while there are none.

    With `look`, live links tell their address and their password; that passwords were seen leaves
    an event, once a person and day (B-9a); what opens more than they may share tells neither (L27).
    Raises NotFoundError, or ForbiddenError with an event (B-2).
    """
    require_sharing(principal, [item_id])
    shares = list(_loaded(Share.objects.filter(item_id=item_id).order_by("-created_at", "-id")))
    return _looked_at(principal, shares) if look else rows_of(principal.account_id, shares)


def share_row(principal: Principal, share_id: uuid.UUID, *, look: bool = False) -> ShareRow:
    """Return one share as a row, under the same rule; in the trash for whoever could delete the item."""
    share = _loaded(Share.objects.filter(id=share_id, account_id=principal.account_id)).first()
    if share is None:
        raise NotFoundError
    require_closing(principal, [share.item_id])
    rows = _looked_at(principal, [share]) if look else rows_of(principal.account_id, [share])
    return rows[0]


def _looked_at(principal: Principal, shares: Sequence[Share]) -> list[ShareRow]:
    kept_back = link_addresses.withheld(principal, shares)
    _note_look(principal, [share for share in shares if share.link_id not in kept_back])
    return rows_of(principal.account_id, shares, look=True, kept_back=kept_back)


def rows_by_id(
    account_id: uuid.UUID, ids: Sequence[uuid.UUID], *, look: bool = False
) -> list[ShareRow]:
    """Return the rows of shares that the caller has decided on, in the order given."""
    found = {share.id: share for share in _loaded(Share.objects.filter(id__in=ids))}
    return rows_of(account_id, [found[id_] for id_ in ids if id_ in found], look=look)


def _loaded(shares: QuerySet[Share]) -> QuerySet[Share]:
    trashed = Folder.objects.filter(item_id=OuterRef("item__parent_id"), trash__isnull=False)
    return shares.select_related(
        "created_by__person",
        "cancelled_by__person",
        "keeper__person",
        "customer",
        "link",
        "item__library__customer",
    ).annotate(above_trashed=Exists(trashed))


def rows_of(
    account_id: uuid.UUID,
    shares: Sequence[Share],
    *,
    look: bool = False,
    kept_back: Collection[uuid.UUID] = (),
) -> list[ShareRow]:
    """Return the rows of loaded shares of one account. Five statements, however many shares.

    `kept_back` are links that tell neither address nor password, whoever looks.
    """
    stopped = access.suspended(account_id, [share for share in shares if not _over(share)])
    openings = _openings(share.id for share in shares)
    companions = _companions({share.link_id for share in shares if share.link_id})
    rows = [
        _row(
            share,
            stopped.get(share.id, ""),
            openings.get(share.id, (0, None)),
            companions.get(share.link_id, 1) - 1 if share.link_id else 0,
            look=look and share.link_id not in kept_back,
            withheld=share.link_id in kept_back,
        )
        for share in shares
    ]
    return _with_use(rows)


def _with_use(rows: list[ShareRow]) -> list[ShareRow]:
    """Say of live portal shares that nobody can use them (E-6)."""
    known = audiences({row.customer_id for row in rows if row.customer_id and _in_portal(row)})
    return [_used(row, known) if _in_portal(row) else row for row in rows]


def _in_portal(row: ShareRow) -> bool:
    return row.type == ShareType.PORTAL and row.state == ShareState.LIVE


def _used(row: ShareRow, known: Mapping[uuid.UUID, Audience]) -> ShareRow:
    audience = known.get(row.customer_id) if row.customer_id else None
    if audience is None or row.library_kind is None:
        return row
    return dataclasses.replace(
        row,
        unused=audience.unused(row.library_kind, in_portal=row.in_portal),
        contacts=audience.contacts,
        only_contact=audience.only,
    )


def _openings(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[int, Any]]:
    found = (
        Opening.objects.filter(share_id__in=list(ids))
        .values_list("share_id")
        .annotate(number=Count("id"), last=Max("at"))
    )
    return {share_id: (number, last) for share_id, number, last in found}


def _companions(link_ids: set[uuid.UUID]) -> dict[uuid.UUID | None, int]:
    if not link_ids:
        return {}
    kept = Share.objects.filter(live.UNCANCELLED, link_id__in=link_ids)
    return dict(kept.values_list("link_id").annotate(number=Count("id")))


def _over(share: Share) -> bool:
    """Whether it is over for good."""
    return live.has_ended(share, clock.now())


def _state(share: Any, stopped: str) -> ShareState:
    if share.cancelled_at is not None:
        return ShareState.CANCELLED
    if _over(share):
        return ShareState.EXPIRED
    if share.type == ShareType.PORTAL and share.customer_id != share.item.library.customer_id:
        return ShareState.ENDED
    if share.item.trashed_at is not None or share.above_trashed:
        return ShareState.ASLEEP
    return ShareState.SUSPENDED if stopped else ShareState.LIVE


def _name(member: Any) -> str:
    return member.person.name if member else ""


def _row(
    share: Any,
    stopped: str,
    opened: tuple[int, Any],
    companions: int,
    *,
    look: bool,
    withheld: bool,
) -> ShareRow:
    state, library = _state(share, stopped), share.item.library
    customer = share.customer or library.customer
    seen = look and share.link is not None
    return ShareRow(
        id=share.id,
        item_id=share.item_id,
        item_name=share.item.name,
        is_file=share.item.is_file,
        library_id=library.id,
        library_kind=LibraryKind(library.kind),
        in_portal=library.in_portal,
        type=share.type,
        created_by=share.created_by_id,
        created_by_name=_name(share.created_by),
        created_at=share.created_at,
        cancelled_by=share.cancelled_by_id,
        cancelled_by_name=_name(share.cancelled_by),
        cancelled_at=share.cancelled_at,
        expires_at=share.expires_at,
        url=address(share.link.token) if seen and not _over(share) else None,
        password=_unsealed(share.link.password) if seen and share.link.password else None,
        has_password=bool(share.link and share.link.password),
        withheld=withheld,
        state=state,
        suspended_why=str(stopped) if state == ShareState.SUSPENDED else "",
        keeper_id=share.keeper_id,
        keeper_name=_name(share.keeper),
        notify_on_opening=share.notify_on_opening,
        openings=opened[0],
        last_opened_at=opened[1],
        customer_id=customer.id if customer else None,
        customer_name=customer.name if customer else "",
        link_id=share.link_id,
        companions=companions,
    )


def address(sealed_token: str) -> str | None:
    """Return the whole address of a link; without a BASE_URL (the demo) its path alone.

    None when the key that sealed it is lost: the link still works for who has it, and can be cancelled.
    """
    token = _unsealed(sealed_token)
    return f"{settings.BASE_URL}{LINK_PATH}{token}" if token else None


def _unsealed(sealed: str) -> str | None:
    try:
        return crypto.unseal(sealed)
    except crypto.SealBrokenError:
        return None


@transaction.atomic
def _note_look(principal: Principal, shares: Sequence[Share]) -> None:
    """Leave an event for each item whose passwords are told, once a person and day of the firm."""
    items = {
        share.item_id: share.item.library_id
        for share in shares
        if share.link is not None and share.link.password
    }
    if not items or principal.kind != Kind.MEMBER or principal.id is None:
        return
    zone = Account.objects.values_list("time_zone", flat=True).get(id=principal.account_id)
    today = clock.today(zone)
    fresh = [item_id for item_id in items if _first_look(item_id, principal.id, today)]
    audit.record_many(
        principal.actor,
        [
            audit.NewEvent(
                "share.looked", principal.account_id, library_id=items[item_id], item_id=item_id
            )
            for item_id in fresh
        ],
    )


def _first_look(item_id: uuid.UUID, member_id: uuid.UUID, day: dt.date) -> bool:
    _, made = Look.objects.get_or_create(item_id=item_id, member_id=member_id, day=day)
    return made
