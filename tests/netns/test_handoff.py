"""`holdfast handoff`: the daemon is replaced, and nobody notices; and if no successor comes, that has an end."""
import time

import pytest

from lab.daemons import Holdfast
from lab.pair import elected
from lab.probe import Probe
from lab.router import VirtualRouter
from lab.scenario import LONG
from lab.waiting import stays, wait_for

ADDRESS = VirtualRouter().address
EVERY = 0.01  # seconds between the client's pings
HAND_OFFS = 50 if LONG else 1


def hand_off(daemon: Holdfast, *words: str) -> None:
    done = daemon.client("handoff", *words)
    assert done.returncode == 0, done.stderr
    assert daemon.wait() == 0


@pytest.mark.parametrize("router", [VirtualRouter(interval=1.0), VirtualRouter(interval=0.2),
                                    VirtualRouter(interval=0.2, addresses=("fe80::51/64", "fd77::10/64")),
                                    VirtualRouter(interval=0.2, more={"virtual_mac": True})],
                         ids=["1s", "200ms", "ipv6", "virtual_mac"])
def test_nobody_notices_an_upgrade(lan, router):
    a, b = elected(lan, router)
    address = router.addresses[-1].split("/")[0]
    before = lan.watch.history(address)
    taken = b.metric("holdfast_vrrp_transitions_total", to="master")
    with Probe(lan["client"], address, EVERY) as probe:
        for _ in range(HAND_OFFS):
            hand_off(a)
            time.sleep(1)  # the new version is unpacked: longer than b would wait for an advert at 200 ms
            a.start()
            wait_for(lambda: a.status(router.name)["state"] == "master", 5, "a is master again")
            stays(lambda: lan.watch.history(address) == before, 4 * router.interval, "no kernel adds or removes it")
    assert probe.answered == probe.sent
    assert b.metric("holdfast_vrrp_transitions_total", to="master") == taken


def test_without_a_successor_the_addresses_go_when_the_time_is_up(lan):
    router = VirtualRouter(interval=0.1)
    a, b = elected(lan, router)
    since, asked = time.time(), time.monotonic()
    hand_off(a, "--for", "2s")
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, asked + 1.8 - time.monotonic(), "the guard keeps the address, and b at bay")
    lan.settles("b", bound=2 + router.master_down)
    assert lan.watch.overlaps(ADDRESS, since) == []
    wait_for(lambda: not lan["a"].processes(), 3, "the guard has ended")


def test_a_handoff_is_of_a_minute_at_most(lan):
    a = lan.start(Holdfast(lan["a"], VirtualRouter()))
    lan.settles("a")
    assert a.client("handoff", "--for", "2m").returncode == 1
    assert a.running


def test_a_backup_hands_off_nothing_and_ends(lan):
    _, b = elected(lan)
    hand_off(b)
    wait_for(lambda: not lan["b"].processes(), 3, "no process is left")
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 0.5, "a alone holds the address")
