"""A file that gets another place and another mark in one request: one consequence, one seal (E-11)."""

import dataclasses
import uuid
from collections.abc import Callable, Sequence

from strongroom.access import api as access
from strongroom.access.api import Action, Principal
from strongroom.core.errors import ForbiddenError
from strongroom.documents.guarding import Held, as_file
from strongroom.documents.reading import still_seen
from strongroom.documents.rows import ItemRow

Mark = Callable[[Sequence[Held]], None]
Told = Callable[[Sequence[ItemRow], access.Consequence], str]


@dataclasses.dataclass(slots=True)
class MoveAndMark:
    """Joins the change of the mark to that of the place, once the move has found what it moves."""

    principal: Principal
    item_id: uuid.UUID
    value: bool
    rest: Callable[[], None]
    """What else is changed of the file, in its new place."""
    mark: Mark
    """Marks files that are held."""
    still_open: Told
    """Says what stays open to whom."""
    joined: bool = False
    seen: list[ItemRow] = dataclasses.field(default_factory=list)
    """The file as one sees it in its new place, without the mark."""

    def join(self, change: access.Change[None], items: Sequence[Held]) -> access.Change[None]:
        """Return one change of both; needs *edit* too. Raises InvalidError for a folder."""
        marking = [one for one in items if as_file(one.facts).confidential != self.value]
        if any(Action.EDIT not in access.actions(one.standing, one.facts.state) for one in items):
            raise ForbiddenError
        self.joined = True

        def apply() -> None:
            change.apply()
            self.rest()
            self.seen = still_seen(self.principal, [], [self.item_id])
            self.mark(marking)

        def sentence(consequence: access.Consequence) -> str:
            said = change.sentence
            first = said if isinstance(said, str) else said(consequence)
            stays = marking and self.value and self.seen and consequence.doors.stays
            return f"{first} {self.still_open(self.seen, consequence)}" if stays else first

        # Whom the mark hides it from was typed; whom the move does, by doors or settings, asks by these.
        typed = frozenset({access.GAINS, access.LOSSES}) if marking else change.typed
        return dataclasses.replace(change, apply=apply, sentence=sentence, typed=typed)

    def row(self, moved: Sequence[ItemRow]) -> ItemRow | None:
        """Return the file as one sees it now; what one's own mark hides, as it was seen before."""
        if moved or not (self.value and self.principal.hides_confidential):
            return moved[0] if moved else None
        return dataclasses.replace(self.seen[0], confidential=True) if self.seen else None
