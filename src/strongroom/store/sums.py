"""The sums of bytes, taken while they pass."""

import hashlib
import zlib


class Sums:
    """SHA-256 and CRC-32 of bytes that pass."""

    __slots__ = ("_sha256", "crc32")

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self.crc32 = 0

    def update(self, block: bytes) -> None:
        """Take the next bytes."""
        self._sha256.update(block)
        self.crc32 = zlib.crc32(block, self.crc32)

    @property
    def sha256(self) -> str:
        """The SHA-256 so far, as 64 hexadecimal digits."""
        return self._sha256.hexdigest()
