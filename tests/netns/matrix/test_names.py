"""A resolver that takes questions and never answers, with a webhook, a mail server and a check that are given by name. Row P14.

What libc looks up cannot be called off: each question keeps a thread and two descriptors until libc gives up, after ten seconds.
Checks leave no more than 32 behind.
"""
import contextlib
import pathlib
import socket
import time
from dataclasses import replace

import pytest

from lab.capture import UNNOTICED
from lab.daemons import Holdfast
from lab.machine import Machine
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter()
ADDRESS = ROUTER.address
HOOK, MAIL, PAGE = "hook.example.net", "mail.example.net", "page.example.net"


class Resolving(Holdfast):
    """holdfastd on a machine, which has a resolver of its own."""

    def __init__(self, machine: Machine, *routers: VirtualRouter, **sections: dict):
        self.machine = machine
        super().__init__(machine.host, *routers, **sections)

    def arguments(self) -> list[str]:
        return self.machine.within(*super().arguments())


def in_a_question(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))


def check(number: int, interval: str) -> dict:
    return {"name": f"page{number}", "type": "http", "url": f"http://{PAGE}/", "interval": interval}


@contextlib.contextmanager
def waiting_master(lan, checks: int, interval: str):
    """The master of a pair, which waits for the answer to each of its questions."""
    with lan["client"].socket(socket.AF_INET, socket.SOCK_DGRAM) as resolver:
        resolver.bind((lan["client"].address, 53))
        resolver.settimeout(10)
        machine = Machine(lan["a"])
        machine.put("/etc/resolv.conf", f"nameserver {lan['client'].address}\n")
        a = Resolving(machine, replace(ROUTER, priority=200), webhook=[{"url": f"http://{HOOK}/"}],
                      mail={"server": f"smtp://{MAIL}:25", "to": ["ops@example.net"], "from": "a@example.net"},
                      check=[check(n, interval) for n in range(checks)])
        lan.start(a, Holdfast(lan["b"], ROUTER))
        lan.settles("a")
        unasked = {HOOK, MAIL, PAGE}
        while unasked:
            question = resolver.recv(512)
            unasked -= {name for name in unasked if in_a_question(name) in question}
        yield a


@pytest.fixture
def a(lan) -> Holdfast:
    with waiting_master(lan, 1, "1s") as a:
        yield a


def test_adverts_are_on_time_while_nobody_resolves_a_name(lan, a):
    since = time.time()
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 3, "a keeps the address")
    assert lan.capture.longest_silence("a", since) < UNNOTICED


def test_the_control_socket_answers_while_nobody_resolves_a_name(a):
    began = time.monotonic()
    for _ in range(20):
        assert a.ask("status")["ok"]
    assert time.monotonic() - began < 2


def test_http_answers_while_nobody_resolves_a_name(a):
    began = time.monotonic()
    for _ in range(20):
        assert a.code("/livez") == 200
    assert time.monotonic() - began < 2


def test_a_check_by_name_fails_while_nobody_resolves_it(a):
    def shown() -> dict:
        return a.ask("status")["result"]["checks"][0]
    wait_for(lambda: shown()["failures"] > 2, 5, "again and again")


@pytest.mark.waives("descriptors", why="of what is left behind they are what is bounded")
def test_checks_by_name_leave_a_bounded_number_of_questions_behind(lan):
    with waiting_master(lan, 4, "100ms") as a:
        def reason() -> str:
            return a.ask("status")["result"]["checks"][0]["reason"]
        wait_for(lambda: "too many names" in reason(), 10, "no more questions are begun")
        threads = [task for task in pathlib.Path(f"/proc/{a.pid}/task").iterdir()
                   if (task / "comm").read_text() == "hf-checks\n"]
        assert len(threads) <= 1 + 4 + 32, "its own, those of four checks, and those left behind"


def test_a_daemon_ends_while_nobody_resolves_a_name(lan, a):
    since = time.time()
    a.signal(15)
    wait_for(lambda: lan.capture.adverts("a", since, priority=0), 1, "it resigns")
    assert a.wait(8) == 0
