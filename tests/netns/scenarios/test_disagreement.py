"""Nodes that are configured differently, and strangers that use our VRID."""
import json
import time
from dataclasses import replace

import pytest

from lab.packets import ipv4, vrrp2, vrrp3
from lab.router import VirtualRouter
from lab.scenario import scenario
from lab.scene import FAST, HELLO, KEEPALIVED, LAST_WORDS, PLAIN, VIRTUAL_MAC, Scene
from lab.waiting import wait_for

SECOND = VirtualRouter(version=2, interval=1.0)
ALIEN, ALIEN_ADDRESS = "10.77.0.77", "10.77.0.99"


def two(scene: Scene, a: VirtualRouter, b: VirtualRouter) -> None:
    """a and b with settings that differ; the fault is their start."""
    scene.router = replace(a, interval=max(a.interval, b.interval))
    scene.node("a", replace(a, priority=200), ("b",))
    scene.node("b", replace(b, priority=100), ("a",))
    with scene.fault():
        scene.lan.start(*scene.nodes.values())


def split_for(scene: Scene, reason: str, bound: float) -> None:
    """Both are masters, both say so and why."""
    scene.lead_both("split_brain", bound)
    if not scene.mode.keepalived:  # which falls silent when it hears what it refuses
        scene.expect_both("misconfigured", bound + 2)
    scene.owned_by("a", "b", within=0)
    if not scene.mode.keepalived:
        scene.spoken_for_by("a", "b")
    for label in ("a", "b"):
        if scene.watched(label):
            evidence = scene.nodes[label].status()["verdict"]["evidence"]
            assert any(piece["kind"] == "rejected_advert" and reason in piece["what"] for piece in evidence), evidence


@pytest.mark.waives("owners", why="two passwords stay two")
@scenario("S22", "the passwords differ", PLAIN, KEEPALIVED, long=(HELLO,))
def test_other_passwords_split_the_pair_and_are_named(scene):
    two(scene, replace(SECOND, password="one"), replace(SECOND, password="two"))
    split_for(scene, "auth_fail", 12)


@pytest.mark.waives("owners", why="two intervals stay two")
@scenario("S23", "version 2 with other intervals", PLAIN, long=(HELLO,))
def test_other_intervals_in_version_2_split_the_pair_and_are_named(scene):
    two(scene, SECOND, replace(SECOND, interval=2.0))
    split_for(scene, "interval_mismatch", 15)


@pytest.mark.waives("owners", why="two versions stay two")
@scenario("S24", "other versions", PLAIN, long=(HELLO, KEEPALIVED))
def test_other_versions_split_the_pair_and_are_named(scene):
    two(scene, replace(SECOND, version=3), SECOND)
    split_for(scene, "version", 12)


@pytest.mark.waives("owners", why="neither ever hears the other")
@scenario("S24", "one sends to the group, the other to its peer", PLAIN)
def test_multicast_and_unicast_split_the_pair_and_are_named(scene):
    two(scene, replace(FAST, unicast_peers=(scene.lan["b"].address,)), FAST)
    split_for(scene, "dst", 8)


@scenario("S25", "lists of addresses that differ", PLAIN, HELLO)
def test_other_addresses_are_named_and_move_nothing(scene):
    two(scene, replace(FAST, addresses=("10.77.0.10/24", "10.77.0.11/24")), FAST)
    scene.owned_by("a", within=5)
    scene.leads("b", "misconfigured", 5)
    scene.spoken_for_by("a")
    scene.stays_owned_by("a", seconds=3)
    wait_for(lambda: "10.77.0.11" in json.dumps(scene.b.status()["verdict"]), 3, "b names the address")
    scene.all_only("misconfigured")


def alien_advert(priority: int, address: str = ALIEN_ADDRESS) -> bytes:
    return ipv4(ALIEN, vrrp3(FAST.vrid, priority, [address], 20))


@scenario("S20", "another group uses our VRID, with a lower priority", PLAIN, VIRTUAL_MAC, long=(HELLO,))
def test_a_weak_group_on_our_vrid_is_a_collision_and_no_split(scene):
    scene.elected()
    with scene.fault(), scene.lan["client"].sending(alien_advert(50), every=0.2):
        scene.lead_both("vrid_collision", 5)
        scene.stays_owned_by("a", seconds=5)
        scene.spoken_for_by("a")
    scene.all_only("vrid_collision")
    assert len([moment for moment in scene.defences("a") if moment > 1]) <= 2  # no war


@scenario("S21", "another group uses our VRID, with a higher priority", PLAIN, long=(HELLO,))
def test_a_strong_group_on_our_vrid_leaves_the_address_unowned(scene):
    scene.elected()
    with scene.fault(), scene.lan["client"].sending(alien_advert(250), every=0.2):
        scene.expect_both("vrid_collision", 5)
        nobody_serves(scene, 8)
    scene.all_only("vrid_collision", "unowned", "master_blackhole")
    scene.action = "a yields by the RFC"


@scenario("S35", "a rogue advertises our addresses with priority 254", PLAIN, long=(HELLO,))
def test_a_rogue_master_fences_nobody(scene):
    scene.elected(detector={"policy": "fence", "trust_lan": True}, fence={"startup_grace": "1s"})
    with scene.fault(), scene.lan["client"].sending(alien_advert(254, FAST.address), every=0.2):
        nobody_serves(scene, 8)
        fenced = [label for label in ("a", "b") if scene.nodes[label].status()["state"] == "fenced"]
    assert fenced == []  # never on the word of strangers
    scene.all_only("master_blackhole", "unowned", "suspected")
    scene.action = "a yields by the RFC"


def nobody_serves(scene: Scene, bound: float) -> None:
    """The stranger is followed as master, and nobody answers for the address: each node calls it a black hole."""
    wait_for(lambda: not scene.owners(), 3, "a yields, by the RFC")
    silent_since = time.time() + LAST_WORDS
    for label in ("a", "b"):
        scene.expect_one_of(label, {"master_blackhole", "unowned"}, bound)
    assert not scene.speakers(silent_since)


@scenario("S35", "a rogue without the password", PLAIN)
def test_a_rogue_without_the_password_changes_nothing(scene):
    scene.elected(replace(SECOND, password="secret"))
    from_rogue = ipv4(ALIEN, vrrp2(FAST.vrid, 254, [FAST.address], password="guess"))
    with scene.fault(), scene.lan["client"].sending(from_rogue, every=0.5):
        scene.expect_both("misconfigured", 10)
        scene.stays_owned_by("a", seconds=3)
        scene.spoken_for_by("a")
        assert scene.a.code("/healthz") == 200, scene.a.status()["verdict"]  # the word of a stranger alone
    scene.all_only("misconfigured", "suspected", "split_brain")
