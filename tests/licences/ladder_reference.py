"""A slow and naive ladder that knows only the specification (C-5): for comparing with the real one."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from dateutil.relativedelta import relativedelta

AHEAD = {
    "P3M": relativedelta(months=3),
    "P1M": relativedelta(months=1),
    "P7D": relativedelta(days=7),
    "P0D": relativedelta(),
}


@dataclass
class Paper:
    """A licence as the reference knows it."""

    id: uuid.UUID
    holder: str
    """Their address."""
    expires: dt.date | None
    live: bool = True


@dataclass
class Chosen:
    """The settings."""

    steps: list[str] = field(default_factory=lambda: list(AHEAD))
    notify: bool = True
    emails: list[str] = field(default_factory=list)


Mail = tuple[str, uuid.UUID, dt.date, str]
"""Address, licence, expiry, step."""


@dataclass
class Reference:
    """What was told so far; `run` is one run of the scheduler on a day."""

    mails: list[Mail] = field(default_factory=list)
    latest: dict[tuple[str, uuid.UUID, dt.date], dt.date] = field(default_factory=dict)

    def run(self, today: dt.date, papers: list[Paper], chosen: Chosen) -> None:
        for paper in papers:
            if not paper.live or paper.expires is None:
                continue
            due = [(paper.expires - AHEAD[step], step) for step in chosen.steps]
            due = [(day, step) for day, step in due if day <= today]
            if not due:
                continue
            day, step = max(due)
            to = {*([paper.holder] if chosen.notify else []), *chosen.emails}
            for address in sorted(to):
                key = (address, paper.id, paper.expires)
                if day > self.latest.get(key, dt.date.min):
                    self.latest[key] = day
                    self.mails.append((address, paper.id, paper.expires, step))
