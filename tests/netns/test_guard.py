"""The engine dies or hangs as master: its addresses are gone before another node may add them.

Overlaps are judged by the order of the kernels' own events, not by clocks. HOLDFAST_RUNS=50 is the full measure.
"""
import os
import signal

import pytest

from lab.daemons import Holdfast
from lab.pair import elected
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

RUNS = int(os.environ.get("HOLDFAST_RUNS", "5"))
ADDRESS = VirtualRouter().address
FAULTS = [signal.SIGKILL, signal.SIGSTOP, signal.SIGABRT]
INTERVALS = [1.0, pytest.param(0.1, marks=pytest.mark.serial), pytest.param(0.01, marks=pytest.mark.serial)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("interval", INTERVALS, ids=lambda interval: f"{interval * 1000:.0f}ms")
def test_a_dead_master_lets_go_before_its_successor_takes_over(lan, interval, fault):
    router = VirtualRouter(interval=interval, preempt=False)
    nodes = {label: Holdfast(lan[label], router) for label in ("a", "b")}
    master, backup = "a", "b"
    lan.start(nodes[master])
    lan.settles(master, bound=10)
    lan.start(nodes[backup])
    for _ in range(RUNS):
        wait_for(lambda: nodes[backup].status()["state"] == "backup", 10, f"{backup} is backup")
        wait_for(lambda: nodes[backup].status()["master"], 10, f"{backup} follows {master}")
        nodes[master].signal(fault)
        lan.settles(backup, bound=router.master_down + 3)
        lan["client"].ip("neighbour flush dev eth0")
        assert lan["client"].neighbour(ADDRESS) == lan[backup].mac
        nodes[master].crash()
        nodes[master].start()
        master, backup = backup, master
    assert lan.watch.overlaps(ADDRESS) == []


def test_a_restart_within_two_intervals_keeps_the_address(lan):
    a, _ = elected(lan, VirtualRouter(interval=1.0))
    before = lan.watch.history(ADDRESS)
    a.signal(signal.SIGKILL)
    a.wait()
    a.start()
    stays(lambda: lan.watch.history(ADDRESS) == before, 5, "no address event anywhere")


def test_without_engine_and_guard_the_lease_of_the_kernel_ends(lan):
    a = lan.start(Holdfast(lan["a"], VirtualRouter()))
    lan.settles("a")
    lease = a.status()["lease_seconds"]
    guard = a.guard()
    os.kill(guard, signal.SIGKILL)
    a.signal(signal.SIGKILL)
    wait_for(lambda: not lan.watch.owners(ADDRESS), lease + 2, "the address is gone")


def test_a_lost_guard_is_replaced(lan):
    a = lan.start(Holdfast(lan["a"], VirtualRouter()))
    lan.settles("a")
    first = a.guard()
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: a.guard() != first, 5, "a new guard")
    assert lan.watch.owners(ADDRESS) == {"a"}
