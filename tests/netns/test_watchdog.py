"""The machine's watchdog, played by a FIFO: armed and fed while the guard watches, disarmed by a farewell alone."""
import contextlib
import os
import signal

import pytest

from lab.daemons import Holdfast
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

FAREWELL = b"V"


class Device:
    """What was written to it so far. `left`: nobody has it open."""

    def __init__(self, path):
        os.mkfifo(path)
        self._fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        self.written = b""
        self.left = False

    def read(self) -> bytes:
        with contextlib.suppress(BlockingIOError):
            fresh = os.read(self._fd, 4096)
            self.left = not fresh
            self.written += fresh
        return self.written

    def close(self) -> None:
        os.close(self._fd)


@pytest.fixture
def device(lan):
    made = Device(lan["a"].folder / "watchdog")
    yield made
    made.close()


def fed(lan, device: Device) -> Holdfast:
    a = lan.start(Holdfast(lan["a"], VirtualRouter(), detector={"policy": "fence", "trust_lan": True},
                           fence={"watchdog": str(lan["a"].folder / "watchdog"), "escalate": ["watchdog"],
                                  "command": ["/bin/false"], "startup_grace": "1h"}))
    lan.settles("a")
    wait_for(lambda: len(device.read()) >= 3, 5, "the watchdog is fed each second")
    return a


def is_left(device: Device) -> bool:
    device.read()
    return device.left


def test_the_watchdog_is_fed_each_second_and_disarmed_by_an_orderly_stop(lan, device):
    a = fed(lan, device)
    assert FAREWELL not in device.written
    assert a.stop() == 0
    wait_for(lambda: is_left(device), 2, "it is closed")
    assert device.written.count(FAREWELL) == 1 and device.written.endswith(FAREWELL)


def test_the_watchdog_of_a_killed_engine_is_left_armed_and_hungry(lan, device):
    a = fed(lan, device)
    a.signal(signal.SIGKILL)
    wait_for(lambda: is_left(device), 5, "the guard ends too")
    assert FAREWELL not in device.written


def test_the_watchdog_of_a_killed_guard_is_fed_by_the_next(lan, device):
    a = fed(lan, device)
    os.kill(a.guard(), signal.SIGKILL)
    before = len(device.read())
    wait_for(lambda: len(device.read()) >= before + 3, 8, "it is fed again")
    assert FAREWELL not in device.written
    assert lan.watch.owners("10.77.0.10") == {"a"}


def test_a_restart_within_the_lease_passes_the_watchdog_on(lan, device):
    a = fed(lan, device)
    a.signal(signal.SIGKILL)
    a.wait()
    a.start()
    before = len(device.read())
    wait_for(lambda: len(device.read()) >= before + 3, 8, "the successor feeds it")
    assert FAREWELL not in device.written


def test_a_fence_that_fails_starves_the_watchdog(lan, device):
    a = fed(lan, device)
    assert a.ask("fence", what="force", instance="vr51")["ok"]
    wait_for(lambda: " fence_complete " in a.log(), 10, "the fence is complete")
    before = device.read()
    stays(lambda: device.read() == before and not device.left, 3, "it is open, and hungry")
    a.stop()
    wait_for(lambda: is_left(device), 5, "it is closed")
    assert FAREWELL not in device.written  # the machine is reset, whatever becomes of the daemon


def test_a_watchdog_that_is_missing_is_said_once_and_armed_when_it_is_there(lan):
    path = lan["a"].folder / "watchdog"
    a = lan.start(Holdfast(lan["a"], VirtualRouter(), detector={"policy": "fence", "trust_lan": True},
                           fence={"watchdog": str(path), "startup_grace": "1h"}))
    lan.settles("a")
    wait_for(lambda: "arm the watchdog" in a.log(), 3, "it says so")
    stays(lambda: a.log().count("arm the watchdog") == 1, 3, "and once")
    device = Device(path)
    wait_for(lambda: len(device.read()) >= 2, 4, "it is fed")
    device.close()
