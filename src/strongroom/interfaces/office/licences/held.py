"""What a user has already of the type that is about to be added: the form suggests *Replace* instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from strongroom.core.ids import parse_id
from strongroom.interfaces.office.desk import Desk
from strongroom.interfaces.office.licences.forms import AddForm
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceFilter, LicenceRow

SECTION: Final = "licence-held"
"""The id of the part of the form that htmx asks for anew when user or type are chosen."""
_SHOWN: Final = 3
_CHOSEN: Final = ("member_id", "type_id")


@dataclass(frozen=True, slots=True)
class HeldOne:
    """A licence that counts, and where it is replaced."""

    row: LicenceRow
    replace_url: str


@dataclass(frozen=True, slots=True)
class Held:
    """The licences of one user and type, soonest expiry first; `url`: where they are asked for."""

    url: str
    rows: Sequence[HeldOne] = ()


def held(desk: Desk, form: AddForm) -> Held:
    """Return what the user chosen in the form has of the chosen type; at most three. One query."""
    url = desk.url("licence-new")
    member_id, type_id = (parse_id(str(form[name].value() or "")) for name in _CHOSEN)
    if form["create"].value() or member_id is None or type_id is None:
        return Held(url)
    own = parse_id(str(form["licence_id"].value() or ""))
    chosen = LicenceFilter(member_id=member_id, type_id=type_id)
    found = licences.list_licences(desk.principal, filters=chosen, limit=_SHOWN)
    return Held(
        url,
        [
            HeldOne(row, desk.url("licence-replace", licence_id=row.id))
            for row in found.results
            if row.id != own  # the same Save sent twice
        ],
    )
