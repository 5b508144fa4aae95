"""The tab Access of the details drawer: is an item controlled, by what, and for whom (D-7 to D-16)."""

import uuid
from typing import Any

from strongroom.access.api import (
    AccessSettings,
    Action,
    Candidate,
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
from strongroom.interfaces.office.panel import Panel
from strongroom.store.models import LibraryKind

LEVELS = [
    (level.name.lower(), level.label, text)
    for level, text in (
        (Level.VIEWER, "Views and downloads"),
        (Level.CONTRIBUTOR, "Adds, edits and moves too"),
        (Level.MANAGER, "Deletes and sets access too"),
    )
]
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


def context(panel: Panel) -> dict[str, Any]:
    """Return the switch, the settings in force with where they come from, and the form to add to them."""
    shown: dict[str, Any] = {"viewers_url": panel.url("item-viewers")}
    if panel.facts.state.root or panel.facts.library.kind == LibraryKind.LICENCE:
        return {**shown, "controllable": False}  # D-28
    settings = get_settings(panel.desk.principal, panel.item_id)
    locked = _locked(panel, settings)
    may_set = panel.may(Action.SET_ACCESS)
    adding = panel.desk.request.GET.get("add") == "1" and may_set and not locked
    q = panel.desk.request.GET.get("q", "")
    return {
        **shown,
        "controllable": True,
        "settings": settings,
        "seen": settings.fingerprint,
        "locked": locked,
        "may_set": may_set and not locked,
        "may_switch": may_set and _may_switch(panel, settings, locked),
        "inherited": _place(panel, settings.inherited_from),
        "above": _place(panel, settings.above) if not settings.inherited_from else None,
        "entries": entries(panel, settings),
        "levels": LEVELS,
        "below": _below(panel),
        "adding": adding,
        "q": q,
        "people": unlisted(panel, settings, q) if adding else [],
        "urls": {
            "put": panel.url("item-access"),
            "restore": panel.url("item-access-restore"),
            "people": panel.url("item-access-people"),
            "preview": panel.url("item-access-preview"),
            "add": panel.tab_url("access", add="1"),
            "close": panel.tab_url("access"),
        },
    }


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


def _place(panel: Panel, item_id: uuid.UUID | None) -> dict[str, str] | None:
    """Return name and address of a folder; one that the viewer can't see has no address."""
    if item_id is None:
        return None
    way = place_of(panel, item_id)
    if not way:
        return {"name": "a folder above that you can't see", "url": ""}
    url = panel.desk.url("item-details", item_id=item_id)
    return {"name": way, "url": address(url, {"tab": "access"})}


def place_of(panel: Panel, item_id: uuid.UUID) -> str:
    """Return the way to a folder below the root, `Plans / Level 2`; empty where it can't be seen."""
    return reasons.places(panel.desk.principal, [item_id]).get(item_id, "")


def entries(panel: Panel, settings: AccessSettings) -> list[dict[str, Any]]:
    """Return the entries of the settings in force, roles with those who hold them here (D-9)."""
    roles = [entry.id for entry in settings.entries if entry.type == "role"]
    held = holders(panel.desk.principal, panel.item_id, roles) if roles else {}
    return [
        {
            "key": f"{entry.type}:{entry.id}",
            "entry": entry,
            "level": Level(entry.level).name.lower(),
            "label": Level(entry.level).label,
            "holders": held.get(entry.id, ()),
            "limit": limit_of(entry.member_type),
            "me": entry.type == "member" and entry.id == panel.desk.principal.id,
        }
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


def _below(panel: Panel) -> dict[str, Any] | None:
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
    return {
        "text": f"{number} {words} own settings".capitalize(),
        "rows": [
            {
                "name": ways.get(crumb.id) or crumb.name,
                "url": address(panel.desk.url("item-details", item_id=crumb.id), {"tab": "access"}),
            }
            for crumb in found.first
        ],
        "rest": found.count - len(found.first),
    }


def viewers(panel: Panel) -> dict[str, Any]:
    """Return each person and each door outward with the reason in one sentence (D-23)."""
    answers = who_can(panel.desk.principal, panel.item_id)
    said = reasons.sentences(panel.desk.principal, panel.item_id, answers, panel.facts.library.kind)
    lines = [
        (one, {"name": one.principal.name, "kind": _kind(one), "sentence": words})
        for one, words in zip(answers, said, strict=True)
    ]
    return {
        "members": [line for one, line in lines if not one.principal.outside],
        "doors": [line for one, line in lines if one.principal.outside],
    }


def _kind(answer: Explanation) -> str:
    kind = answer.principal.member_type
    other = "Link" if answer.principal.kind == Kind.LINK else "Contact"
    return str(kind.label) if kind else other
