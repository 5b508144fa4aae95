"""How the status of a job or quote looks, the same on every surface."""

from typing import Final

TONES: Final = {
    "planned": "neutral",
    "in_progress": "progress",
    "done": "good",
    "cancelled": "bad",
    "draft": "neutral",
    "sent": "progress",
    "accepted": "good",
    "declined": "bad",
}
"""The colour family of a status; its word stands beside it always (UI)."""


def tone(status: str) -> str:
    """Return the colour family; an unknown status is neutral."""
    return TONES.get(status, "neutral")
