"""The page of settings names every setting that the code reads, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS = re.compile(
    r"""(?:\benv\.(?:str|int|bool|list)\(|_secret\(|_number\(|os\.environ\.get\()\s*"([A-Z][A-Z_]+)"""
)
NOT_OURS = {"XDG_RUNTIME_DIR", "DJANGO_SETTINGS_MODULE"}


def test_the_page_of_settings_is_complete_and_true():
    sources = [
        path.read_text()
        for package in ("config", "embedded", "interfaces/cli")
        for path in (ROOT / "src" / "strongroom" / package).rglob("*.py")
    ]
    read = {name.removesuffix("_FILE") for text in sources for name in READERS.findall(text)}
    page = (ROOT / "docs" / "operating" / "settings.md").read_text()
    named = set(re.findall(r"^\| `([A-Z_]+)`", page, flags=re.MULTILINE))
    assert read - NOT_OURS == named
