"""How fast something must move so that it is not cut off."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that a client may move: `rate` bytes a second, judged every `patience` seconds."""

    patience: float
    rate: float

    @property
    def amount(self) -> float:
        """Bytes that must move within the patience."""
        return self.patience * self.rate


@dataclass(slots=True)
class Pace:
    """What has moved since the last time that it was enough."""

    floor: Floor
    _moved: float = 0
    _at: float = field(default=0)

    def begin(self, moved: float, at: float) -> None:
        """Judge from here on: `moved` bytes in all, after `at` seconds."""
        self._moved, self._at = moved, at

    def is_too_slow(self, moved: float, at: float) -> bool:
        """Tell whether less than the floor has moved for as long as the patience lasts."""
        if moved - self._moved >= self.floor.amount:
            self.begin(moved, at)
        return at - self._at > self.floor.patience
