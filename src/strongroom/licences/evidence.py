"""The files that prove a licence: they live in its library, under the rules of every document (C-7)."""

import contextlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, Principal
from strongroom.audit import api as audit
from strongroom.core.errors import InvalidError
from strongroom.core.naming import clean_name, with_suffix
from strongroom.documents import api as documents
from strongroom.documents.api import ItemRow
from strongroom.licences import shared
from strongroom.licences.listing import get_licence
from strongroom.store import api as store
from strongroom.store.api import NewItem, Promoted, Staged
from strongroom.store.models import Item

MOST_FILES = 20
"""Files in one Save."""
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file on its way in: the name that it came with, and its staged bytes."""

    name: str
    staged: Staged


@contextlib.contextmanager
def using(
    principal: Principal, files: Sequence[EvidenceFile]
) -> Iterator[Sequence[tuple[str, Promoted]]]:
    """Put the bytes in their place, before the transaction that attaches them; refuse too many.

    What is left of the staged files is removed at the end, whatever happened.
    """
    try:
        if len(files) > MOST_FILES:
            raise InvalidError(
                errors={"files": f"At most {MOST_FILES} files at once, please; add the rest later."}
            )
        account_id = principal.account_id
        yield [(one.name, store.promote(one.staged, account_id=account_id)) for one in files]
    finally:
        for file in files:
            if not file.staged.kept:
                store.discard(file.staged)


def evidence(principal: Principal, licence_id: uuid.UUID) -> list[ItemRow]:
    """Return the evidence of a licence that one may see, newest first, renewals' too; at most 200."""
    licence = get_licence(principal, licence_id)
    newest = Item.objects.filter(
        library_id=licence.library_id, is_file=True, trashed_at=None
    ).order_by("-created_at", "-id")
    ids = list(newest.values_list("id", flat=True)[:MOST_LISTED])
    seen = access.check_many(principal, Action.VIEW, ids)
    return documents.get_many(principal, [item_id for item_id in ids if item_id in seen])


def add_evidence(
    principal: Principal, *, licence_id: uuid.UUID, files: Sequence[EvidenceFile]
) -> list[ItemRow]:
    """Add files to a licence; needs what the documents ask for in its library (*licences.manage*)."""
    with using(principal, files) as promoted, transaction.atomic():
        licence = get_licence(principal, licence_id)
        return put(principal, licence.library_id, promoted)


def put(
    principal: Principal, library_id: uuid.UUID, files: Sequence[tuple[str, Promoted]]
) -> list[ItemRow]:
    """Add files, each with its name, to the library's root folder, as the documents do it."""
    return [
        documents.add_file(principal, parent_id=library_id, name=name, staged=promoted)
        for name, promoted in files
    ]


def put_for_renewal(
    principal: Principal, library_id: uuid.UUID, folder: str, files: Sequence[tuple[str, Promoted]]
) -> uuid.UUID:
    """Add files in a new folder of the library and return its id.

    The holder may do this without being allowed to add there: what they hand in is theirs to show,
    and counts for nothing until it is verified (C-10). The caller has asked who it is.
    """
    store.lock_library(library_id, shared=True)
    made_by = shared.maker(principal)
    by = made_by.id if made_by else None
    inserted = store.insert_folder(NewItem(library_id, folder, by))
    names: set[str] = set()
    added: list[documents.VersionAdded] = []
    for wanted, promoted in files:
        name = _free(clean_name(wanted), names)
        content_type = store.detect_type(promoted.head, name, promoted.tail)
        kept, version = store.insert_file(
            NewItem(inserted.id, name, by), promoted=promoted, content_type=content_type
        )
        audit.record(
            principal.actor,
            audit.NewEvent(
                "file.added",
                kept.account_id,
                library_id=library_id,
                item_id=kept.id,
                data={"parent_id": str(inserted.id), "size": promoted.size},
            ),
        )
        added.append(documents.VersionAdded(kept.id, version.id, version.number))
    documents.version_added(added)
    return inserted.id


def _free(name: str, taken: set[str]) -> str:
    """Return the name with a suffix if another file of the same renewal has it; note it as taken."""
    wanted, number = name, 2
    while name.casefold() in taken:
        name, number = with_suffix(wanted, number), number + 1
    taken.add(name.casefold())
    return name
