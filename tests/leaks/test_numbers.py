"""Each class of leaks that the surfaces of today can have is proved by at least one test that names it."""

import ast
from pathlib import Path

import pytest

from leak_marks import numbers

NOW = {*range(1, 37), 38, 39, 40}
"""L37 and L41 to L43 belong to devices and to what is not built; they are proved as these come."""
TESTS = Path(__file__).parent.parent


def test_each_class_of_now_is_named() -> None:
    named: set[int] = set()
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.FunctionDef)
                and node.name.startswith("test_")
                and path != Path(__file__)
            ):
                named |= numbers(node.name, ast.get_docstring(node))
    assert sorted(NOW - named) == []


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("test_l13_l14_a_copy", None, {13, 14}),
        ("test_a_copy", "L13: and L2.", {2, 13}),
        ("test_all_l_shapes", "HTML5 and XL1", set()),
    ],
)
def test_how_numbers_are_found(name: str, words: str | None, expected: set[int]) -> None:
    assert numbers(name, words) == expected
