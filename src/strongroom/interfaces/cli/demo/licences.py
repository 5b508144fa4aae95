"""The demo firm's licences: who holds what until when, with evidence, and one renewal that waits."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from strongroom.access.api import Principal
from strongroom.core import clock
from strongroom.interfaces.cli.demo import attachments, firm, papers
from strongroom.interfaces.cli.demo.papers import Paper
from strongroom.licences import api as licences
from strongroom.licences.api import EvidenceFile
from strongroom.store import api as store

_SEVEN = dt.time(7, 30, tzinfo=dt.UTC)
_KINDS = {"Van": "vehicle", "Toolbox": "equipment"}


@dataclass(frozen=True, slots=True)
class Held:
    """A licence: the member's key, its type, number and days; `paper` tells whether evidence is there."""

    who: str
    type: str
    number: str
    issued: dt.date | None
    expires: dt.date | None
    paper: bool = True


def _day(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, day)


HELD = (
    Held("tech", "Driving licence", "HARGR 704219", _day(2019, 4, 2), _day(2029, 4, 1)),
    Held("tech", "Gas safety register", "558 1204", _day(2025, 11, 14), _day(2026, 11, 13)),
    Held("tech", "Asbestos awareness", "AA-20417", _day(2026, 2, 3), _day(2027, 2, 2)),
    Held("tech", "Van", "HP 07 VAN", _day(2024, 6, 10), None),
    Held("jack", "Driving licence", "BRENN 811130", _day(2018, 12, 1), _day(2028, 11, 30)),
    Held("jack", "Gas safety register", "561 7733", _day(2025, 12, 20), _day(2026, 12, 19)),
    Held("jack", "Asbestos awareness", "AA-19966", _day(2025, 9, 29), _day(2026, 9, 28)),
    Held("jack", "Work at height", "WH 3381", _day(2025, 1, 15), _day(2027, 1, 14)),
    Held("jack", "Toolbox", "Box 4", _day(2025, 3, 1), None),
    Held("aisha", "Driving licence", "RAHMA 902057", _day(2021, 5, 20), _day(2031, 5, 19)),
    Held("aisha", "First aid at work", "FA 20931", _day(2024, 1, 22), _day(2027, 1, 21)),
    Held("aisha", "Work at height", "WH 3402", _day(2026, 3, 9), _day(2028, 3, 8), paper=False),
    Held("aisha", "Toolbox", "Box 7", _day(2026, 1, 12), None, paper=False),
    Held("sub", "Public liability insurance", "PL 88-1402", _day(2025, 11, 1), _day(2026, 10, 31)),
    Held("office", "First aid at work", "FA 19870", _day(2023, 10, 16), _day(2026, 10, 15)),
    Held("clerk", "Fire marshal", "FM 551", _day(2025, 6, 30), _day(2028, 6, 29), paper=False),
)


def load(admin: Principal, tech: Principal, member_ids: Mapping[str, uuid.UUID]) -> None:
    """Add the licences, and let the technician hand in one anew."""
    at = dt.datetime.combine(firm.LAST_DAY - dt.timedelta(days=20), _SEVEN)
    rows = {}
    for number, held in enumerate(HELD):
        with clock.standing_at(at + dt.timedelta(minutes=6 * number)):
            row = licences.add_licence(
                admin,
                member_id=member_ids[held.who],
                new_type=held.type,
                new_type_kind=_KINDS.get(held.type, "qualification"),
                number=held.number,
                issued_on=held.issued,
                expires_on=held.expires,
            )
            if held.paper:
                scene = "ground" if held.type == "Van" else "panel"
                name = f"{held.type}.jpg" if held.type in _KINDS else f"{held.type}.pdf"
                content = (
                    attachments.made(scene, name, number)
                    if held.type in _KINDS
                    else _certificate(row.member_name, held)
                )
                attachments.add(admin, row.library_id, name, content)
        rows[held.who, held.type] = row
    _renewal(tech, rows["tech", "Gas safety register"].id)


def _renewal(tech: Principal, licence_id: uuid.UUID) -> None:
    expires = _day(2027, 11, 13)
    card = _certificate(tech.name, Held("tech", "Gas safety register", "558 1204", None, expires))
    with clock.standing_at(dt.datetime.combine(firm.LAST_DAY, _SEVEN)):
        licences.submit_renewal(
            tech,
            licence_id=licence_id,
            issued_on=_day(2026, 10, 28),
            expires_on=expires,
            number="558 1204",
            note="The new card came today.",
            files=[EvidenceFile("New card.pdf", store.receive([card]))],
        )


def _certificate(name: str, held: Held) -> bytes:
    """Return a certificate as PDF; its words are invented."""
    facts = [("Name", name), ("Number", held.number)]
    facts += [("Issued", held.issued.isoformat())] if held.issued else []
    facts += [("Valid until", held.expires.isoformat())] if held.expires else []
    text = ["This paper stands for the real one in the demo."]
    return papers.pdf(Paper(firm.FIRM, held.type, facts, text))
