"""The public face of `guard`: throttles and idempotency keys. It knows no people and no pages."""

from strongroom.guard.idempotency import StoredAnswer, abandon, begin, finish, prune_keys
from strongroom.guard.throttles import clear, forgive, prune_throttles, throttle

__all__ = [
    "StoredAnswer",
    "abandon",
    "begin",
    "clear",
    "finish",
    "forgive",
    "prune_keys",
    "prune_throttles",
    "throttle",
]
