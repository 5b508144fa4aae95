"""Why somebody can see an item, in one sentence (D-23): the words for the reasons of `access`."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.utils import timezone

from strongroom.access.api import Action, Explanation, Principal, Reason
from strongroom.core import clock
from strongroom.documents import api as documents
from strongroom.store.models import LibraryKind


def sentence(answer: Explanation, *, place: str = "", record: str = "") -> str:
    """Return e.g. `Viewer, as Electrician, from folder Plans / Level 2`.

    `place` is the way to the folder whose settings or share decide, empty when they are the item's
    own; `record` is the kind of the library. The time zone is the active one.
    """
    if answer.reason in {Reason.GRANT, Reason.ROLE_GRANT, Reason.PORTAL_SHARE, Reason.LINK_SHARE}:
        origin = f"from folder {place}" if place else ""
        return _joined(_granted(answer), origin)
    record = record if record in LibraryKind.values else "record"
    ways = {
        Reason.ADMIN: "Everything, as administrator",
        Reason.ROLE: f"{_verbs(answer)}, as {_roles(answer)}",
        Reason.ASSIGNED: f"{_verbs(answer)}, as assigned to this {record}",
        Reason.HOLDER: f"{_verbs(answer)}, as the holder of this licence",
        Reason.PROJECT_SEAT: f"{_verbs(answer)}, as a member of this {record}",
        Reason.SYSTEM: "The system itself",
        Reason.DRAFT: f"Can't see it: the {record} is a draft",
        **REFUSALS,
    }
    return ways.get(answer.reason, "Can't see it")


def places(principal: Principal, item_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the ways to items below their roots, `Plans / Level 2`, as far as the one who asks sees them."""
    return {
        item_id: " / ".join(crumb.name for crumb in way if not crumb.is_root)
        for item_id, way in documents.paths(principal, item_ids).items()
    }


def sentences(
    principal: Principal, item_id: uuid.UUID, answers: list[Explanation], record: str
) -> list[str]:
    """Return the sentence of each answer about one item, told to the one who asks."""
    deciding = {answer.place_id for answer in answers if answer.place_id} - {item_id}
    ways = places(principal, deciding)
    return [
        sentence(answer, place=ways.get(answer.place_id or item_id, ""), record=record)
        for answer in answers
    ]


def _granted(answer: Explanation) -> str:
    """Say what a grant or a share gives, and through what."""
    if answer.reason == Reason.PORTAL_SHARE:
        return f"Portal, {_shared(answer)}"
    if answer.reason == Reason.LINK_SHARE:
        return f"Whoever has the link, {_shared(answer)}"
    level = answer.level.label if answer.level else "Nothing"
    through = "listed by name" if answer.reason == Reason.GRANT else f"as {_roles(answer)}"
    return f"{level}, {through}"


def _roles(answer: Explanation) -> str:
    """Return `Clerk`, `Clerk and Foreman`, or `Clerk, Foreman and Surveyor`."""
    *others, last = answer.role_names or ("holder of a role",)
    return f"{', '.join(others)} and {last}" if others else last


REFUSALS = {
    Reason.TRASHED: "Can't see it: it is in the trash",
    Reason.CONFIDENTIAL: "Can't see it on the phone: it is confidential",
    Reason.NOT_GRANTED: "Can't see it: not listed in its access settings",
    Reason.NO_PERMISSION: "Can't see it: their roles don't include it",
    Reason.NOT_SHARED: "Can't see it: not shared in the portal",
    Reason.MODULE_OFF: "Can't see it: this part of the portal is switched off",
}


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _verbs(answer: Explanation) -> str:
    """Say what the actions amount to where no level was granted."""
    if Action.SET_ACCESS in answer.actions and Action.EDIT in answer.actions:
        return "Views, edits and sets access"
    if Action.SET_ACCESS in answer.actions:
        return "Views and sets access"
    if Action.EDIT in answer.actions:
        return "Views and edits"
    if Action.ADD in answer.actions:
        return "Views and adds"
    return "Views"


def _shared(answer: Explanation) -> str:
    by = f" by {answer.shared_by}" if answer.shared_by else ""
    on = f" on {day(answer.shared_at)}" if answer.shared_at else ""
    ends = answer.expires_at - dt.timedelta(seconds=1) if answer.expires_at else None
    until = f" until the end of {day(ends)}" if ends else ""
    return f"shared{by}{on}{until}"


def day(moment: dt.datetime) -> str:
    """Return `3 May`, with the year when it is another than this one."""
    local, today = timezone.localtime(moment), timezone.localtime(clock.now())
    return f"{local.day} {local:%B}" if local.year == today.year else f"{local.day} {local:%B %Y}"
