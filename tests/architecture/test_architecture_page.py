"""The newcomer's page is true: each package and room is named in its table, and what it names is there (STYLE 24)."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "strongroom"
INTERFACES = SOURCE / "interfaces"
SURFACES = ("office", "mobile", "portal", "rest", "common")
"""The parts of the interfaces that have rooms; the others are one room each."""
PAGE = (ROOT / "docs" / "architecture.md").read_text()


def section(title: str) -> str:
    """Return the text under a heading of the page."""
    return PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def named() -> set[str]:
    """Return what the table names, but its heads."""
    rows = [line for line in section("Where things are").splitlines() if line.startswith("| ")]
    return {name for row in rows for name in re.findall(r"`([\w/]+)`", row)}


def is_room(path: Path) -> bool:
    """Whether it is a module or a package with modules, and no list of addresses."""
    if path.suffix == ".py":
        return path.stem not in {"__init__", "urls"}
    return (path / "__init__.py").exists()


def rooms(folder: Path) -> set[str]:
    """Return the names of the modules and packages of a folder."""
    return {path.stem for path in folder.iterdir() if is_room(path)}


def test_what_the_table_names_is_there() -> None:
    for name in named():
        places = [
            place
            for base in (SOURCE, INTERFACES)
            for place in (base / name, base / f"{name}.py")
            if place.exists()
        ]
        assert places, f"the table names {name}"


def test_each_package_and_each_room_is_in_the_table() -> None:
    packages = rooms(SOURCE) - {"interfaces", "__main__"}
    whole = rooms(INTERFACES) - set(SURFACES)
    inside = {f"{each}/{room}" for each in SURFACES for room in rooms(INTERFACES / each)}
    assert sorted((packages | whole | inside) - named()) == []


def test_the_layers_shown_are_those_of_the_contracts() -> None:
    """The picture lists them from above, as the contract does."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    wanted = {each["name"]: each["layers"] for each in contracts["contracts"] if "layers" in each}
    picture = section("Layers").split("```")[1].strip().splitlines()
    names = [re.split(r"\s{2,}", line.strip())[0] for line in picture]
    names = [name for name in names if not name.startswith("|")]  # the rest of a line above
    surfaces = next(name for name in names if name.startswith("interfaces:"))
    shown = [name for name in names if not name.startswith("interfaces")]
    assert parts(shown) == parts(each for each in wanted["Layers"] if each != "interfaces")
    inside = [surfaces.removeprefix("interfaces:"), *(n for n in names if "interfaces." in n)]
    assert parts(inside) == parts(wanted["Interfaces"])
    assert names.index(surfaces) == names.index("config") + 1


def parts(layers: Iterable[str]) -> list[set[str]]:
    """Return the packages of each layer."""
    return [
        {one.strip().removeprefix("interfaces.") for one in layer.split("|")} for layer in layers
    ]
