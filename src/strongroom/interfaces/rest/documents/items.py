"""Items: reading, listing, adding, changing, copying, the trash."""

from typing import Literal, cast

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from strongroom.access.api import Action, require
from strongroom.core.confirmation import none_offered
from strongroom.core.errors import InvalidError
from strongroom.core.naming import clean_name
from strongroom.documents import api as documents
from strongroom.documents.api import ItemRow
from strongroom.interfaces.rest.documents.schemas import (
    ContactItem,
    CopyTo,
    FolderNew,
    Item,
    ItemChange,
    ItemList,
    RecentList,
    SharedItemList,
    show_item,
    show_recent,
    show_shared,
)
from strongroom.interfaces.rest.kit.answers import made, nothing, one, page, require_match
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.bodies import sent_file
from strongroom.interfaces.rest.kit.confirming import Confirming, ConfirmingQuery
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.listing import Children, Paging, Recent, Searching, SharedItems
from strongroom.interfaces.rest.kit.routing import FILE_BODY, REPEATABLE, reads
from strongroom.interfaces.rest.kit.types import Id, Text

router = Router(tags=["items"])


def _show(request: HttpRequest, row: ItemRow) -> ContactItem:
    return show_item(caller(request), row)


def _made(request: HttpRequest, row: ItemRow) -> HttpResponse:
    return made(_show(request, row), f"/api/v1/items/{row.id}")


@reads(router, "/items/{item_id}", response=Item | ContactItem, summary="Get an item")
def get_item(request: HttpRequest, item_id: Id) -> HttpResponse:
    """Return a folder or file. A contact gets fewer fields."""
    return one(request, _show(request, documents.get(caller(request), item_id)))


@reads(router, "/items/{item_id}/children", response=ItemList, summary="List a folder")
def list_children(request: HttpRequest, item_id: Id, wanted: Query[Children]) -> HttpResponse:
    """List what the caller may see in a folder; folders first. A minus turns the order round."""
    rows = documents.children(
        caller(request),
        item_id,
        order=cast("Literal['name', 'created', 'size']", wanted.order.removeprefix("-")),
        descending=wanted.order.startswith("-"),
        q=wanted.q,
        tag=wanted.tag,
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    return page(rows, lambda row: _show(request, row))


@router.post(
    "/items/{item_id}/folders",
    response={201: Item},
    summary="Make a folder",
    openapi_extra=REPEATABLE,
)
def make_folder(request: HttpRequest, item_id: Id, payload: FolderNew) -> HttpResponse:
    """Make a folder in a folder. 409 `name_taken` if something visible has that name."""
    return once(
        request,
        lambda: _made(
            request,
            documents.make_folder(caller(request), parent_id=item_id, name=payload.name),
        ),
    )


@router.post(
    "/items/{item_id}/files",
    response={201: Item},
    summary="Add a file",
    openapi_extra={**REPEATABLE, **FILE_BODY},
)
def add_file(
    request: HttpRequest,
    item_id: Id,
    answer: Query[ConfirmingQuery],
    *,
    name: Text = "",
    on_clash: Literal["suffix", "version"] = "suffix",
    note: Text = "",
) -> HttpResponse:
    """Add a file to a folder: a form with one part `file`, or the bytes as body and `?name=`.

    A name that is taken gets a suffix, or with `on_clash=version` becomes a new version, which asks as
    a version does.
    """
    principal = caller(request)
    looked = require(principal, Action.ADD, item_id)
    if looked.is_file:
        raise InvalidError("This is a file; send a new version of it to /versions.")
    if name and on_clash == "version":
        documents.require_confirmed_file(
            principal, parent_id=item_id, name=clean_name(name), confirm=answer.confirmation
        )
    with sent_file(request, name=name) as (filename, staged):
        return once(
            request,
            lambda: _made(
                request,
                documents.add_file(
                    principal,
                    parent_id=item_id,
                    name=filename,
                    staged=staged,
                    on_clash=on_clash,
                    note=note,
                    confirm=answer.confirmation,
                    looked=looked,
                ),
            ),
            body=staged.sha256.encode(),
        )


@router.patch("/items/{item_id}", response={200: Item, 204: None}, summary="Change an item")
def change_item(request: HttpRequest, item_id: Id, payload: ItemChange) -> HttpResponse:
    """Rename, move, mark as confidential or tag. What is left out stays.

    204 where the caller has moved it out of their own sight, as they confirmed.
    """
    principal = caller(request)
    changes = payload.given("name", "parent_id", "confidential", "tags")
    row = documents.get(principal, item_id)
    require_match(request, _show(request, row))
    if not changes:
        raise InvalidError("Say what to change: name, parent_id, confidential or tags.")
    guarded = row.updated_at if "If-Match" in request.headers else None
    changed = documents.update_item(
        principal, item_id=item_id, confirm=payload.confirmation, if_match=guarded, **changes
    )
    return one(request, _show(request, changed)) if changed else nothing()


@router.post(
    "/items/{item_id}/copy",
    response={201: Item},
    summary="Copy an item",
    openapi_extra=REPEATABLE,
)
def copy_item(request: HttpRequest, item_id: Id, payload: CopyTo) -> HttpResponse:
    """Copy what the caller can see of the item into a folder; the copy has the folder's rights."""

    def write() -> HttpResponse:
        rows = documents.copy(
            caller(request),
            item_ids=[item_id],
            parent_id=payload.parent_id,
            confirm=payload.confirmation,
        )
        return _made(request, rows[0])

    return once(request, write)


@router.delete("/items/{item_id}", response={204: None}, summary="Delete an item")
def delete_item(
    request: HttpRequest, item_id: Id, answer: Query[ConfirmingQuery], *, purge: bool = False
) -> HttpResponse:
    """Put an item into the trash; with `purge=true`, delete what lies there for good."""
    none_offered(answer.confirmation)
    if purge:
        documents.purge(caller(request), item_ids=[item_id])
    else:
        documents.trash(caller(request), item_ids=[item_id])
    return nothing()


@router.post("/items/{item_id}/restore", response={200: Item, 204: None}, summary="Restore an item")
def restore_item(
    request: HttpRequest, item_id: Id, payload: Confirming | None = None
) -> HttpResponse:
    """Take an item out of the trash, back to its folder or to the root; 204 where one can't see it there."""
    rows = documents.restore(
        caller(request), item_ids=[item_id], confirm=payload.confirmation if payload else False
    )
    return one(request, _show(request, rows[0])) if rows else nothing()


@reads(router, "/libraries/{library_id}/trash", response=ItemList, summary="List the trash")
def list_trash(request: HttpRequest, library_id: Id, wanted: Query[Paging]) -> HttpResponse:
    """List what was deleted in a library and the caller may restore, newest first."""
    rows = documents.trash_list(
        caller(request), library_id, cursor=wanted.cursor, limit=wanted.limit
    )
    return page(rows, lambda row: _show(request, row))


@reads(router, "/shared-items", response=SharedItemList, summary="Shared with me")
def list_shared_items(request: HttpRequest, wanted: Query[SharedItems]) -> HttpResponse:
    """List what others opened to the caller; for a contact all that is viewable in the portal."""
    principal = caller(request)
    rows = documents.shared_items(
        principal,
        library_id=wanted.library_id,
        q=wanted.q,
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    by = documents.shared_by(principal, rows.results)
    return page(rows, lambda row: show_shared(principal, row, by.get(row.id)))


@reads(router, "/favourites", response=ItemList, summary="My favourites")
def list_favourites(request: HttpRequest, wanted: Query[Searching]) -> HttpResponse:
    """List by name what the caller has starred and can still see; a contact has no favourites."""
    rows = documents.favourite_items(
        caller(request), q=wanted.q, cursor=wanted.cursor, limit=wanted.limit
    )
    return page(rows, lambda row: _show(request, row))


@router.put("/items/{item_id}/favourite", response={204: None}, summary="Star an item")
def star_item(request: HttpRequest, item_id: Id) -> HttpResponse:
    """Add an item to the caller's favourites; again, it changes nothing."""
    documents.set_favourite(caller(request), item_ids=[item_id], starred=True)
    return nothing()


@router.delete("/items/{item_id}/favourite", response={204: None}, summary="Take a star away")
def unstar_item(request: HttpRequest, item_id: Id) -> HttpResponse:
    """Take an item out of the caller's favourites; again, it changes nothing."""
    documents.set_favourite(caller(request), item_ids=[item_id], starred=False)
    return nothing()


@reads(router, "/recent", response=RecentList, summary="Recent items")
def list_recent(request: HttpRequest, wanted: Query[Recent]) -> HttpResponse:
    """List what the caller opened, added or changed last; `by=others`: files that others added in 30 days.

    The newest first; a contact has none.
    """
    principal = caller(request)
    if wanted.by == "others":
        added = documents.new_items(principal, q=wanted.q, cursor=wanted.cursor, limit=wanted.limit)
        return page(added, lambda row: show_recent(row, "added", row.created_at))
    rows = documents.recent_items(principal, q=wanted.q, cursor=wanted.cursor, limit=wanted.limit)
    return page(rows, lambda row: show_recent(row.item, row.what, row.at))
