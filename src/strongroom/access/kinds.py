"""The kinds of records that people are assigned to, each said once, and the portal's modules that open kinds.

From these come permissions and what they give, assignments, and the portal's modules on every surface.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from strongroom.store.models import LibraryKind


@dataclass(frozen=True, slots=True)
class AssignedKind:
    """A kind of record that people are assigned to. The portal shows them whole (A-12)."""

    kind: LibraryKind
    many: str
    """What several are called. So begin the codes of its permissions, and so is its module named."""


ASSIGNED_KINDS: Final = (
    AssignedKind(LibraryKind.JOB, "jobs"),
    AssignedKind(LibraryKind.QUOTE, "quotes"),
)

PORTAL_MODULES: Final[Mapping[str, frozenset[LibraryKind]]] = {
    "documents": frozenset({LibraryKind.CUSTOMER, LibraryKind.PROJECT}),
    **{each.many: frozenset({each.kind}) for each in ASSIGNED_KINDS},
}
"""B-4: the kinds of library that each module of the portal opens, by its name. A kind that no module
opens is in no portal."""
MODULE_OF: Final = {kind: name for name, kinds in PORTAL_MODULES.items() for kind in kinds}

MODULE_COLUMNS: Final = "a.portal_off, c.portal_on as own_on, c.portal_off as own_off"
"""What `modules_on` reads, in a statement with the account as `a` and the customer as `c`."""


def modules_on(
    off: Collection[str], own_on: Collection[str], own_off: Collection[str]
) -> frozenset[str]:
    """Return the modules that the portal shows to a customer (B-4).

    `off`: those that are off for all; the others: those that are on or off for this customer.
    """
    return frozenset(
        name
        for name in PORTAL_MODULES
        if name not in own_off and (name in own_on or name not in off)
    )


def open_modules(row: Mapping[str, Any]) -> frozenset[LibraryKind]:
    """Return the kinds of library that the portal opens for a customer, from `MODULE_COLUMNS`."""
    names = modules_on(row["portal_off"], row["own_on"], row["own_off"])
    return frozenset().union(*(PORTAL_MODULES[name] for name in names))
