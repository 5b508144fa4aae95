"""Stars: what a member keeps at hand in a library."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, Kind, Principal, Sql, Standing
from strongroom.core.errors import ForbiddenError
from strongroom.core.paging import Page
from strongroom.core.statements import fetch_prepared
from strongroom.documents.across import across
from strongroom.documents.models import Favourite
from strongroom.documents.ordering import Ordering
from strongroom.documents.rows import ItemRow

MOST = 50
"""Favourites listed of one library."""


@dataclass(frozen=True, slots=True)
class FavouriteRow:
    """A starred item, as far as it can be seen."""

    id: uuid.UUID
    name: str
    is_file: bool
    content_type: str | None


@transaction.atomic
def set_favourite(
    principal: Principal, *, item_ids: Sequence[uuid.UUID], starred: bool
) -> list[uuid.UUID]:
    """Star items, or take the stars away; all or nothing, only what one can see (L16).

    Return those that changed. A private note of the member: no event is written.
    """
    ids = [facts.id for facts in access.require_many(principal, Action.VIEW, item_ids)]
    if principal.kind != Kind.MEMBER or principal.id is None:
        raise ForbiddenError
    had = favourite_ids(principal, ids)
    if not starred:
        Favourite.objects.filter(member_id=principal.id, item_id__in=ids).delete()
        return [item_id for item_id in ids if item_id in had]
    Favourite.objects.bulk_create(
        [Favourite(member_id=principal.id, item_id=item_id) for item_id in ids],
        ignore_conflicts=True,
    )
    return [item_id for item_id in ids if item_id not in had]


def favourite_ids(principal: Principal, item_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of the items the member has starred. One statement."""
    if principal.kind != Kind.MEMBER or principal.id is None:
        return set()
    mine = Favourite.objects.filter(member_id=principal.id, item_id__in=list(item_ids))
    return set(mine.values_list("item_id", flat=True))


def favourites(
    principal: Principal, library_id: uuid.UUID, *, standing: Standing | None = None
) -> list[FavouriteRow]:
    """Return the member's stars in a library that they can still see, folders first, by name.

    One statement where the `standing` in the library is carried along.
    """
    if principal.kind != Kind.MEMBER:
        return []
    standing = standing or access.library_standing(principal, library_id)
    where = standing.condition(Action.VIEW)
    found = fetch_prepared(
        "select i.id, i.name, i.is_file, v.content_type from documents_favourite s"
        " join store_item i on i.id = s.item_id"
        " left join store_folder f on f.item_id = i.parent_id"
        " left join store_version v on v.id = i.current_id"
        f" where s.member_id = %(member)s and {where.text}"
        f" order by i.is_file, i.name_key, i.id limit {MOST}",
        {**where.params, "member": principal.id},
    )
    return [FavouriteRow(**row) for row in found]


_STARRED = "i.id in (select s.item_id from documents_favourite s where s.member_id = %(me)s)"


def favourite_items(
    principal: Principal, *, q: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[ItemRow]:
    """Return by name the member's stars in all records that they can still see (L3); nobody else has any."""
    ordering = Ordering("name")
    ordering.after(cursor)  # refused whoever asks
    if principal.kind != Kind.MEMBER:
        return Page([])
    which = Sql(_STARRED, {"me": principal.id})
    return across(principal, which, ordering, q=q, cursor=cursor, limit=limit)
