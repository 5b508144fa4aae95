"""Administration, Users: the list, and View with the mobile permissions (A-10)."""

import uuid
from dataclasses import replace

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from strongroom.access.api import Permission, require_permission
from strongroom.administration import api as administration
from strongroom.administration.api import MemberRow
from strongroom.directory.api import InvitationRow
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.listing import New, Words
from strongroom.interfaces.kit.listing import listing as list_page
from strongroom.interfaces.kit.page import is_fragment
from strongroom.interfaces.kit.paging import wanted
from strongroom.interfaces.kit.table import Cell, Column
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.interfaces.office.licences.overview import held_by
from strongroom.interfaces.office.people import invitations
from strongroom.interfaces.office.people.user_logins import standing_of
from strongroom.interfaces.office.people.words import crumbs_of, type_label


@require_safe
@at_desk
def listing(desk: Desk) -> HttpResponseBase:
    """Show the users, by search over name and e-mail."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    asks = wanted(desk.request, desk.url("users"), "q")
    page = administration.list_members(desk.principal, q=asks["q"], cursor=asks.cursor or None)
    new = [row.id for row in page.results if row.invited or not row.has_login]
    invited = administration.member_invitations(desk.principal, new) if new else {}
    shown = list_page(
        _WORDS,
        asks,
        page,
        _COLUMNS,
        lambda row: _cells(desk, row, invited.get(row.id)),
        new=New(desk.url("user-new"), "Add user", "user-plus"),
    )
    shown = replace(shown, heading="Administration", tabs=admin_tabs(desk, "users"))
    return desk.show("office/list.html", nav="admin", listing=shown)


_COLUMNS = (
    Column("Name", "sr-cell-main", named=False),
    Column("E-mail", "sr-break"),
    Column("Type"),
    Column("Roles"),
    Column("State"),
    Column("View", "sr-cell-end", named=False, hidden=True),
)
_WORDS = Words(
    title="Users",
    icon="users",
    nothing_yet="No users yet",
    purpose="Whoever signs in for this firm stands here.",
    search="Search users",
    placeholder="Name or e-mail",
    nothing_found="Nobody matches",
    fewer="Try fewer letters of the name or the e-mail address.",
)


def _cells(desk: Desk, row: MemberRow, invitation: InvitationRow | None) -> list[Cell]:
    standing = invitations.of_member(desk, row, invitation)
    gone = row.state == "deactivated"
    return [
        Cell(row.name),
        Cell(row.email),
        Cell(type_label(row.type)),
        Cell(", ".join(row.role_names)),
        Cell("Deactivated", tone="neutral") if gone else Cell(standing.label, tone=standing.tone),
        Cell(row.name, url=desk.url("user", member_id=row.id), button="View"),
    ]


@require_safe
@at_desk
def view(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """Show one user: details, then Mobile access level permissions → General (A-10)."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    row = administration.get_member(desk.principal, member_id)
    return desk.show(
        "office/people/user.html",
        nav="admin",
        row=row,
        is_self=row.id == desk.principal.id,
        standing=standing_of(desk, row),
        held=held_by(desk, row.id),
        crumbs=crumbs_of(desk),
        edit_url=desk.url("user-edit", member_id=row.id),
        mobile_url=desk.url("user-mobile", member_id=row.id),
        activate_url=desk.url("user-activate", member_id=row.id),
        reset_url=desk.url("user-reset", member_id=row.id),
        deactivate_url=desk.url("user-deactivate", member_id=row.id),
    )


@require_POST
@at_desk
def mobile(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """Switch *Can view attachments that have been marked as confidential* (A-10)."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    on = "view_confidential" in desk.request.POST
    row = administration.update_member(desk.principal, member_id=member_id, view_confidential=on)
    said = (
        f"{row.name} can now view confidential attachments on the phone."
        if on
        else f"{row.name} no longer sees confidential attachments on the phone."
    )
    if is_fragment(desk.request):
        template, url = "office/people/user_mobile.html", desk.url("user-mobile", member_id=row.id)
        return desk.fragment(template, row=row, mobile_url=url, flashes=[flash.Flash(said)])
    return desk.go(desk.url("user", member_id=member_id), said)
