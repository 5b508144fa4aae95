"""Hashes of uploads under way in this process, so that a finished one need not be read again."""

import collections
import threading
import uuid
from typing import ClassVar

from strongroom.store.sums import Sums


class Hashers:
    """By upload: how many bytes were hashed, and the hash of them. Bounded; the oldest is forgotten."""

    most: ClassVar[int] = 500

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: collections.OrderedDict[uuid.UUID, tuple[int, Sums]] = (
            collections.OrderedDict()
        )

    def take(self, upload_id: uuid.UUID, offset: int) -> Sums | None:
        """Take out the hash of the first `offset` bytes, if it is known."""
        with self._lock:
            at, hasher = self._known.pop(upload_id, (0, None))
        if hasher is not None and at == offset:
            return hasher
        return Sums() if offset == 0 else None

    def put(self, upload_id: uuid.UUID, offset: int, hasher: Sums | None) -> None:
        """Keep the hash of the first `offset` bytes."""
        if hasher is None:
            return
        with self._lock:
            self._known[upload_id] = (offset, hasher)
            while len(self._known) > self.most:
                self._known.popitem(last=False)


hashers = Hashers()
