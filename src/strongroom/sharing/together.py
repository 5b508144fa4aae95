"""Several changes of who sees what in one save: asked about at once, done all or none (E-11)."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from strongroom.core.confirmation import Confirm, Confirmation, confirmation
from strongroom.core.errors import ConfirmationRequiredError

Step = Callable[[Confirmation], None]
"""One change: takes the answer, raises ConfirmationRequiredError where it has to be asked about."""
_LISTS: Final = ("people", "keeps", "gain", "lose", "level")
_DOORS: Final = ("opens", "closes", "stays")


@transaction.atomic
def do_together(steps: Sequence[Step], *, confirm: Confirm = False) -> None:
    """Do the steps in their order, in one transaction.

    Raises ConfirmationRequiredError before any is done, with what all of them ask about under one
    seal; `confirm` may be that seal. The steps run once more when it is given: they set, never add.
    """
    answer = confirmation(confirm)
    asked = _tried(steps, replace(answer, given=False, seal=""))
    if not asked:
        return
    whole = _as_one(asked)
    if not answer.accepts(str(whole.get("seal") or answer.seal)):
        outdated = {"outdated": True} if answer.given else {}
        sentence = " ".join(dict.fromkeys(error.detail for error in asked))
        raise ConfirmationRequiredError(sentence, changes={**whole, **outdated})
    for step in steps:
        step(replace(answer, given=True, seal=""))


def _tried(steps: Iterable[Step], unsaid: Confirmation) -> list[ConfirmationRequiredError]:
    """Return what the steps ask about; if that is anything, none of them stays done."""
    asked = []
    with transaction.atomic():
        for step in steps:
            try:
                with transaction.atomic():
                    step(unsaid)
            except ConfirmationRequiredError as error:
                asked.append(error)
        if asked:
            transaction.set_rollback(True)
    return asked


def _as_one(asked: Sequence[ConfirmationRequiredError]) -> dict[str, Any]:
    """Return one `changes` of all: everybody and every door once."""
    parts: list[Mapping[str, Any]] = [error.extra["changes"] for error in asked]
    if len(parts) == 1:
        return dict(parts[0])
    whole: dict[str, Any] = {"items": max(int(part.get("items") or 0) for part in parts)}
    for name in _LISTS:
        if any(name in part for part in parts):
            whole[name] = _once(row for part in parts for row in part.get(name) or ())
    if any("confidential" in part for part in parts):
        files = (id_ for part in parts for id_ in part.get("confidential") or ())
        whole["confidential"] = list(dict.fromkeys(files))
    if any("doors" in part for part in parts):
        whole["doors"] = {
            name: _once(row for part in parts for row in (part.get("doors") or {}).get(name) or ())
            for name in _DOORS
        }
    seals = [str(part.get("seal") or "") for part in parts]
    if all(seals):
        whole["seal"] = hashlib.sha256("/".join(seals).encode()).hexdigest()[:32]
    return whole


def _once(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    found = {}
    for row in rows:
        item = row.get("item") or {}  # of a share that is yet to be made
        found[row.get("type"), row.get("share_id") or row.get("id"), item.get("id")] = row
    return list(found.values())
