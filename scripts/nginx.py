"""Prints the path of an nginx for the tests behind a proxy, and gets one if there is none.

Debian's package is unpacked into .venv/nginx, so that nothing is installed or started on the machine.
Where there is none to be had nothing is printed, and those tests are skipped. STRONGROOM_NGINX names another.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNPACKED = ROOT / ".venv" / "nginx"
PROGRAM = UNPACKED / "usr" / "sbin" / "nginx"
PLACES = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"


def find() -> str | None:
    """Return the path of an nginx that is there, or None."""
    candidates = [
        os.environ.get("STRONGROOM_NGINX"),
        shutil.which("nginx", path=PLACES),
        str(PROGRAM),
    ]
    return next((path for path in candidates if path and Path(path).exists()), None)


def unpack() -> None:
    """Fetch the package and unpack it; what goes wrong is shown and leaves nothing behind."""
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if apt is None or dpkg is None:
        return
    if os.geteuid() == 0:
        subprocess.run([apt, "update"], stdout=subprocess.DEVNULL, check=False)  # noqa: S603
    with tempfile.TemporaryDirectory() as folder:
        fetched = subprocess.run(  # noqa: S603
            [apt, "download", "nginx"], cwd=folder, capture_output=True, check=False
        )
        packages = list(Path(folder).glob("nginx_*.deb"))
        if fetched.returncode or not packages:
            sys.stderr.buffer.write(fetched.stdout + fetched.stderr)
            return
        subprocess.run([dpkg, "-x", str(packages[0]), str(UNPACKED)], check=True)  # noqa: S603


def main() -> None:
    """Print the path, if there is one."""
    if find() is None:
        print("Getting nginx for the tests ...", file=sys.stderr)
        unpack()
    print(find() or "")


if __name__ == "__main__":
    main()
