"""Makes the files of the demo firm and adds them the way anybody does: through `documents.api`."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from strongroom.access.api import Principal
from strongroom.core import clock
from strongroom.documents import api as documents
from strongroom.documents.api import ItemRow
from strongroom.interfaces.cli.demo import papers, pictures
from strongroom.interfaces.cli.demo.firm import FIRM
from strongroom.store import api as store
from strongroom.work.api import JobRow


@cache
def _photo(scene: str, seed: int) -> bytes:
    """One drawing serves several jobs: each takes a tenth of a second."""
    return pictures.photo(scene, seed)


def add(
    principal: Principal,
    parent_id: uuid.UUID,
    name: str,
    content: bytes,
    *,
    tags: tuple[str, ...] = (),
    at: dt.datetime | None = None,
) -> ItemRow:
    """Add one file as that principal, at that moment."""
    staged = store.receive([content])
    with clock.standing_at(at or clock.now()):
        return documents.add_file(
            principal, parent_id=parent_id, name=name, staged=staged, tags=tags
        )


def made(kind: str, name: str, seed: int) -> bytes:
    """Return the bytes of a project's paper, plan or photo."""
    title = name.rpartition(".")[0]
    if kind == "plan":
        return pictures.floor_plan(title)
    if kind in {"pdf", "word"}:
        paper = papers.Paper(
            firm=FIRM,
            title=title,
            facts=(("Prepared by", "Daniel Okafor"), ("Issue", "2")),
            text=(
                (
                    "This paper belongs to an invented firm. It shows how documents are kept, found"
                    " and shared, with files that are real."
                ),
                (
                    "Work starts at 08:00 and ends at 17:00 on weekdays. Residents are told two weeks"
                    " ahead; access to flats is agreed with the association."
                ),
            ),
            table=(
                ("Stage", "Start", "End"),
                ("Strip out", "7 September", "18 September"),
                ("First fix", "21 September", "9 October"),
                ("Second fix", "12 October", "30 October"),
            ),
        )
        return papers.pdf(paper) if kind == "pdf" else papers.word(paper)
    return _photo(kind, seed % 2)


def quotation(row: JobRow, seed: int) -> bytes:
    """Return a quotation as PDF; the figures are invented."""
    labour, material = 380 + seed * 65, 210 + seed * 90
    return papers.pdf(
        papers.Paper(
            firm=FIRM,
            title=f"Quotation {row.number}",
            facts=(("Customer", row.customer_name), ("For", row.title), ("Valid for", "60 days")),
            text=(
                "Thank you for asking us to quote. The price includes disposal and certificates.",
            ),
            table=(
                ("Item", "Hours", "Net"),
                ("Labour", str(8 + seed), f"£{labour}.00"),
                ("Materials", "", f"£{material}.00"),
                ("Total", "", f"£{labour + material}.00"),
            ),
        )
    )


def job_sheet(row: JobRow, who: str) -> bytes:
    """Return a job sheet as Word document."""
    return papers.word(
        papers.Paper(
            firm=FIRM,
            title=f"Job sheet {row.number}",
            facts=(("Customer", row.customer_name), ("Job", row.title), ("Done by", who)),
            text=("Work carried out as agreed. Area left clean. No further visits needed.",),
            table=(("Material", "Quantity"), ("Fixings", "1 box"), ("Sealant", "2 tubes")),
        )
    )


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of the job that the pictures show."""

    name: str
    content: Callable[[], bytes]
    tags: tuple[str, ...] = ()
    by: str = "office"
    marks: frozenset[str] = field(default_factory=frozenset)
    """Of: portal, confidential."""


def showcase(row: JobRow) -> list[Attachment]:
    """Return the attachments of the job that looks like a whole one."""
    portal, secret = frozenset({"portal"}), frozenset({"confidential"})
    certificate = papers.Paper(
        firm=FIRM,
        title="Gas safety record",
        facts=(
            ("Property", "Larkfield House, flats 1-8"),
            ("Job", row.number),
            ("Date", "16 October 2026"),
            ("Engineer", "Tom Hargreaves"),
        ),
        text=("All appliances listed were tested and left safe to use.",),
        table=(
            ("Appliance", "Flue", "Pressure", "Result"),
            ("Boiler 1", "Pass", "20.4 mbar", "Safe"),
            ("Boiler 2", "Pass", "20.1 mbar", "Safe"),
        ),
    )
    keys = papers.Paper(
        firm=FIRM,
        title="Key safe and alarm codes",
        text=("Codes are given by telephone only. Do not forward this paper.",),
        table=(
            ("Door", "Code"),
            ("Plant room", "by telephone"),
            ("Flats 1-8 riser", "by telephone"),
        ),
    )
    method = papers.Paper(
        firm=FIRM,
        title="Method statement: boiler replacement",
        facts=(("Site", "Larkfield House"), ("Supervisor", "Daniel Okafor")),
        text=(
            "Isolate gas and electricity. Drain down. Remove both boilers by the rear stairs.",
            "Fit new cascade, flush, fill with inhibitor, commission and hand over.",
        ),
    )
    return [
        Attachment("Method statement.docx", lambda: papers.word(method), ("contract",)),
        Attachment(
            "Flat layout and risers.png",
            lambda: pictures.floor_plan("Larkfield House"),
            ("plan",),
            marks=portal,
        ),
        Attachment("Quotation as accepted.pdf", lambda: quotation(row, 14), ("contract",)),
        Attachment(
            "Old boiler before.jpg",
            lambda: pictures.photo("boiler", 7, sideways=True),
            ("before",),
            "tech",
        ),
        Attachment(
            "Plant room corridor.jpg", lambda: pictures.photo("corridor", 5), ("before",), "tech"
        ),
        Attachment(
            "New boiler after.jpg", lambda: pictures.photo("boiler", 3), ("after",), "tech", portal
        ),
        Attachment(
            "Gas safety record.pdf",
            lambda: papers.pdf(certificate),
            ("certificate",),
            "tech",
            portal,
        ),
        Attachment("Key safe codes.docx", lambda: papers.word(keys), (), "office", secret),
    ]
