"""What the explorer does with folders and ticked items: make, move, copy."""

import json
import uuid
from collections.abc import Sequence

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from strongroom.access.api import Action
from strongroom.core.confirmation import Confirmation
from strongroom.core.errors import InvalidError, NotFoundError
from strongroom.core.ids import parse_id
from strongroom.documents import api as documents
from strongroom.interfaces.common.documents.actions import called, counted, ticked
from strongroom.interfaces.common.documents.explorer import folder_of
from strongroom.interfaces.common.documents.listing import list_fragment
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.formats import short
from strongroom.interfaces.kit.page import is_fragment, local_path
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.office.desk import Desk, at_desk


@require_POST
@at_desk
def new_folder(desk: Desk, library_id: uuid.UUID) -> HttpResponseBase:
    """Make a folder in the one that is shown; a name that is taken is told at the field."""
    parent_id = _here(desk, library_id)
    name = desk.request.POST.get("name", "")
    made = documents.make_folder(desk.principal, parent_id=parent_id, name=name)
    actions = desk.url("documents-actions", library_id=library_id)
    back = flash.undo(address(actions, desk.request.GET.dict()), "delete", [made.id])
    return _answer(desk, library_id, flash.Flash(f"{short(made.name)} is made.", undo=back))


@require_POST
@at_desk
def structure(desk: Desk, library_id: uuid.UUID) -> HttpResponseBase:
    """Make the folders of a dropped folder that are missing; answer the folder of each path.

    JSON in: `{parent_id, paths: [[name, ...], ...]}`; out: `{places: [{id, made}, ...]}` in their order.
    """
    parent_id, paths = _asked_structure(desk.request)
    if documents.get(desk.principal, parent_id).library_id != library_id:
        raise NotFoundError
    places = documents.ensure_folders(desk.principal, parent_id=parent_id, paths=paths)
    return JsonResponse({"places": [{"id": str(place.id), "made": place.made} for place in places]})


def _asked_structure(request: HttpRequest) -> tuple[uuid.UUID, list[list[str]]]:
    """Read the body; whatever has another shape is refused."""
    try:
        body = json.loads(request.body)
        parent_id, paths = parse_id(body["parent_id"]), body["paths"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InvalidError("This is not a list of folders.") from error
    whole = isinstance(paths, list) and all(
        isinstance(path, list) and all(isinstance(name, str) for name in path) for path in paths
    )
    if not whole:
        raise InvalidError("This is not a list of folders.")
    if parent_id is None:
        raise NotFoundError
    return parent_id, paths


@require_POST
@at_desk
def move(desk: Desk, library_id: uuid.UUID) -> HttpResponseBase:
    """Move the ticked items; *Undo* moves them back. Who gains and who loses is asked first (D-17).

    With `files` only the files in them that one sees and may delete here (E-8); with `back` each to
    where one has just moved it from.
    """
    ids = ticked(desk.request)
    if "back" in desk.request.POST:
        return _move_back(desk, library_id, ids)
    target, files = _target(desk.request), "files" in desk.request.POST
    rows = documents.get_many(desk.principal, ids)
    before = {row.parent_id for row in rows}
    _ask_moving(desk, rows, target)
    confirm = question.answer_of(desk.request)
    operation = documents.move_files if files else documents.move
    moved = operation(desk.principal, item_ids=ids, parent_id=target, confirm=confirm)
    if files:
        return _files_moved(
            desk, library_id, moved, target, stays=_staying(rows), ended=_ended(confirm)
        )
    name = documents.get(desk.principal, target).name
    text = f"{counted(len(ids), 'item')} moved to {short(name)}.{_still_ended(desk)}"
    home = before.pop() if len(before) == 1 else None
    if home is None or home == target:
        return _answer(desk, library_id, flash.Flash(text))
    address = desk.request.get_full_path()
    ended = _ended(confirm)
    back = flash.undo(address, "move", ids, parent_id=str(home), undo="true", **ended)
    return _answer(desk, library_id, flash.Flash(text, undo=back))


def _ask_moving(
    desk: Desk, rows: Sequence[documents.ItemRow], target: uuid.UUID | None = None
) -> None:
    """Name what moves and where to; taken back, it says so."""
    undoing = flash.undoing(desk.request) or target is None
    what = "the files that you see" if "files" in desk.request.POST else called(rows)
    where = f" to “{documents.get(desk.principal, target).name}”" if target else ""
    question.words(
        desk.request,
        title=f"Move {what} back{where}?" if undoing else f"Move {what}{where}?",
        confirm_label="Move back" if undoing else "Move anyway",
        back_url=_page_url(desk),
        names={row.id: row.name for row in rows},
        about=rows[0].name if len(rows) == 1 and rows[0].kind == "folder" else "",
    )


def _ended(confirm: Confirmation) -> dict[str, str]:
    """Return the field by which *Undo* knows how many shares the move ended: it brings none of them back."""
    count = len(confirm.cancel_shares)
    return {"ended": str(count)} if count else {}


def _still_ended(desk: Desk) -> str:
    """Say, with a leading space, that shares which were ended with the move stay ended."""
    ended = desk.request.POST.get("ended", "")
    if not ended:
        return ""
    if ended == "1":
        return " The share that was cancelled with the move stays cancelled."
    return " The shares that were cancelled with the move stay cancelled."


def _files_moved(
    desk: Desk,
    library_id: uuid.UUID,
    moved: list[documents.ItemRow],
    target: uuid.UUID,
    *,
    stays: str,
    ended: dict[str, str],
) -> HttpResponseBase:
    """Say how many, and that folders stay; *Undo* for whoever may take them out again (E-8)."""
    name = documents.get(desk.principal, target).name
    text = f"{counted(len(moved), 'file')} moved to {short(name)}.{stays}"
    address, ids = desk.request.get_full_path(), [row.id for row in moved]
    undoes = all(Action.DELETE in row.may for row in moved)
    back = flash.undo(address, "move", ids, back="true", **ended) if undoes else None
    return _answer(desk, library_id, flash.Flash(text, undo=back))


def _staying(rows: Sequence[documents.ItemRow]) -> str:
    """Say, with a leading space, which folders stay where only files went."""
    folders = [row for row in rows if row.kind == "folder"]
    verb = "stays" if len(folders) == 1 else "stay"
    return f" {called(folders)} {verb} here." if folders else ""


def _move_back(desk: Desk, library_id: uuid.UUID, ids: list[uuid.UUID]) -> HttpResponseBase:
    what = counted(len(ids), "item")
    _ask_moving(desk, documents.get_many(desk.principal, ids))
    confirm = question.answer_of(desk.request)
    documents.move_back(desk.principal, item_ids=ids, confirm=confirm)
    return _answer(desk, library_id, flash.Flash(f"{what} moved back.{_still_ended(desk)}"))


@require_POST
@at_desk
def copy(desk: Desk, library_id: uuid.UUID) -> HttpResponseBase:
    """Copy the ticked items into a folder, with the rights of that place (L13); *Undo* removes the copies."""
    ids, target = ticked(desk.request), _target(desk.request)
    rows = documents.get_many(desk.principal, ids)
    question.words(
        desk.request,
        title=f"Copy {called(rows)} to “{documents.get(desk.principal, target).name}”?",
        confirm_label="Copy anyway",
        back_url=_page_url(desk),
    )
    confirm = question.answer_of(desk.request)
    made = documents.copy(desk.principal, item_ids=ids, parent_id=target, confirm=confirm)
    name = documents.get(desk.principal, target).name
    actions = desk.url("documents-actions", library_id=library_id)
    back = flash.undo(address(actions, desk.request.GET.dict()), "delete", [row.id for row in made])
    said = flash.Flash(f"{counted(len(ids), 'item')} copied to {short(name)}.", undo=back)
    return _answer(desk, library_id, said)


def _here(desk: Desk, library_id: uuid.UUID) -> uuid.UUID:
    return folder_of(desk.request) or library_id


def _target(request: HttpRequest) -> uuid.UUID:
    """Return the folder that was chosen; an id that is none is an unknown one."""
    raw = request.POST.get("parent_id", "")
    if not raw:
        raise InvalidError(errors={"parent_id": "Please choose a folder."})
    target = parse_id(raw)
    if target is None:
        raise NotFoundError
    return target


def _answer(desk: Desk, library_id: uuid.UUID, said: flash.Flash) -> HttpResponseBase:
    """Answer htmx with the list as it is now, else lead back to the page."""
    page_url = _page_url(desk)
    if is_fragment(desk.request):
        return list_fragment(
            desk,
            library_id,
            page_url=page_url,
            flashes=[said],
            folder_id=_here(desk, library_id),
        )
    flash.keep(desk.request, [said])
    return desk.go(page_url)


def _page_url(desk: Desk) -> str:
    return local_path(desk.request.GET.get("page"), desk.url("projects"))
