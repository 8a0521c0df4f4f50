"""Others are told what happens: scripts as keepalived calls them, in order, whatever one of them does."""
import os
import re
import signal
import subprocess
import time

import pytest

from lab.daemons import HOLDFAST, Holdfast, alive
from lab.lan import Host, Lan
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter()
ROOT = {"script_user": "root"}
SLOTS = ("master", "backup", "fault", "stop")


def recorder(host: Host, name: str = "record.sh", more: str = "") -> str:
    """A script that writes a line of what it was called with into `calls`."""
    path = host.folder / name
    path.write_text("#!/bin/sh\n"
                    f'echo "$*|$HOLDFAST_STATE|$HOLDFAST_PREVIOUS_STATE|$HOLDFAST_ADDRESSES" >> {host.folder}/calls\n{more}\n')
    path.chmod(0o755)
    return str(path)


def scripts(host: Host) -> dict:
    path = recorder(host)
    return {slot: [path, f"own {slot}"] for slot in SLOTS} | {"any": [path]}


def calls(host: Host) -> list[str]:
    """What the scripts were called with, without the environment."""
    return [line.split("|")[0] for line in lines(host)]


def lines(host: Host) -> list[str]:
    path = host.folder / "calls"
    return path.read_text().splitlines() if path.exists() else []


def both(slot: str, priority: int, name: str = ROUTER.name) -> list[str]:
    """A change of state calls the script of the state, then the one for all."""
    return [f"own {slot}", f"INSTANCE {name} {slot.upper()} {priority}"]


def pair(lan: Lan, **sections) -> tuple[Holdfast, Holdfast]:
    """Both with scripts; `a` has the higher priority. Not started."""
    a, b = (Holdfast(lan[label], node=ROOT, **sections) for label in ("a", "b"))
    for daemon, other, priority in ((a, "b", 200), (b, "a", 100)):
        more = {"notify": scripts(daemon.host), "peers": [lan[other].address]}
        daemon.configure(VirtualRouter(priority=priority, more=more))
    return a, b


def called(host: Host, wanted: list[str], bound: float = 5) -> None:
    """These, and no others."""
    wait_for(lambda: len(calls(host)) >= len(wanted), bound, f"{host.label} calls {wanted}")
    assert calls(host) == wanted


def start(lan: Lan, a: Holdfast, b: Holdfast) -> None:
    """One after the other, so that only `a` ever is master."""
    lan.start(a)
    lan.settles("a")
    lan.start(b)
    called(lan["b"], calls_at_start(b))


def calls_at_start(daemon: Holdfast) -> list[str]:
    return ["own backup"] if "stuck" in str(daemon.file.read_text()) else both("backup", 100)


def test_each_change_of_state_calls_its_script_and_then_the_one_for_all(lan):
    a, b = pair(lan)
    start(lan, a, b)
    of_a = both("backup", 200) + both("master", 200)
    called(lan["a"], of_a)
    called(lan["b"], both("backup", 100))
    a.crash()
    lan.settles("b", bound=5)
    called(lan["b"], both("backup", 100) + both("master", 100))
    a.start()
    lan.settles("a", bound=5)
    called(lan["a"], of_a + of_a)
    called(lan["b"], both("backup", 100) + both("master", 100) + both("backup", 100))
    assert lines(lan["b"])[-1].endswith("|backup|master|10.77.0.10/24")


def test_an_orderly_stop_calls_the_script_before_the_daemon_has_ended(lan):
    a, b = pair(lan)
    start(lan, a, b)
    assert a.stop() == 0
    assert calls(lan["a"])[-2:] == both("stop", 200)
    lan.settles("b", bound=3)


def test_a_fault_and_its_end_are_told(lan):
    a, b = pair(lan)
    start(lan, a, b)
    called(lan["a"], both("backup", 200) + both("master", 200))
    lan["a"].ip("link set eth0 down")
    wait_for(lambda: calls(lan["a"])[-2:] == both("fault", 200), 3, "the fault is told")
    lan["a"].ip("link set eth0 up")
    lan.settles("a", bound=10)
    wait_for(lambda: calls(lan["a"])[-4:] == both("backup", 200) + both("master", 200), 3, "its end is told")


def test_a_group_has_scripts_of_its_own(lan):
    routers = [VirtualRouter(vrid, addresses=(f"10.77.0.{vrid}/24",)) for vrid in (51, 52)]
    a = Holdfast(lan["a"], node=ROOT)
    path = recorder(lan["a"])
    a.sections["group"] = [{"name": "gw", "instances": [r.name for r in routers],
                            "notify": {"master": [path, "all are master"], "any": [path]}}]
    a.configure(*routers)
    lan.start(a)
    for router in routers:
        lan.settles("a", router.address)
    called(lan["a"], ["GROUP gw BACKUP 0", "all are master", "GROUP gw MASTER 0"])
    wait_for(lambda: a.metric("holdfast_notify_group_runs_total", group="gw", result="ok") == 3, 3, "they are counted")


def test_a_script_that_hangs_delays_no_transition_and_the_next_script_by_its_limit_only(lan):
    a, b = pair(lan)
    stuck = recorder(lan["b"], "stuck.sh", "sleep 600")
    settings = {"backup": [stuck, "own backup"], "any": [recorder(lan["b"])], "timeout": "2s"}
    b.configure(VirtualRouter(priority=100, more={"notify": settings, "peers": [lan["a"].address]}))
    start(lan, a, b)
    begun = time.monotonic()
    lan["a"].ip("link set eth0 down")
    lan.settles("b", bound=ROUTER.master_down + 1)
    called(lan["b"], ["own backup", f"INSTANCE {ROUTER.name} BACKUP 100", f"INSTANCE {ROUTER.name} MASTER 100"], bound=5)
    assert time.monotonic() - begun < 4
    wait_for(lambda: b.metric("holdfast_notify_runs_total", name=ROUTER.name, result="timeout") == 1, 3, "it is counted")
    assert any(event["event"] == "notify_failed" for event in b.events())


def test_a_script_that_fails_is_counted_and_said(lan):
    a = Holdfast(lan["a"], node=ROOT)
    path = recorder(lan["a"], more="echo no such table; exit 3")
    a.configure(VirtualRouter(more={"notify": {"master": [path]}}))
    lan.start(a)
    lan.settles("a")
    wait_for(lambda: a.metric("holdfast_notify_runs_total", result="failed") == 1, 3, "it is counted")
    told = next(event for event in a.events() if event["event"] == "notify_failed")
    assert "exit code 3: no such table" in told["fields"]["why"]


def test_neither_a_reload_nor_a_drain_calls_a_script_twice(lan):
    a, b = pair(lan)
    start(lan, a, b)
    begun = both("backup", 200) + both("master", 200)
    called(lan["a"], begun)
    a.configure(VirtualRouter(priority=210, more=a.routers[0].more))
    assert a.client("reload").returncode == 0
    stays(lambda: calls(lan["a"]) == begun, 1, "a reload tells nothing")
    assert a.client("drain").returncode == 0
    lan.settles("b", bound=3)
    wait_for(lambda: len(calls(lan["a"])) == 6, 3, "it is told that it is backup")
    assert calls(lan["a"])[4] == "own backup"
    assert a.client("undrain").returncode == 0
    lan.settles("a", bound=3)
    called(lan["a"], begun + calls(lan["a"])[4:6] + both("master", 210))


def test_an_instance_that_a_reload_removes_is_told_to_stop_by_the_script_that_it_had(lan):
    a = Holdfast(lan["a"], node=ROOT)
    more = {"notify": scripts(lan["a"])}
    stays_here = VirtualRouter(52, addresses=("10.77.0.52/24",))
    a.configure(VirtualRouter(more=more), stays_here)
    lan.start(a)
    lan.settles("a")
    a.configure(stays_here)
    assert a.client("reload").returncode == 0
    wait_for(lambda: calls(lan["a"])[-2:] == both("stop", 100), 3, "it is told to stop")


def test_a_runner_that_dies_is_replaced(lan):
    a, b = pair(lan)
    start(lan, a, b)
    called(lan["b"], both("backup", 100))
    os.kill(b.helper("holdfast-runner"), 9)
    wait_for(lambda: any(event["event"] == "runner_lost" for event in b.events()), 3, "it is said")
    lan["a"].ip("link set eth0 down")
    lan.settles("b", bound=5)
    wait_for(lambda: calls(lan["b"])[-2:] == both("master", 100), 5, "scripts are called again")


@pytest.mark.parametrize("where", ["instance", "group"])
def test_a_script_that_others_may_write_is_refused_with_its_line(lan, where):
    path = recorder(lan["a"])
    os.chmod(path, 0o777)
    notify = {"notify": {"master": [path]}}
    a = Holdfast(lan["a"], node=ROOT)
    if where == "group":
        a.sections["group"] = [{"name": "gw", "instances": [ROUTER.name]} | notify]
    a.configure(VirtualRouter(more=notify if where == "instance" else {}))
    checked = subprocess.run([HOLDFAST, "config", "check", a.file], capture_output=True, text=True)
    assert checked.returncode == 4
    line = next(n for n, text in enumerate(a.file.read_text().splitlines(), 1) if "notify" in text)
    assert re.search(rf"holdfast.toml:{line}:\d+: error: .*record.sh.*o\+w", checked.stderr)


def test_a_runner_that_hangs_is_replaced(lan):
    a = Holdfast(lan["a"], node=ROOT)
    a.configure(VirtualRouter(more={"notify": {"any": [recorder(lan["a"])], "timeout": "1s"}}))
    lan.start(a)
    lan.settles("a")
    called(lan["a"], [f"INSTANCE {ROUTER.name} {state} 100" for state in ("BACKUP", "MASTER")])
    stopped = a.helper("holdfast-runner")
    os.kill(stopped, signal.SIGSTOP)
    lan["a"].ip("link set eth0 down")
    wait_for(lambda: a.metric("holdfast_notify_runs_total", result="could_not_run") == 1, 25, "its call is given up")
    lan["a"].ip("link set eth0 up")
    wait_for(lambda: f"INSTANCE {ROUTER.name} MASTER 100" in calls(lan["a"])[2:], 10, "another is there")
    assert not alive(stopped)
