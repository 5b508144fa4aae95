"""Typed hooks: how a lower package tells a higher one. `config` binds them.

Callers run them inside their transaction, so that a listener's failure undoes the change, and a
listener's task is deferred with it or not at all.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Hook(Generic[T]):
    """A named list of listeners for one kind of fact."""

    def __init__(self, name: str) -> None:
        """`name` appears in error messages only."""
        self.name = name
        self._listeners: list[Callable[[T], None]] = []

    def bind(self, listener: Callable[[T], None]) -> None:
        """Add a listener once; binding the same one again changes nothing."""
        if listener not in self._listeners:
            self._listeners.append(listener)

    def unbind(self, listener: Callable[[T], None]) -> None:
        """Take a listener away again."""
        self._listeners.remove(listener)

    def __call__(self, fact: T) -> None:
        """Tell every listener, in the order of binding."""
        for listener in self._listeners:
            listener(fact)
