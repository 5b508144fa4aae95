"""A package is used through its face: `api`, and its `models` for foreign keys and types.

What goes round it stands here, with who does so and why; nothing else may, and nothing may stand here in vain.
"""

import types
from importlib import import_module
from pathlib import Path

import pytest

import source_imports
import strongroom

ROOT = Path(strongroom.__file__).parent
MODULES = source_imports.sources(ROOT)
ABOVE = {"interfaces", "config"}
"""Nobody's ground: interfaces are doors, `config` ties everything."""
OPEN = {"core", *ABOVE}
PACKAGES = sorted(
    path.parent.name for path in ROOT.glob("*/api.py") if path.parent.name not in OPEN
)

ROUND_ABOUT: dict[str, tuple[set[str], str]] = {
    "access.live": (
        {"documents", "sharing", "work"},
        "when a share is live, as pieces of SQL: the condition goes into other packages' statements",
    ),
    "store.hierarchy": (
        {"access", "documents", "sharing"},
        "the ways through the tree, as pieces of SQL: they go into other packages' statements",
    ),
    **{
        f"{package}.hooks": ({"config"}, "bound in the one place where lower is told of higher")
        for package in ("access", "administration", "documents", "outbox", "store")
    },
}


def test_what_goes_round_a_face_is_written_down() -> None:
    found = source_imports.round_about(MODULES, OPEN)
    assert found == {module: who for module, (who, _) in ROUND_ABOUT.items()}


@pytest.mark.parametrize(
    "line",
    [
        "from strongroom.store import tree",
        "from strongroom.store.tree import insert_file",
        "import strongroom.store.tree",
        "def late():\n    from strongroom.store.tree import insert_file",
    ],
)
def test_it_sees_who_goes_round_one(line: str) -> None:
    planted = {**MODULES, "work/shortcut.py": line}
    assert source_imports.round_about(planted, OPEN)["store.tree"] == {"work"}


def test_it_sees_one_more_on_a_way_that_is_allowed_to_others() -> None:
    planted = {**MODULES, "licences/shortcut.py": "from strongroom.access import live"}
    assert source_imports.round_about(planted, OPEN)["access.live"] != ROUND_ABOUT["access.live"][0]


def test_it_sees_a_way_that_nobody_goes_any_more() -> None:
    planted = {path: text for path, text in MODULES.items() if not path.startswith("config/")}
    assert "outbox.hooks" not in source_imports.round_about(planted, OPEN)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_face_hands_out_no_module(package: str) -> None:
    """Or everything in it would be public, and nobody would see who uses it."""
    face = import_module(f"strongroom.{package}.api")
    assert [n for n in face.__all__ if isinstance(getattr(face, n), types.ModuleType)] == []
