"""Administration, Users: deactivating somebody and letting them in again."""

import uuid

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from strongroom.access.api import Permission, require_permission
from strongroom.administration import api as administration
from strongroom.core.errors import ConflictError
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.common.questions.consequence import did
from strongroom.interfaces.kit import flash
from strongroom.interfaces.office.desk import Desk, at_desk


@require_POST
@at_desk
def deactivate(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """Ask once, links that stop working with it by name, then end somebody's access."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    row = administration.get_member(desk.principal, member_id)
    url, undoing = desk.url("user", member_id=member_id), flash.undoing(desk.request)
    title = f"Undo: deactivate {row.name} again?" if undoing else f"Deactivate {row.name}?"
    question.words(desk.request, title=title, confirm_label="Deactivate", back_url=url, danger=True)
    answer = question.answer_of(desk.request)
    try:
        if not answer.given and not undoing and row.state != "deactivated":
            question.in_any_case(
                f"{row.name} ({row.email}) is signed out at once and can no longer open anything "
                "of this firm. What they added stays, and you can activate them again.",
                lambda: administration.deactivate_member(desk.principal, member_id=member_id),
            )
        row = administration.deactivate_member(desk.principal, member_id=member_id, confirm=answer)
    except ConflictError as error:
        return desk.go(url, error.detail, level="error")
    undo = flash.undo_page(desk.url("user-activate", member_id=member_id))
    flash.add(desk.request, f"{row.name} is deactivated. {did(row.did)}".strip(), undo=undo)
    return desk.go(url)


@require_POST
@at_desk
def activate(desk: Desk, member_id: uuid.UUID) -> HttpResponseBase:
    """Let a deactivated user in again; links that work again with it are asked about by name."""
    require_permission(desk.principal, Permission.USERS_MANAGE)
    url, undoing = desk.url("user", member_id=member_id), flash.undoing(desk.request)
    name = administration.get_member(desk.principal, member_id).name
    title = f"Undo: activate {name} again?" if undoing else f"Activate {name}?"
    question.words(desk.request, title=title, confirm_label="Activate", back_url=url)
    answer = question.answer_of(desk.request)
    row = administration.activate_member(desk.principal, member_id=member_id, confirm=answer)
    undo = flash.undo_page(desk.url("user-deactivate", member_id=member_id))
    flash.add(desk.request, f"Active again. {did(row.did)}".strip(), undo=undo)
    return desk.go(url)
