"""A file's current content changes: asked about where it is confidential and a door is open (E-7, E-10).

Uploads are asked about before their bytes are sent (`require_confirmed_version`), and once more when
they have arrived.
"""

import uuid
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Principal
from strongroom.core.confirmation import Confirm, none_offered
from strongroom.documents.clashes import visible_named
from strongroom.documents.endings import following
from strongroom.documents.guarding import as_file, as_folder, entered
from strongroom.store import api as store
from strongroom.store.models import Item, Version

T = TypeVar("T")
ADDED = "version added"


def renew(
    principal: Principal,
    facts: ItemFacts,
    apply: Callable[[], T],
    *,
    about: str,
    confirm: Confirm,
    sentence: str = "",
) -> T:
    """Do what may change the current content of a file, and return what `apply` returns.

    The ending of the file's name follows the content (`endings.following`).
    With a `sentence` it always asks, and begins with that. Raises ConfirmationRequiredError.
    """
    done = partial(following, principal, facts, apply)
    if not (facts.confidential or sentence):
        none_offered(confirm)
        return done()
    return access.judged(_change(principal, facts, done, about=about, sentence=sentence), confirm)


def require_confirmed_version(
    principal: Principal, *, item_id: uuid.UUID, confirm: Confirm = False
) -> None:
    """Raise what a version to be added to a file asks, before its bytes are sent; needs *edit*.

    It is tried with the bytes that are there.
    """
    require_confirmed(principal, as_file(access.require(principal, Action.EDIT, item_id)), confirm)


def require_confirmed(principal: Principal, looked: ItemFacts, confirm: Confirm) -> None:
    """Raise the same of a file that was looked at a moment ago."""
    if looked.confidential:
        _require_confirmed(principal, looked.id, confirm)
    else:
        none_offered(confirm)


@transaction.atomic
def _require_confirmed(principal: Principal, item_id: uuid.UUID, confirm: Confirm) -> None:
    facts = as_file(entered(principal, Action.EDIT, item_id))
    if facts.confidential:
        change = _change(principal, facts, partial(_again, item_id), about=ADDED, sentence="")
        access.require_confirmed(change, confirm)
    else:
        none_offered(confirm)


def require_confirmed_file(
    principal: Principal, *, parent_id: uuid.UUID, name: str, confirm: Confirm = False
) -> None:
    """The same for a file to be added to a folder: one of this name gets a version; needs *add*."""
    folder = as_folder(access.require(principal, Action.ADD, parent_id))
    clash = visible_named(access.standing_of(principal, folder), parent_id, name)
    if clash is not None and clash[1]:
        require_confirmed_version(principal, item_id=clash[0], confirm=confirm)
    else:
        none_offered(confirm)


def _change(
    principal: Principal,
    facts: ItemFacts,
    apply: Callable[[], T],
    *,
    about: str,
    sentence: str,
) -> access.Change[T]:
    return access.Change(
        principal,
        [facts.id],
        apply,
        partial(_sentence, facts.id, sentence),
        always=bool(sentence),
        content=True,
        about=about,
    )


def _again(item_id: uuid.UUID) -> None:
    current = Version.objects.get(
        id=Item.objects.values_list("current_id", flat=True).get(id=item_id)
    )
    store.insert_version(
        item_id,
        blob_id=current.blob_id,
        name=current.name,
        content_type=current.content_type,
        created_by=None,
    )


_WHO = {
    frozenset({"portal"}): "customers see it in the portal. They",
    frozenset({"link"}): "whoever has its link sees it. They",
}
_BOTH = "customers see it in the portal, and others by a link. They"


def _sentence(item_id: uuid.UUID, first: str, consequence: access.Consequence) -> str:
    """A-13: what is confidential goes to somebody outside."""
    stays = frozenset(door.type for door in consequence.doors.stays)
    if not stays:
        return first
    name = Item.objects.values_list("name", flat=True).get(id=item_id)
    said = f"“{name}” is marked as confidential, and {_WHO.get(stays, _BOTH)} will see the new content."
    return f"{first} {said}".strip()
