"""Faults of what runs scripts: none may be started, they flood, they leave others behind, the runner dies or hangs. Rows P10
to P13 and P16, for checks; `test_notify` has those of notifications.
"""
import os
import pathlib
import signal
import time
from dataclasses import replace

import pytest

from lab.capture import UNNOTICED
from lab.cgroup import ControlGroup
from lab.daemons import Holdfast, alive, children, name_of
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

CHECKED = VirtualRouter(more={"tracks": ["flag"]})
BESIDE = VirtualRouter(52, addresses=("10.77.0.52/24",))  # has no check
ADDRESS = CHECKED.address


@pytest.fixture
def a(lan) -> Holdfast:
    """The master of both, beside a backup without checks. Its check is up while `well` is in its folder."""
    return started(lan, 'test -e "${0%/*}/well"')


def started(lan, script: str, interval: str = "200ms") -> Holdfast:
    host = lan["a"]
    (host.folder / "well").touch()
    file = host.folder / "check.sh"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    check = {"name": "flag", "command": [str(file)], "interval": interval, "fall": 2, "rise": 1}
    a = Holdfast(host, *(replace(router, priority=200) for router in (CHECKED, BESIDE)),
                 node={"script_user": "root"}, check=[check])
    b = Holdfast(lan["b"], replace(CHECKED, more={}), BESIDE)
    lan.start(a, b)
    for router in a.routers:
        lan.settles("a", router.address)
    return a


def shown(daemon: Holdfast) -> dict:
    return daemon.ask("status")["result"]["checks"][0]


def test_a_check_that_may_start_no_process_has_failed_and_adverts_go_on(lan, a):  # P11
    since = time.time()
    with ControlGroup("pids", a.helper("holdfast-runner")) as group:
        group["pids.max"] = 1
        lan.settles("b", bound=3)
        wait_for(lambda: "start a process" in shown(a)["reason"], 2, "it says why")
        stays(lambda: lan.watch.owners(BESIDE.address) == {"a"}, 1, "what has no check stays")
    lan.settles("a", bound=3)
    assert lan.capture.longest_silence("a", since, vrid=BESIDE.vrid) < UNNOTICED


def test_a_check_that_floods_without_end_has_failed_and_costs_nobody_memory(lan):  # P12
    a = started(lan, 'test -e "${0%/*}/well" || exec yes flood')
    runner = a.helper("holdfast-runner")
    (lan["a"].folder / "well").unlink()
    lan.settles("b", bound=4)
    wait_for(lambda: shown(a)["failures"] > 3, 10, "again and again")
    assert len(shown(a)["output"]) <= 4096
    assert peak(runner) < 48 << 10 and peak(a.pid) < 96 << 10
    (lan["a"].folder / "well").touch()
    lan.settles("a", bound=4)


def peak(pid: int) -> int:
    """The most that was resident, in KB; 0 of a process of a sanitizer's."""
    if "asan" in pathlib.Path(f"/proc/{pid}/maps").read_text():
        return 0
    lines = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0])


def test_a_check_inherits_nothing_but_its_input_and_output(lan):  # P12
    a = started(lan, "exec ls /proc/self/fd")
    assert shown(a)["output"].split() == ["0", "1", "2", "3"], "3 is the folder that it lists"


def test_what_checks_leave_behind_is_ended_and_buried(lan):  # P13: twenty daemons and twenty orphans, twice a second
    leave = 'i=0; while [ $i -lt 20 ]; do setsid sleep 600 & (sleep 600 &) ; i=$((i+1)); done; exit 0'
    a = started(lan, leave, interval="500ms")
    runner = a.helper("holdfast-runner")
    wait_for(lambda: shown(a)["runs"] > 10, 15, "it has run ten times")
    since = time.time()
    wait_for(lambda: len(sleepers(lan["a"])) < 3 * 40, 3, "no more than of the last runs are there")
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 1, "the check is up")
    assert lan.capture.longest_silence("a", since, vrid=CHECKED.vrid) < UNNOTICED
    wait_for(lambda: not [pid for pid in children(runner) if not alive(pid)], 3, "nobody is left as a zombie")
    assert a.stop() == 0
    wait_for(lambda: not sleepers(lan["a"]), 3, "nobody outlives the daemon")


def sleepers(host) -> list[int]:
    return [pid for pid in host.processes() if name_of(pid) == "sleep"]


def test_a_runner_that_dies_moves_no_address(lan, a):  # P16: not in its first two seconds either
    before, dead = lan.watch.history(ADDRESS), a.helper("holdfast-runner")
    os.kill(dead, signal.SIGKILL)
    wait_for(lambda: any(event["event"] == "runner_lost" for event in a.events()), 3, "it is said")
    stays(lambda: lan.watch.history(ADDRESS) == before, 1, "another runs the check")
    assert a.helper("holdfast-runner") != dead
    (lan["a"].folder / "well").unlink()
    lan.settles("b", bound=3)


def test_a_runner_that_hangs_is_replaced_and_the_address_comes_back(lan, a):  # P16: until then its check has failed
    hanging = a.helper("holdfast-runner")
    os.kill(hanging, signal.SIGSTOP)
    lan.settles("b", bound=4)
    lan.settles("a", bound=12)
    wait_for(lambda: not alive(hanging), 3, "the one that hung is gone")
