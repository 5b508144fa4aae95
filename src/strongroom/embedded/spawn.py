"""Starts a process that dies with this one; every process of the supervisor begins here.

On Linux the kernel sends the death signal, which it ties to the *thread* that forked: so only the
main thread may start processes. Elsewhere a watcher reads a pipe (`watch.py`).
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from strongroom.embedded.child import die_with_parent

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Rights:
    """Whom a process runs as, and which folder is shown to it elsewhere."""

    uid: int
    gid: int
    bind: tuple[str, str] | None = None

    def spec(self) -> dict[str, Any]:
        """Return the members of the helper's SPEC."""
        spec: dict[str, Any] = {"uid": self.uid, "gid": self.gid}
        return spec if self.bind is None else {**spec, "bind": list(self.bind)}


@cache
def _lifeline() -> int:
    """Return the reading end of a pipe that ends when this process does."""
    reading, _writing = os.pipe()  # the writing end stays open, and is never inherited
    return reading


class Process:
    """A started process, its group, and where needed its watcher."""

    def __init__(
        self, popen: subprocess.Popen[bytes], watcher: subprocess.Popen[bytes] | None
    ) -> None:
        self._popen = popen
        self._watcher = watcher

    @property
    def pid(self) -> int:
        """The process id, which is the id of its process group and session too."""
        return self._popen.pid

    def poll(self) -> int | None:
        """Return None while it lives, else its status (negative: the signal that ended it)."""
        status = self._popen.poll()
        if status is not None:
            self._drop_watcher()
        return status

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; TimeoutError after `timeout` seconds."""
        try:
            status = self._popen.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error
        self._drop_watcher()
        return status

    def send(self, number: int) -> None:
        """Send a signal to the process alone; nothing happens if it has ended."""
        self._popen.send_signal(number)

    def kill_group(self) -> None:
        """End whatever is left of its group, at once."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            self._popen.kill()

    def _drop_watcher(self) -> None:
        if self._watcher is not None:
            self._watcher.kill()
            self._watcher.wait()
            self._watcher = None


def helper(spec: Mapping[str, Any]) -> list[str]:
    """Return the command line that runs the exec helper with `spec`."""
    return [sys.executable, "-I", "-S", str(HERE / "child.py"), json.dumps(spec)]


def spawn(
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    rights: Rights | None = None,
    death_signal: int = signal.SIGTERM,
    output: IO[bytes] | None = None,
    stdin: IO[bytes] | None = None,
    watch: bool = sys.platform != "linux",
) -> Process:
    """Start `argv` in a session of its own; it gets `death_signal` when this process dies.

    `output` takes both its streams; without it they are ours. RuntimeError outside the main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("Only the main thread may start processes: they die with their thread.")
    spec: dict[str, Any] = {
        "argv": list(argv),
        "parent": os.getpid(),
        "signal": int(death_signal),
        **(rights.spec() if rights else {}),
    }
    popen = subprocess.Popen(  # noqa: S603
        helper(spec),
        env=None if env is None else dict(env),
        stdin=stdin or subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )
    return Process(popen, _watch(popen.pid, death_signal) if watch else None)


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask for a signal to ourselves when our parent is gone (elsewhere than on Linux: look for it)."""
    parent = os.getppid()
    if sys.platform == "linux":
        die_with_parent(number, parent)
    else:
        threading.Thread(target=_await_orphanage, args=(parent, number), daemon=True).start()


def _await_orphanage(parent: int, number: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), number)


def _watch(pid: int, number: int) -> subprocess.Popen[bytes]:
    descriptor = _lifeline()
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-S", str(HERE / "watch.py"), *map(str, (descriptor, pid, number))],
        pass_fds=[descriptor],
        stdin=subprocess.DEVNULL,
    )
