"""What the question shows of doors: which open, close or stay, and why nobody gets in by one (E-5, E-6)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

MOST_DOORS: Final = 200
"""Doors that stand under a heading."""
ICONS: Final = {"link": "link", "portal": "eye", "customer": "eye", "contact": "building"}
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DoorShown:
    """A share; what the asker may not know of it is empty."""

    share_id: str
    icon: str
    word: str
    item: str
    audience: str
    by: str
    since: dt.datetime | None
    note: str = ""
    """Why nobody gets in by it, where that is so (E-5, E-6)."""
    tick: bool = False
    ticked: bool = False

    @property
    def whom(self) -> str:
        """The audience within a sentence, where *whoever* has no capital."""
        link = self.word == "Link"
        return self.audience[:1].lower() + self.audience[1:] if link else self.audience


@dataclass(frozen=True, slots=True)
class DoorsShown:
    """Shares to which the same happens, and the tick that is offered with each."""

    title: str
    doors: tuple[DoorShown, ...]
    further: int = 0
    field: str = ""
    label: str = ""
    all_label: str = ""

    @property
    def tickable(self) -> int:
        """How many carry a tick."""
        return sum(door.tick for door in self.doors)


_DORMANT: Final = "dormant"
"""Those that stay by which nobody gets in."""
_SUSPENDED: Final = "suspended"
"""Those that close because whoever answers for them may not share any more."""
_END: Final = {_SUSPENDED: "closes"}
"""Where a question of the portal, which names only the first, counts them."""
_PASSAGES: Final = (
    ("opens", "opens", "open", "", "", "", ""),
    (_SUSPENDED, "closes", "close", "", "", "", ""),
    (
        "closes",
        "no longer reaches {all}this",
        "no longer reach {all}this",
        "keep_open",
        "may_keep",
        "Keep open",
        "Keep all of these open",
    ),
    (
        "stays",
        "stays open",
        "stay open",
        "cancel_shares",
        "may_cancel",
        "Cancel this share too",
        "Cancel all of these too",
    ),
    (
        _DORMANT,
        "lets nobody in at the moment, and stays",
        "let nobody in at the moment, and stay",
        "cancel_shares",
        "may_cancel",
        "Cancel this share too",
        "Cancel all of these too",
    ),
)
"""What happens to doors: key, verb for one and several, field and leave of its tick, labels."""
_OF_KEEPERS: Final = (
    (_SUSPENDED, "stops working", "stop working", "", "", "", ""),
    ("closes", "stops working", "stop working", "", "", "", ""),
    ("opens", "works again", "work again", "", "", "", ""),
)
"""The same where whoever keeps them may share less or more than before (L22)."""


def doors_of(changes: Row, ticked: AbstractSet[str]) -> tuple[DoorsShown, ...]:
    """Return them by what happens to them; `ticked` are the shares that were ticked before."""
    found = []
    doors: Row = changes.get("doors") or {}
    totals: Mapping[str, int] = (changes.get("counts") or {}).get("doors") or {}
    part = "" if changes.get("items") == 1 else "all of "
    passages = _OF_KEEPERS if "records" in changes else _PASSAGES
    for key, one, several, field, leave, label, all_label in passages:
        rows = _passing(doors, key)
        if rows:
            count = max(len(rows), totals.get(_END.get(key, key), 0))
            counted = number(count, "door to the outside", "doors to the outside")
            shown = tuple(
                _door(row, tick=bool(leave and row.get(leave)), ticked=ticked)
                for row in rows[:MOST_DOORS]
            )
            verb = (one if count == 1 else several).format(all=part)
            title = f"{counted} {verb}"
            if leave == "may_cancel" and any(door.tick for door in shown):
                title += f" unless you cancel {'it' if len(rows) == 1 else 'them'}"
            further = count - len(shown)
            found.append(DoorsShown(title, shown, further, field, label, all_label))
    return tuple(found)


def _passing(doors: Row, key: str) -> Sequence[Row]:
    """Return the doors of one passage; those that stay open are parted from those that only stay.

    And those that close by being suspended from those that no longer reach something.
    """
    if key in {"closes", _SUSPENDED}:
        closing = doors.get("closes") or ()
        return [row for row in closing if bool(row.get("suspends")) == (key == _SUSPENDED)]
    if key not in {"stays", _DORMANT}:
        return doors.get(key) or ()
    return [
        row for row in doors.get("stays") or () if bool(row.get("why_not")) == (key == _DORMANT)
    ]


def _dormant(row: Row) -> str:
    """Say why nobody gets in by a door, in the words of the register."""
    why, customer = row.get("why_not"), row.get("for")
    if not why:
        return ""
    if row.get("suspends"):
        return _stops(row)
    if why == "suspended":
        who = row.get("keeper") or "who answers for it"
        if row.get("suspended_why") == "maker_inactive":
            return f"Suspended: {who} has left. It opens again once somebody takes it over."
        return f"Suspended: {who} may not share this any more. It opens again once they may."
    return f"Nobody can see this yet: {_UNUSED.get(str(why), '').format(customer=customer)}."


def _stops(row: Row) -> str:
    """Say why nobody gets in by a door any more after the change itself."""
    if reason := _UNUSED.get(str(row.get("why_not"))):
        return f"Nobody sees it any more: {reason.format(customer=row.get('for'))}."
    you = row.get("keeper_you")
    who = "you" if you else row.get("keeper") or "whoever answers for it"
    if row.get("suspended_why") == "maker_inactive":
        return f"It stops working, because {who} can no longer sign in."
    what = f"“{item['name']}”" if (item := row.get("item")) else "it"
    return f"It stops working, because {who} will no longer be able to share {what}."


_UNUSED: Final = {
    "draft": "the quote is a draft",
    "module_off": "this part of the portal is switched off for {customer}",
    "no_contact": "no contact of {customer} can enter the portal yet",
}


def _door(row: Row, *, tick: bool, ticked: AbstractSet[str]) -> DoorShown:
    kind, share_id = str(row.get("type") or ""), str(row.get("share_id") or "")
    return DoorShown(
        share_id,
        ICONS.get(kind, "link"),
        "Portal" if kind == "portal" else "Link",
        str((row.get("item") or {}).get("name") or ""),
        str(row.get("for") or ""),
        str(row.get("by") or ""),
        _moment(row.get("since")),
        note=_dormant(row),
        tick=tick,
        ticked=tick and share_id in ticked,
    )


def _moment(value: Any) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if isinstance(value, str) and value else value or None


def number(count: int, one: str, several: str) -> str:
    """Return a number with its word."""
    return f"1 {one}" if count == 1 else f"{count:,} {several}"
