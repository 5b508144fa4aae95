"""Cuts off clients that are too slow: each would keep a thread, or a connection, for ever.

The web server has no limit of its own for that, and nothing in Python can end a read or a write that
waits in it. So it is seen from outside the thread, by what the kernel says that the connection has moved.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from strongroom.interfaces.server.bodies import GuardedBody
from strongroom.interfaces.server.connections import Connection, connections
from strongroom.interfaces.server.pace import Floor, Pace

LOOK_EVERY = 5.0


@dataclass(slots=True)
class _Known:
    """A connection over several looks."""

    answer: Pace
    """Of what the client takes of an answer."""
    body: Pace
    """Of what the client sends while it is given nothing."""
    acked: int

    def takes_too_slowly(self, one: Connection, now: float) -> bool:
        if not one.pending:
            self.answer.begin(one.acked, now)
        return self.answer.is_too_slow(one.acked, now)

    def sends_too_slowly(self, one: Connection, now: float) -> bool:
        if one.acked != self.acked:
            self.acked = one.acked
            self.body.begin(one.received, now)
        return self.body.is_too_slow(one.received, now)


class Watchman:
    """Looks at all that clients could slow down, every few seconds."""

    def __init__(self, floor: Floor) -> None:
        """`floor`: what each must move."""
        self._floor = floor
        self._bodies: WeakKeyDictionary[GuardedBody, Pace] = WeakKeyDictionary()
        self._known: dict[tuple[int, int], _Known] = {}
        self._lock = threading.Lock()
        self._every = min(LOOK_EVERY, floor.patience / 4)
        threading.Thread(target=self._watch, name="watchman", daemon=True).start()

    @contextmanager
    def over(self, body: GuardedBody) -> Iterator[None]:
        """Watch over a body while the block runs."""
        self.begin(body)
        try:
            yield
        finally:
            self.end(body)

    def begin(self, body: GuardedBody) -> None:
        """Watch over a body from now on."""
        with self._lock:
            self._bodies[body] = Pace(self._floor)

    def end(self, body: GuardedBody) -> None:
        """Watch over it no more."""
        with self._lock:
            self._bodies.pop(body, None)

    def _watch(self) -> None:
        while True:
            time.sleep(self._every)
            self._look(time.monotonic())

    def _look(self, now: float) -> None:
        slow_senders = self._slow_senders()
        before, self._known = self._known, {}
        for one in connections():
            known = before.get(one.key) or self._met(one, now)
            with suppress(OSError):  # gone by now
                if known.takes_too_slowly(one, now):
                    one.cut()
                elif known.sends_too_slowly(one, now) and one.client in slow_senders:
                    one.stop_listening()
            self._known[one.key] = known

    def _met(self, one: Connection, now: float) -> _Known:
        answer, body = Pace(self._floor), Pace(self._floor)
        answer.begin(one.acked, now)
        body.begin(one.received, now)
        return _Known(answer, body, one.acked)

    def _slow_senders(self) -> set[str]:
        """Return the addresses from which too little comes of a body that a thread waits for.

        The server tells no request its connection: of such a client's connections those end that
        neither gave nor got anything for as long. One that only rests between requests loses nothing.
        """
        with self._lock:
            return {
                body.client
                for body, pace in self._bodies.items()
                if body.is_awaited and pace.is_too_slow(body.taken, body.waited())
            }
