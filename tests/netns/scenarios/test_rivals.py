"""Two masters at once, because adverts do not arrive: said on both sides, named rightly, and fought over by nobody."""
import time
from dataclasses import replace
from itertools import pairwise

from lab.scenario import scenario
from lab.scene import FAST, HELLO, KEEPALIVED, PLAIN, SLOW, VIRTUAL_MAC, VIRTUAL_MAC_HELLO
from lab.waiting import wait_for

BACKUP = replace(FAST, priority=100)
PROMISED = BACKUP.master_down + 2  # detector.md §4: advert-blind
WATCH_DEFENCE = 12  # seconds: more than RFC 5227's DEFEND_INTERVAL


def both_say_so(scene, bound: float = PROMISED) -> None:
    scene.expect_both("split_brain", bound)
    assert scene.owners() == {"a", "b"}


@scenario("S05", "unicast adverts are cut on their way, the addresses' LAN is fine", PLAIN, long=(HELLO,))
def test_adverts_that_take_another_way_are_cut(scene):
    lan = scene.lan
    for label, other, priority in (("a", "b", 200), ("b", "a", 100)):
        scene.node(label, replace(FAST, priority=priority, unicast_peers=(lan[other].address,)), (other,))
    lan.start(*scene.nodes.values())
    lan.settles("a")
    scene.await_calm("a")
    with scene.fault():
        lan.cut("a", "b")
    both_say_so(scene)


@scenario("S07", "protocol 112 is dropped both ways", PLAIN, HELLO, VIRTUAL_MAC, VIRTUAL_MAC_HELLO, KEEPALIVED)
def test_masters_that_do_not_hear_each_other(scene):
    scene.elected()
    with scene.fault():
        scene.lan.cut("a", "b")
    both_say_so(scene)


@scenario("S08", "b does not hear a's adverts", PLAIN, VIRTUAL_MAC, long=(HELLO, KEEPALIVED))
def test_a_deaf_backup(scene):
    scene.elected(replace(FAST, more={"garp": {"delay": "0s"}}))  # later announcements are defences
    with scene.fault():
        scene.lan.drop("a", "b")
    both_say_so(scene)
    scene.action = "a defends the address at most once in 10 s"
    scene.stays_owned_by("a", "b", seconds=WATCH_DEFENCE)
    gaps = [later - earlier for earlier, later in pairwise(scene.defences("a"))]
    if scene.mode.virtual_mac:  # it is also pulled back after probes
        assert len(gaps) < WATCH_DEFENCE, gaps
    else:
        assert gaps and min(gaps) > 10, gaps


@scenario("S08", "b's own firewall drops protocol 112", PLAIN, VIRTUAL_MAC)
def test_a_backup_behind_its_own_firewall(scene):
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
    scene.only("a")
    scene.only("b")


@scenario("S10", "nobody hears a's adverts", PLAIN, HELLO, VIRTUAL_MAC, long=(KEEPALIVED,))
def test_a_mute_master(scene):
    scene.elected()
    with scene.fault():
        scene.lan.drop("a", None)
    both_say_so(scene)
    if scene.mode.hello:  # the cause names the direction
        assert "does not hear" in scene.reason("a"), scene.reason("a")


@scenario("S10", "a's own firewall drops protocol 112", PLAIN, VIRTUAL_MAC)
def test_a_master_behind_its_own_firewall(scene):
    scene.elected()
    with scene.fault():
        scene.lan["a"].firewall("egress")
    if scene.mode.virtual_mac:  # whole frames are sent, and the kernel says that they did not leave
        scene.owned_by("b", within=PROMISED)
        scene.stays_owned_by("b", seconds=3)
        scene.action = "a is in fault"
        return scene.never("split_brain", "zombie_owner", "address_conflict", "loop")
    both_say_so(scene)


MANY = tuple(f"10.77.1.{number}/16" for number in range(1, 201))
LARGE = replace(FAST, addresses=("10.77.0.10/24", *MANY))


@scenario("S19", "adverts that are larger than the switch passes on", PLAIN, long=(HELLO,))
def test_adverts_above_the_switchs_mtu(scene):
    scene.elected(LARGE)
    with scene.fault():
        scene.lan.cut("a", "b", "ip protocol 112 meta length > 600")
    both_say_so(scene)


@scenario("S19", "adverts that are larger than the master's own MTU")
def test_adverts_above_the_masters_mtu(scene):
    scene.elected(LARGE)
    with scene.fault():
        scene.lan["a"].ip("link set eth0 mtu 600")  # they leave in fragments, which nobody believes
    both_say_so(scene)


@scenario("S27", "a cloned machine: the same priority and the same primary address", PLAIN, VIRTUAL_MAC, long=(HELLO,))
def test_a_clone(scene):
    lan = scene.lan
    lan["b"].ip(f"address del {lan['b'].address}/24 dev eth0", f"address add {lan['a'].address}/24 dev eth0")
    for label in ("a", "b"):
        scene.node(label, replace(FAST, priority=100, more={"peers": []}), ("a" if label == "b" else "b",))
    with scene.fault():
        lan.start(*scene.nodes.values())
    if scene.mode.virtual_mac:  # nothing in a frame tells the two apart; that there are two does
        scene.expect_one_of("a", {"split_brain", "address_conflict"}, 5 + PROMISED)
        return scene.expect_one_of("b", {"split_brain", "address_conflict"}, 5 + PROMISED)
    scene.expect_both("split_brain", 5 + PROMISED)
    wait_for(lambda: scene.detail("a") == "clone", 3, "a calls it a clone")
    scene.never("loop")


@scenario("S28", "two nodes with priority 255, each speaking from an address of its own")
def test_two_of_the_highest_priority(scene):
    for label, other in (("a", "b"), ("b", "a")):
        scene.node(label, replace(FAST, priority=255, more={"source": scene.lan[label].address}), (other,))
    with scene.fault():
        scene.lan.start(*scene.nodes.values())
    scene.expect("a", "misconfigured", 10)  # the lower address yields, and hears the other
    scene.owned_by("b", within=2)
    scene.action = "a yields by the RFC"


@scenario("S28", "two owners: each host has the address as its own, priority 255 on both")
def test_two_owners(scene):
    for label, other in (("a", "b"), ("b", "a")):
        scene.lan[label].ip(f"address add {FAST.addresses[0]} dev eth0")
        scene.node(label, replace(FAST, priority=255), (other,))
    with scene.fault():
        scene.lan.start(*scene.nodes.values())
    scene.expect("b", "split_brain", 10)
    scene.expect("a", "misconfigured", 10)  # it yields by the RFC, and its host keeps the address
    scene.action = "nobody takes an address that was there before"
    assert scene.owners() == {"a", "b"}


@scenario("S50", "an IPv6 address on two nodes", PLAIN, long=(HELLO,))
def test_an_ipv6_split(scene):
    scene.elected(replace(FAST, addresses=("fe80::77/64", "fd77::10/64")))
    with scene.fault():
        scene.lan.cut("a", "b")
    both_say_so(scene)
    assert scene.lan.capture.questions("a", scene.fault_wall, address="fd77::10")  # and how: Scene.probes_harm_nobody


@scenario("S48", "a third node is deaf and becomes master", PLAIN, HELLO)
def test_a_deaf_third_node(scene):
    scene.elected(third=50)
    with scene.fault():
        scene.lan.drop(None, "c")
    scene.expect("c", "split_brain", replace(FAST, priority=50).master_down + 2)
    scene.expect("a", "split_brain", replace(FAST, priority=50).master_down + 2)
    scene.expect("b", "split_brain", replace(FAST, priority=50).master_down + 3)  # the backup as witness
    assert scene.owners() == {"a", "c"}


@scenario("S52", "a split heals", PLAIN, long=(HELLO,))
def test_healing_clears_and_tells_how_long_it_was(scene):
    scene.elected(SLOW)
    scene.lan.cut("a", "b", "all")
    scene.owned_by("a", "b", within=8)
    time.sleep(2)  # the split lasts
    with scene.fault():
        scene.lan.heal()
    scene.owned_by("a", within=SLOW.master_down + 1)
    assert any(moment > 1 for moment in scene.defences("a")) or wait_for(
        lambda: any(moment > 1 for moment in scene.defences("a")), 5, "a announces again, later than a second")
    scene.action = "b yields by the RFC"
    for label in ("a", "b"):
        wait_for(lambda: scene.conditions(label) <= {"healthy"}, 25, f"{label} is healthy again")
