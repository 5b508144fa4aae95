"""One link to several documents at once (B-15)."""

import uuid
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from strongroom.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from strongroom.core.ids import parse_id
from strongroom.documents import api as documents
from strongroom.interfaces.common.documents.actions import counted
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.page import is_fragment
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.panel import CHANGED, Panel
from strongroom.interfaces.office.sharing.dialog import Dialog, link_box, place_of, proposed
from strongroom.interfaces.office.sharing.document_sharing import DocumentSharing, Typed
from strongroom.interfaces.office.sharing.shares import SHARE_ANYWAY, day_of, note_errors, read
from strongroom.interfaces.office.sharing.words import link_help
from strongroom.sharing import api as sharing

_NAMED = 8
"""Names that are listed; the others are counted."""


@dataclass
class Several:
    """The dialog for several documents, for one request."""

    dialog: Dialog
    """Of the first of them: what it refuses and shows, this one does too."""
    ids: list[uuid.UUID]
    made: list[sharing.ShareRow] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new(desk: Desk) -> HttpResponseBase:
    """Show the form for a link to the chosen documents: `?ids=`, or `ids` POSTed; `save` makes it."""
    source = desk.request.POST if desk.request.method == "POST" else desk.request.GET
    ids = _chosen(source.getlist("ids"))
    sharing.require_sharing(desk.principal, ids)
    several = Several(Dialog(Panel(desk, ids[0]), place_of(desk)), ids)
    if desk.request.method == "POST" and "save" in desk.request.POST:
        return _save(several)
    return _draw(several)


def _chosen(texts: list[str]) -> list[uuid.UUID]:
    """Return the ids once each; none at all is an error in words, a malformed one an unknown one."""
    if not texts:
        raise InvalidError("Nothing is ticked. Tick the documents that you mean.")
    ids = [parse_id(text) for text in texts]
    if None in ids:
        raise NotFoundError
    return list(dict.fromkeys(one for one in ids if one))


def _save(several: Several) -> HttpResponseBase:
    dialog, desk = several.dialog, several.dialog.desk
    dialog.typed = typed = read(desk)
    question.words(
        desk.request,
        title=f"Share {counted(len(several.ids), 'document')}?",
        confirm_label=SHARE_ANYWAY,
        back_url=dialog.url("item-shares"),
    )
    try:
        several.made = sharing.share_by_link(
            desk.principal,
            item_ids=several.ids,
            expires_on=day_of(typed.expires_on),
            password=typed.password,
            notify_on_opening=typed.notify,
            link_id=typed.link_id,
            confirm=question.answer_of(desk.request),
        )
    except InvalidError as error:
        note_errors(dialog, error)
    except (ConflictError, ForbiddenError) as error:
        dialog.refuse(error.status, error.detail)
    else:
        dialog.said, dialog.shown = "The link is made.", several.made[0].id
        dialog.changed = True
        if not is_fragment(desk.request):
            flash.keep(desk.request, [flash.Flash(dialog.said)])
            return desk.go(address(dialog.url("item-shares"), {"link": str(dialog.shown)}))
    return _draw(several)


def _draw(several: Several) -> HttpResponse:
    dialog, desk = several.dialog, several.dialog.desk
    limits = sharing.get_limits(desk.principal)
    rows = documents.get_many(desk.principal, several.ids)
    shared = DocumentSharing(
        ids=several.ids,
        rows=rows[:_NAMED],
        count=len(rows),
        place=dialog.place,
        url=desk.url("shares-new"),
        typed=dialog.typed or Typed(visible=False, link=True, expires_on=proposed(desk, limits)),
        errors=dialog.errors,
        problem=dialog.problem,
        said=dialog.said,
        help=link_help(desk.account, limits),
        limits=limits,
        closed_below=sharing.closed_below(desk.principal, several.ids),
        link=link_box(dialog, several.made[0]) if several.made else None,
    )
    if not is_fragment(desk.request):
        return desk.show("office/sharing/page.html", status=dialog.status, share=shared)
    answer = desk.fragment("office/sharing/share.html", share=shared)
    if dialog.changed:
        answer.headers["HX-Trigger"] = CHANGED
    return answer
