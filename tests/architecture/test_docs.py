"""Documents that lie fail the build: settings, commands and links are compared with the code (STYLE 23)."""

import re
from pathlib import Path

import pytest

import strongroom

SOURCE = Path(strongroom.__file__).parent
ROOT = Path(__file__).parents[2]
DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_every_setting_is_explained() -> None:
    text = (SOURCE / "core" / "environment" / "installation.py").read_text()
    names = set(re.findall(r"reader\.\w+\(\s*\"([A-Z_]+)\"", text))
    assert len(names) > 10
    explained = (ROOT / "docs" / "operating" / "settings.md").read_text()
    assert sorted(name for name in names if f"`{name}`" not in explained) == []


def test_every_command_is_in_the_readme() -> None:
    commands = {
        path.stem
        for path in (SOURCE / "interfaces" / "cli" / "commands").glob("*.py")
        if not path.stem.startswith("_")
    }
    readme = (ROOT / "README.md").read_text()
    assert sorted(name for name in commands if f"`strongroom {name}" not in readme) == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text()):
        assert (path.parent / target).exists(), f"{path.name} links to {target}"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_named_in_tables_exist(path: Path) -> None:
    """`access/policy.py` and the like, as docs/access.md and docs/security.md name them."""
    for name in re.findall(r"`((?:\w+/)+\w*(?:\.py|\.txt)?)`", path.read_text()):
        if (
            "/" in name
            and not name.startswith(("api/", "data/"))
            and name.split("/")[0] in _known()
        ):
            assert (SOURCE / name).exists() or (ROOT / name).exists(), f"{path.name} names {name}"


def _known() -> set[str]:
    return {each.name for each in SOURCE.iterdir()} | {"tests", "docs", "bench", "frontend"}


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_later_names_its_number() -> None:
    """No TODO without a number of the roadmap."""
    roadmap = (ROOT / "docs" / "roadmap.md").read_text()
    for path in SOURCE.rglob("*.py"):
        for line in path.read_text().splitlines():
            if "TODO" in line or "FIXME" in line:
                number = re.search(r"R\d+", line)
                assert number, f"{path}: {line}"
                assert f"| {number.group()} |" in roadmap
