"""Reads from source text which modules of other packages a module imports. Nothing is imported for it."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = "strongroom"


def sources(root: Path) -> dict[str, str]:
    """Return the text of each module below the folder, by its path; migrations are history."""
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in sorted(root.rglob("*.py"))
        if "migrations" not in path.parts
    }


def imported(text: str) -> Iterator[tuple[str, str]]:
    """Yield package and module of our own that the text imports, wherever in it the import stands.

    `from strongroom.store import tree` and `import strongroom.store.tree` are both `store`, `tree`.
    """
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and not node.level:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            whole = [alias.name for alias in node.names]
        else:
            continue
        for name in whole:
            parts = name.split(".")
            if parts[0] == ROOT and len(parts) > 2:
                yield parts[1], parts[2]


def round_about(modules: Mapping[str, str], open_packages: set[str]) -> dict[str, set[str]]:
    """Return what is imported of other packages but their `api` and `models`, each with who does it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, text in modules.items():
        here = path.split("/")[0].removesuffix(".py")
        for package, module in imported(text):
            if package in {here, *open_packages} or module in {"api", "models"}:
                continue
            found[f"{package}.{module}"].add(here)
    return dict(found)
