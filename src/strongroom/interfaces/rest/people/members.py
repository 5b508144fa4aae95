"""Members of the account."""

import uuid
from typing import Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from strongroom.access import api as access
from strongroom.administration import api as administration
from strongroom.administration.api import MemberRow
from strongroom.interfaces.rest.kit.answers import made, nothing, one, page, require_match
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.confirming import Confirming, ConfirmingQuery
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.listing import Searching
from strongroom.interfaces.rest.kit.routing import REPEATABLE, reads
from strongroom.interfaces.rest.kit.types import Id, Sent, Shown, Text, one_of, optional

router = Router(tags=["people"])

TYPES = ("in_house", "subcontractor", "watcher")

MemberKind = Literal["in_house", "subcontractor", "watcher"]


class MobileSwitch(Shown):
    """Mobile access level permissions (A-10)."""

    view_confidential: bool


class Member(Shown):
    """A member of the account; `role_ids` are the account-wide roles.

    Until the invitation is accepted, `state` is `invited` and `active` false.
    """

    id: uuid.UUID
    email: str
    name: str
    type: str = one_of(*TYPES)
    role_ids: list[uuid.UUID]
    active: bool
    state: str = one_of("invited", "active", "deactivated")
    mobile: MobileSwitch


class MemberList(Shown):
    """One page of members."""

    results: list[Member]
    next: str | None


class MemberNew(Sent):
    """Somebody to invite."""

    email: Text
    name: Text
    type: MemberKind = "in_house"
    role_ids: list[Id] = optional(max_length=100)


class MobileChange(Sent):
    """Mobile access level permissions (A-10)."""

    view_confidential: bool


class MemberChange(Confirming):
    """Changes to a member; what is left out stays."""

    name: Text = optional()
    type: MemberKind = optional()
    role_ids: list[Id] = optional(max_length=100)
    active: bool = optional()
    mobile: MobileChange = optional()


def _member(row: MemberRow) -> Member:
    return Member(
        id=row.id,
        email=row.email,
        name=row.name,
        type=row.type.value,
        role_ids=list(row.role_ids),
        active=row.active,
        state=row.state,
        mobile=MobileSwitch(view_confidential=row.view_confidential),
    )


@reads(router, "/members", response=MemberList, summary="List members")
def list_members(request: HttpRequest, wanted: Query[Searching]) -> HttpResponse:
    """List the account's members by name; `q` is looked for in name and e-mail."""
    rows = administration.list_members(
        caller(request), q=wanted.q, cursor=wanted.cursor, limit=wanted.limit
    )
    return page(rows, _member)


@router.post(
    "/members", response={201: Member}, summary="Invite a member", openapi_extra=REPEATABLE
)
def add_member(request: HttpRequest, payload: MemberNew) -> HttpResponse:
    """Give a person a place in the account; they are invited by e-mail, and accept it themselves."""

    def write() -> HttpResponse:
        row = administration.add_member(
            caller(request),
            email=payload.email,
            name=payload.name,
            type=payload.type,
            role_ids=payload.role_ids or [],
            invite=True,
        )
        return made(_member(row), f"/api/v1/members/{row.id}")

    return once(request, write)


@reads(router, "/members/{member_id}", response=Member, summary="Get a member")
def get_member(request: HttpRequest, member_id: Id) -> HttpResponse:
    """Return one member."""
    return one(request, _member(administration.get_member(caller(request), member_id)))


@router.patch("/members/{member_id}", response=Member, summary="Change a member")
def change_member(request: HttpRequest, member_id: Id, payload: MemberChange) -> HttpResponse:
    """Change name, type, roles or switches; `active: false` ends the member's access at once.

    409 `confirmation_required` when links that they keep stop working, or work again.
    """
    principal = caller(request)
    row = administration.get_member(principal, member_id)
    require_match(request, _member(row))
    row = _change_member(principal, row, payload)
    return one(request, _member(row))


@transaction.atomic
def _change_member(principal: access.Principal, row: MemberRow, payload: MemberChange) -> MemberRow:
    changes = payload.given("name", "type", "role_ids")
    if "mobile" in payload.model_fields_set:
        changes["view_confidential"] = payload.mobile.view_confidential
    turns = "active" in payload.model_fields_set and payload.active != (row.state != "deactivated")
    if changes and turns:
        changes["active"] = payload.active
    if changes:
        row = administration.update_member(
            principal, member_id=row.id, confirm=payload.confirmation, **changes
        )
    elif turns:
        turn = (
            administration.activate_member if payload.active else administration.deactivate_member
        )
        row = turn(principal, member_id=row.id, confirm=payload.confirmation)
    return row


@router.delete("/members/{member_id}", response={204: None}, summary="Deactivate a member")
def deactivate_member(
    request: HttpRequest, member_id: Id, answer: Query[ConfirmingQuery]
) -> HttpResponse:
    """End a member's access at once. The member stays in history and can be activated again.

    409 `confirmation_required` when links that they keep stop working.
    """
    administration.deactivate_member(
        caller(request), member_id=member_id, confirm=answer.confirmation
    )
    return nothing()
