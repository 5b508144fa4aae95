"""The queues. Pictures and mail have their own, so that many of them delay nothing else."""

from typing import Final

DEFAULT: Final = "default"
RENDITIONS: Final = "renditions"
MAIL: Final = "mail"
CONCURRENCY: Final = {DEFAULT: 2, RENDITIONS: 1, MAIL: 2}
"""Tasks at a time in one worker process. PDF pages are drawn by a library that wants one thread."""

HEARTBEAT_SECONDS: Final = 10.0
STALLED_SECONDS: Final = 60.0
"""A task whose worker has been silent for so long is given back. Below 30 s, live ones ran twice."""
