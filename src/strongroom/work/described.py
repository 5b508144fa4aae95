"""What tells one kind of record from another, as data: `kinds` fills it in, the operations read it."""

from dataclasses import dataclass

from django.db.models import TextChoices

from strongroom.access.api import Permission
from strongroom.core.operations import Named
from strongroom.store.models import LibraryKind
from strongroom.work.models import NumberedRecord


@dataclass(frozen=True, kw_only=True)
class RecordKind(Named):
    """A kind of record: each has one library."""

    library: LibraryKind
    icon: str
    """The name of its picture, wherever one stands for its place."""
    view: Permission
    """Whoever holds it sees all of them."""
    edit: Permission
    purpose: str
    """What one is for, as a list says that is still empty."""


@dataclass(frozen=True, kw_only=True)
class Numbered(RecordKind):
    """A kind with number, title, status, customer and assignments, in a table of its own."""

    model: type[NumberedRecord]
    in_portal: str
    """What the customer portal says while it shows none."""
    letter: str
    """What its numbers begin with: J-1001."""
    status: type[TextChoices]
    hidden_status: str | None = None
    """In which the portal hides it, unless the firm shows drafts (A-12)."""
    licensed: bool = False
    """Whether licences can be required of those who are assigned (C-9)."""

    @property
    def table(self) -> str:
        """Where its rows are."""
        return self.model._meta.db_table  # noqa: SLF001 - Django's public name for it

    @property
    def scheduled(self) -> bool:
        """Whether it has a day."""
        return hasattr(self.model, "scheduled_on")

    @property
    def first_status(self) -> str:
        """Return the status of a new one."""
        return str(self.model._meta.get_field("status").get_default())  # noqa: SLF001

    @property
    def statuses(self) -> tuple[tuple[str, str], ...]:
        """Value and word of each, in their order."""
        return tuple((status.value, str(status.label)) for status in self.status)
