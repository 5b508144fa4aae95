"""The register of doors: every share of the firm that one may close, in one place."""

import datetime as dt
import uuid
from collections.abc import Sequence

from strongroom.access import api as access
from strongroom.access import live
from strongroom.access.api import Action, Permission, Principal, Sql
from strongroom.access.models import Share
from strongroom.core import clock
from strongroom.core.errors import ForbiddenError, InvalidError, NotFoundError
from strongroom.core.paging import MOST_COUNTED, Page, clamp_limit, decode_cursor, encode_cursor
from strongroom.core.patterns import containing, needle
from strongroom.core.statements import counted, fetch
from strongroom.core.strict import read_id, read_moment
from strongroom.sharing.asking import record_refusal, require_closing
from strongroom.sharing.rows import RegisterChoices, RegisterFilter, ShareRow
from strongroom.sharing.selectors import rows_by_id

_FROM = """
  from access_share s
  join store_item i on i.id = s.item_id
  join store_library l on l.id = i.library_id
  left join store_folder f on f.item_id = i.parent_id
  left join access_link k on k.id = s.link_id
"""


def register(
    principal: Principal,
    *,
    filters: RegisterFilter | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ShareRow]:
    """Return the firm's shares, newest first: those of items that one may share; an admin's are all.

    Raises ForbiddenError with an event for whoever may share nothing (B-2), InvalidError for a
    filter that makes no sense.
    """
    size = clamp_limit(limit)
    every = _visible(principal) & _filtered(filters or RegisterFilter())
    where, total = (
        every & _after(cursor),
        counted(f"select 1 {_FROM} where {every.text}", MOST_COUNTED),
    )
    text = (
        f"select s.id, s.created_at, {total} as total {_FROM} where {where.text}"
        f" order by s.created_at desc, s.id desc limit {size + 1}"
    )
    found = fetch(text, where.params)
    last = found[size - 1] if len(found) > size else None
    return Page(
        rows_by_id(principal.account_id, [row["id"] for row in found[:size]]),
        encode_cursor([last["created_at"], last["id"]]) if last else None,
        found[0]["total"] if found else None,
    )


def chosen_shares(principal: Principal, share_ids: Sequence[uuid.UUID]) -> list[ShareRow]:
    """Return shares that one may cancel, newest first, to be named in a question.

    All or nothing (L16): NotFoundError, ForbiddenError with an event as `cancel_shares`.
    """
    rows = Share.objects.filter(id__in=share_ids, account_id=principal.account_id)
    found = list(rows.order_by("-created_at", "-id").values_list("id", "item_id"))
    if len(found) < len(set(share_ids)):
        raise NotFoundError
    require_closing(principal, list(dict.fromkeys(item_id for _, item_id in found)))
    return rows_by_id(principal.account_id, [share_id for share_id, _ in found])


def register_choices(principal: Principal) -> RegisterChoices:
    """Return who made the live shares that one may see, and for which customers: for the filter."""
    where = _visible(principal) & _filtered(RegisterFilter())
    makers = fetch(
        f"select distinct m.id, p.name {_FROM} join directory_member m on m.id = s.created_by_id"
        f" join directory_person p on p.id = m.person_id where {where.text} order by p.name, m.id",
        where.params,
    )
    customers = fetch(
        f"select distinct c.id, c.name {_FROM} join directory_customer c"
        f" on c.id = coalesce(s.customer_id, l.customer_id) where {where.text} order by c.name, c.id",
        where.params,
    )
    return RegisterChoices(
        [(row["id"], row["name"]) for row in makers],
        [(row["id"], row["name"]) for row in customers],
    )


def _visible(principal: Principal) -> Sql:
    """Return which shares one may see: all for an admin, sleeping ones too; else what one may share."""
    try:
        access.require_permission_anywhere(principal, Permission.DOCUMENTS_SHARE)
    except ForbiddenError:
        record_refusal(principal)
        raise
    account = Sql("s.account_id = %(account)s", {"account": principal.account_id})
    if principal.is_admin and not principal.hides_confidential:
        return account
    return account & access.scope(principal, Action.SHARE)


def _filtered(wanted: RegisterFilter) -> Sql:
    where = Sql("true", {"now": clock.now()})
    if wanted.state == "live":
        where &= Sql(live.door())
    elif wanted.state != "all":
        raise InvalidError(errors={"state": "The states are live and all."})
    if wanted.type:
        where &= Sql("s.type = %(type)s", {"type": wanted.type})
    if words := needle(wanted.q):
        where &= Sql("i.name ilike %(q)s", {"q": containing(words)})
    if wanted.maker_id:
        where &= Sql("s.created_by_id = %(maker)s", {"maker": wanted.maker_id})
    if wanted.customer_id:
        text = "coalesce(s.customer_id, l.customer_id) = %(customer)s"
        where &= Sql(text, {"customer": wanted.customer_id})
    if wanted.no_password:
        where &= Sql("s.type = 'link' and k.password = ''")
    if wanted.no_expiry:
        where &= Sql("s.expires_at is null")
    return where & _by_age(wanted)


def _by_age(wanted: RegisterFilter) -> Sql:
    where = Sql("true")
    if wanted.older_than_days is not None:
        where &= Sql("s.created_at < %(made)s", {"made": _ago(wanted.older_than_days)})
    if wanted.not_opened_days is not None:
        where &= Sql(
            "not exists (select 1 from sharing_opening o where o.share_id = s.id"
            " and o.at >= %(opened)s)",
            {"opened": _ago(wanted.not_opened_days)},
        )
    return where


def _ago(days: int) -> dt.datetime:
    if not 0 <= days <= 36500:  # noqa: PLR2004 - a hundred years
        raise InvalidError(errors={"days": "Please enter a number of days."})
    return clock.now() - dt.timedelta(days=days)


def _after(cursor: str | None) -> Sql:
    after = decode_cursor(cursor, read_moment, read_id)
    if after is None:
        return Sql("true")
    params = {"after": after[0], "after_id": after[1]}
    return Sql("(s.created_at, s.id) < (%(after)s, %(after_id)s)", params)
