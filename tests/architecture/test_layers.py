"""The architecture stays visible: foreign keys point downward, packages keep their faces and sizes."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

import strongroom

ROOT = Path(strongroom.__file__).parent
# From the bottom up; a row may refer to its own layer and to those before it.
LAYERS = [
    "audit",
    "outbox",
    "guard",
    "directory",
    "store",
    "access",
    "documents",
    "work",
    "licences",
    "sharing",
    "approvals",
]
MAX_LINES = 350


def test_foreign_keys_point_downward() -> None:
    for model in apps.get_models():
        here = model._meta.app_label
        if here not in LAYERS:
            continue
        for field in model._meta.get_fields(include_hidden=True):
            target = field.related_model if getattr(field, "concrete", False) else None
            if target is None or isinstance(target, str) or not field.is_relation:
                continue
            there = target._meta.app_label
            assert there in LAYERS, f"{model.__name__}.{field.name} leaves the layers"
            assert LAYERS.index(there) <= LAYERS.index(here), (
                f"{model.__name__}.{field.name} points up to {there}"
            )


def test_events_and_guards_refer_to_nothing() -> None:
    """Audit and guard keep plain ids, so that a purge never breaks the history."""
    for label in ("audit", "guard"):
        for model in apps.get_app_config(label).get_models():
            assert not [field.name for field in model._meta.get_fields() if field.is_relation]


def _modules() -> list[Path]:
    return [
        path
        for path in ROOT.rglob("*.py")
        if "migrations" not in path.parts and path.stat().st_size
    ]


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_lives_in_it_and_stays_small(path: Path) -> None:
    source = path.read_text()
    assert ast.get_docstring(ast.parse(source)), (
        "begins without a sentence that says what lives here"
    )
    assert source.count("\n") <= MAX_LINES


def test_public_faces_list_what_they_offer() -> None:
    """STYLE 10: a package's public face is api.py with __all__, and everything in it is there."""
    for path in ROOT.glob("*/api.py"):
        tree = ast.parse(path.read_text())
        listed = [
            ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == "__all__"
        ]
        assert listed, f"{path} has no __all__"
        module = __import__(f"strongroom.{path.parent.name}.api", fromlist=["__all__"])
        for name in listed[0]:
            assert hasattr(module, name), f"{path} promises {name}"


def test_interfaces_never_touch_rows_of_documents() -> None:
    """DESIGN: an interface calls a package's api; it imports no table of the store or of access."""
    forbidden = {
        "strongroom.store.models": {"LibraryKind"},
        "strongroom.access.models": {"Surface", "Level"},
    }
    for path in (ROOT / "interfaces").rglob("*.py"):
        if "cli" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module in forbidden:
                names = {alias.name for alias in node.names}
                assert names <= forbidden[node.module], f"{path.relative_to(ROOT)} imports {names}"
