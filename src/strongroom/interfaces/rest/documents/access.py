"""Access settings of an item, who can see it and why, what a change would do (D-7 to D-24)."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from strongroom.access import api as access
from strongroom.core.errors import InvalidError
from strongroom.core.strict import read_moment
from strongroom.interfaces.common.words import reasons
from strongroom.interfaces.rest.kit.answers import many, nothing, one
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.confirming import Confirming, ConfirmingQuery
from strongroom.interfaces.rest.kit.routing import reads
from strongroom.interfaces.rest.kit.types import Id, Results, Sent, Shown, Text, one_of

router = Router(tags=["access"])
LEVELS = {level.name.lower(): level for level in access.Level}


class Named(Shown):
    """A role or a member."""

    type: str = one_of("role", "member")
    id: uuid.UUID
    name: str


class EntryShown(Shown):
    """One entry: who, at which level, until when."""

    principal: Named
    level: str = one_of(*LEVELS)
    until: dt.datetime | None


class AccessShown(Shown):
    """The settings in force; `inherited_from` is the item whose settings they are."""

    enabled: bool
    inherited_from: uuid.UUID | None
    entries: list[EntryShown]


class PrincipalSent(Sent):
    """Names a role or a member."""

    type: Literal["role", "member"]
    id: Id
    name: Text | None = None


class EntrySent(Sent):
    """One entry."""

    principal: PrincipalSent
    level: Literal["viewer", "contributor", "manager"]
    until: Text | None = None


class AccessPut(Confirming):
    """The settings to have. Entries that are left out stay as they are."""

    enabled: bool
    entries: list[EntrySent] | None = Field(default=None, max_length=500)


class ChangesShown(Shown):
    """Who gains and who loses, and how many items it concerns (at most 1,001)."""

    gain: list[dict[str, str]]
    lose: list[dict[str, str]]
    level: list[dict[str, str]]
    items: int


class ViewerShown(Shown):
    """One person for whom the item exists, with level and reason."""

    type: str = one_of("member", "contact")
    id: uuid.UUID | None
    name: str
    level: str | None
    actions: list[str]
    reason: str
    sentence: str


class ViewerList(Results[ViewerShown]):
    """Everybody who can see the item."""


class Explained(ViewerShown):
    """The decision for one person, allowed or not."""

    allowed: bool


def _show(settings: access.AccessSettings) -> AccessShown:
    entries = [
        EntryShown.of(entry, principal=Named.of(entry), level=entry.level.name.lower())
        for entry in settings.entries
    ]
    return AccessShown.of(settings, entries=entries)


def _entries(payload: AccessPut) -> list[access.Entry] | None:
    if payload.entries is None:
        return None
    return [
        access.Entry(
            entry.principal.type,
            entry.principal.id,
            LEVELS[entry.level],
            until=_moment(entry.until),
        )
        for entry in payload.entries
    ]


def _moment(text: str | None) -> dt.datetime | None:
    if text is None:
        return None
    try:
        return read_moment(text)
    except ValueError:
        raise InvalidError(
            errors={"until": "Please give a moment with its zone, as RFC 3339 has it."}
        ) from None


@reads(router, "/items/{item_id}/access", response=AccessShown, summary="Get access settings")
def get_access(request: HttpRequest, item_id: Id) -> HttpResponse:
    """Return the settings in force for an item, own or inherited."""
    return one(request, _show(access.get_settings(caller(request), item_id)))


@router.put("/items/{item_id}/access", response=AccessShown, summary="Put access settings")
def put_access(request: HttpRequest, item_id: Id, payload: AccessPut) -> HttpResponse:
    """Switch access control on or off, or replace the entries.

    409 `confirmation_required` with who gains and who loses, until sent with `confirm`.
    """
    settings = access.put_settings(
        caller(request),
        item_id,
        enabled=payload.enabled,
        entries=_entries(payload),
        confirm=payload.confirmation,
    )
    return one(request, _show(settings))


@router.delete("/items/{item_id}/access", response={204: None}, summary="Restore inheritance")
def restore_access(
    request: HttpRequest, item_id: Id, answer: Query[ConfirmingQuery]
) -> HttpResponse:
    """Delete the item's own settings, so that it inherits again (D-14)."""
    access.restore_inheritance(caller(request), item_id, confirm=answer.confirmation)
    return nothing()


@router.post("/items/{item_id}/access/preview", response=ChangesShown, summary="What would change?")
def preview_access(request: HttpRequest, item_id: Id, payload: AccessPut) -> HttpResponse:
    """Say who would gain and who would lose if the settings were put (D-24); nothing is changed."""
    change = access.preview_settings(
        caller(request), item_id, enabled=payload.enabled, entries=_entries(payload)
    )
    return one(request, ChangesShown(**change.as_dict()))


def _viewer(answer: access.Explanation, sentence: str) -> dict[str, Any]:
    level = answer.level
    return {
        "type": answer.principal.kind.value,
        "id": answer.principal.id,
        "name": answer.principal.name,
        "level": level.name.lower() if level else None,
        "actions": sorted(answer.actions),
        "reason": answer.reason.value,
        "sentence": sentence,
    }


@reads(router, "/items/{item_id}/access/viewers", response=ViewerList, summary="Who can see this?")
def list_viewers(request: HttpRequest, item_id: Id) -> HttpResponse:
    """List everybody for whom the item exists, each with level and reason (D-23)."""
    principal = caller(request)
    library = access.require(principal, access.Action.VIEW, item_id).library
    found = access.who_can(principal, item_id)
    said = reasons.sentences(principal, item_id, found, library.kind)
    return many([ViewerShown(**_viewer(*each)) for each in zip(found, said, strict=True)])


@reads(router, "/items/{item_id}/access/explain", response=Explained, summary="Explain access")
def explain_access(request: HttpRequest, item_id: Id, member_id: Id | None = None) -> HttpResponse:
    """Explain what one may do with an item and why; with `member_id` for somebody else."""
    principal = caller(request)
    of = access.principal_for(principal.account_id, member_id) if member_id else None
    library = access.require(principal, access.Action.VIEW, item_id).library
    answer = access.explain(principal, item_id, of=of)
    (said,) = reasons.sentences(principal, item_id, [answer], library.kind)
    return one(request, Explained(**_viewer(answer, said), allowed=answer.allowed))
