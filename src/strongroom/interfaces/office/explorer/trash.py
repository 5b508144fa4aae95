"""The trash of one library: restore, or delete for good (A-14)."""

import uuid

from django.conf import settings
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from strongroom.core.errors import ConfirmationRequiredError, ConflictError, InvalidError
from strongroom.documents import api as documents
from strongroom.documents.api import ItemRow
from strongroom.interfaces.common.documents.actions import counted, named, ticked
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.formats import megabytes, type_icon
from strongroom.interfaces.kit.listing import Empty, Listing
from strongroom.interfaces.kit.page import Parent, local_path
from strongroom.interfaces.kit.paging import address, wanted
from strongroom.interfaces.kit.table import Act, Bulk, Cell, Column, Detailed, Row, Table, Tick
from strongroom.interfaces.office.desk import Desk, at_desk


@require_safe
@at_desk
def listing(desk: Desk, library_id: uuid.UUID) -> HttpResponseBase:
    """Show what was put into the trash, newest first; only what the member could delete (D-29)."""
    back = _back(desk)
    asks = wanted(desk.request, trash_url(desk, library_id, back))
    page = documents.trash_list(desk.principal, library_id, cursor=asks.cursor or None)
    root = documents.get(desk.principal, library_id)
    shown = Listing(
        title=f"Trash of {root.name}",
        heading="Trash",
        crumbs=[Parent(root.name, back)],
        help=_KEPT.format(settings.TRASH_RETENTION_DAYS) if page.results else "",
        table=Table(
            "In the trash",
            _COLUMNS,
            [_row(row) for row in page.results],
            _bulk(desk, library_id, back),
        ),
        empty=Empty("trash", "The trash is empty", _PURPOSE, back, "Back"),
        pager=asks.pager(page),
    )
    return desk.show("office/list.html", listing=shown)


_KEPT = "What stays here is deleted for good after {} days."
_PURPOSE = "What you delete comes here first and can be restored."
_COLUMNS = (
    Column("Name", "sr-cell-main", named=False),
    Column("Size", "sr-nowrap"),
    Column("Added by"),
    Column("Deleted", "sr-nowrap"),
)


def _row(row: ItemRow) -> Row:
    icon = type_icon(row.content_type) if row.is_file else "folder"
    return Row(
        [
            Detailed(row.name, file=True, icon=icon),
            Cell(megabytes(row.size)),
            Cell(row.created_by_name),
            Cell(moment=row.trashed_at),
        ],
        key=str(row.id),
        name=row.name,
        tick=Tick(str(row.id), f"Select {row.name}"),
    )


def _bulk(desk: Desk, library_id: uuid.UUID, back: str) -> Bulk:
    """Return what is done with ticked items: restoring them, which is also the default."""

    def to(page: str) -> str:
        return address(desk.url(page, library_id=library_id), {"page": back})

    return Bulk(
        "With the ticked items",
        "Ticked items",
        [
            Act("Restore", to("library-trash-restore"), "arrow-back-up"),
            Act("Delete for good…", to("library-trash-purge"), "trash", on_delete=True),
        ],
    )


def trash_url(desk: Desk, library_id: uuid.UUID, page_url: str) -> str:
    """Return the trash of a library; `page_url` is the record's page, where it leads back to."""
    return address(desk.url("library-trash", library_id=library_id), {"page": page_url})


def _back(desk: Desk) -> str:
    """Return the page that the trash was opened from, else the first page."""
    return local_path(desk.request.GET.get("page"), desk.url("jobs"))


@require_POST
@at_desk
def restore(desk: Desk, library_id: uuid.UUID) -> HttpResponseBase:
    """Take the ticked items out of the trash; *Undo* puts them back."""
    base = trash_url(desk, library_id, _back(desk))
    confirm = question.answer_of(desk.request)
    try:
        ids = ticked(desk.request)
        what = _called(desk, library_id, ids)
        question.words(
            desk.request, title=f"Restore {what}?", confirm_label="Restore anyway", back_url=base
        )
        documents.restore(desk.principal, item_ids=ids, confirm=confirm)
    except (InvalidError, ConflictError) as error:
        return desk.go(base, error.detail, level="warning")
    actions = desk.url("documents-actions", library_id=library_id)
    undo = flash.undo(address(actions, {"page": base}), "delete", ids)
    flash.add(desk.request, f"{what} restored.", undo=undo)
    return desk.go(base)


@require_POST
@at_desk
def purge(desk: Desk, library_id: uuid.UUID) -> HttpResponseBase:
    """Ask, then delete the ticked items for good: it can't be undone."""
    base = trash_url(desk, library_id, _back(desk))
    try:
        ids = ticked(desk.request)
    except InvalidError as error:
        return desk.go(base, error.detail, level="warning")
    what, name = _called(desk, library_id, ids), _name(desk, library_id, ids)
    if not question.answer_of(desk.request).given:
        question.words(
            desk.request,
            title=f"Delete {name} for good?",
            confirm_label="Delete for good",
            back_url=base,
            danger=True,
        )
        raise ConfirmationRequiredError(_what_ends(desk, library_id, ids), changes={})
    documents.purge(desk.principal, item_ids=ids)
    return desk.go(base, f"{what} deleted for good.")


_MOST_NAMED = 3


def _what_ends(desk: Desk, library_id: uuid.UUID, ids: list[uuid.UUID]) -> str:
    """Name what is deleted, and say how many files go with it."""
    rows = documents.trashed(desk.principal, library_id, ids)
    files = documents.files_below(desk.principal, library_id, ids)
    names = [f"“{row.name}”" for row in rows[:_MOST_NAMED]]
    if len(ids) > len(names):
        names.append(f"{len(ids) - len(names)} more")
    what = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    if any(row.kind == "folder" for row in rows):
        what += f", with the {counted(files, 'file')} in {'it' if len(ids) == 1 else 'them'},"
        what = what.replace("the 0 files", "no file")
    return f"{what} will be deleted for good, with all versions. This can't be undone."


def _name(desk: Desk, library_id: uuid.UUID, ids: list[uuid.UUID]) -> str:
    """Return the name of one, else how many."""
    rows = documents.trashed(desk.principal, library_id, ids)
    alone = len(ids) == 1 and len(rows) == 1
    return f"“{rows[0].name}”" if alone else _called(desk, library_id, ids)


def _called(desk: Desk, library_id: uuid.UUID, ids: list[uuid.UUID]) -> str:
    """Return `1 folder` or `3 files`; of what is not there, or not to be seen, no more than the number."""
    rows = documents.trashed(desk.principal, library_id, ids)
    return named(rows) if len(rows) == len(ids) else counted(len(ids), "item")
