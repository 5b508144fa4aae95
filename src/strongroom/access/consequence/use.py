"""Whether anybody gets in by a door, in the words that shares are told in elsewhere."""

from dataclasses import dataclass

from strongroom.access.links import Suspended
from strongroom.access.unused import Unused


@dataclass(frozen=True, slots=True)
class Use:
    """Of a share that is neither cancelled nor over: why nobody gets in by it, if so."""

    suspended: Suspended | None = None
    """Of a link: its keeper may not share the item; it works again once they may (L22)."""
    unused: Unused | None = None
    """Of a portal share (E-6)."""

    @property
    def state(self) -> str:
        """`live` or `suspended`."""
        return "suspended" if self.suspended else "live"

    @property
    def why_not(self) -> str | None:
        """Why nobody gets in: a word of `Unused`, or the state; None while somebody does."""
        if self.unused:
            return self.unused.value
        return self.state if self.suspended else None


IN_USE = Use()
