"""How long it takes from the fault on the wire to the change of the metric: the promises, each with its figure."""
import time
from dataclasses import replace

from lab.packets import gratuitous_arp
from lab.removals import removals
from lab.scenario import scenario
from lab.scene import FAST, HELLO, LARGE, PLAIN, SLOW, moment
from lab.waiting import wait_for

AUDIT = 10  # seconds, the default
AS_SHIPPED = {"detector": {"ping_interval": "1s", "audit_interval": f"{AUDIT}s"}}
MASTER, BACKUP = replace(SLOW, priority=200), replace(SLOW, priority=100)


def measured(scene, label: str, verdict: str, bound: float) -> None:
    scene.leads(label, verdict, bound)
    print(f"{verdict} on {label}: {scene.said[label][-1].seconds:.2f} s, at most {bound:.2f} s")


def rival_heard(scene, router, bound: float) -> None:
    scene.elected(router, **AS_SHIPPED)
    since = time.time()
    scene.lan.drop("a", "b")
    first = wait_for(lambda: scene.lan.capture.adverts("b", since), 6, "b advertises")[0]
    scene.injected(first.time)
    measured(scene, "a", "split_brain", bound)


@scenario("measure", "a second master whose adverts are heard, T = 1 s: at most 3 s", PLAIN)
def test_a_heard_rival_is_known_within_3_s(scene):
    rival_heard(scene, SLOW, 3)


@scenario("measure", "a second master whose adverts are heard, T = 100 ms: at most 0.5 s", PLAIN)
def test_a_heard_rival_is_known_within_half_a_second_at_a_tenth(scene):
    rival_heard(scene, replace(FAST, interval=0.1), 0.5)


@scenario("measure", "neither master hears the other, T = 1 s: at most MDI + 2 s, on both", PLAIN, long=(HELLO,))
def test_unheard_masters_know_it_within_their_patience_and_2_s(scene):
    scene.elected(SLOW, **AS_SHIPPED)
    with scene.fault():
        scene.lan.cut("a", "b")
    for label in ("b", "a"):
        measured(scene, label, "split_brain", BACKUP.master_down + 2)


@scenario("measure", "a silent host takes the address: at most the audit's interval + 1 s", PLAIN)
def test_a_silent_host_is_known_within_an_audit_and_1_s(scene):
    scene.elected(SLOW, **AS_SHIPPED)
    with scene.fault():
        scene.lan["client"].ip(f"address add {SLOW.addresses[0]} dev eth0")
    measured(scene, "a", "address_conflict", AUDIT + 1)


@scenario("measure", "a host takes the address and announces it: at most 1.5 s", PLAIN)
def test_an_announcing_host_is_known_within_1500_ms(scene):
    scene.elected(SLOW, **AS_SHIPPED)
    client = scene.lan["client"]
    with scene.fault():
        client.ip(f"address add {SLOW.addresses[0]} dev eth0")
        client.send(gratuitous_arp(SLOW.address, client.mac))
    measured(scene, "a", "address_conflict", 1.5)


@scenario("measure", "the master is cut off: at most 2 MDI + 2 s", PLAIN)
def test_a_master_that_is_cut_off_knows_it_in_time(scene):
    scene.elected(SLOW, **AS_SHIPPED)
    with scene.fault():
        scene.lan.drop("a", None, "all")
        scene.lan.drop(None, "a", "all")
    measured(scene, "a", "isolated", 2 * MASTER.master_down + 2)


@scenario("measure", "a fence: the addresses are gone from the kernel within 50 ms", HELLO)
def test_a_fence_takes_the_addresses_away_within_50_ms(scene):
    scene.elected(LARGE, detector={"policy": "fence"},
                  fence={"startup_grace": "1s", "delay": "1s"})
    with removals(scene.lan["b"]) as removed:
        with scene.fault():
            scene.lan.cut("a", "b")
        scene.expect("b", "split_brain", 4)
        scene.served_by("a", within=6)
        times = {address: when for when, address in removed()}
    ordered = next(event for event in scene.b.events() if event["event"] == "fence_ordered")
    took = max(times[address.split("/")[0]] for address in LARGE.addresses) - moment(ordered)
    print(f"addresses gone after the order: {took * 1000:.0f} ms, at most 50 ms")
    assert took < 0.05
    scene.action = f"gone after {took * 1000:.0f} ms"
