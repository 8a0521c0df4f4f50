"""Two masters at once, because adverts do not arrive: said on both sides, named rightly, and fought over by nobody."""
from dataclasses import replace
from itertools import pairwise

import pytest

from lab.packets import GROUP4, PROTOCOL
from lab.scenario import scenario
from lab.scene import FAST, HELLO, KEEPALIVED, LARGE, PLAIN, SIX, SLOW, VIRTUAL_MAC, VIRTUAL_MAC_HELLO
from lab.waiting import wait_for

BACKUP = replace(FAST, priority=100)
PROMISED = BACKUP.master_down + 2  # detector.md §4: advert-blind
WATCH_DEFENCE = 12  # seconds: more than RFC 5227's DEFEND_INTERVAL
ANSWERED = 0.7  # seconds: after a probe, until what its answer moved is put right


def both_say_so(scene, bound: float = PROMISED) -> None:
    scene.lead_both("split_brain", bound)
    scene.served_by("a", "b")


@scenario("S05", "unicast adverts are cut on their way, the addresses' LAN is fine", PLAIN, long=(HELLO,))
def test_a_split_shows_where_adverts_take_a_way_of_their_own(scene):
    scene.elected_by_unicast()
    with scene.fault():
        scene.lan.cut("a", "b")
    both_say_so(scene)
    assert not scene.lan.capture.adverts(destination=GROUP4)


@scenario("S07", "protocol 112 is dropped both ways", PLAIN, HELLO, VIRTUAL_MAC, VIRTUAL_MAC_HELLO, KEEPALIVED)
def test_masters_that_do_not_hear_each_other_both_say_so(scene):
    scene.elected()
    with scene.fault():
        scene.lan.cut("a", "b")
    both_say_so(scene)


@scenario("S08", "b does not hear a's adverts", PLAIN, VIRTUAL_MAC, long=(HELLO, KEEPALIVED))
def test_a_deaf_backup_is_a_second_master_and_starts_no_war(scene):
    scene.elected(replace(FAST, more={"garp": {"delay": "0s"}}))  # later announcements are defences
    with scene.fault():
        scene.lan.drop("a", "b")
    both_say_so(scene)
    scene.action = "a defends the address at most once in 10 s"
    scene.stays_owned_by("a", "b", seconds=WATCH_DEFENCE)
    announced = scene.defences("a")
    assert 1 < len(announced) < WATCH_DEFENCE, announced  # whatever the reason, less than once a second
    if scene.mode.virtual_mac:  # answers to its probes move the MAC in the switch, and it is pulled back
        asked = scene.asked("a")
        announced = [moment for moment in announced if not any(0 < moment - asking < ANSWERED for asking in asked)]
    assert all(gap > 10 for gap in gaps(announced)), announced


def gaps(moments: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(moments)]


@scenario("S08", "b's own firewall drops protocol 112", PLAIN, VIRTUAL_MAC)
def test_a_backup_that_is_deaf_by_its_own_firewall_is_a_second_master(scene):
    scene.elected()
    with scene.fault():
        scene.lan["b"].firewall("ingress")
    both_say_so(scene)


@scenario("S09", "the master does not hear protocol 112", HELLO, long=(PLAIN,))
def test_a_deaf_master_is_silent_by_nature(scene):
    scene.elected()
    with scene.fault():
        scene.lan.drop("b", "a")
    scene.stays_owned_by("a", seconds=5)
    assert set(scene.speakers(scene.fault_wall)) == {"a"}
    scene.all_only()


@scenario("S10", "nobody hears a's adverts", PLAIN, HELLO, VIRTUAL_MAC, long=(KEEPALIVED,))
def test_a_mute_master_and_its_successor_both_say_so(scene):
    scene.elected()
    with scene.fault():
        scene.lan.drop("a", None)
    both_say_so(scene)
    if scene.mode.hello:  # the cause names the direction
        assert "does not hear" in scene.reason("a"), scene.reason("a")


@scenario("S10", "a's own firewall drops protocol 112", PLAIN, VIRTUAL_MAC)
def test_a_master_that_is_mute_by_its_own_firewall_lets_go(scene):
    scene.elected()
    with scene.fault():
        scene.lan["a"].firewall("egress")
    scene.served_by("b", within=PROMISED)  # a's kernel says that they did not leave
    scene.stays_owned_by("b", seconds=3)
    scene.action = "a is in fault"
    scene.all_only()


@scenario("S19", "adverts that are larger than the switch passes on", PLAIN, long=(HELLO,))
def test_adverts_that_the_switch_finds_too_large_split_the_pair(scene):
    scene.elected(LARGE)
    with scene.fault():
        scene.lan.cut("a", "b", "ip protocol 112 meta length > 600")
    both_say_so(scene)


@pytest.mark.waives("owners", why="an MTU is no fault of the network: adverts stay in fragments")
@scenario("S19", "adverts that are larger than the master's own MTU")
def test_adverts_in_fragments_split_the_pair_and_the_cause_is_named(scene):
    scene.elected(LARGE)
    with scene.fault():
        scene.lan["a"].ip("link set eth0 mtu 600")  # they leave in fragments, which nobody believes
    scene.lead_both("split_brain", PROMISED)
    scene.owned_by("a", "b", within=1)
    scene.spoken_for_by("b")
    assert fragments(scene.lan.capture.frames("a", scene.fault_wall))
    assert "exceed the MTU of 600" in scene.reason("a"), scene.reason("a")


def fragments(frames: list[bytes]) -> list[bytes]:
    """Of adverts, the first ones: more follow."""
    return [frame for frame in frames if frame[12:14] == b"\x08\x00" and frame[23] == PROTOCOL and frame[20] & 0x20]


@pytest.mark.waives("owners", why="two clones stay two")
@scenario("S27", "a cloned machine: the same priority and the same primary address", PLAIN, VIRTUAL_MAC, long=(HELLO,))
def test_two_clones_are_told_from_a_loop(scene):
    scene.clones()
    if scene.mode.virtual_mac:  # nothing in a frame tells the two apart; that there are two does
        for label in ("a", "b"):
            scene.expect_one_of(label, {"split_brain", "address_conflict"}, 5 + PROMISED)
    else:
        scene.lead_both("split_brain", 5 + PROMISED)
        wait_for(lambda: (scene.detail("a"), scene.detail("b")) == ("clone", "clone"), 3, "both call it a clone")
    scene.served_by("a", "b")
    confused = {"upstream_down", "uplink_degraded", "jeopardy"}  # echoes come back to either of them
    alike = {"loop"} if scene.mode.virtual_mac else set()  # their adverts are the very same, if they come in one moment
    scene.all_only("suspected", "split_brain", "address_conflict", *confused, *alike)


@scenario("S28", "two nodes with priority 255, each speaking from an address of its own")
def test_of_two_with_the_highest_priority_the_lower_address_yields(scene):
    for label, other in (("a", "b"), ("b", "a")):
        scene.node(label, replace(FAST, priority=255, more={"source": scene.lan[label].address}), (other,))
    with scene.fault():
        scene.lan.start(*scene.nodes.values())
    scene.leads("a", "misconfigured", 10)  # the lower address yields, and hears the other
    scene.served_by("b")
    scene.action = "a yields by the RFC"


@scenario("S28", "two owners: each host has the address as its own, priority 255 on both")
def test_of_two_owners_nobody_takes_what_was_there_before(scene):
    for label, other in (("a", "b"), ("b", "a")):
        scene.lan[label].ip(f"address add {FAST.addresses[0]} dev eth0")
        scene.node(label, replace(FAST, priority=255), (other,))
    with scene.fault():
        scene.lan.start(*scene.nodes.values())
    scene.leads("b", "split_brain", 10)
    scene.expect("a", "misconfigured", 10)  # it yields by the RFC, and its host keeps the address
    scene.action = "nobody takes an address that was there before"
    scene.owned_by("a", "b", within=1)
    scene.spoken_for_by("b")


@scenario("S50", "an IPv6 address on two nodes", PLAIN, long=(HELLO,))
def test_an_ipv6_address_on_two_nodes_is_a_split(scene):
    scene.elected(SIX)
    with scene.fault():
        scene.lan.cut("a", "b")
    both_say_so(scene)
    assert scene.lan.capture.questions("a", scene.fault_wall, address=SIX.addresses[1].split("/")[0])  # and how: Scene.probes_harm_nobody


@scenario("S48", "a third node is deaf and becomes master", PLAIN, HELLO)
def test_a_deaf_third_node_makes_all_three_say_so(scene):
    scene.elected(third=50)
    with scene.fault():
        scene.lan.drop(None, "c")
    scene.leads("c", "split_brain", replace(FAST, priority=50).master_down + 2)
    scene.leads("a", "split_brain", replace(FAST, priority=50).master_down + 2)
    scene.leads("b", "split_brain", replace(FAST, priority=50).master_down + 3)  # the backup as witness
    scene.served_by("a", "c")


@scenario("S52", "a split heals", PLAIN, long=(HELLO,))
def test_healing_clears_and_tells_how_long_it_was(scene):
    scene.elected(SLOW)
    scene.lan.cut("a", "b", "all")
    scene.served_by("a", "b", within=8)
    with scene.fault():
        scene.lan.heal()
    scene.owned_by("a", within=SLOW.master_down + 1)
    lasted = held_for(scene, "b")
    for label in ("a", "b"):
        told = wait_for(lambda: incidents(scene, label), 25, f"{label} tells how long it was")[-1]
        assert told["verdict"] == "split_brain"
        if scene.mode.hello:  # each says since when it is master
            assert told["certain"] == "true" and abs(float(told["seconds"]) - lasted) < 1.5, (told, lasted)
        else:  # the other may have been quicker than it was
            assert told["certain"] == "false" and -0.2 < float(told["seconds"]) - lasted < 2.2, (told, lasted)
    assert any(moment > 1 for moment in scene.defences("a")) or wait_for(
        lambda: any(moment > 1 for moment in scene.defences("a")), 5, "a announces again, later than a second")
    scene.action = "b yields by the RFC"
    for label in ("a", "b"):
        wait_for(lambda: scene.conditions(label) <= {"healthy"}, 25, f"{label} is healthy again")


def incidents(scene, label: str) -> list[dict]:
    return [event["fields"] for event in scene.nodes[label].events() if event["event"] == "incident"]


def held_for(scene, label: str) -> float:
    """For how many seconds the host had the address, the last time that it had it."""
    added, removed = [event.time for event in scene.lan.watch.history(scene.router.address) if event.host == label][-2:]
    return removed - added
