"""Hooks tell every listener once, in order; a failing one reaches the caller."""

import pytest

from strongroom.core.hooks import Hook


def test_listeners_are_told_in_order_and_once() -> None:
    hook: Hook[int] = Hook("test")
    told: list[tuple[str, int]] = []

    def first(fact: int) -> None:
        told.append(("first", fact))

    def second(fact: int) -> None:
        told.append(("second", fact))

    hook.bind(first)
    hook.bind(second)
    hook.bind(first)
    hook(1)
    hook.unbind(first)
    hook(2)
    assert told == [("first", 1), ("second", 1), ("second", 2)]


def test_a_failing_listener_is_heard() -> None:
    hook: Hook[int] = Hook("test")

    def fail(_fact: int) -> None:
        raise ZeroDivisionError

    hook.bind(fail)
    with pytest.raises(ZeroDivisionError):
        hook(1)
