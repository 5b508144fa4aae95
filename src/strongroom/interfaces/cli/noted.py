"""The address under which `strongroom serve` was last started, kept in the data folder.

Commands make the addresses that they print with it, where `BASE_URL` is not set for them.
"""

import os
from pathlib import Path

from strongroom.embedded.api import write_private


def note_address(data: Path, address: str) -> None:
    """Remember the address with which links and mail are made."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(_note(data), address + "\n")


def recall_address(data: Path) -> None:
    """Set BASE_URL to the address that was noted, unless it is set; nothing before the first start."""
    if os.environ.get("BASE_URL") or os.environ.get("BASE_URL_FILE"):
        return
    try:
        os.environ["BASE_URL"] = _note(data).read_text().strip()
    except FileNotFoundError:
        return


def _note(data: Path) -> Path:
    return data / "address"
