"""Moving the files of folders that may not leave their record as they are (E-8)."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, Principal
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import InvalidError
from strongroom.core.statements import fetch
from strongroom.documents.guarding import MOST_AT_ONCE, chosen
from strongroom.documents.moving import move_each
from strongroom.documents.reading import get_many
from strongroom.documents.rows import ItemRow
from strongroom.documents.several import in_any
from strongroom.store import hierarchy


@transaction.atomic
def move_files(
    principal: Principal,
    *,
    item_ids: Sequence[uuid.UUID],
    parent_id: uuid.UUID,
    confirm: Confirm = False,
) -> list[ItemRow]:
    """Move the files among these items, and those in its folders at any depth, into a folder; see `move`.

    The way for whoever may not move a folder to another record (E-8): only files that they see and may
    delete where they are. What else the folders hold stays, and nothing is told of it. Raises
    InvalidError when there is no such file, or more than 1000.
    """
    rows = get_many(principal, chosen(item_ids))
    files = [row.id for row in rows if row.is_file]
    files += _files_below(principal, [row for row in rows if not row.is_file])
    if not files:
        raise InvalidError("There is no file in it that you may move to another record.")
    return move_each(principal, dict.fromkeys(chosen(files), parent_id), confirm)


_BELOW = hierarchy.recursive(hierarchy.below(kept=True))


def _files_below(principal: Principal, folders: Sequence[ItemRow]) -> list[uuid.UUID]:
    if not folders:
        return []
    libraries = {row.library_id for row in folders}
    allowed = in_any([access.library_standing(principal, id_) for id_ in libraries], Action.DELETE)
    found = fetch(
        f"{_BELOW} select i.id from down d join store_item i on i.parent_id = d.id"
        " left join store_folder f on f.item_id = i.parent_id"
        f" where i.is_file and i.trashed_at is null and ({allowed.text})"
        f" order by i.name_key, i.id limit {MOST_AT_ONCE + 1}",
        {**allowed.params, "folders": [row.id for row in folders]},
    )
    return [row["id"] for row in found]
