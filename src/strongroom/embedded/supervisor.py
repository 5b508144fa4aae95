"""Keeps processes alive until a signal asks to stop, then ends them in order.

A service that ends by itself is started again: at once at first, then with pauses that double up to
half a minute, until it has lived for a minute. Nothing here polls: the loop sleeps until a signal
comes (SIGCHLD included) or the next start or check is due.
"""

import logging
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

from strongroom.embedded.spawn import Process

log = logging.getLogger("strongroom.supervisor")

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 30.0
SETTLED_AFTER = 60.0
"""Seconds after which a service counts as healthy, and its next failure as a first one."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Service:
    """One process to keep alive."""

    name: str
    start: Callable[[], Process]
    stop_signal: int = signal.SIGTERM
    patience: float = 15.0
    """Seconds between the stop signal and the end by force."""
    process: Process | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    due: float = 0.0
    """When to start it (again), on the monotonic clock."""
    ends: int = 0
    """How often it has ended by itself."""
    needed_by_others: bool = False
    """It is stopped when the others have ended."""
    asked: float = 0.0

    def launch(self) -> None:
        """Start it now."""
        self.process = self.start()
        self.started = time.monotonic()

    def look(self) -> None:
        """If it has ended, say so and plan the next start."""
        status = None if self.process is None else self.process.poll()
        if self.process is None or status is None:
            return
        self.process.kill_group()
        self.process = None
        self.ends += 1
        now = time.monotonic()
        if now - self.started > SETTLED_AFTER:
            self.pause = FIRST_PAUSE
        self.due = now + self.pause
        log.warning("%s %s; starting it again in %.1f s", self.name, _how(status), self.pause)
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def ask_to_stop(self) -> None:
        """Send the stop signal; `end` waits for the effect."""
        if self.process is not None:
            self.process.send(self.stop_signal)
        self.asked = time.monotonic()

    def end(self) -> None:
        """Wait for its end, and end by force what is left of its group when patience is over."""
        process, self.process = self.process, None
        if process is None:
            return
        while process.poll() is None:
            if time.monotonic() > self.asked + self.patience:
                log.warning("%s did not stop in time; ending it by force", self.name)
                break
            with suppress(TimeoutError):
                process.wait(0.1)
        process.kill_group()
        process.wait()


@dataclass
class Supervisor:
    """The services, and the signals that stop them."""

    services: list[Service] = field(default_factory=list)
    stopping: bool = False
    _waker: int = -1

    def stop_asked(self) -> bool:
        """Tell whether a signal asked to stop."""
        return self.stopping

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Catch the stop signals and SIGCHLD while the block runs (main thread only)."""
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        os.set_blocking(reading, False)
        self._waker = reading
        before = {number: signal.signal(number, self._ask) for number in STOP_SIGNALS}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        old = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(old)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(reading)
            os.close(writing)

    def add(self, service: Service) -> None:
        """Start a service and keep it alive from now on."""
        if service.process is None:
            service.launch()
        self.services.append(service)

    def run(self, tick: Callable[[], float | None]) -> None:
        """Keep all services alive until a signal asks to stop.

        `tick` is called each time round; it returns the seconds after which it wants to be called
        again at the latest, or None.
        """
        while not self.stopping:
            now = time.monotonic()
            waits = [tick()]
            for service in self.services:
                service.look()
                if service.process is None and service.due <= now:
                    service.launch()
                elif service.process is None:
                    waits.append(service.due - now)
            if not self.stopping:
                self._sleep(min((wait for wait in waits if wait is not None), default=None))

    def stop(self) -> None:
        """End the services, those that others need after the others."""
        for needed in (False, True):
            group = [one for one in self.services if one.needed_by_others is needed]
            for service in group:
                service.ask_to_stop()
            for service in group:
                service.end()
        self.services.clear()

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        if self.stopping:
            for service in self.services:  # asked twice: no more patience
                service.patience = 0.0
        self.stopping = True
        log.info("stopping (%s)", signal.Signals(number).name)

    def _sleep(self, seconds: float | None) -> None:
        select.select([self._waker], [], [], seconds)
        try:
            while os.read(self._waker, 1024):
                pass
        except BlockingIOError:
            pass


def _how(status: int) -> str:
    return f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
