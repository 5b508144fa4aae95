"""What the tabs of the details drawer show, all but Access, which has its own file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from strongroom.access.api import Action, Kind, who_can
from strongroom.activity import api as history
from strongroom.approvals import api as approvals
from strongroom.approvals.api import AnswerRow, ApprovalRow
from strongroom.documents import api as documents
from strongroom.documents.api import VersionRow
from strongroom.interfaces.common.answers.delivery import SAFE_INLINE
from strongroom.interfaces.common.words import events
from strongroom.interfaces.kit import formats
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.office.panel import Panel


@dataclass(frozen=True, slots=True)
class Status:
    """A state as a word, and its colour family."""

    label: str
    tone: str


_WAITING: Final = Status("Waiting", "progress")
_STATUSES: Final = {
    "pending": Status("Approval pending", "progress"),
    "approved": Status("Approved", "good"),
    "rejected": Status("Rejected", "bad"),
    "withdrawn": Status("Withdrawn", "neutral"),
}
"""The states of a request for approval, as words (D-22)."""


def status(state: str | None) -> Status | None:
    """Return an approval state as a word; None where nobody was asked."""
    return _STATUSES[state] if state else None


@dataclass(frozen=True, slots=True)
class Details:
    """The tab Details."""

    kind: str
    place: Sequence[Parent]
    """The folders that it lies in."""
    approval: Status | None
    contents_url: str
    preview_url: str
    pictured: bool


def details(panel: Panel) -> Details:
    """Return properties and the place."""
    row = panel.row
    way = documents.path(panel.desk.principal, row.id)[:-1]
    return Details(
        kind=_kind(panel),
        place=[
            Parent(crumb.name, panel.desk.url("item-details", item_id=crumb.id)) for crumb in way
        ],
        approval=status(row.approval),
        contents_url=panel.url("item-content"),
        preview_url=panel.url("item-preview"),
        pictured=formats.has_preview(row.content_type) and not row.unpictured,
    )


def _kind(panel: Panel) -> str:
    row = panel.row
    if row.is_file:
        return formats.kind_of(row.content_type)
    return "Folder" if row.parent_id or not panel.facts.state.root else "All documents"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version, and what can be done with it."""

    row: VersionRow
    content_url: str
    shown: bool
    """Whether a browser may show it in a tab."""
    approval: Status | None
    restore_url: str
    delete_url: str
    newest: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """The tab Versions."""

    versions: Sequence[VersionLine]
    upload_url: str
    may_upload: bool
    may_restore: bool
    may_delete: bool


def versions(panel: Panel) -> Versions:
    """Return the history of a file, newest first, with the approval state of each version (D-21)."""
    principal = panel.desk.principal
    states = {
        one.version: one.state
        for one in reversed(approvals.of_item(principal, panel.item_id))
        if one.state != "withdrawn"
    }
    rows = documents.versions(principal, panel.item_id)
    return Versions(
        versions=[
            VersionLine(
                row=row,
                content_url=panel.content_url(row.number),
                shown=row.content_type in SAFE_INLINE,
                approval=status(states.get(row.number)),
                restore_url=panel.url("item-version-restore", number=row.number),
                delete_url=panel.url("item-version-delete", number=row.number),
                newest=index == 0,
            )
            for index, row in enumerate(rows)
        ],
        upload_url=panel.url("item-versions"),
        may_upload=panel.may(Action.EDIT),
        may_restore=panel.may(Action.EDIT),
        may_delete=panel.may(Action.DELETE) and len(rows) > 1,
    )


@dataclass(frozen=True, slots=True)
class Approver:
    """One who can be asked."""

    key: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one approver said, or that they have not yet."""

    row: AnswerRow
    status: Status


@dataclass(frozen=True, slots=True)
class Request:
    """One request for approval; on the page of approvals with the way to its file."""

    row: ApprovalRow
    status: Status | None
    decide_url: str
    withdraw_url: str
    answers: Sequence[Answer]
    item_url: str = ""
    content_url: str = ""


@dataclass(frozen=True, slots=True)
class AskForm:
    """The form that asks for approval, with what was typed and what is wrong with it."""

    people: Sequence[Approver]
    chosen: Sequence[Approver] = ()
    message: str = ""
    due_on: str = ""
    errors: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Requests:
    """The tab Approvals."""

    requests: Sequence[Request]
    may_ask: bool
    ask_url: str
    open_url: str
    close_url: str
    people_url: str
    form: AskForm | None = None
    """While somebody is about to ask."""


def requests(panel: Panel, form: AskForm | None = None) -> Requests:
    """Return the requests for approval of a file, newest first, and the form for a new one (D-22)."""
    rows = approvals.of_item(panel.desk.principal, panel.item_id)
    pending = any(row.state == "pending" for row in rows)
    may_ask = panel.may(Action.EDIT) and panel.in_house and not pending
    if form is None and panel.desk.request.GET.get("ask") == "1":
        people = approvers(panel, panel.desk.request.GET.get("q", ""))  # refuses outsiders
        form = AskForm(people) if may_ask else None
    return Requests(
        requests=[request_line(panel, row) for row in rows],
        may_ask=may_ask,
        ask_url=panel.url("item-approvals"),
        open_url=panel.tab_url("approvals", ask="1"),
        close_url=panel.tab_url("approvals"),
        people_url=panel.url("item-approvers"),
        form=form,
    )


def request_line(
    panel: Panel, row: ApprovalRow, *, item_url: str = "", content_url: str = ""
) -> Request:
    """Return what one request shows."""
    return Request(
        row=row,
        status=status(row.state),
        decide_url=panel.desk.url("approval-decide", approval_id=row.id),
        withdraw_url=panel.desk.url("approval-withdraw", approval_id=row.id),
        answers=[Answer(answer, status(answer.decision) or _WAITING) for answer in row.answers],
        item_url=item_url,
        content_url=content_url,
    )


@dataclass(frozen=True, slots=True)
class Happening:
    """One event, as a sentence."""

    at: dt.datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class Activity:
    """The tab Activity."""

    events: Sequence[Happening]
    first_url: str
    next_url: str


def activity(panel: Panel) -> Activity:
    """Return what happened to the item, newest first."""
    cursor = panel.desk.request.GET.get("cursor", "")
    page = history.of_item(panel.desk.principal, panel.item_id, cursor=cursor or None, limit=20)
    return Activity(
        events=[Happening(one.at, events.sentence(one)) for one in page.results],
        first_url=panel.tab_url("activity") if cursor else "",
        next_url=panel.tab_url("activity", cursor=page.next) if page.next else "",
    )


_MOST_APPROVERS = 20


def approvers(panel: Panel, q: str) -> list[Approver]:
    """Return members who see the file and whose name has `q` in it: only they can approve it."""
    words = q.strip().casefold()
    found = [
        Approver(
            str(answer.principal.id),
            answer.principal.name,
            str(answer.principal.member_type.label if answer.principal.member_type else ""),
        )
        for answer in who_can(panel.desk.principal, panel.item_id)
        if answer.principal.kind == Kind.MEMBER
        and (words in answer.principal.name.casefold() or words in answer.principal.email)
    ]
    return found[:_MOST_APPROVERS]
