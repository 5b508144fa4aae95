"""Members of the account."""

import uuid
from functools import partial
from typing import Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from strongroom.access import api as access
from strongroom.administration import api as administration
from strongroom.administration.api import MemberRow
from strongroom.core.operations import Functions
from strongroom.interfaces.rest.kit.answers import nothing, one, require_match
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.confirming import Confirming, ConfirmingQuery
from strongroom.interfaces.rest.kit.listing import Searching
from strongroom.interfaces.rest.kit.resource import Lists, Makes, Resource, serve
from strongroom.interfaces.rest.kit.types import Id, Results, Sent, Shown, Text, one_of, optional

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


class MemberList(Results[Member]):
    """One page of members."""


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
    return Member.of(row, type=row.type.value, mobile=MobileSwitch.of(row))


MEMBERS = Resource(
    of=Functions(
        one="member",
        many="members",
        list=administration.list_members,
        get=administration.get_member,
        create=partial(administration.add_member, invite=True),
        update=administration.update_member,
    ),
    shown=Member,
    show=_member,
    lists=Lists(
        answer=MemberList,
        wanted=Query[Searching],
        says="List the account's members by name; `q` is looked for in name and e-mail.",
    ),
    makes=Makes(
        name="add_member",
        summary="Invite a member",
        takes=MemberNew,
        says="Give a person a place in the account; they are invited by e-mail, and accept it themselves.",
    ),
)
serve(router, MEMBERS)


# Changed by hand: what is sent may mean several operations, which then are one.
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
