"""A small program that ends a process when the supervisor is gone, where the kernel does not.

`python -I -S watch.py FD PID SIGNAL`: FD is the reading end of a pipe of which only the supervisor
holds the writing end, so that it reads to its end at the moment the supervisor dies, however.
"""

import contextlib
import os
import sys


def main() -> None:
    """Wait for the end of the pipe, then send the signal."""
    descriptor, pid, number = (int(text) for text in sys.argv[1:4])
    os.setsid()
    while os.read(descriptor, 1):
        pass
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


if __name__ == "__main__":
    main()
