"""What people type to search for, as the database looks for it."""

MAX_SEARCH = 200
"""Characters that are looked for; the rest is not."""


def needle(q: str) -> str:
    """Return what to search for: without surrounding space, and what the database can't hold."""
    return q.replace("\0", "").strip()[:MAX_SEARCH]


def containing(words: str) -> str:
    """Return the pattern for LIKE of what holds these words, in which every sign stands for itself."""
    escaped = words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
