"""The demo firm's links: one with a password, one to a folder, one that was cancelled."""

import datetime as dt
import uuid

from strongroom.access.api import Principal
from strongroom.core import clock
from strongroom.interfaces.cli.demo import firm
from strongroom.sharing import api as sharing

_AFTERNOON = dt.time(14, 20, tzinfo=dt.UTC)
PASSWORD = "larkfield 12"  # noqa: S105 - invented, and told in the demo's own history


def load(office: Principal, *, quotations: list[uuid.UUID], folder_id: uuid.UUID) -> None:
    """Share the newest quotation with a password, and a folder of the first project; cancel one."""
    with clock.standing_at(_days_before(9)):
        [early] = sharing.share_by_link(office, item_ids=[quotations[-1]])
    with clock.standing_at(_days_before(8)):
        sharing.cancel_share(office, early.id)
        sharing.share_by_link(
            office,
            item_ids=[quotations[-1]],
            expires_on=firm.LAST_DAY + dt.timedelta(days=365),
            password=PASSWORD,
        )
    with clock.standing_at(_days_before(3)):
        sharing.share_by_link(office, item_ids=[folder_id])


def _days_before(days: int) -> dt.datetime:
    return dt.datetime.combine(firm.LAST_DAY - dt.timedelta(days=days), _AFTERNOON)
