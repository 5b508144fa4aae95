"""One place answers what has to be confirmed (E-11; the house's *question*)."""

import ast
from pathlib import Path

INTERFACES = Path(__file__).resolve().parents[2] / "src" / "strongroom" / "interfaces"
CENTRAL = {"common/answers/errors.py", "common/questions/question.py"}
ERROR = "ConfirmationRequiredError"


def caught(path: Path) -> set[str]:
    """Return the names of what a file catches."""
    handlers = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
    ]
    return {
        name.id if isinstance(name, ast.Name) else name.attr
        for handler in handlers
        if handler.type is not None
        for name in ast.walk(handler.type)
        if isinstance(name, ast.Name | ast.Attribute)
    }


def test_no_view_catches_the_question() -> None:
    found = {
        path.relative_to(INTERFACES).as_posix()
        for path in INTERFACES.rglob("*.py")
        if ERROR in caught(path)
    }
    assert found <= CENTRAL, found - CENTRAL


def test_who_tells_of_conflicts_does_not_swallow_it() -> None:
    """Thirty views say in their page why something can't be done; a question is no such thing."""
    from strongroom.core.errors import ConfirmationRequiredError, ConflictError

    assert not issubclass(ConfirmationRequiredError, ConflictError)


def test_the_check_sees_a_view_that_catches(tmp_path: Path) -> None:
    view = tmp_path / "view.py"
    view.write_text(
        f"try:\n    move()\nexcept (ValueError, core.{ERROR}) as error:\n    ask(error)\n"
    )
    assert ERROR in caught(view)
