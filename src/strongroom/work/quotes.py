"""Quotes, with plain arguments."""

import datetime as dt
import uuid
from collections.abc import Iterable

from strongroom.access.api import Principal
from strongroom.core.confirmation import Confirm
from strongroom.core.paging import Page
from strongroom.work.models import QuoteStatus
from strongroom.work.record_rows import QUOTES, Filter, get_record, list_records
from strongroom.work.records import Changes, Draft, create_record, update_record
from strongroom.work.rows import QuoteRow


def list_quotes(
    principal: Principal,
    *,
    q: str = "",
    status: str = "",
    customer_id: uuid.UUID | None = None,
    mine: bool = False,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[QuoteRow]:
    """Return the quotes that exist for the principal, newest first; as `list_jobs`."""
    wanted = Filter(q=q, status=status, customer_id=customer_id, mine=mine)
    return list_records(QUOTES, principal, wanted, cursor=cursor, limit=limit)


def get_quote(principal: Principal, quote_id: uuid.UUID) -> QuoteRow:
    """Return one quote, or raise NotFoundError."""
    return get_record(QUOTES, principal, quote_id)


def create_quote(
    principal: Principal,
    *,
    title: str,
    customer_id: uuid.UUID,
    number: str | None = None,
    status: str = QuoteStatus.DRAFT,
    assigned: Iterable[uuid.UUID] = (),
) -> QuoteRow:
    """Make a quote (*quotes.edit*). Without a number it gets the next one, Q-1001 first."""
    draft = Draft(title, customer_id, number, status, assigned)
    return create_record(QUOTES, principal, draft)


def update_quote(
    principal: Principal,
    *,
    quote_id: uuid.UUID,
    title: str | None = None,
    number: str | None = None,
    status: str | None = None,
    customer_id: uuid.UUID | None = None,
    assigned: Iterable[uuid.UUID] | None = None,
    confirm: Confirm = False,
    if_updated_at: dt.datetime | None = None,
) -> QuoteRow:
    """Change what is given (*quotes.edit*); as `update_job`."""
    changes = Changes(
        title=title,
        number=number,
        status=status,
        customer_id=customer_id,
        assigned=assigned,
        confirm=confirm,
        if_updated_at=if_updated_at,
    )
    return update_record(QUOTES, principal, quote_id, changes)
