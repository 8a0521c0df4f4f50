"""Who yields, who is fenced, who holds: never both, never on the word of strangers, never without proof of another."""
from dataclasses import replace

from lab.lan import Lan
from lab.scenario import scenario
from lab.scene import FAST, HELLO, PLAIN, SLOW, VIRTUAL_MAC_HELLO, Scene
from lab.waiting import stays, wait_for

QUICK = {"startup_grace": "1s", "delay": "1s"}
YIELD = {"detector": {"policy": "yield"}, "fence": QUICK}
FENCE = {"detector": {"policy": "fence"}, "fence": QUICK}
TRUSTING = {"detector": {"policy": "fence", "trust_lan": True}, "fence": QUICK}
ACTED = 6  # seconds: the verdict, the delay of the loser, and the fence itself


def with_pings(sections: dict, **more) -> dict:
    """At the interval of a second, with pings as they come."""
    return sections | {"detector": sections["detector"] | {"ping_interval": "1s"} | more}


def states(scene: Scene) -> dict[str, str]:
    return {label: scene.nodes[label].status()["state"] for label in scene.nodes if scene.watched(label)}


def fenced(scene: Scene) -> set[str]:
    return {label for label, state in states(scene).items() if state == "fenced"}


def settled(scene: Scene, expected: dict[str, str]) -> None:
    """It comes to this, and nothing oscillates."""
    wait_for(lambda: states(scene) == expected, 2, f"{expected}, not {states(scene)}")
    stays(lambda: states(scene) == expected, 5, f"{expected} lasts")


CUTS = {
    "S07": lambda lan: lan.cut("a", "b"),
    "S08": lambda lan: lan.drop("a", "b"),
    "S10": lambda lan: lan.drop("a", None),
}


def split(scene: Scene, cut, sections: dict) -> None:
    scene.elected(**sections)
    with scene.fault():
        cut(scene.lan)
    scene.expect_both("split_brain", 4)


def b_yields(scene: Scene, cut) -> None:
    split(scene, cut, YIELD)
    scene.owned_by("a", within=ACTED)
    scene.action = "b yields"
    scene.stays_owned_by("a", seconds=5)
    assert states(scene) == {"a": "master", "b": "backup"}


@scenario("S07", "protocol 112 is dropped both ways; policy yield", HELLO, long=(VIRTUAL_MAC_HELLO,))
def test_the_weaker_of_two_unheard_masters_yields(scene):
    b_yields(scene, CUTS["S07"])


@scenario("S08", "b does not hear a's adverts; policy yield", HELLO)
def test_a_deaf_master_yields(scene):
    b_yields(scene, CUTS["S08"])


@scenario("S10", "nobody hears a's adverts; policy yield", HELLO)
def test_the_weaker_yields_to_a_mute_master(scene):
    b_yields(scene, CUTS["S10"])


@scenario("S07", "protocol 112 is dropped both ways; policy yield, nothing authenticated", PLAIN)
def test_nobody_yields_without_authenticated_proof(scene):
    split(scene, CUTS["S07"], YIELD)
    scene.stays_owned_by("a", "b", seconds=ACTED)
    scene.action = "both hold"


@scenario("S07", "protocol 112 is dropped both ways; policy fence", HELLO, VIRTUAL_MAC_HELLO)
def test_only_the_weaker_is_fenced(scene):
    split(scene, CUTS["S07"], FENCE)
    scene.owned_by("a", within=ACTED)
    scene.action = "b is fenced"
    settled(scene, {"a": "master", "b": "fenced"})


@scenario("S07", "protocol 112 is dropped both ways; policy fence, dry run", HELLO)
def test_a_dry_run_only_says_so(scene):
    split(scene, CUTS["S07"], {"detector": {"policy": "fence", "dry_run": True}, "fence": QUICK})
    wait_for(lambda: scene.b.metric("holdfast_fence_would_total") >= 1, ACTED, "b would have fenced itself")
    scene.stays_owned_by("a", "b", seconds=2)
    assert scene.a.metric("holdfast_fence_would_total") == 0
    scene.action = "b says that it would fence itself"


@scenario("S07", "a yield ends when the split heals", HELLO)
def test_a_yield_is_over_when_the_fault_is(scene):
    b_yields(scene, CUTS["S07"])
    scene.lan.heal()
    wait_for(lambda: any(event["event"] == "readmitted" for event in scene.b.events()), 40, "b is readmitted")
    scene.a.stop()
    scene.owned_by("b", within=3)  # readmitted
    scene.action = "b yields, and is readmitted"


@scenario("S08", "b does not hear a's adverts; policy fence, the LAN is trusted", PLAIN)
def test_the_trusted_lan_is_proof(scene):
    split(scene, CUTS["S08"], TRUSTING)
    stays(lambda: fenced(scene) <= {"b"}, ACTED, "a is never fenced")
    assert "a" in scene.owners()
    scene.action = "b at most"


@scenario("S22", "the passwords differ; policy yield", HELLO)
def test_rejected_adverts_are_settled_by_hello(scene):
    for label, other, priority, password in (("a", "b", 200, "one"), ("b", "a", 100, "two")):
        router = replace(SLOW, version=2, priority=priority, password=password)
        scene.node(label, router, (other,), **YIELD)
    with scene.fault():
        scene.lan.start(*scene.nodes.values())
    scene.expect_both("split_brain", 12)
    scene.owned_by("a", within=ACTED)
    scene.action = "b yields"


@scenario("S27", "a cloned machine; policy yield", HELLO)
def test_of_two_clones_one_yields(scene):
    lan = scene.lan
    lan["b"].ip(f"address del {lan['b'].address}/24 dev eth0", f"address add {lan['a'].address}/24 dev eth0")
    for label, other in (("a", "b"), ("b", "a")):
        scene.node(label, replace(FAST, priority=100, more={"peers": []}), (other,), **YIELD)
    with scene.fault():
        lan.start(*scene.nodes.values())
    scene.expect_both("split_brain", 6)
    scene.owned_by("b", within=ACTED)  # the lower node's name yields
    scene.stays_owned_by("b", seconds=3)
    scene.action = "a yields"


@scenario("S48", "a third node is deaf and becomes master; policy yield", HELLO)
def test_the_deaf_third_node_yields(scene):
    scene.elected(third=50, **YIELD)
    with scene.fault():
        scene.lan.drop(None, "c")
    scene.expect("c", "split_brain", 4)
    scene.owned_by("a", within=ACTED)
    scene.stays_owned_by("a", seconds=3)
    scene.action = "c yields"


@scenario("S13", "{a, client} and {b, gateway}; policy fence, on_isolation hold", PLAIN)
def test_without_proof_an_isolated_master_holds(scene):
    scene.elected(SLOW, **with_pings(TRUSTING))
    with scene.fault():
        cut_off(scene.lan)
    scene.expect("a", "isolated", 9)
    scene.stays_owned_by("a", "b", seconds=ACTED)
    scene.action = "a holds"


@scenario("S13", "{a, client} and {b, gateway}; policy fence, on_isolation fence", PLAIN)
def test_an_isolated_master_may_fence_itself(scene):
    scene.elected(SLOW, **with_pings(TRUSTING, on_isolation="fence"))
    with scene.fault():
        cut_off(scene.lan)
    scene.expect("a", "isolated", 9)
    scene.owned_by("b", within=ACTED)
    stays(lambda: fenced(scene) <= {"a"}, 3, "b is never fenced")
    scene.action = "a is fenced"


def cut_off(lan: Lan) -> None:
    lan.cut("a", "b", "all")
    lan.cut("a", "gateway", "all")


@scenario("S14", "{a, client} and {b, gateway}, the hello channel lives; policy fence", HELLO)
def test_the_isolated_master_is_fenced_although_it_is_stronger(scene):
    scene.elected(SLOW, **with_pings(FENCE))
    with scene.fault():
        cut_off(scene.lan)
    scene.owned_by("b", within=9 + ACTED)
    settled(scene, {"a": "fenced", "b": "master"})
    scene.action = "a is fenced"


@scenario("S16", "only the master loses the gateway; policy fence", HELLO)
def test_a_lost_uplink_is_handed_over_but_fences_nobody(scene):
    scene.elected(SLOW, **with_pings(FENCE))
    with scene.fault():
        scene.lan.cut("a", "gateway", "all")
    scene.expect("a", "uplink_degraded", 10)
    scene.owned_by("b", within=ACTED)
    settled(scene, {"a": "backup", "b": "master"})
    scene.action = "a yields"


@scenario("S17", "nothing that the master sends arrives; policy fence, the LAN is trusted", PLAIN, long=(HELLO,))
def test_a_mute_master_is_fenced(scene):
    scene.elected(SLOW, **with_pings(TRUSTING))
    with scene.fault():
        scene.lan.drop("a", None, "all")
    scene.owned_by("b", within=9 + 4 + ACTED)
    wait_for(lambda: fenced(scene) == {"a"}, 2, "a is fenced")
    scene.action = "a is fenced"


@scenario("S18", "nothing arrives at the master; policy yield", HELLO)
def test_a_deaf_interface_yields(scene):
    scene.elected(SLOW, **with_pings(YIELD))
    with scene.fault():
        scene.lan.drop(None, "a", "all")
    scene.owned_by("b", within=9 + ACTED + 4)
    stays(lambda: not fenced(scene), 3, "nobody is fenced")
    scene.action = "a yields, b takes over"


@scenario("S24", "other versions; policy yield", HELLO)
def test_other_versions_are_settled_by_hello(scene):
    for label, other, priority, version in (("a", "b", 200, 3), ("b", "a", 100, 2)):
        scene.node(label, replace(SLOW, version=version, priority=priority), (other,), **YIELD)
    with scene.fault():
        scene.lan.start(*scene.nodes.values())
    scene.expect_both("split_brain", 12)
    scene.owned_by("a", within=ACTED)
    scene.action = "b yields"
