"""The page of settings names every setting that the code reads, and no other."""

import re
from pathlib import Path

from strongroom.core.environment.faults import BY_CODE

ROOT = Path(__file__).resolve().parents[2]
READERS = re.compile(
    r"""(?:\breader\.(?:text|parsed|number|flag|several)\(|os\.environ\.get\()\s*"([A-Z][A-Z_]+)"""
)
NOT_OURS = {"XDG_RUNTIME_DIR", "DJANGO_SETTINGS_MODULE"}


def test_the_page_of_settings_is_complete_and_true():
    sources = [
        path.read_text()
        for package in ("config", "core", "embedded", "interfaces")
        for path in (ROOT / "src" / "strongroom" / package).rglob("*.py")
    ]
    read = {name.removesuffix("_FILE") for text in sources for name in READERS.findall(text)}
    page = (ROOT / "docs" / "operating" / "settings.md").read_text()
    named = set(re.findall(r"^\| `([A-Z_]+)`", page, flags=re.MULTILINE))
    assert read - NOT_OURS == named


def test_every_message_about_a_setting_is_on_the_page():
    page = (ROOT / "docs" / "operating" / "settings.md").read_text()
    listed = re.findall(r"^\| (E\d{3}) \| `([^`]+)` \| (.+) \|$", page, flags=re.MULTILINE)
    assert listed == [(fault.code, fault.name, fault.rule) for fault in BY_CODE.values()]


def test_every_setting_has_a_message():
    page = (ROOT / "docs" / "operating" / "settings.md").read_text()
    named = set(re.findall(r"^\| `([A-Z_]+)`", page, flags=re.MULTILINE))
    assert {fault.name for fault in BY_CODE.values()} - {"…_FILE"} == named
