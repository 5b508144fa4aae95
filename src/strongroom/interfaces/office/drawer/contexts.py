"""What the tabs of the details drawer show, all but Access, which has its own file."""

from typing import Any

from strongroom.access.api import Action, Kind, who_can
from strongroom.activity import api as history
from strongroom.approvals import api as approvals
from strongroom.approvals.api import ApprovalRow
from strongroom.documents import api as documents
from strongroom.interfaces.common.answers.delivery import SAFE_INLINE
from strongroom.interfaces.common.words import events
from strongroom.interfaces.kit import formats
from strongroom.interfaces.office.panel import Panel

TONES = {
    "pending": "progress",
    "approved": "good",
    "rejected": "bad",
    "withdrawn": "neutral",
}
LABELS = {
    "pending": "Approval pending",
    "approved": "Approved",
    "rejected": "Rejected",
    "withdrawn": "Withdrawn",
}
"""The states of a request for approval, as words (D-22)."""


def status(state: str | None) -> dict[str, str] | None:
    """Return label and colour family of an approval state; None where nobody was asked."""
    return {"label": LABELS[state], "tone": TONES[state]} if state else None


def details(panel: Panel) -> dict[str, Any]:
    """Return properties, the place, and what below has settings of its own."""
    row, principal = panel.row, panel.desk.principal
    way = documents.path(principal, row.id)[:-1]
    return {
        "place": [
            {"label": crumb.name, "url": panel.desk.url("item-details", item_id=crumb.id)}
            for crumb in way
        ],
        "approval": status(row.approval),
        "kind": _kind(panel),
        "contents_url": panel.url("item-content"),
        "pictured": row.is_file and formats.has_preview(row.content_type),
        "preview_url": panel.url("item-preview"),
    }


def _kind(panel: Panel) -> str:
    row = panel.row
    if row.is_file:
        return formats.kind_of(row.content_type)
    return "Folder" if row.parent_id or not panel.facts.state.root else "All documents"


def versions(panel: Panel) -> dict[str, Any]:
    """Return the history of a file, newest first, with the approval state of each version (D-21)."""
    principal = panel.desk.principal
    states = {
        one.version: one.state
        for one in reversed(approvals.of_item(principal, panel.item_id))
        if one.state != "withdrawn"
    }
    rows = documents.versions(principal, panel.item_id)
    return {
        "versions": [
            {
                "row": row,
                "content_url": panel.content_url(row.number),
                "shown": row.content_type in SAFE_INLINE,
                "approval": status(states.get(row.number)),
                "restore_url": panel.url("item-version-restore", number=row.number),
                "delete_url": panel.url("item-version-delete", number=row.number),
                "newest": index == 0,
            }
            for index, row in enumerate(rows)
        ],
        "upload_url": panel.url("item-versions"),
        "may_upload": panel.may(Action.EDIT),
        "may_restore": panel.may(Action.EDIT),
        "may_delete": panel.may(Action.DELETE) and len(rows) > 1,
    }


def requests(panel: Panel) -> dict[str, Any]:
    """Return the requests for approval of a file, newest first, and the form for a new one (D-22)."""
    rows = approvals.of_item(panel.desk.principal, panel.item_id)
    asking = panel.desk.request.GET.get("ask") == "1"
    pending = any(row.state == "pending" for row in rows)
    may_ask = panel.may(Action.EDIT) and panel.in_house and not pending
    return {
        "requests": [request_line(panel, row) for row in rows],
        "may_ask": may_ask,
        "asking": asking and may_ask,
        "ask_url": panel.url("item-approvals"),
        "open_url": panel.tab_url("approvals", ask="1"),
        "close_url": panel.tab_url("approvals"),
        "people_url": panel.url("item-approvers"),
        "people": approvers(panel, panel.desk.request.GET.get("q", "")) if asking else [],
        "typed": {"message": "", "due_on": "", "approvers": []},
        "errors": {},
    }


def request_line(panel: Panel, row: ApprovalRow) -> dict[str, Any]:
    """Return what one request shows."""
    return {
        "row": row,
        "status": status(row.state),
        "decide_url": panel.desk.url("approval-decide", approval_id=row.id),
        "withdraw_url": panel.desk.url("approval-withdraw", approval_id=row.id),
        "answers": [
            {"row": answer, "status": status(answer.decision) or WAITING} for answer in row.answers
        ],
    }


def activity(panel: Panel) -> dict[str, Any]:
    """Return what happened to the item, newest first."""
    cursor = panel.desk.request.GET.get("cursor", "")
    page = history.of_item(panel.desk.principal, panel.item_id, cursor=cursor or None, limit=20)
    return {
        "events": [{"at": one.at, "sentence": events.sentence(one)} for one in page.results],
        "first_url": panel.tab_url("activity") if cursor else "",
        "next_url": panel.tab_url("activity", cursor=page.next) if page.next else "",
    }


WAITING = {"label": "Waiting", "tone": "progress"}
_MOST_APPROVERS = 20


def approvers(panel: Panel, q: str) -> list[dict[str, str]]:
    """Return members who see the file and whose name has `q` in it: only they can approve it."""
    words = q.strip().casefold()
    found = [
        {
            "key": str(answer.principal.id),
            "name": answer.principal.name,
            "detail": str(
                answer.principal.member_type.label if answer.principal.member_type else ""
            ),
        }
        for answer in who_can(panel.desk.principal, panel.item_id)
        if answer.principal.kind == Kind.MEMBER
        and (words in answer.principal.name.casefold() or words in answer.principal.email)
    ]
    return found[:_MOST_APPROVERS]
