"""What somebody answered to the question whether a change of who sees what is meant (E-5, E-11)."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from strongroom.core.errors import ConfirmationRequiredError, InvalidError


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The answer: none yet, to whatever is true now, or to the one consequence that was shown."""

    given: bool = False
    seal: str = ""
    """The seal of the consequence that was shown; empty: whatever is true then."""
    cancel_shares: frozenset[uuid.UUID] = frozenset()
    """Shares that still open something, to be cancelled with the change."""
    keep_open: frozenset[uuid.UUID] = frozenset()
    """Shares that would no longer reach something, which is to be shared by itself instead."""
    began: dt.datetime | None = None
    """When the save began of which this answers one step; what was made since is its own."""

    def __bool__(self) -> bool:
        """Whether it was said at all: an answer that is none must not pass for one."""
        return self.given

    def accepts(self, seal: str) -> bool:
        """Whether the consequence of that seal may be applied."""
        return self.given and self.seal in {"", seal}


Confirm = bool | str | Confirmation
"""How a caller says it: `True`, the seal of what was shown, or all of it."""


def confirmation(confirm: Confirm) -> Confirmation:
    """Return the answer as a whole; an empty seal is none."""
    if isinstance(confirm, Confirmation):
        return confirm
    if isinstance(confirm, bool):
        return Confirmation(given=confirm)
    return Confirmation(given=bool(confirm), seal=confirm)


def none_offered(confirm: Confirm) -> None:
    """Raise InvalidError for any share that is named: no question offers one to cancel or keep (E-5)."""
    answer = confirmation(confirm)
    for name in ("cancel_shares", "keep_open"):
        if getattr(answer, name):
            raise InvalidError(errors={name: "Nothing is asked here that offers one."})


def ask(sentence: str, changes: Mapping[str, Any], confirm: Confirm) -> None:
    """Raise ConfirmationRequiredError unless just these changes were confirmed, or whatever is true now.

    They are told with a seal of their own (E-11), and as outdated when others were confirmed. Raises
    InvalidError for shares that the answer names: this offers none.
    """
    text = json.dumps([sentence, changes], sort_keys=True, default=str)
    seal = hashlib.sha256(text.encode()).hexdigest()[:32]
    answer = confirmation(confirm)
    if answer.accepts(seal):
        none_offered(answer)
        return
    outdated = {"outdated": True} if answer.given else {}
    raise ConfirmationRequiredError(sentence, changes={"seal": seal, **changes, **outdated})
