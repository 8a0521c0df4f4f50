"""An engine under valgrind's memcheck lives through what engines live through. Its steward is a service of its own, and so
neither that nor guard and runner are looked at: Debian 12's valgrind knows no pidfd_open, by which they are started.
"""
import pathlib
import shutil
from dataclasses import replace

import pytest

from lab.daemons import ROOT, Holdfast, name_of
from lab.router import VirtualRouter
from lab.scenario import LONG
from lab.waiting import wait_for
from test_privileges import Steward

FOUND = 99
SLOW = VirtualRouter(interval=1.0)  # memcheck takes thirty times as long for everything
SIX = VirtualRouter(52, addresses=("fe80::77/64", "fd77::10/64"), interval=1.0)
ADDRESS = SLOW.address
PATIENCE = 60
MEMCHECK = ["valgrind", "--quiet", f"--error-exitcode={FOUND}", "--leak-check=full", "--errors-for-leak-kinds=definite",
            "--show-leak-kinds=definite", "--num-callers=30", "--fair-sched=yes",
            f"--suppressions={ROOT / 'tests/valgrind.supp'}"]

pytestmark = pytest.mark.skipif(not LONG or not shutil.which("valgrind"), reason="HOLDFAST_LONG=1, and valgrind")


class Watched(Holdfast):
    def arguments(self) -> list[str]:
        return [*MEMCHECK, *super().arguments()]


def node(lan, kind: type[Holdfast], label: str, other: str, priority: int) -> Holdfast:
    def router(one: VirtualRouter) -> VirtualRouter:
        peer = lan[other].link_local if one is SIX else lan[other].address
        return replace(one, priority=priority, more={"peers": [peer], "tracks": ["well", "number"], "notify": {"any": ["/bin/true"]}})

    key = lan[label].folder / "hello.key"
    key.write_text("ab" * 32 + "\n")
    key.chmod(0o600)
    (lan[label].folder / "number").write_text("0\n")
    daemon = kind(lan[label], node={"realtime": False, "script_user": "root"})
    daemon.sections["check"] = [{"name": "well", "command": ["/bin/true"]}, {"name": "page", "type": "tcp", "target": "127.0.0.1:10112"},
                                {"name": "number", "type": "file", "path": str(lan[label].folder / "number")}]
    hello = {"listen": f"{lan[label].address}:10113", "peers": [f"{lan[other].address}:10113"], "key": f"file:{key}"}
    daemon.sections |= {"hello": hello, "detector": {"policy": "yield"}}
    daemon.configure(router(SLOW), router(SIX))
    return daemon


def test_an_engine_uses_no_memory_wrongly(lan):
    a, b = node(lan, Watched, "a", "b", 200), node(lan, Holdfast, "b", "a", 100)
    steward = Steward(a)
    lan.callback(steward.close)
    a.environment = {"HOLDFAST_STEWARD": str(steward.path)}
    lan.start(a, b)
    for address in (ADDRESS, "fd77::10"):
        lan.settles("a", address, bound=PATIENCE)
    for path in ("/metrics", "/api/v1/status", "/api/v1/events", "/"):
        assert a.get(path, PATIENCE)
    assert a.code("/healthz") in (200, 503)
    assert name_of(a.pid).startswith("memcheck")
    assert a.client("explain", SLOW.name).returncode == 0
    lan["a"].ip(f"address del {ADDRESS}/24 dev eth0")
    lan.settles("a", bound=PATIENCE)
    lan.cut("a", "b")
    wait_for(lambda: a.verdict(SLOW.name) == "split_brain", PATIENCE, "a sees the split")
    lan.heal()
    lan.settles("a", bound=PATIENCE)
    a.configure(*(replace(router, priority=150) for router in a.routers))
    assert a.client("reload").returncode == 0
    wait_for(lambda: lan.capture.adverts("a", priority=150), PATIENCE, "the new priority is advertised")
    lan.unplug("a")
    lan.settles("b", bound=PATIENCE)
    lan.plug("a")
    lan.settles("a", bound=PATIENCE)
    a.signal(15)
    code = a.wait(PATIENCE)
    assert code == 0, "memcheck: " + a.log()[-4000:] if code == FOUND else f"exit code {code}"
