"""Sealing: texts that must be read again, but not from a stolen copy of the database.

The keys live outside the database (`SEALING_KEYS`, or the data folder) and are part of the backup.
The first one seals, all of them unseal, so that a key can be rotated while older texts stay.
"""

import uuid
from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class SealBrokenError(Exception):
    """A sealed text was changed, or no key that we have has sealed it."""


def new_key() -> str:
    """Return a fresh key: 32 random bytes in URL-safe base64."""
    return Fernet.generate_key().decode()


def seal(text: str) -> str:
    """Return the text encrypted and signed; the same text gives another result each time."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text again, or raise SealBrokenError."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBrokenError from None


def blinded(purpose: str, text: str) -> uuid.UUID:
    """Return an id that is always the same for the text, and from which nobody else learns it."""
    return uuid.UUID(bytes=salted_hmac(purpose, text, algorithm="sha256").digest()[:16])


def _box() -> MultiFernet:
    return _made(tuple(settings.SEALING_KEYS))


@lru_cache(maxsize=8)
def _made(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
