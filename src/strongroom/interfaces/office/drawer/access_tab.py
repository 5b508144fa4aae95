"""The tab Access of the details drawer: is an item controlled, by what, and for whom (D-7 to D-16)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from strongroom.access.api import (
    AccessSettings,
    Action,
    Candidate,
    Entry,
    Explanation,
    Kind,
    Level,
    candidates,
    get_settings,
    holders,
    who_can,
)
from strongroom.directory.models import MemberType, Plan
from strongroom.documents import api as documents
from strongroom.interfaces.common.words import reasons
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.kit.place import Step
from strongroom.interfaces.office.panel import Panel
from strongroom.store.models import LibraryKind

LEVELS: Final = tuple(
    (level.name.lower(), level.label, text)
    for level, text in (
        (Level.VIEWER, "Views and downloads"),
        (Level.CONTRIBUTOR, "Adds, edits and moves too"),
        (Level.MANAGER, "Deletes and sets access too"),
    )
)
LIMITS = {
    MemberType.SUBCONTRACTOR.value: "Subcontractor: can only view and download, at any level",
    MemberType.WATCHER.value: "Watcher: sees nothing that is controlled, at any level",
}
"""D-5, D-6."""
PLAN_SENTENCE = "Access control belongs to the plans Pro and Enterprise."
PENDING_SENTENCE = (
    "An approval of this file is pending, so its access settings can't be changed. "
    "Wait for it, or withdraw it first."
)


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the forms of the tab go, and its links."""

    put: str
    restore: str
    people: str
    preview: str
    add: str
    close: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of the settings in force."""

    key: str
    entry: Entry
    level: str
    label: str
    holders: Sequence[str]
    """Who holds a role here."""
    limit: str
    me: bool


@dataclass(frozen=True, slots=True)
class Below:
    """What below a folder has settings of its own, as far as the viewer sees it."""

    text: str
    rows: Sequence[Step]
    rest: int


@dataclass(frozen=True, slots=True)
class AccessTab:
    """The tab Access of an item that can be controlled; of another only `viewers_url` says anything."""

    viewers_url: str
    urls: Urls
    controllable: bool = False
    settings: AccessSettings | None = None
    seen: str = ""
    locked: str = ""
    may_set: bool = False
    may_switch: bool = False
    inherited: Step | None = None
    above: Step | None = None
    entries: Sequence[EntryLine] = ()
    levels: Sequence[tuple[str, str, str]] = LEVELS
    below: Below | None = None
    adding: bool = False
    q: str = ""
    people: Sequence[Candidate] = ()


def shown(panel: Panel) -> AccessTab:
    """Return the switch, the settings in force with where they come from, and the form to add to them."""
    viewers_url, urls = panel.url("item-viewers"), _urls(panel)
    if panel.facts.state.root or panel.facts.library.kind == LibraryKind.LICENCE:
        return AccessTab(viewers_url, urls)  # D-28
    settings = get_settings(panel.desk.principal, panel.item_id)
    locked = _locked(panel, settings)
    may_set = panel.may(Action.SET_ACCESS)
    adding = panel.desk.request.GET.get("add") == "1" and may_set and not locked
    q = panel.desk.request.GET.get("q", "")
    return AccessTab(
        viewers_url,
        urls,
        controllable=True,
        settings=settings,
        seen=settings.fingerprint,
        locked=locked,
        may_set=may_set and not locked,
        may_switch=may_set and _may_switch(panel, settings, locked),
        inherited=_place(panel, settings.inherited_from),
        above=_place(panel, settings.above) if not settings.inherited_from else None,
        entries=entries(panel, settings),
        below=_below(panel),
        adding=adding,
        q=q,
        people=unlisted(panel, settings, q) if adding else (),
    )


def _urls(panel: Panel) -> Urls:
    return Urls(
        put=panel.url("item-access"),
        restore=panel.url("item-access-restore"),
        people=panel.url("item-access-people"),
        preview=panel.url("item-access-preview"),
        add=panel.tab_url("access", add="1"),
        close=panel.tab_url("access"),
    )


def _locked(panel: Panel, settings: AccessSettings) -> str:
    """Return why the settings can't be changed now, or an empty text (D-2, D-15)."""
    if panel.row.approval == "pending":
        return PENDING_SENTENCE
    if panel.desk.account.plan == Plan.BASIC:
        if settings.enabled and panel.desk.principal.is_admin:
            return f"{PLAN_SENTENCE} What is set stays in force; you can switch it off."
        return PLAN_SENTENCE
    return ""


def _may_switch(panel: Panel, settings: AccessSettings, locked: str) -> bool:
    """Whether the switch can be moved: not under a controlled folder; without the plan only off (D-28)."""
    if settings.inherited_from or settings.above:
        return False
    if not locked:
        return True
    by_plan = panel.row.approval != "pending" and settings.enabled
    return by_plan and panel.desk.principal.is_admin


def _place(panel: Panel, item_id: uuid.UUID | None) -> Step | None:
    """Return name and address of a folder; one that the viewer can't see has no address."""
    if item_id is None:
        return None
    way = place_of(panel, item_id)
    if not way:
        return Step("a folder above that you can't see")
    return Step(way, _access_url(panel, item_id))


def _access_url(panel: Panel, item_id: uuid.UUID) -> str:
    return address(panel.desk.url("item-details", item_id=item_id), {"tab": "access"})


def place_of(panel: Panel, item_id: uuid.UUID) -> str:
    """Return the way to a folder below the root, `Plans / Level 2`; empty where it can't be seen."""
    return reasons.places(panel.desk.principal, [item_id]).get(item_id, "")


def entries(panel: Panel, settings: AccessSettings) -> list[EntryLine]:
    """Return the entries of the settings in force, roles with those who hold them here (D-9)."""
    roles = [entry.id for entry in settings.entries if entry.type == "role"]
    held = holders(panel.desk.principal, panel.item_id, roles) if roles else {}
    return [
        EntryLine(
            key=f"{entry.type}:{entry.id}",
            entry=entry,
            level=Level(entry.level).name.lower(),
            label=Level(entry.level).label,
            holders=held.get(entry.id, ()),
            limit=limit_of(entry.member_type),
            me=entry.type == "member" and entry.id == panel.desk.principal.id,
        )
        for entry in settings.entries
    ]


def limit_of(member_type: str) -> str:
    """Return what a subcontractor or watcher can do at most, whatever their level; else nothing."""
    return LIMITS.get(member_type, "")


def unlisted(panel: Panel, settings: AccessSettings, q: str) -> list[Candidate]:
    """Return roles, then users, that can still be added."""
    listed = {(entry.type, entry.id) for entry in settings.entries}
    found = candidates(panel.desk.principal, panel.item_id, q=q)
    return [one for one in found if (one.type, one.id) not in listed]


def _below(panel: Panel) -> Below | None:
    """Return what below a folder has settings of its own, as far as the viewer sees it."""
    if panel.row.is_file:
        return None
    found = documents.own_settings_below(panel.desk.principal, panel.item_id)
    if not found.count:
        return None
    ways = reasons.places(panel.desk.principal, [crumb.id for crumb in found.first])
    number = f"more than {found.count:,}" if found.more else f"{found.count:,}"
    words = (
        "item below has its" if found.count == 1 and not found.more else "items below have their"
    )
    return Below(
        f"{number} {words} own settings".capitalize(),
        [
            Step(ways.get(crumb.id) or crumb.name, _access_url(panel, crumb.id))
            for crumb in found.first
        ],
        found.count - len(found.first),
    )


@dataclass(frozen=True, slots=True)
class Seer:
    """Somebody who can see the item, and why."""

    name: str
    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Viewers:
    """Who can see an item: people of the firm, and doors outward."""

    members: Sequence[Seer]
    doors: Sequence[Seer]


def viewers(panel: Panel) -> Viewers:
    """Return each person and each door outward with the reason in one sentence (D-23)."""
    answers = who_can(panel.desk.principal, panel.item_id)
    said = reasons.sentences(panel.desk.principal, panel.item_id, answers, panel.facts.library.kind)
    lines = [
        (one.principal.outside, Seer(one.principal.name, _kind(one), words))
        for one, words in zip(answers, said, strict=True)
    ]
    return Viewers(
        members=[line for outside, line in lines if not outside],
        doors=[line for outside, line in lines if outside],
    )


def _kind(answer: Explanation) -> str:
    kind = answer.principal.member_type
    other = "Link" if answer.principal.kind == Kind.LINK else "Contact"
    return str(kind.label) if kind else other
