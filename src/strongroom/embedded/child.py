"""A small program that becomes a supervised process: private mounts, dropped rights, then exec.

It runs alone (`python -I -S child.py SPEC`), with the standard library only and no thread, because
what it does is unsafe between fork and exec in a larger process. SPEC is JSON:

    argv     the program and its arguments
    parent   the supervisor's process id: if it is gone already, don't start
    signal   what the kernel sends us when the supervisor dies (Linux)
    uid, gid optional: whom to become
    bind     optional: [source, target], a folder shown elsewhere, in this process's own mounts only
    probe    optional: instead of running argv, say by the exit status whether these folders can be
             entered and argv[0] be executed (0 all, 3 not the folders, 4 not the program)

The death signal is set after the rights are dropped: the kernel forgets it when they change.
"""

import ctypes
import json
import os
import sys

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWNS = 0x00020000
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
FOLDERS_CLOSED = 3
PROGRAM_CLOSED = 4
MOUNT_FAILED = 5


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def show_elsewhere(source: str, target: str) -> None:
    """Bind `source` on `target` for this process and its children alone (needs CAP_SYS_ADMIN)."""
    libc = _libc()
    _checked(libc.unshare(CLONE_NEWNS))
    _checked(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))
    _checked(libc.mount(os.fsencode(source), os.fsencode(target), None, MS_BIND, None))


def drop_rights(uid: int, gid: int) -> None:
    """Become an unprivileged user for good."""
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def die_with_parent(signal_number: int, parent: int) -> None:
    """Ask the kernel for a signal when the parent thread ends; leave if it has ended already."""
    if sys.platform == "linux":
        libc = _libc()
        _checked(libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0))
        _checked(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    if os.getppid() != parent:
        sys.exit(0)


def probe(folders: list[str], program: str) -> int:
    """Tell by a status what the user we are now can reach."""
    if not all(os.access(folder, os.X_OK) for folder in folders):
        return FOLDERS_CLOSED
    return 0 if os.access(program, os.R_OK | os.X_OK) else PROGRAM_CLOSED


def main() -> None:
    """Do what SPEC says, in this order."""
    spec = json.loads(sys.argv[1])
    argv: list[str] = spec["argv"]
    if "probe" not in spec:
        os.setsid()
    if "bind" in spec:
        try:
            show_elsewhere(*spec["bind"])
        except OSError as error:
            print(f"mount: {error}", file=sys.stderr)  # noqa: T201
            sys.exit(MOUNT_FAILED)
    if "uid" in spec:
        drop_rights(spec["uid"], spec["gid"])
    if "probe" in spec:
        sys.exit(probe(spec["probe"], argv[0]))
    os.umask(0o077)
    die_with_parent(spec["signal"], spec["parent"])
    os.execv(argv[0], argv)  # noqa: S606


if __name__ == "__main__":
    main()
