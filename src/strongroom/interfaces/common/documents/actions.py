"""What the buttons of the document list do: one function an action, each saying what it did."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.http import HttpRequest, HttpResponse

from strongroom.access.api import Principal
from strongroom.core.confirmation import Confirmation
from strongroom.core.errors import InvalidError, NotFoundError
from strongroom.core.ids import parse_id
from strongroom.documents import api as documents
from strongroom.interfaces.common.caller.visit import Visit
from strongroom.interfaces.common.documents.explorer import folder_of
from strongroom.interfaces.common.documents.listing import list_fragment
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.page import is_fragment
from strongroom.sharing import api as sharing

_MOST_ITEMS = 1000


@dataclass(frozen=True, slots=True)
class Call:
    """One press of a button."""

    principal: Principal
    ids: list[uuid.UUID]
    url: str
    """Where the action that takes it back is POSTed to."""
    name: str = ""
    tags: tuple[str, ...] = ()
    confirm: Confirmation = Confirmation()  # noqa: RUF009 - frozen
    noun: str = "attachment"
    """What the list calls its rows."""

    def counted(self) -> str:
        """Return `1 attachment` or `3 items`."""
        return counted(len(self.ids), self.noun)

    def called(self) -> str:
        """Return the name of one, else how many; of what can't be seen no more than the number."""
        if len(self.ids) > 1:
            return self.counted()
        try:
            return called(documents.get_many(self.principal, self.ids))
        except NotFoundError:
            return self.counted()

    def named(self, rows: Sequence[documents.ItemRow]) -> str:
        """Return `1 folder`, `2 attachments` or `3 items`, as they are; of hidden ones the number."""
        if len(rows) < len(self.ids):
            return counted(len(self.ids), "item")
        return named(rows, "file" if self.noun == "item" else self.noun)


@dataclass(frozen=True, slots=True)
class Done:
    """What to say, and the form fields that take it back: empty when nothing changed."""

    text: str
    undo_action: str = ""
    undo_ids: list[uuid.UUID] = field(default_factory=list)
    undo_fields: dict[str, str] = field(default_factory=dict)


def act(visit: Visit, library_id: uuid.UUID, *, page_url: str) -> HttpResponse:
    """Do the action of the form; answer the list to htmx, else lead back to the page."""
    request = visit.request
    action = request.POST.get("action", "")
    if action not in _ACTIONS:
        raise InvalidError("There is no such action.")
    call = Call(
        visit.principal,
        ticked(request),
        request.get_full_path(),
        name=request.POST.get("name", ""),
        tags=tuple(tag.strip() for tag in request.POST.get("tags", "").split(",") if tag.strip()),
        confirm=question.answer_of(request),
        noun="item" if folder_of(request) else "attachment",
    )
    title, label = _ASKED[action]
    question.words(
        request, title=title.format(call.called()), confirm_label=label, back_url=page_url
    )
    done = _ACTIONS[action](call)
    undo = None
    if done.undo_action and done.undo_ids:
        undo = flash.undo(call.url, done.undo_action, done.undo_ids, **done.undo_fields)
    said = flash.Flash(done.text, undo=undo)
    if is_fragment(request):
        return list_fragment(visit, library_id, page_url=page_url, flashes=[said])
    flash.keep(request, [said])
    return visit.go(page_url)


def ticked(request: HttpRequest) -> list[uuid.UUID]:
    """Return the ids that were ticked; none or too many is an error in plain words."""
    raw = request.POST.getlist("ids")
    if not raw:
        raise InvalidError("Nothing is ticked. Tick the attachments that you mean.")
    if len(raw) > _MOST_ITEMS:
        raise InvalidError(f"That is too many at once: at most {_MOST_ITEMS}.")
    ids = [parse_id(text) for text in raw]
    if None in ids:
        raise NotFoundError
    return list(dict.fromkeys(item_id for item_id in ids if item_id))


def counted(count: int, noun: str) -> str:
    """Return `1 attachment` or `3 attachments`."""
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"


def called(rows: Sequence[documents.ItemRow]) -> str:
    """Return the name of one, else how many there are, as they are."""
    return f"“{rows[0].name}”" if len(rows) == 1 else named(rows)


def named(rows: Sequence[documents.ItemRow], noun: str = "file") -> str:
    """Return `1 folder`, `3 files` or `4 items`, as they are; files are called by the noun."""
    kinds = {row.kind for row in rows}
    word = {frozenset({"file"}): noun, frozenset({"folder"}): "folder"}.get(
        frozenset(kinds), "item"
    )
    return counted(len(rows), word)


def _show(call: Call) -> Done:
    """A-8: Customer view turns from N to Y; what was Y already is not touched by *Undo*."""
    hidden = [row.id for row in _rows(call) if not row.viewable_in_portal]
    sharing.share_in_portal(call.principal, item_ids=call.ids, confirm=call.confirm)
    is_are = "is" if len(call.ids) == 1 else "are"
    text = f"{call.counted()} {is_are} viewable in the customer portal."
    return Done(text, "hide", hidden)


def _hide(call: Call) -> Done:
    """A-8: Customer view turns from Y to N."""
    shares = sharing.hide_from_portal(call.principal, item_ids=call.ids)
    text = f"{call.counted()} hidden from the customer portal."
    return Done(text, "show", [share.item_id for share in shares])


def _confidential(call: Call) -> Done:
    """A-9: mark; *Undo* leaves alone what was marked already."""
    unmarked = [row.id for row in _rows(call) if not row.confidential]
    documents.set_confidential(call.principal, item_ids=call.ids, value=True, confirm=call.confirm)
    text = f"{call.counted()} marked as confidential."
    return Done(text, "not_confidential", unmarked)


def _not_confidential(call: Call) -> Done:
    """A-9: the mark is removed."""
    marked = [row.id for row in _rows(call) if row.confidential]
    documents.set_confidential(call.principal, item_ids=call.ids, value=False, confirm=call.confirm)
    text = f"{call.counted()} no longer marked as confidential."
    return Done(text, "confidential", marked)


def _rows(call: Call) -> list[documents.ItemRow]:
    """Return the items as they are before the action; NotFoundError if one can't be seen (L16)."""
    return documents.get_many(call.principal, call.ids)


def _rename(call: Call) -> Done:
    """Give one item another name; *Undo* gives the old one back."""
    item_id = _one(call)
    before = documents.get(call.principal, item_id).name
    after = documents.rename(call.principal, item_id=item_id, name=call.name).name
    return Done(f"{before} is now called {after}.", "rename", [item_id], {"name": before})


def _tags(call: Call) -> Done:
    """A-16: put tags in place of those an item has."""
    item_id = _one(call)
    before = documents.get(call.principal, item_id)
    documents.set_tags(call.principal, item_id=item_id, tags=call.tags)
    text = f"{before.name} is tagged {', '.join(call.tags)}." if call.tags else "Tags removed."
    return Done(text, "tags", [item_id], {"tags": ",".join(before.tags)})


def _delete(call: Call) -> Done:
    """A-14: to the trash, from which it can be restored."""
    what = call.named(_rows(call))
    documents.trash(call.principal, item_ids=call.ids)
    return Done(f"{what} moved to the trash.", "restore", call.ids)


def _restore(call: Call) -> Done:
    """A-14: out of the trash again."""
    rows = documents.restore(call.principal, item_ids=call.ids, confirm=call.confirm)
    return Done(f"{call.named(rows)} restored.", "delete", call.ids)


_ACTIONS: dict[str, Callable[[Call], Done]] = {
    "show": _show,
    "hide": _hide,
    "confidential": _confidential,
    "not_confidential": _not_confidential,
    "rename": _rename,
    "tags": _tags,
    "delete": _delete,
    "restore": _restore,
}


def _one(call: Call) -> uuid.UUID:
    """Return the single item that the action is for."""
    if len(call.ids) != 1:
        raise InvalidError("Choose one attachment for that.")
    return call.ids[0]


_ASKED: Final = {
    "show": ("Make {} viewable for the customer?", "Make viewable anyway"),
    "hide": ("Hide {} from the customer?", "Hide anyway"),
    "confidential": ("Mark {} as confidential?", "Mark as confidential anyway"),
    "not_confidential": ("Remove confidential from {}?", "Remove confidential anyway"),
    "rename": ("Rename {}?", "Rename anyway"),
    "tags": ("Change the tags of {}?", "Save tags anyway"),
    "delete": ("Delete {}?", "Delete anyway"),
    "restore": ("Restore {}?", "Restore anyway"),
}
"""How the question of each action is titled, and what its button says."""
