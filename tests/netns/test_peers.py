"""Holdfast with keepalived and with FRR in one group: either may be master, and each takes over from the other."""
from dataclasses import dataclass, replace

import pytest

from lab.daemons import Holdfast
from lab.lan import Lan
from lab.peers import Frr, Keepalived
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

A, B = "10.77.0.1", "10.77.0.2"
VARIANTS = {
    "keepalived-v2-password": (Keepalived, VirtualRouter(version=2, interval=1.0, password="secret")),
    "keepalived-v2": (Keepalived, VirtualRouter(version=2, interval=1.0)),
    "keepalived-v3": (Keepalived, VirtualRouter(interval=0.2)),
    "keepalived-v3-ipv6": (Keepalived, VirtualRouter(interval=0.2, addresses=("fe80::77/64", "fd77::10/64"))),
    "keepalived-v3-unicast": (Keepalived, VirtualRouter(interval=0.2, unicast_peers=(A, B))),
    "keepalived-v2-unicast": (Keepalived, VirtualRouter(version=2, interval=1.0, unicast_peers=(A, B))),
    "frr-v3": (Frr, VirtualRouter(interval=0.2)),
}


@dataclass
class Group:
    """Holdfast on a, the peer on b."""

    lan: Lan
    ours: Holdfast
    theirs: Keepalived | Frr
    router: VirtualRouter

    def serves(self, label: str) -> bool:
        """This host alone advertises with a priority, and serves the address where that can be seen in its kernel."""
        holders = self.lan.watch.owners(self.router.address)
        if isinstance(self.theirs, Frr):  # its address is always configured; the link of the virtual MAC is up or down
            holders = (holders - {"b"}) | ({"b"} if self.theirs.owns() else set())
        return holders == {label}

    def follows(self, source: str) -> bool:
        """We are backup, and know who is master."""
        status = self.ours.status(self.router.name)
        return status["state"] == "backup" and bool(status["master"]) and status["master"]["address"] == source

    def await_master(self, label: str) -> None:
        wait_for(lambda: self.serves(label), 2 * self.router.master_down + 6, f"{label} serves the address")


@pytest.fixture(params=VARIANTS)
def variant(request):
    return VARIANTS[request.param]


def group(lan: Lan, variant, ours: int, theirs: int) -> Group:
    peer, router = variant

    def at(host: str, priority: int) -> VirtualRouter:
        others = tuple(address for address in router.unicast_peers if address != lan[host].address)
        return replace(router, priority=priority, unicast_peers=others)

    return Group(lan, Holdfast(lan["a"], at("a", ours)), peer(lan["b"], at("b", theirs)), router)


def test_our_higher_priority_wins(lan, variant):
    scene = group(lan, variant, ours=200, theirs=100)
    lan.start(scene.theirs, scene.ours)
    scene.await_master("a")
    stays(lambda: scene.serves("a"), 2 * scene.router.interval, "the peer follows")


def test_their_higher_priority_wins(lan, variant):
    scene = group(lan, variant, ours=100, theirs=200)
    lan.start(scene.ours, scene.theirs)
    scene.await_master("b")
    source = lan["b"].link_local if ":" in scene.router.address else lan["b"].address
    wait_for(lambda: scene.follows(source), 5, "we follow them")


def test_they_take_over_when_we_stop(lan, variant):
    scene = group(lan, variant, ours=200, theirs=100)
    lan.start(scene.theirs, scene.ours)
    scene.await_master("a")
    scene.ours.stop()
    scene.await_master("b")


def test_they_take_over_when_we_are_killed(lan, variant):
    scene = group(lan, variant, ours=200, theirs=100)
    lan.start(scene.theirs, scene.ours)
    scene.await_master("a")
    scene.ours.signal(9)
    scene.await_master("b")


def test_we_take_over_when_they_stop(lan, variant):
    scene = group(lan, variant, ours=100, theirs=200)
    lan.start(scene.ours, scene.theirs)
    scene.await_master("b")
    scene.theirs.stop()
    wait_for(lambda: "a" in lan.watch.owners(scene.router.address), scene.router.master_down + 4, "we hold the address")


def test_we_take_over_when_they_are_cut_off(lan, variant):
    scene = group(lan, variant, ours=100, theirs=200)
    lan.start(scene.ours, scene.theirs)
    scene.await_master("b")
    lan.unplug("b")
    wait_for(lambda: "a" in lan.watch.owners(scene.router.address), scene.router.master_down + 4, "we hold the address")
    lan.plug("b")
    scene.await_master("b")
