"""Who yields, who is fenced, who holds: never both, never on the word of strangers, never without proof of another."""
from dataclasses import replace

from lab.lan import Lan
from lab.scenario import scenario
from lab.scene import HELLO, LARGE, PLAIN, SIX, SLOW, VIRTUAL_MAC_HELLO, Scene
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
    return {label: scene.nodes[label].status(scene.router.name)["state"] for label in scene.nodes if scene.watched(label)}


def fenced(scene: Scene) -> set[str]:
    return {label for label, state in states(scene).items() if state == "fenced"}


def settled(scene: Scene, expected: dict[str, str]) -> None:
    """It comes to this, and nothing oscillates."""
    wait_for(lambda: states(scene) == expected, 2, f"{expected}, not {states(scene)}")
    stays(lambda: states(scene) == expected, 5, f"{expected} lasts")


def split(scene: Scene, cut) -> None:
    """An elected pair becomes two masters, and both say so."""
    with scene.fault():
        cut(scene.lan)
    scene.expect_both("split_brain", 4)


def b_yields(scene: Scene, cut) -> None:
    split(scene, cut)
    scene.served_by("a", within=ACTED)
    scene.action = "b yields"
    scene.stays_owned_by("a", seconds=4)
    assert states(scene) == {"a": "master", "b": "backup"}


def cut_adverts(lan: Lan) -> None:
    lan.cut("a", "b")


@scenario("S05", "unicast adverts are cut on their way; policy yield", HELLO)
def test_the_weaker_yields_where_adverts_take_a_way_of_their_own(scene):
    scene.elected_by_unicast(**YIELD)
    b_yields(scene, cut_adverts)


@scenario("S07", "protocol 112 is dropped both ways; policy yield", HELLO, long=(VIRTUAL_MAC_HELLO,))
def test_the_weaker_of_two_unheard_masters_yields(scene):
    scene.elected(**YIELD)
    b_yields(scene, cut_adverts)


@scenario("S08", "b does not hear a's adverts; policy yield", HELLO)
def test_a_deaf_master_yields(scene):
    scene.elected(**YIELD)
    b_yields(scene, lambda lan: lan.drop("a", "b"))


@scenario("S10", "nobody hears a's adverts; policy yield", HELLO)
def test_the_weaker_yields_to_a_mute_master(scene):
    scene.elected(**YIELD)
    b_yields(scene, lambda lan: lan.drop("a", None))


@scenario("S19", "adverts that are larger than the switch passes on; policy yield", HELLO)
def test_the_weaker_yields_to_adverts_that_are_too_large(scene):
    scene.elected(LARGE, **YIELD)
    b_yields(scene, lambda lan: lan.cut("a", "b", "ip protocol 112 meta length > 600"))


@scenario("S50", "an IPv6 address on two nodes; policy yield", HELLO)
def test_the_weaker_of_two_ipv6_masters_yields(scene):
    scene.elected(SIX, **YIELD)
    b_yields(scene, cut_adverts)


@scenario("S07", "protocol 112 is dropped both ways; policy yield, nothing authenticated", PLAIN)
def test_nobody_yields_without_authenticated_proof(scene):
    scene.elected(**YIELD)
    split(scene, cut_adverts)
    scene.stays_owned_by("a", "b", seconds=ACTED)
    scene.spoken_for_by("a", "b")
    scene.action = "both hold"


@scenario("S07", "protocol 112 is dropped both ways; policy fence", HELLO, VIRTUAL_MAC_HELLO)
def test_only_the_weaker_is_fenced(scene):
    scene.elected(**FENCE)
    split(scene, cut_adverts)
    scene.served_by("a", within=ACTED)
    scene.action = "b is fenced"
    settled(scene, {"a": "master", "b": "fenced"})


@scenario("S07", "protocol 112 is dropped both ways; policy fence, dry run", HELLO)
def test_a_dry_run_only_says_so(scene):
    scene.elected(detector={"policy": "fence", "dry_run": True}, fence=QUICK)
    split(scene, cut_adverts)
    wait_for(lambda: scene.b.metric("holdfast_fence_would_total") >= 1, ACTED, "b would have fenced itself")
    scene.stays_owned_by("a", "b", seconds=2)
    scene.spoken_for_by("a", "b")
    assert scene.a.metric("holdfast_fence_would_total") == 0
    scene.action = "b says that it would fence itself"


@scenario("S07", "a yield ends when the split heals", HELLO)
def test_a_yield_is_over_when_the_fault_is(scene):
    scene.elected(**YIELD)
    b_yields(scene, cut_adverts)
    scene.lan.heal()
    wait_for(lambda: any(event["event"] == "readmitted" for event in scene.b.events()), 40, "b is readmitted")
    scene.a.stop()
    scene.served_by("b", within=3)  # readmitted
    scene.action = "b yields, and is readmitted"


@scenario("S08", "b does not hear a's adverts; policy fence, the LAN is trusted", PLAIN)
def test_whoever_hears_no_rival_has_no_proof_on_a_trusted_lan_either(scene):
    scene.elected(**TRUSTING)
    split(scene, lambda lan: lan.drop("a", "b"))
    settled(scene, {"a": "master", "b": "master"})
    scene.served_by("a", "b")
    scene.action = "both hold"


@scenario("S22", "the passwords differ; policy yield", HELLO)
def test_rejected_adverts_are_settled_by_hello(scene):
    for label, other, priority, password in (("a", "b", 200, "one"), ("b", "a", 100, "two")):
        router = replace(SLOW, version=2, priority=priority, password=password)
        scene.node(label, router, (other,), **YIELD)
    with scene.fault():
        scene.lan.start(*scene.nodes.values())
    scene.expect_both("split_brain", 12)
    scene.served_by("a", within=ACTED)
    scene.action = "b yields"


@scenario("S23", "version 2 with other intervals; policy yield", HELLO)
def test_other_intervals_are_settled_by_hello(scene):
    for label, other, priority, interval in (("a", "b", 200, 1.0), ("b", "a", 100, 2.0)):
        router = replace(SLOW, version=2, priority=priority, interval=interval)
        scene.node(label, router, (other,), **YIELD)
    with scene.fault():
        scene.lan.start(*scene.nodes.values())
    scene.expect_both("split_brain", 15)
    scene.served_by("a", within=ACTED)
    scene.action = "b yields"


@scenario("S27", "a cloned machine; policy yield", HELLO)
def test_of_two_clones_one_yields(scene):
    scene.clones(**YIELD)
    scene.expect_both("split_brain", 6)
    scene.served_by("b", within=ACTED)  # the lower node's name yields
    scene.stays_owned_by("b", seconds=3)
    scene.action = "a yields"


@scenario("S48", "a third node is deaf and becomes master; policy yield", HELLO)
def test_the_deaf_third_node_yields(scene):
    scene.elected(third=50, **YIELD)
    with scene.fault():
        scene.lan.drop(None, "c")
    scene.expect("c", "split_brain", 4)
    scene.served_by("a", within=ACTED)
    scene.stays_owned_by("a", seconds=3)
    scene.action = "c yields"


@scenario("S13", "{a, client} and {b, gateway}; policy fence, on_isolation hold", PLAIN)
def test_without_proof_an_isolated_master_holds(scene):
    scene.elected(SLOW, **with_pings(TRUSTING))
    with scene.fault():
        cut_off(scene.lan)
    scene.expect("a", "isolated", 9)
    scene.stays_owned_by("a", "b", seconds=ACTED)
    scene.spoken_for_by("a", "b")
    scene.only("b", "jeopardy")
    scene.action = "a holds"


@scenario("S13", "{a, client} and {b, gateway}; policy fence, on_isolation fence", PLAIN)
def test_an_isolated_master_may_fence_itself(scene):
    scene.elected(SLOW, **with_pings(TRUSTING, on_isolation="fence"))
    with scene.fault():
        cut_off(scene.lan)
    scene.expect("a", "isolated", 9)
    scene.served_by("b", within=ACTED)
    settled(scene, {"a": "fenced", "b": "master"})
    scene.only("b", "jeopardy")
    scene.action = "a is fenced"


def cut_off(lan: Lan) -> None:
    lan.cut("a", "b", "all")
    lan.cut("a", "gateway", "all")


@scenario("S14", "{a, client} and {b, gateway}, the hello channel lives; policy fence", HELLO)
def test_the_isolated_master_is_fenced_although_it_is_stronger(scene):
    scene.elected(SLOW, **with_pings(FENCE))
    with scene.fault():
        cut_off(scene.lan)
    scene.served_by("b", within=9 + ACTED)
    settled(scene, {"a": "fenced", "b": "master"})
    scene.only("b", "jeopardy", "suspected", "split_brain")
    scene.action = "a is fenced"


@scenario("S46", "{a} and {b, c, gateway}, the hello channel lives; policy fence", HELLO)
def test_one_of_three_that_is_cut_off_is_fenced(scene):
    scene.elected(SLOW, third=50, **with_pings(FENCE))
    with scene.fault():
        for other in ("b", "c", "gateway"):
            scene.lan.cut("a", other, "all")
    scene.served_by("b", within=9 + ACTED)
    settled(scene, {"a": "fenced", "b": "master", "c": "backup"})
    scene.action = "a is fenced"


@scenario("S16", "only the master loses the gateway; policy fence", HELLO)
def test_a_lost_uplink_is_handed_over_but_fences_nobody(scene):
    scene.elected(SLOW, **with_pings(FENCE))
    with scene.fault():
        scene.lan.cut("a", "gateway", "all")
    scene.leads("a", "uplink_degraded", 10)
    scene.served_by("b", within=ACTED)
    settled(scene, {"a": "backup", "b": "master"})
    scene.action = "a yields"


@scenario("S17", "nothing that the master sends arrives; policy fence, the LAN is trusted", PLAIN, long=(HELLO,))
def test_a_mute_master_is_fenced(scene):
    scene.elected(SLOW, **with_pings(TRUSTING))
    with scene.fault():
        scene.lan.drop("a", None, "all")
    scene.served_by("b", within=9 + 4 + ACTED)
    settled(scene, {"a": "fenced", "b": "master"})
    wait_for(lambda: scene.detail("a") == "mute", 5, "a knows that it is mute")
    scene.only("b", "jeopardy", *(["split_brain"] if scene.mode.hello else []))  # by hello b knows that a is master too
    scene.action = "a is fenced"


@scenario("S18", "nothing arrives at the master; policy yield", HELLO)
def test_a_deaf_interface_yields(scene):
    scene.elected(SLOW, **with_pings(YIELD))
    with scene.fault():
        scene.lan.drop(None, "a", "all")
    scene.served_by("b", within=9 + ACTED + 4)
    stays(lambda: not fenced(scene), 3, "nobody is fenced")
    scene.action = "a yields, b takes over"


@scenario("S24", "other versions; policy yield", HELLO)
def test_other_versions_are_settled_by_hello(scene):
    for label, other, priority, version in (("a", "b", 200, 3), ("b", "a", 100, 2)):
        scene.node(label, replace(SLOW, version=version, priority=priority), (other,), **YIELD)
    with scene.fault():
        scene.lan.start(*scene.nodes.values())
    scene.expect_both("split_brain", 12)
    scene.served_by("a", within=ACTED)
    scene.action = "b yields"
