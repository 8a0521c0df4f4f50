"""What is normal is called normal: not one false verdict, in all that was ever announced.

HOLDFAST_LONG=1: ten minutes of steady state and of a dead gateway, and 200 hand-overs.
"""
import time
from dataclasses import replace

import pytest

from lab.scenario import LONG, scenario
from lab.scene import FAST, HELLO, KEEPALIVED, PLAIN, VIRTUAL_MAC, VIRTUAL_MAC_HELLO
from lab.waiting import stays, wait_for

STEADY = 600 if LONG else 60  # seconds
ANNOUNCED_AGAIN = 6  # seconds after a take-over: its second announcement is over
HAND_OVERS = 200 if LONG else 10
STEADY_ROUTER = replace(FAST, interval=0.1)
KINDS_OF_A_RIVAL = ("foreign_advert", "rejected_advert", "claim", "loop", "local_fault")


def evidence(scene, label: str) -> float:
    if not scene.watched(label):
        return 0
    return sum(scene.nodes[label].counted("holdfast_detector_evidence_total", name=scene.router.name, kind=kind)
               for kind in KINDS_OF_A_RIVAL)


@scenario("S01", "steady state", PLAIN, VIRTUAL_MAC_HELLO, long=(HELLO, KEEPALIVED))
def test_the_steady_state_is_healthy(scene):
    scene.elected(STEADY_ROUTER)
    before = {label: (evidence(scene, label), len(scene.announced(label))) for label in ("a", "b")}
    since = time.time()
    scene.stays_owned_by("a", seconds=STEADY)
    expected = (time.time() - since) / STEADY_ROUTER.interval
    assert scene.speakers(since) == {"a": pytest.approx(expected, rel=0.02)}
    assert not scene.lan.capture.announcements(since=since + ANNOUNCED_AGAIN, address=STEADY_ROUTER.address)
    assert before == {label: (evidence(scene, label), len(scene.announced(label))) for label in ("a", "b")}
    scene.all_only()


def hand_over(scene, stops: str, successor: str) -> None:
    """One master stops, the other follows; there is one owner again, and the overlap was shorter than an interval."""
    stopped = time.time()
    scene.nodes[stops].stop()
    scene.lan.settles(successor)
    first = scene.lan.capture.adverts(successor, stopped)[0].time
    left = next(event.time for event in scene.lan.watch.history(scene.router.address, stopped) if not event.added)
    assert first < left < first + scene.router.interval  # make before break


@scenario("S02", "a stronger node starts and takes over, a master is stopped (S03): again and again",
          PLAIN, VIRTUAL_MAC, long=(HELLO,))
def test_hand_overs_are_no_split(scene):
    scene.elected(STEADY_ROUTER)
    for _ in range(HAND_OVERS // 2):
        hand_over(scene, "a", "b")
        scene.lan.capture.clear()
        scene.a.start()
        scene.lan.settles("a")
        wait_for(lambda: scene.a.status()["state"] == "master", 5, "a is master, and says so")
    scene.action = "the RFC's own hand-over"
    said = {*scene.logged_verdicts("a"), *scene.logged_verdicts("b")}
    # Jeopardy: while the other is stopped, its hello is missing. Flapping: ten hand-overs in a minute are that.
    wrong = said - {"healthy", "transition", "jeopardy", "flapping"}
    assert not wrong, wrong


@scenario("S03", "the master is stopped", HELLO, VIRTUAL_MAC, KEEPALIVED, long=(PLAIN,))
def test_a_master_that_is_stopped_hands_over_in_order(scene):
    scene.elected()
    with scene.fault():
        hand_over(scene, "a", "b")
    assert scene.lan.capture.adverts("a", scene.fault_wall, priority=0)
    scene.spoken_for_by("b")
    scene.stays_owned_by("b", seconds=3)
    scene.only("b", "jeopardy")
    scene.action = "a resigns"


@scenario("S02", "the stronger node starts", PLAIN, VIRTUAL_MAC, long=(HELLO, KEEPALIVED))
def test_a_stronger_node_takes_over_without_a_suspicion(scene):
    scene.node("a", replace(FAST, priority=200), ("b",))
    b = scene.start("b", replace(FAST, priority=100), "a")
    scene.lan.settles("b")
    with scene.fault():
        scene.lan.start(scene.a)
        scene.served_by("a", within=5)
    assert b.running
    scene.stays_owned_by("a", seconds=3)
    scene.all_only("jeopardy")
    scene.action = "b yields by the RFC"


@scenario("S06", "the hello channel is cut", HELLO, long=(VIRTUAL_MAC_HELLO,))
def test_a_lost_hello_moves_nothing(scene):
    scene.elected()
    before = scene.lan.watch.history(scene.router.address)
    with scene.fault():
        scene.lan.cut("a-2", "b-2", "all")
    scene.lead_both("jeopardy", 3)
    stays(lambda: scene.lan.watch.history(scene.router.address) == before, 5, "the address stays where it is")
    assert set(scene.speakers(scene.fault_wall)) == {"a"}
    scene.all_only("jeopardy")


@scenario("S15", "the gateway is dead", HELLO, long=(PLAIN,))
def test_a_dead_gateway_moves_nothing(scene):
    scene.elected(detector={"policy": "fence", "trust_lan": True, "on_isolation": "fence"}, fence={"startup_grace": "1s"})
    before = scene.lan.watch.history(scene.router.address)
    with scene.fault():
        scene.lan.unplug("gateway")
    scene.lead_both("upstream_down", 5)
    stays(lambda: scene.lan.watch.history(scene.router.address) == before, STEADY, "the address stays where it is")
    assert set(scene.speakers(scene.fault_wall)) == {"a"}
    assert not scene.lan.capture.adverts("a", scene.fault_wall, priority=0)
    scene.all_only("upstream_down")


@scenario("S23", "version 3 advertises in other intervals", PLAIN, long=(HELLO,))
def test_intervals_may_differ_in_version_3(scene):
    scene.node("a", replace(FAST, priority=200), ("b",))
    scene.node("b", replace(FAST, priority=100, interval=0.3), ("a",))
    scene.lan.start(scene.a, scene.b)
    scene.served_by("a", within=5)
    scene.stays_owned_by("a", seconds=5)
    scene.all_only()


@scenario("S26", "the same priority on both", PLAIN, long=(HELLO,))
def test_equal_priorities_settle_at_once(scene):
    for label, other in (("a", "b"), ("b", "a")):
        scene.node(label, replace(FAST, priority=100), (other,))
    scene.lan.start(scene.a, scene.b)
    wait_for(scene.owners, 5, "somebody holds the address")
    wait_for(lambda: len(scene.owners()) == 1, 2 * FAST.interval + 0.2, "only one of them")
    owners = set(scene.owners())
    scene.spoken_for_by(*owners)
    scene.stays_owned_by(*owners, seconds=3)
    scene.action = "the lower address yields"
    scene.all_only()


@scenario("S37", "the master loses its carrier", PLAIN, VIRTUAL_MAC, long=(HELLO,))
def test_a_lost_carrier_is_a_fault(scene):
    scene.elected()
    with scene.fault():
        scene.lan.unplug("a")
    scene.served_by("b", within=3)
    assert scene.lan.watch.overlaps(FAST.address, scene.fault_wall) == []
    assert scene.a.status()["state"] == "fault"
    scene.stays_owned_by("b", seconds=3)
    scene.action = "a is in fault"
    scene.only("a")  # that it is in fault says it all
    scene.only("b", "jeopardy")


@scenario("S44", "the master's interface is deleted and made anew", PLAIN, VIRTUAL_MAC)
def test_a_master_without_its_interface_is_in_fault_until_it_hears_again(scene):
    scene.elected()
    with scene.fault():
        scene.lan["a"].ip("link del eth0")
    scene.leads("a", "blind", 2)
    scene.served_by("b", within=3)
    assert scene.a.status()["state"] == "fault"
    comes_back(scene, lambda: scene.lan["a"].plug_in(scene.lan.switch))


@scenario("S44", "the master's interface is renamed, and renamed back", PLAIN, VIRTUAL_MAC)
def test_a_master_whose_interface_has_another_name_is_in_fault_until_it_hears_again(scene):
    scene.elected()
    with scene.fault():
        rename(scene.lan["a"], "eth0", "elsewhere")
    scene.leads("a", "blind", 2)
    scene.served_by("b", within=3)
    assert scene.a.status()["state"] == "fault"
    comes_back(scene, lambda: rename(scene.lan["a"], "elsewhere", "eth0"))


def rename(host, before: str, after: str) -> None:
    host.ip(f"link set {before} down", f"link set {before} name {after}", f"link set {after} up")


def comes_back(scene, give_back) -> None:
    """The interface is there again: a hears its master before it speaks, takes over from it, and says nothing false."""
    returned = time.time()
    give_back()
    own = wait_for(lambda: scene.lan.capture.adverts("a", returned), 10, "a advertises")[0].time
    heard = scene.lan.capture.adverts("b", returned)[0].time
    assert heard < own
    scene.served_by("a")
    wait_for(lambda: scene.a.status()["state"] == "master", 2, "a says that it is master")
    assert not scene.conditions("a") & {"blind"}
    scene.action = "a is in fault until it hears again"
    scene.only("a", "blind", "flapping", "jeopardy")
    scene.only("b", "jeopardy", "flapping")


@scenario("S45", "the address is deleted by hand on the master, three times", PLAIN, VIRTUAL_MAC, long=(HELLO,))
def test_an_address_that_is_deleted_again_and_again_is_put_back_and_told(scene):
    scene.elected()
    device = next(iter(scene.lan["a"].holders(FAST.address)))
    for times in (1, 2, 3):
        with scene.fault():
            scene.lan["a"].ip(f"address del {FAST.addresses[0]} dev {device}")
        gone, back = wait_for(lambda: len(found := scene.lan.watch.history(FAST.address, scene.fault_wall)) == 2 and found,
                              2, "the address goes and returns")
        assert back.time - gone.time < 1
        wait_for(lambda: scene.lan.capture.announcements("a", back.time, address=FAST.address), 1, "a announces it")
        assert reinstated(scene)[-1:] == [("info" if times < 3 else "warning", str(times))]
    wait_for(lambda: scene.a.metric("holdfast_address_reinstated_total", name=FAST.name) == 3, 2, "the metric has all three")
    scene.stays_owned_by("a", seconds=3)
    assert set(scene.speakers(scene.fault_wall)) == {"a"}
    scene.action = "a puts it back, and warns at the third time"
    scene.all_only()


def reinstated(scene) -> list[tuple[str, str]]:
    """Level and count of each time that a put an address back, as it told."""
    return [(event["level"], event["fields"]["times"]) for event in scene.a.events() if event["event"] == "address_reinstated"]
