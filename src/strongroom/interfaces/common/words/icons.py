"""The icon of each kind of record, wherever one stands for its place."""

from typing import Final

from strongroom.store.models import LibraryKind
from strongroom.work.api import KINDS

ICONS: Final = {
    **{kind.library: kind.icon for kind in KINDS},
    LibraryKind.LICENCE: "file-text",
}
AT_WORK: Final = {**ICONS, LibraryKind.JOB: "tool"}
"""The same on the phone and in the portal, where a job is the work itself."""
