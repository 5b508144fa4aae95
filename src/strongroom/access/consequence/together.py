"""Several changes of who sees what in one save: asked about at once, done all or none (E-11)."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from strongroom.core import clock
from strongroom.core.confirmation import Confirm, Confirmation, confirmation
from strongroom.core.errors import ConfirmationRequiredError

Step = Callable[[Confirmation], None]
"""One change: takes the answer, raises ConfirmationRequiredError where it has to be asked about."""
_LISTS: Final = ("people", "keeps", "gain", "lose", "level")
_DOORS: Final = ("opens", "closes", "stays")


@transaction.atomic
def do_together(steps: Sequence[Step], *, confirm: Confirm = False) -> None:
    """Do the steps in their order, in one transaction, each judged on what those before it made.

    Raises ConfirmationRequiredError with what all of them ask about under one seal, and then none is
    done; `confirm` may be that seal. A step that asks runs once more: it sets, never adds.
    """
    answer = replace(confirmation(confirm), began=clock.now())
    asked = [error for step in steps if (error := _asked_by(step, answer))]
    if not asked:
        return
    whole = _as_one(asked)
    if not answer.accepts(str(whole.get("seal") or answer.seal)):
        outdated = {"outdated": True} if answer.given else {}
        sentence = " ".join(dict.fromkeys(error.detail for error in asked))
        raise ConfirmationRequiredError(sentence, changes={**whole, **outdated})


def _asked_by(step: Step, answer: Confirmation) -> ConfirmationRequiredError | None:
    """Do a step as if it were confirmed; return what it would have asked."""
    try:
        with transaction.atomic():
            step(replace(answer, given=False, seal=""))
    except ConfirmationRequiredError as error:
        step(replace(answer, given=True, seal=""))
        return error
    return None


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
        way = (bool(row.get("from")), bool(row.get("to")), bool(row.get("confidential")))
        found[row.get("type"), row.get("share_id") or row.get("id"), item.get("id"), way] = row
    return list(found.values())
