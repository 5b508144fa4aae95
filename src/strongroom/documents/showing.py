"""Who outside sees what is added to a folder: told before anything is added (E-4)."""

from dataclasses import dataclass

from strongroom.access.api import Action
from strongroom.core import clock
from strongroom.core.statements import fetch_prepared
from strongroom.documents import sql
from strongroom.documents.here import Here


@dataclass(frozen=True, slots=True)
class OpensTo:
    """To whom a new item of a folder is open at once, since a door reaches the folder (E-1)."""

    portal: bool
    customer_name: str
    """Of the record; empty when it has no customer."""
    link: bool
    """It may be suspended."""


_OPENS = f"""
select ({sql.ANY_SHARE}) as portal, ({sql.ANY_LINK}) as link, coalesce(c.name, '') as customer
  from store_item i
  left join store_folder f on f.item_id = i.parent_id
  join store_library l on l.id = i.library_id
  left join directory_customer c on c.id = l.customer_id
 where i.id = %(folder)s
"""


def adds_to(here: Here) -> OpensTo | None:
    """Return who outside sees what is added to the folder; None where one may add nothing."""
    if Action.ADD not in here.may:
        return None
    row = fetch_prepared(_OPENS, {"folder": here.id, sql.NOW: clock.now()})[0]
    return OpensTo(row["portal"], row["customer"], row["link"])
