"""Changing access settings from the details drawer (D-7 to D-16); who gains and loses is said first."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from strongroom.access.api import (
    AccessSettings,
    Action,
    Entry,
    Level,
    check,
    get_settings,
    preview_settings,
    put_settings,
    restore_inheritance,
)
from strongroom.core.confirmation import Confirmation
from strongroom.core.errors import (
    ConfirmationRequiredError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    PreconditionFailedError,
)
from strongroom.core.ids import parse_id
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.common.questions.consequence import Told, told
from strongroom.interfaces.kit.page import is_fragment
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.drawer import access_tab
from strongroom.interfaces.office.drawer.access_words import sentence_of, title_of
from strongroom.interfaces.office.drawer.details import show
from strongroom.interfaces.office.panel import CHANGED, Panel

_STALE = (
    "Somebody else changed these settings in the meantime. Nothing of yours was saved; "
    "this is how they are now."
)
_TOO_LATE = (
    "These settings have changed since then, so it can't be undone any more. "
    "This is how they are now."
)
_BAD = "This entry is not valid. Reload the page and try again."


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a form of the tab asks for."""

    put: dict[tuple[str, uuid.UUID], Level]
    removed: set[tuple[str, uuid.UUID]]
    enabled: bool
    seen: str
    confirm: Confirmation

    @property
    def touches_entries(self) -> bool:
        return bool(self.put or self.removed)


def _asked(panel: Panel) -> _Asked:
    """Read `put` (`role:ID=viewer`, repeated), `remove` (`role:ID`), `enabled`, `seen`, `confirm`."""
    form = panel.desk.request.POST
    put = {}
    for text in form.getlist("put"):
        key, _, level = text.partition("=")
        if level.upper() not in Level.__members__:
            raise InvalidError(_BAD)
        put[_key(key)] = Level[level.upper()]
    return _Asked(
        put,
        {_key(text) for text in form.getlist("remove")},
        form.get("enabled") != "false",
        form.get("seen", ""),
        question.answer_of(panel.desk.request),
    )


def _key(text: str) -> tuple[str, uuid.UUID]:
    kind, _, raw = text.partition(":")
    item_id = parse_id(raw)
    if kind not in {"role", "member"} or item_id is None:
        raise InvalidError(_BAD)
    return kind, item_id


def _merged(settings: AccessSettings, asked: _Asked) -> list[Entry] | None:
    """Return the entries as they would be, or None when the form leaves them alone."""
    if not asked.touches_entries:
        return None
    kept = [
        replace(entry, level=asked.put.get((entry.type, entry.id), entry.level))
        for entry in settings.entries
        if (entry.type, entry.id) not in asked.removed
    ]
    listed = {(entry.type, entry.id) for entry in settings.entries}
    added = [
        Entry(kind, who, level)
        for (kind, who), level in asked.put.items()
        if (kind, who) not in listed
    ]
    return [*kept, *added]


@require_POST
@at_desk
def put(desk: Desk, item_id: uuid.UUID) -> HttpResponseBase:
    """Switch, add, change a level, remove: what the form asks for, once it is confirmed."""
    panel = Panel(desk, item_id)

    def change() -> None:
        asked = _asked(panel)
        before = get_settings(desk.principal, item_id)
        after = put_settings(
            desk.principal,
            item_id,
            enabled=asked.enabled,
            entries=_merged(before, asked),
            confirm=asked.confirm,
            seen=asked.seen,
        )
        if not check(desk.principal, Action.SET_ACCESS, item_id).allowed:
            _warn(panel, asked)
        _tell(panel, asked, before, after)

    return _settled(panel, change, *title_of(panel))


def _warn(panel: Panel, asked: _Asked) -> None:
    """Ask those who are about to take the reins out of their own hands: they could not undo it."""
    if not asked.confirm.given:
        raise ConfirmationRequiredError(
            f"You will no longer be able to change the access settings of “{panel.row.name}” yourself.",
            changes={"items": 0},
        )
    panel.final = True


@require_POST
@at_desk
def restore(desk: Desk, item_id: uuid.UUID) -> HttpResponseBase:
    """*Restore changes*: the item's own settings go, those of the folder above apply again (D-14)."""
    panel = Panel(desk, item_id)

    def change() -> None:
        form = desk.request.POST
        confirm = question.answer_of(desk.request)
        restore_inheritance(desk.principal, item_id, confirm=confirm, seen=form.get("seen", ""))
        panel.say(f"{panel.row.name} has the settings of the folder above again.")

    return _settled(panel, change, "Restore the settings of the folder above?", "Restore anyway")


def _settled(panel: Panel, change: Callable[[], None], title: str, label: str) -> HttpResponse:
    """Make the change and show the tab anew; what is refused is said there, beside the new state."""
    panel.row  # noqa: B018 - whether the item exists for them is asked first (L11)
    question.words(
        panel.desk.request,
        title=title,
        confirm_label=label,
        back_url=panel.tab_url("access"),
        sentence=lambda changes: sentence_of(panel, changes),
    )
    try:
        with transaction.atomic():
            change()
    except PreconditionFailedError as error:
        late = "undo" in panel.desk.request.POST
        panel.problem, panel.status = _TOO_LATE if late else _STALE, error.status
        panel.changed = True
    except (ConflictError, InvalidError, ForbiddenError) as error:
        panel.problem, panel.status = error.detail, error.status
    return _shown(panel)


def _shown(panel: Panel) -> HttpResponse:
    """Draw the tab; whoever has just lost sight of the item is told so."""
    fresh = Panel(
        panel.desk, panel.item_id, panel.flashes, panel.problem, panel.status, panel.changed
    )
    try:
        fresh.row  # noqa: B018 - asks
    except NotFoundError:
        return _gone(fresh)
    return fresh.done("access") or show(fresh, "access")


def _gone(panel: Panel) -> HttpResponse:
    """Answer somebody who has taken their own access away."""
    desk = panel.desk
    if not is_fragment(desk.request):
        return desk.go(desk.url("home"), "Saved. You no longer have access to it yourself.")
    answer = desk.fragment("office/drawer/gone.html", flashes=panel.flashes, panel=panel)
    answer.headers["HX-Trigger"] = CHANGED
    return answer


def _tell(panel: Panel, asked: _Asked, before: AccessSettings, after: AccessSettings) -> None:
    """Say what was done; *Undo* where a form of the same kind takes it back exactly."""
    names = {(e.type, e.id): e.name for e in (*before.entries, *after.entries)}
    old = {(e.type, e.id): e.level for e in before.entries}
    gone = [names[key] for key in asked.removed if key in old]
    added = [names.get(key, "") for key in asked.put if key not in old]
    changed = [key for key, level in asked.put.items() if key in old and old[key] != level]
    undo = [("remove", _text(key)) for key in asked.put if key not in old]
    undo += [("put", f"{_text(key)}={old[key].name.lower()}") for key in changed]
    undo += [
        ("put", f"{_text(key)}={old[key].name.lower()}") for key in asked.removed if key in old
    ]
    if not asked.enabled:
        text = f"Access control is off: {panel.row.name} is open to all again."
    elif gone:
        text = f"{', '.join(gone)} removed."
    elif added:
        text = f"{', '.join(filter(None, added))} added as viewer{'s' if len(added) > 1 else ''}."
        text += _limits(after, asked.put.keys() - old.keys())
    elif changed:
        text = f"{names[changed[0]]} is now {Level(asked.put[changed[0]]).label}."
        text += _limits(after, changed)
    elif before.inherited_from:
        text = f"{panel.row.name} has its own settings now."
    elif not before.enabled:
        text = f"Access control is on for {panel.row.name}."
    else:
        text = "Nothing to change."
    # Inherited settings were copied by the change: only Restore changes takes that back.
    fields = [*undo, ("seen", after.fingerprint), ("undo", "1")]
    exact = bool(undo) and before.inherited_from is None and not panel.final
    panel.say(text, undo=panel.undo(panel.url("item-access"), *fields) if exact else None)


def _limits(after: AccessSettings, keys: Collection[tuple[str, uuid.UUID]]) -> str:
    """Say of whom an entry makes less than its level says (D-5, D-6)."""
    limits = [access_tab.limit_of(e.member_type) for e in after.entries if (e.type, e.id) in keys]
    return "".join(f" {limit}." for limit in dict.fromkeys(filter(None, limits)))


def _text(key: tuple[str, uuid.UUID]) -> str:
    return f"{key[0]}:{key[1]}"


@require_safe
@at_desk
def people(desk: Desk, item_id: uuid.UUID) -> HttpResponseBase:
    """Find roles, then users, that can be added (D-9)."""
    panel = Panel(desk, item_id)
    q = desk.request.GET.get("q", "")
    found = access_tab.unlisted(panel, get_settings(desk.principal, item_id), q)
    if not is_fragment(desk.request):
        return desk.go(panel.tab_url("access", add="1", q=q))
    return desk.fragment("office/drawer/people.html", people=found, q=q)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do."""

    told: Told | None = None
    seal: str = ""
    """What confirms just this; empty where nobody gains or loses."""
    problem: str = ""


@require_POST
@at_desk
def preview(desk: Desk, item_id: uuid.UUID) -> HttpResponseBase:
    """Tell who would gain and lose, and to how many items, before it is confirmed (D-24)."""
    panel = Panel(desk, item_id)
    panel.row  # noqa: B018 - asks
    asked = _asked(panel)
    try:
        before = get_settings(desk.principal, item_id)
        entries = _merged(before, asked)
        change = preview_settings(desk.principal, item_id, enabled=asked.enabled, entries=entries)
        changes = change.as_dict()
        found = Preview(told(changes), changes.get("seal") or "")
    except (ConflictError, InvalidError) as error:
        found = Preview(problem=error.detail)
    empty = not asked.touches_entries and asked.enabled
    return desk.fragment("office/drawer/preview.html", shown=found, empty=empty)


@require_safe
@at_desk
def viewers(desk: Desk, item_id: uuid.UUID) -> HttpResponseBase:
    """Show who can see the item, and why (D-23); for in-house users."""
    panel = Panel(desk, item_id)
    panel.row  # noqa: B018 - asks
    if not panel.in_house:
        raise ForbiddenError("Who can see this is shown to in-house users.")
    found = access_tab.viewers(panel)
    if is_fragment(desk.request):
        return desk.fragment("office/drawer/viewers.html", shown=found)
    return desk.show("office/drawer/viewers_page.html", panel=panel, shown=found)
