"""How users get in: inviting, withdrawing an invitation, ending a login (F-3)."""

import uuid
from dataclasses import replace

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.access.api import Permission, require_permission
from strongroom.administration import api as administration
from strongroom.administration.api import MemberRow
from strongroom.core.errors import ConflictError, ForbiddenError
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.people import invitations
from strongroom.interfaces.office.people.words import crumbs_of
from strongroom.outbox import api as outbox


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def reset(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """Ask, then end the login of somebody, who is invited anew (F-3)."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    row = administration.get_member(desk.principal, member_id)
    url = desk.url("user", member_id=member_id)
    try:
        if desk.request.method != "POST":
            administration.require_member_reset(desk.principal, member_id)
            crumbs = crumbs_of(desk, row)
            return invitations.ask_reset(desk, row.name, row.email, crumbs, url, nav="admin")
        administration.reset_member_login(desk.principal, member_id=member_id)
    except (ConflictError, ForbiddenError) as error:
        return desk.go(url, error.detail, level="error")
    if row.id == desk.principal.id:
        return HttpResponseRedirect(reverse("sign-in"))
    return desk.go(url, f"The login is ended. {words_of_invitation(desk, row)}")


@require_POST
@at_desk
def invite(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """Mail an invitation, or another one in place of an older."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    url = desk.url("user", member_id=member_id)
    try:
        row = administration.invite_member(desk.principal, member_id=member_id)
    except ConflictError as error:
        return desk.go(url, error.detail, level="error")
    return desk.go(url, words_of_invitation(desk, row))


@require_POST
@at_desk
def withdraw(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """End the invitation that waits; the user stays."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    administration.withdraw_member_invitation(desk.principal, member_id=member_id)
    return desk.go(desk.url("user", member_id=member_id), "The invitation is withdrawn.")


def words_of_invitation(desk: Desk, row: MemberRow) -> str:
    """Return what to say once somebody is invited: mailed, or the address to pass on."""
    return invitations.said(
        row.email, address=_address(desk, row.id) or "", who=lambda: _who_sees(desk, row.id)
    )


def _address(desk: Desk, member_id: uuid.UUID) -> str | None:
    """Return the address that waits; None for one who may do more than the viewer may hand out (F-2)."""
    try:
        return administration.member_invitation_address(desk.principal, member_id)
    except ForbiddenError:
        return None


def _who_sees(desk: Desk, member_id: uuid.UUID) -> str:
    return administration.who_sees_member_address(desk.principal, member_id)


def standing_of(desk: Desk, row: MemberRow) -> invitations.InvitationShown | None:
    """Return how it stands with the invitation; None for whoever needs none or is deactivated."""
    accepted = row.state == "active" and row.has_login
    if row.state == "deactivated" or (accepted and row.proven):
        return None
    waiting = administration.member_invitations(desk.principal, [row.id]).get(row.id)
    address = _address(desk, row.id)
    shown = invitations.of_member(desk, row, waiting, address=address or "")
    if address is not None:
        return shown
    elsewhere = ""
    if waiting and not waiting.expired and not outbox.configured():
        elsewhere = invitations.passed_on_by(_who_sees(desk, row.id))
    return replace(shown, invite_url="", withdraw_url="", elsewhere=elsewhere)
