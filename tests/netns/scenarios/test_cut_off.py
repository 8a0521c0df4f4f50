"""Who is cut off from whom: at the interval of one second for which the bounds are given."""
from dataclasses import replace

import pytest

from lab.router import VirtualRouter
from lab.scenario import scenario
from lab.scene import FAST, HELLO, KEEPALIVED_FIRST, PLAIN, SLOW, VIRTUAL_MAC
from lab.waiting import wait_for

MASTER, BACKUP = replace(SLOW, priority=200), replace(SLOW, priority=100)
PINGS = {"detector": {"ping_interval": "1s", "audit_interval": "10s"}}  # as they come
CUT_OFF = 2 * MASTER.master_down + 2  # detector.md §4: isolation
TAKEN_OVER = BACKUP.master_down + 1


def split_from(scene, *others: str) -> None:
    """a hears none of these, and none of them hears a."""
    for other in others:
        scene.lan.cut("a", other, "all")


@pytest.mark.waives("owners", why="the host is dead, and a keepalived that died on it took nothing away")
@scenario("S04", "the master's host dies", PLAIN, KEEPALIVED_FIRST, long=(HELLO,))
def test_a_dead_host_is_no_split(scene):
    scene.elected(SLOW, **PINGS)
    with scene.fault():
        scene.lan.unplug("a")
        scene.a.crash()
    [first] = wait_for(lambda: scene.lan.capture.adverts("b", scene.fault_wall)[:1], TAKEN_OVER + 1, "b takes over")
    silence = first.time - scene.lan.capture.adverts("a")[-1].time
    assert BACKUP.master_down < silence < BACKUP.master_down + 0.3  # the probe before the take-over costs no time
    scene.leads("b", "jeopardy", 10)
    wait_for(lambda: "b" in scene.owners(), 1, "b has the address")
    scene.spoken_for_by("b")
    scene.only("b", "jeopardy")
    scene.action = "b takes over"


@scenario("S13", "{a, client} and {b, gateway}: the LAN is cut in two", PLAIN, long=(VIRTUAL_MAC,))
def test_of_a_partition_without_hello_either_side_says_what_it_misses(scene):
    scene.elected(SLOW, **PINGS)
    with scene.fault():
        split_from(scene, "b", "gateway")
    scene.leads("a", "isolated", CUT_OFF)
    scene.leads("b", "jeopardy", CUT_OFF)
    scene.served_by("a", "b")
    scene.action = "a holds: nobody proves that another serves"
    scene.only("a", "isolated", "jeopardy")
    scene.only("b", "jeopardy")


@scenario("S14", "{a, client} and {b, gateway}, and the hello channel lives", HELLO)
def test_of_a_partition_with_hello_both_sides_know_the_whole(scene):
    scene.elected(SLOW, **PINGS)
    with scene.fault():
        split_from(scene, "b", "gateway")
    scene.expect("a", "isolated", CUT_OFF)
    scene.leads("b", "split_brain", CUT_OFF)  # two hellos of a master
    scene.served_by("a", "b")


@scenario("S16", "only the master loses the gateway", PLAIN, HELLO)
def test_a_lost_uplink_of_one_node_moves_nothing_by_itself(scene):
    scene.elected(SLOW, **PINGS)
    with scene.fault():
        split_from(scene, "gateway")
    scene.leads("a", "uplink_degraded" if scene.mode.hello else "upstream_down", 10)
    scene.stays_owned_by("a", seconds=5)
    scene.spoken_for_by("a")
    scene.only("b")
    scene.lan.heal()
    healed = scene.lan.watch.history(SLOW.address)
    wait_for(lambda: scene.conditions("a") == {"healthy"}, 30, "a is healthy again")
    assert scene.lan.watch.history(SLOW.address) == healed  # no flap
    assert set(scene.speakers(scene.fault_wall)) == {"a"}
    scene.only("a", "uplink_degraded" if scene.mode.hello else "upstream_down")


@scenario("S17", "nothing that the master sends arrives", PLAIN, long=(HELLO,))
def test_a_mute_interface_is_called_mute(scene):
    scene.elected(SLOW, **PINGS)
    with scene.fault():
        scene.lan.drop("a", None, "all")
    scene.expect("a", "isolated", CUT_OFF + BACKUP.master_down)
    scene.leads("a", "split_brain", scene.since_fault() + 3)  # it hears b
    wait_for(lambda: scene.detail("a") == "mute", 3, "a knows that it is mute")
    assert "what we send is lost" in scene.reason("a"), scene.reason("a")
    scene.served_by("a", "b")
    scene.only("a", "jeopardy", "suspected", "split_brain", "isolated")


@scenario("S18", "nothing arrives at the master", PLAIN, long=(HELLO,))
def test_a_deaf_interface_is_called_deaf(scene):
    scene.elected(SLOW, **(PINGS | {"detector": PINGS["detector"] | {"audit_interval": "2s"}}))
    with scene.fault():
        scene.lan.drop(None, "a", "all")
    scene.leads("b", "master_blackhole", 8)
    scene.leads("a", "isolated", CUT_OFF + 1)
    wait_for(lambda: scene.detail("a") == "deaf", 3, "a knows that it is deaf")
    scene.served_by("a")
    scene.only("a", "jeopardy", "isolated", "upstream_down")
    scene.only("b", "jeopardy", "master_blackhole")


@scenario("S46", "{a} and {b, c, gateway}", PLAIN, long=(HELLO,))
def test_one_of_three_that_is_cut_off_knows_it(scene):
    scene.elected(SLOW, third=50, **PINGS)
    with scene.fault():
        split_from(scene, "b", "c", "gateway")
    scene.expect("a", "isolated", CUT_OFF)
    scene.action = "b takes over; a holds without proof"
    scene.served_by("a", "b", within=1)
    for label in ("b", "c"):
        assert "isolated" not in {said["to"] for said in scene.announced(label)}


@scenario("S47", "{a, gateway} and {b, c}", HELLO, long=(PLAIN,))
def test_two_of_three_that_lose_the_gateway_know_it(scene):
    scene.elected(SLOW, third=50, **PINGS)
    with scene.fault():
        for label in ("a", "gateway"):
            scene.lan.cut(label, "b", "all")
            scene.lan.cut(label, "c", "all")
    scene.expect("a", "jeopardy", CUT_OFF)
    scene.expect("b", "uplink_degraded" if scene.mode.hello else "upstream_down", CUT_OFF)
    scene.served_by("a", "b")
    assert "isolated" not in {said["to"] for said in scene.announced("a")}  # the gateway counts more than heads


@scenario("S51", "one of two networks of the pair is cut", HELLO)
def test_a_pair_that_is_cut_in_one_of_two_networks_says_so(scene):
    first, second = FAST, VirtualRouter(vrid=52, addresses=("10.78.0.10/24",), interface="eth1", interval=0.2)
    scene.pairs(first, second)
    with scene.fault():
        scene.lan.cut("a", "b", "all")
    scene.expect("b", "partial_partition", 10)
    scene.expect("a", "jeopardy", 10)
    scene.served_by("a", "b")
    assert scene.lan.watch.owners(second.address) == {"a"}
    assert not scene.lan.capture.adverts("b-2", scene.fault_wall)
    assert scene.nodes["b"].status(second.name)["verdict"]["name"] in ("healthy", "jeopardy")
