"""What the daemon tells the service manager that started it, by sd_notify(3): it is ready, how it stands, that its loop turns, that
it ends. WatchdogSec= of the unit needs no answer from the environment: the loop says twice a second that it turns.
"""
import contextlib
import pathlib
import re
import signal
import socket
import struct
import threading
import time
from dataclasses import dataclass
from datetime import datetime

import pytest

from lab.daemons import ROOT, Holdfast
from lab.processes import state_of
from lab.router import VirtualRouter, many
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter()
SO_TIMESTAMP = 29
READY, TURNS, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"
PATIENCE = float(re.search(r"^WatchdogSec=(\d+)s$", (ROOT / "conf/holdfast.service").read_text(), re.MULTILINE)[1])


@dataclass(frozen=True)
class News:
    time: float  # seconds since the epoch, by the kernel: when it was sent
    lines: list[str]


class Manager:
    """Listens where NOTIFY_SOCKET says."""

    def __init__(self, path: pathlib.Path):
        self.path = path
        self.news: list[News] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMP, 1)
        self._socket.bind(str(path))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while (got := self._socket.recvmsg(4096, 64))[0]:
            seconds, micros = struct.unpack("ll", got[1][0][2])
            self.news.append(News(seconds + micros / 1e6, got[0].decode().splitlines()))

    def told(self, line: str) -> list[News]:
        return [news for news in list(self.news) if line in news.lines]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RD)
        self._thread.join()
        self._socket.close()


@pytest.fixture
def manager(lan):
    made = Manager(lan["a"].folder / "notify")
    yield made
    made.close()


def managed(lan, manager: Manager, *routers: VirtualRouter) -> Holdfast:
    a = Holdfast(lan["a"], *routers)
    a.environment = {"NOTIFY_SOCKET": str(manager.path), "WATCHDOG_USEC": str(int(PATIENCE * 1e6))}
    return a


def serves(lan, manager: Manager) -> Holdfast:
    a = lan.start(managed(lan, manager, ROUTER))
    lan.settles("a")
    return a


def test_a_daemon_says_once_that_it_is_ready_when_all_its_routers_listen(lan, manager):
    a = lan.start(managed(lan, manager, *many(250, 200, 1.0)))
    ready = wait_for(lambda: manager.told(READY), 10, "a is ready")[0]
    lan.settles("a", a.routers[0].address)
    began = re.findall(r"^(\S+) info transition \S+ from=init to=backup", a.log(), re.MULTILINE)
    assert len(began) == 250
    assert max(datetime.fromisoformat(when).timestamp() for when in began) <= ready.time
    assert manager.told(READY) == [ready]


def test_a_daemon_that_refuses_its_file_is_never_ready(lan, manager):
    a = managed(lan, manager, VirtualRouter(interface="eth7", more={"no_such_key": 1}))
    a.start()
    assert a.wait() == 4
    assert not manager.told(READY)


def test_the_status_tells_of_how_many_instances_the_daemon_is_master(lan, manager):
    serves(lan, manager)
    wait_for(lambda: manager.told("STATUS=master of 1 of 1 instances"), 3, "a is master")
    lan["a"].ip("link set eth0 down")
    before = len(manager.news)
    wait_for(lambda: any("STATUS=master of 0 of 1 instances" in news.lines for news in manager.news[before:]), 3, "no more")
    lan["a"].ip("link set eth0 up")


def test_the_loop_says_that_it_turns_well_within_the_units_patience(lan, manager):
    serves(lan, manager)
    before = len(manager.told(TURNS))
    wait_for(lambda: len(manager.told(TURNS)) >= before + 8, 4 * PATIENCE, "it goes on saying so")
    times = [news.time for news in manager.told(TURNS)[before:]]
    assert max(later - earlier for earlier, later in zip(times, times[1:])) < PATIENCE / 2


def test_an_engine_that_hangs_does_not_say_that_it_turns(lan, manager):
    a = serves(lan, manager)
    wait_for(lambda: manager.told(TURNS), 3, "it turns")
    a.signal(signal.SIGSTOP)
    wait_for(lambda: state_of(a.pid) == "T", 1, "it hangs")
    hung = time.time()
    stays(lambda: not [news for news in manager.told(TURNS) if news.time > hung], 2, "nobody speaks for it")
    a.signal(signal.SIGCONT)
    wait_for(lambda: [news for news in manager.told(TURNS) if news.time > hung], 2, "it turns again")


def test_a_daemon_that_is_asked_to_end_says_so_once(lan, manager):
    a = serves(lan, manager)
    assert not manager.told(STOPPING)
    assert a.stop() == 0
    wait_for(lambda: manager.told(STOPPING), 1, "it is said")
    assert len(manager.told(STOPPING)) == 1
