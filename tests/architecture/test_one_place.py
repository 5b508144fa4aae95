"""What is written once stays written once: the ways through the tree, and when a share is live."""

import re
from pathlib import Path

import pytest

import strongroom

ROOT = Path(strongroom.__file__).parent
WAYS = "store/hierarchy.py"
LIVE = "access/live.py"
_LIVE = re.compile(
    r"cancelled_at\s+is\s+null|cancelled_at\s*=\s*None|cancelled_at__isnull", re.IGNORECASE
)
_RECURSIVE = re.compile(r"with\s+recursive", re.IGNORECASE)


def _having(pattern: re.Pattern[str]) -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if "migrations" not in path.parts
        and path.name != "models.py"
        and pattern.search(path.read_text())
    }


@pytest.mark.parametrize(
    ("pattern", "place"),
    [(_RECURSIVE, WAYS), (_LIVE, LIVE)],
    ids=["ways through the tree", "live shares"],
)
def test_it_stands_in_one_file(pattern: re.Pattern[str], place: str) -> None:
    """E-1: one condition for every form of the question."""
    assert _having(pattern) == {place}


def test_the_database_has_no_clock_of_its_own_for_shares_and_grants() -> None:
    """L29: when something ends is asked of one clock; `now()` in a condition would be another."""
    ends = re.compile(r"(expires_at|until)\s*(>|<|>=|<=)\s*now\(\)", re.IGNORECASE)
    assert _having(ends) == set()
