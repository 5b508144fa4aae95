"""Builds the front end before the wheel is packed, so that `pip install .` needs no Node."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs frontend/build.py, which does nothing when the built files fit the sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build for a wheel; an editable install leaves it to `make`."""
        script = Path(self.root, "frontend", "build.py")
        if self.target_name == "wheel" and version != "editable":
            subprocess.run([sys.executable, str(script)], check=True)  # noqa: S603
