"""How licences look on the office's pages: lines of lists, sections, parents."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from strongroom.interfaces.common.licences.words import TONES, distance
from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.listing import Pages
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.office.desk import Desk
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceRow, TypeKind

KINDS: Final = tuple((kind.value, str(kind.label)) for kind in TypeKind)


@dataclass(frozen=True, slots=True)
class Line:
    """A licence as lists and its page show it."""

    row: LicenceRow
    url: str
    tone: str
    label: str
    distance: str
    """How far away the expiry is."""
    kind_label: str
    """Empty for a licence or qualification, which is the usual kind."""


def line(desk: Desk, row: LicenceRow) -> Line:
    """Return a licence as lists show it."""
    return Line(
        row,
        url=desk.url("licence", licence_id=row.id),
        tone="neutral" if row.archived else TONES[row.state],
        label="Archived" if row.archived else row.state_label,
        distance=distance(row.days_left),
        kind_label=dict(KINDS)[row.type_kind] if row.type_kind != "qualification" else "",
    )


def sections(desk: Desk, active: str) -> Pages:
    """Return the pages of *User licences*, for whoever keeps them."""
    pages = (
        ("licences", "Overview"),
        ("licences-matrix", "Matrix"),
        ("licence-types", "Licence types"),
        ("licences-calendar-firm", "Calendar"),
    )
    tabs = [Tab(label, desk.url(page), page == active) for page, label in pages]
    return Pages("User licences", tabs)


def crumbs(desk: Desk) -> list[Parent]:
    """Return the parent of a licence's page: the overview, or one's own licences."""
    if licences.sees_all(desk.principal):
        return [Parent("User licences", desk.url("licences"))]
    return [Parent("Your licences", desk.url("licences-own"))]


def day(value: dt.date | None) -> str:
    """Return a day as pages write it, e.g. `3 March 2027`."""
    return f"{value.day} {value:%B} {value.year}" if value else ""
