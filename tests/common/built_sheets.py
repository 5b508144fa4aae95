"""The style sheets that the build has left, and how much of them a page loads."""

import json
import re
from pathlib import Path
from typing import Any

from strongroom.interfaces.kit import assets

LINK = re.compile(r'<link rel="stylesheet" href="/static/built/([^"]+)"')
BEHAVIOURS = re.compile(r'data-behaviour="([^"]+)"')


def manifest() -> dict[str, Any]:
    """Return the build's own list of what it made."""
    return dict(json.loads(assets.MANIFEST.read_text()))


def all_sheets() -> list[Path]:
    """Return every sheet that was built, those that scripts bring along too."""
    return sorted(assets.BUILT.glob("*.css"))


def loaded_by(page: str) -> int:
    """Return the bytes, unpacked, of all sheets of a page: what it links and what its behaviours bring."""
    files = set(LINK.findall(page))
    built = manifest()
    for names in BEHAVIOURS.findall(page):
        for name in names.split():
            files |= _of_script(built, f"behaviours/{name}.js", set())
    return sum((assets.BUILT / file).stat().st_size for file in files)


def _of_script(built: dict[str, Any], key: str, seen: set[str]) -> set[str]:
    """Return the sheets of a module and of all that it imports, at once or later.

    What is common to all behaviours may stand in `main.js`; it names every behaviour, and each page names its own.
    """
    if key in seen or key == "main.js":
        return set()
    seen.add(key)
    chunk = built[key]
    found = set(chunk.get("css", []))
    for other in (*chunk.get("imports", []), *chunk.get("dynamicImports", [])):
        found |= _of_script(built, other, seen)
    return found
