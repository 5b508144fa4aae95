"""Every hook is bound: one that nobody listens to would let pass what its listener refuses."""

from importlib import import_module
from pathlib import Path

import strongroom
from strongroom.core.hooks import Hook

ROOT = Path(strongroom.__file__).parent


def test_every_hook_is_bound() -> None:
    hooks = {
        f"{path.parent.name}.{name}": hook
        for path in ROOT.glob("*/hooks.py")
        if path.parent.name != "core"
        for name, hook in vars(import_module(f"strongroom.{path.parent.name}.hooks")).items()
        if isinstance(hook, Hook)
    }
    assert "access.entries_change" in hooks
    assert [name for name, hook in hooks.items() if not hook._listeners] == []
