"""How long it takes from the fault on the wire to the change of the metric: the promises, each with its figure."""
import time
from dataclasses import replace

from lab.packets import gratuitous_arp
from lab.scenario import scenario
from lab.scene import FAST, HELLO, PLAIN, SLOW, moment
from lab.waiting import wait_for

AUDIT = 10  # seconds, the default
AS_SHIPPED = {"detector": {"ping_interval": "1s", "audit_interval": f"{AUDIT}s"}}
MASTER, BACKUP = replace(SLOW, priority=200), replace(SLOW, priority=100)


def measured(scene, label: str, verdict: str, bound: float) -> None:
    scene.expect(label, verdict, bound)
    print(f"{verdict} on {label}: {scene.said[label][-1].seconds:.2f} s, at most {bound:.2f} s")


def rival_heard(scene, router, bound: float) -> None:
    scene.elected(router, **AS_SHIPPED)
    since = time.time()
    scene.lan.drop("a", "b")
    first = wait_for(lambda: scene.lan.capture.adverts("b", since), 6, "b advertises")[0]
    scene.injected(first.time)
    measured(scene, "a", "split_brain", bound)


@scenario("measure", "a second master whose adverts are heard, T = 1 s: at most 3 s", PLAIN)
def test_a_heard_rival_at_one_second(scene):
    rival_heard(scene, SLOW, 3)


@scenario("measure", "a second master whose adverts are heard, T = 100 ms: at most 0.5 s", PLAIN)
def test_a_heard_rival_at_a_tenth(scene):
    rival_heard(scene, replace(FAST, interval=0.1), 0.5)


@scenario("measure", "neither master hears the other, T = 1 s: at most MDI + 2 s, on both", PLAIN, long=(HELLO,))
def test_unheard_masters(scene):
    scene.elected(SLOW, **AS_SHIPPED)
    with scene.fault():
        scene.lan.cut("a", "b")
    for label in ("b", "a"):
        measured(scene, label, "split_brain", BACKUP.master_down + 2)


@scenario("measure", "a silent host takes the address: at most the audit's interval + 1 s", PLAIN)
def test_a_silent_host(scene):
    scene.elected(SLOW, **AS_SHIPPED)
    with scene.fault():
        scene.lan["client"].ip(f"address add {SLOW.addresses[0]} dev eth0")
    measured(scene, "a", "address_conflict", AUDIT + 1)


@scenario("measure", "a host takes the address and announces it: at most 1.5 s", PLAIN)
def test_an_announcing_host(scene):
    scene.elected(SLOW, **AS_SHIPPED)
    client = scene.lan["client"]
    with scene.fault():
        client.ip(f"address add {SLOW.addresses[0]} dev eth0")
        client.send(gratuitous_arp(SLOW.address, client.mac))
    measured(scene, "a", "address_conflict", 1.5)


@scenario("measure", "the master is cut off: at most 2 MDI + 2 s", PLAIN)
def test_a_cut_off_master(scene):
    scene.elected(SLOW, **AS_SHIPPED)
    with scene.fault():
        scene.lan.drop("a", None, "all")
        scene.lan.drop(None, "a", "all")
    measured(scene, "a", "isolated", 2 * MASTER.master_down + 2)


@scenario("measure", "a fence: the addresses are gone from the kernel within 50 ms", HELLO)
def test_a_fence_is_fast(scene):
    many = tuple(f"10.77.1.{number}/16" for number in range(1, 201))
    scene.elected(replace(FAST, addresses=("10.77.0.10/24", *many)), detector={"policy": "fence"},
                  fence={"startup_grace": "1s", "delay": "1s"})
    with scene.fault():
        scene.lan.cut("a", "b")
    scene.expect("b", "split_brain", 4)
    scene.owned_by("a", within=6)
    ordered = next(event for event in scene.b.events() if event["event"] == "fence_ordered")
    last = max(event.time for address in ("10.77.0.10", *(one.split("/")[0] for one in many))
               for event in scene.lan.watch.history(address, scene.fault_wall) if event.host == "b" and not event.added)
    took = last - moment(ordered)
    print(f"addresses gone after the order: {took * 1000:.0f} ms, at most 50 ms")
    assert took < 0.05
    scene.action = f"gone after {took * 1000:.0f} ms"
