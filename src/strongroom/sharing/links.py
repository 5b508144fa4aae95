"""Making links to documents, and taking them over (B-3, B-5, B-6; L22)."""

import datetime as dt
import unicodedata
import uuid
from collections.abc import Sequence
from functools import partial

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import ItemFacts, Kind, Principal
from strongroom.access.models import Link, Share, ShareType
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ConflictError, ForbiddenError
from strongroom.core.ids import new_id
from strongroom.directory.models import Account
from strongroom.sharing.asking import require_opening
from strongroom.sharing.contents import locked, opened
from strongroom.sharing.limits import check_kinds, check_password, ends_at, limits_of
from strongroom.sharing.rows import ShareRow, ShareState
from strongroom.sharing.selectors import rows_by_id, share_row


def share_by_link(
    principal: Principal,
    *,
    item_ids: Sequence[uuid.UUID],
    expires_on: dt.date | None = None,
    password: str = "",
    notify_on_opening: bool = False,
    link_id: uuid.UUID | None = None,
    confirm: Confirm = False,
) -> list[ShareRow]:
    """Make one link that opens these files and folders; return a share of it for each, in order.

    It works through the end of `expires_on` in the firm's zone (B-6), for good without. `link_id` is
    chosen by whoever may send twice: the second time answers with the link of the first. Raises
    InvalidError (`expires_on`, `password`), ForbiddenError (B-2, the firm's limits),
    ConfirmationRequiredError when something confidential would go out.
    """
    wanted = list(dict.fromkeys(item_ids))
    require_opening(principal, wanted)
    if principal.kind != Kind.MEMBER:
        raise ForbiddenError("Links are made by people, who answer for them.")
    typed = as_typed(password)
    account = Account.objects.get(id=principal.account_id)
    with transaction.atomic():
        facts = locked(principal, wanted)
        limits = limits_of(principal.account_id)
        check_kinds(limits, {fact.library.kind for fact in facts})
        check_password(limits, typed)
        ends = ends_at(account, limits, expires_on)

        def make() -> list[Share]:
            link = access.new_link(principal.account_id, link_id or new_id(), password=typed)
            return _insert(principal, facts, link, ends, notify=notify_on_opening)

        shares = opened(
            principal,
            wanted,
            make,
            sentence="Whoever has the link would see {it}.",
            confirm=confirm,
        )
    # The password is told back to the one who has just typed it: no look that is worth an event.
    return rows_by_id(principal.account_id, [share.id for share in shares], look=True)


def as_typed(password: str) -> str:
    """Return the password so that the same signs typed on another device are the same text."""
    return unicodedata.normalize("NFC", password)


def _insert(
    principal: Principal,
    facts: Sequence[ItemFacts],
    link: Link,
    ends: dt.datetime | None,
    *,
    notify: bool,
) -> list[Share]:
    """Insert link and shares; sent twice at once, the second waits for the first and finds its rows."""
    kept = access.insert_link(link)
    if kept.token_hash != link.token_hash:
        return _of_the_first(principal, kept, [fact.id for fact in facts])
    shares = [
        Share(
            id=new_id(),
            account_id=fact.account_id,
            item_id=fact.id,
            type=ShareType.LINK,
            link=link,
            created_by_id=principal.id,
            keeper_id=principal.id,
            created_at=link.created_at,
            expires_at=ends,
            notify_on_opening=notify,
        )
        for fact in facts
    ]
    access.insert_shares(shares)
    library = {fact.id: fact.library_id for fact in facts}
    audit.record_many(
        principal.actor,
        [
            access.share_event(
                "share.created",
                share,
                library[share.item_id],
                expires_at=ends.isoformat() if ends else None,
                password=bool(link.password),
            )
            for share in shares
        ],
    )
    return shares


def _of_the_first(principal: Principal, link: Link, item_ids: list[uuid.UUID]) -> list[Share]:
    made = {share.item_id: share for share in Share.objects.filter(link=link)}
    own = link.account_id == principal.account_id and all(
        share.created_by_id == principal.id for share in made.values()
    )
    if not own or set(made) != set(item_ids):
        raise ConflictError("This link was made for something else. Load the page again.")
    return [made[item_id] for item_id in item_ids]


def take_over(principal: Principal, share_id: uuid.UUID, *, confirm: Confirm = False) -> ShareRow:
    """Answer from now on for a suspended link to something that one may share (L22, E-2).

    It opens again what it reaches; what is confidential of that is asked about (A-13). Raises
    NotFoundError, ForbiddenError with an event, ConflictError (`not_suspended`),
    ConfirmationRequiredError.
    """
    row = share_row(principal, share_id)
    require_opening(principal, [row.item_id])
    with transaction.atomic():
        locked(principal, [row.item_id])
        share = (
            Share.objects.select_for_update(of=("self",)).select_related("item").get(id=share_id)
        )
        row = rows_by_id(principal.account_id, [share_id])[0]
        if row.state != ShareState.SUSPENDED or principal.kind != Kind.MEMBER:
            raise ConflictError("This link is not suspended.", code="not_suspended")
        opened(
            principal,
            [row.item_id],
            partial(_take, principal, share),
            sentence="Whoever has the link would see {it} again.",
            confirm=confirm,
        )
    return share_row(principal, share_id)


def _take(principal: Principal, share: Share) -> None:
    access.set_keeper(share.id, principal.id)
    before = str(share.keeper_id or "")
    event = access.share_event("share.taken_over", share, share.item.library_id, before=before)
    audit.record(principal.actor, event)
