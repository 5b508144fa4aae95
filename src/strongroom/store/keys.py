"""Where bytes are kept: keys made of ids and hashes, never of names."""

import re
import uuid

_KEY = re.compile(
    r"([0-9a-f-]{36})/(renditions/)?[0-9a-f]{2}/([0-9a-f]{64})(?:-\d+\.webp|-clean\d+)?"
)


def storage_key(account_id: uuid.UUID, sha256: str) -> str:
    """Return where an account's bytes with this hash are kept."""
    return f"{account_id}/{sha256[:2]}/{sha256}"


def rendition_key(account_id: uuid.UUID, sha256: str, size: int) -> str:
    """Return where the picture of this size of an account's blob is kept."""
    return f"{account_id}/renditions/{sha256[:2]}/{sha256}-{size}.webp"


def clean_key(account_id: uuid.UUID, sha256: str, form: int) -> str:
    """Return where the copy of an account's blob is kept that tells no place."""
    return f"{account_id}/renditions/{sha256[:2]}/{sha256}-clean{form}"


def parse_key(key: str) -> tuple[uuid.UUID, str, bool] | None:
    """Return account, hash and whether it is a rendition's; None for a key that is not ours."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    try:
        return uuid.UUID(match[1]), match[3], match[2] is not None
    except ValueError:
        return None
