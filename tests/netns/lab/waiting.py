"""Waiting for what must happen, with a bound; there is no other waiting in these tests."""
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_for(predicate: Callable[[], T], bound: float, what: str) -> T:
    """The predicate's first true value; an AssertionError if there is none within `bound` seconds."""
    end = time.monotonic() + bound
    while True:
        late = time.monotonic() >= end
        if value := predicate():
            return value
        if late:
            raise AssertionError(f"not within {bound} s: {what}")
        time.sleep(0.005)


def stays(predicate: Callable[[], bool], seconds: float, what: str) -> None:
    """The predicate holds for the whole time: the way to assert that nothing happens."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert predicate(), f"did not stay so for {seconds} s: {what}"
        time.sleep(0.005)
