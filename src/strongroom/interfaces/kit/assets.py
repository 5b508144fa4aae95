"""Addresses of the built front end, read from the manifest that the build leaves in static/built."""

import functools
import json
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.templatetags.static import static

BUILT: Final = Path(__file__).resolve().parents[2] / "static" / "built"
MANIFEST: Final = BUILT / "manifest.json"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Assets:
    """What a page needs of one script: addresses under STATIC_URL."""

    scripts: tuple[str, ...]
    preloads: tuple[str, ...]
    """Modules that the entry imports at once; lazily imported behaviours are not among them."""


def entry(name: str) -> Assets:
    """Return the files of an entry (`main.js`).

    Without a build the answer is empty and a warning is logged: pages still work as plain forms and
    links. An entry that the build does not know raises KeyError, because it is a fault of ours.
    """
    manifest = _manifest()
    if not manifest:
        return Assets((), ())
    chunk = manifest[name]
    imported = _imports(manifest, chunk)
    return Assets(
        scripts=(_address(chunk["file"]),),
        preloads=tuple(_address(part["file"]) for part in imported),
    )


def sheet(name: str) -> str:
    """Return the address of a style sheet (`office` is frontend/sheets/office.css), or an empty string."""
    return address(f"sheets/{name}.css")


def address(name: str) -> str:
    """Return the address of one built asset (`icons.svg`), or an empty string without a build."""
    manifest = _manifest()
    return _address(manifest[name]["file"]) if manifest else ""


def _imports(manifest: dict[str, Any], chunk: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the chunks that `chunk` imports statically, each once, deepest first."""
    found: dict[str, dict[str, Any]] = {}

    def walk(part: dict[str, Any]) -> None:
        for key in part.get("imports", []):
            if key not in found:
                walk(manifest[key])
                found[key] = manifest[key]

    walk(chunk)
    return list(found.values())


@functools.cache
def _address(file: str) -> str:
    return static(f"built/{file}")


def _manifest() -> dict[str, Any]:
    """Return the manifest; read again only when the file has changed (looked at once a second)."""
    return _read(_changed_at(MANIFEST, int(time.monotonic())))


@functools.lru_cache(maxsize=1)
def _changed_at(manifest: Path, second: int) -> int:
    del second
    try:
        return manifest.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@functools.lru_cache(maxsize=1)
def _read(stamp: int) -> dict[str, Any]:
    if not stamp:
        logger.warning("The front end has not been built: pages come without styles and scripts.")
        return {}
    manifest: dict[str, Any] = json.loads(MANIFEST.read_text())
    return manifest
