"""The operations on jobs, quotes and whatever else has a number, with plain arguments."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from strongroom.access.api import Principal
from strongroom.core.confirmation import Confirm
from strongroom.core.paging import Page
from strongroom.work.described import Numbered
from strongroom.work.record_rows import Filter, get_record, list_records
from strongroom.work.records import Changes, Draft, create_record, update_record
from strongroom.work.rows import UNSET, JobRow, Unset


@dataclass(frozen=True, kw_only=True)
class NumberedKind(Numbered):
    """A kind of numbered record with its operations: `JOBS.create(principal, title=…)`."""

    def list(
        self,
        principal: Principal,
        *,
        q: str = "",
        status: str = "",
        customer_id: uuid.UUID | None = None,
        mine: bool = False,
        counted: bool = False,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page[JobRow]:
        """Return the records that exist for the principal, newest first.

        `q` is looked for in number, title and customer name. A contact gets their own customer's while
        the portal's module is on (A-12), a technician who may not view all those they are assigned to.
        """
        wanted = Filter(q=q, status=status, customer_id=customer_id, mine=mine, counted=counted)
        return list_records(self, principal, wanted, cursor=cursor, limit=limit)

    def get(self, principal: Principal, record_id: uuid.UUID) -> JobRow:
        """Return one record, or raise NotFoundError."""
        return get_record(self, principal, record_id)

    def create(
        self,
        principal: Principal,
        *,
        title: str,
        customer_id: uuid.UUID,
        number: str | None = None,
        status: str | None = None,
        assigned: Iterable[uuid.UUID] = (),
        scheduled_on: dt.date | None = None,
        reason: str = "",
    ) -> JobRow:
        """Make a record (`edit`). Without a number it gets the next one, J-1001 first.

        `reason`: why people are assigned although a required licence is missing (C-9). Raises
        InvalidError for a day or a reason where the kind has none.
        """
        draft = Draft(title, customer_id, number, status, assigned, scheduled_on, reason)
        return create_record(self, principal, draft)

    def update(
        self,
        principal: Principal,
        record_id: uuid.UUID,
        *,
        title: str | None = None,
        number: str | None = None,
        status: str | None = None,
        customer_id: uuid.UUID | None = None,
        assigned: Iterable[uuid.UUID] | None = None,
        scheduled_on: dt.date | Unset | None = UNSET,
        reason: str = "",
        confirm: Confirm = False,
        if_updated_at: dt.datetime | None = None,
    ) -> JobRow:
        """Change what is given (`edit`). `assigned` replaces who is assigned.

        `reason` and InvalidError as of `create`. Raises ConfirmationRequiredError when another
        customer would take documents out of a portal.
        """
        changes = Changes(
            title=title,
            number=number,
            status=status,
            customer_id=customer_id,
            assigned=assigned,
            scheduled_on=scheduled_on,
            reason=reason,
            confirm=confirm,
            if_updated_at=if_updated_at,
        )
        return update_record(self, principal, record_id, changes)
