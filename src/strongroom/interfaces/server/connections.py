"""This process's TCP connections, as the kernel knows them (Linux; elsewhere there are none to see).

The web server shows the application no connection, and a thread that waits in it can't be woken from
Python. What can end the wait is the connection itself.
"""

import os
import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_DESCRIPTORS = Path("/proc/self/fd")
_INFO_SIZE = 160
_STATE, _ESTABLISHED = 0, 1
_UNACKED, _ACKED, _RECEIVED, _NOT_SENT = 24, 120, 128, 144
"""Where `struct tcp_info` (linux/tcp.h) has them."""
_AT_ONCE = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Connection:
    """One client's connection, at the moment of a look."""

    descriptor: int
    inode: int
    """Tells it from a later one whose descriptor has the same number."""
    client: str
    """The client's address."""
    acked: int
    """Bytes that the client has received and said so."""
    pending: bool
    """Whether something is on its way to the client, or waits to be sent."""
    received: int
    """Bytes that have come from the client."""

    @property
    def key(self) -> tuple[int, int]:
        """What tells it from every other one of this process."""
        return self.descriptor, self.inode

    def stop_listening(self) -> None:
        """Close the receiving half: a read ends as it does for a client that went away."""
        with self._opened() as one:
            one.shutdown(socket.SHUT_RD)

    def cut(self) -> None:
        """End it at once; what waits to be sent is thrown away."""
        with self._opened() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            one.shutdown(socket.SHUT_RDWR)

    def _opened(self) -> socket.socket:
        duplicate = os.dup(self.descriptor)
        if os.fstat(duplicate).st_ino != self.inode:
            os.close(duplicate)
            raise OSError("the connection is gone, and its number is another's")
        return socket.socket(fileno=duplicate)


def connections() -> Iterator[Connection]:
    """Yield the established ones."""
    for number, inode, one in _sockets():
        info = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_SIZE)
        if info[_STATE] != _ESTABLISHED or len(info) < _INFO_SIZE:
            continue
        yield Connection(
            descriptor=number,
            inode=inode,
            client=one.getpeername()[0],
            acked=_unpacked("=Q", info, _ACKED),
            pending=bool(_unpacked("=I", info, _UNACKED) or _unpacked("=I", info, _NOT_SENT)),
            received=_unpacked("=Q", info, _RECEIVED),
        )


def _unpacked(form: str, info: bytes, offset: int) -> int:
    return int(struct.unpack_from(form, info, offset)[0])


def _sockets() -> Iterator[tuple[int, int, socket.socket]]:
    """Yield number, inode and a duplicate of each TCP socket, open only while it is looked at."""
    if not _DESCRIPTORS.exists():
        return
    for entry in _DESCRIPTORS.iterdir():
        with suppress(OSError):  # gone by now
            number = int(entry.name)
            status = os.fstat(number)
            if not stat.S_ISSOCK(status.st_mode):
                continue
            with socket.socket(fileno=os.dup(number)) as one:
                inet = one.family in {socket.AF_INET, socket.AF_INET6}
                if inet and one.type == socket.SOCK_STREAM:
                    yield number, status.st_ino, one
