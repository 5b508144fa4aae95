"""Addresses of pages come from their names (`reverse`), a query from `paging.address`; none is cut apart."""

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import strongroom

ROOT = Path(strongroom.__file__).parent / "interfaces"
ELSEWHERE = ("rest", "cli")
"""The API says its addresses in its routes, the command line prints whole ones."""
CUTS = {"partition", "rpartition", "split", "rsplit", "removeprefix", "removesuffix"}
NO_ADDRESSES = {
    "common/answers/delivery.py",  # types of content
    "common/caller/principal.py",  # the header that names account and surface
    "common/questions/question.py",  # the same
    "kit/formats.py",  # types of content
}
KIT = {"kit/addresses.py", "kit/paging.py"}
"""Where an address gets its query."""
DESCRIBED = {
    "common/answers/errors.py:/api/v1/docs#problem-",  # the name of a kind of problem
    "common/answers/delivery.py:/",  # a path for the proxy, a range of bytes
    "common/documents/listing.py:/",  # the value of the header that names account and surface
}
"""What reads like an address and is none of ours."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if not name.startswith(ELSEWHERE):
            yield name, ast.parse(path.read_text())


def glued(node: ast.JoinedStr) -> str:
    """Return what makes a text with values in it look like an address: a path, or a query."""
    texts = [
        part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else None
        for part in node.values
    ]
    first = texts[0] or ""
    if first.startswith("/"):
        return first
    for before, text in itertools.pairwise(texts):
        if before is None and text and (text[:1] == "/" or (text[:1] == "?" and "=" in text)):
            return text
    return ""


def test_no_address_is_glued() -> None:
    found = set()
    for name, tree in sources():
        if name in KIT:
            continue
        routes = name.endswith("urls.py")
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and not routes and (text := glued(node)):
                found.add(f"{name}:{text}")
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                end = node.right
                if isinstance(end, ast.Constant) and str(end.value)[:1] in {"/", "?"}:
                    found.add(f"{name}:{end.value}")
    assert found == DESCRIBED


def test_no_address_is_cut_apart() -> None:
    found = set()
    for name, tree in sources():
        if name in NO_ADDRESSES:
            continue
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in CUTS
                and node.args
            ):
                cut = node.args[0]
                if isinstance(cut, ast.Constant) and str(cut.value)[:1] in {"/", "?", "&"}:
                    found.add(f"{name}:{node.lineno}")
    assert not found
