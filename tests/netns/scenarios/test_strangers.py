"""Hosts that are no members and have, claim or answer for the address; and networks that answer for everything."""
import contextlib
import socket
import threading
from dataclasses import replace

from lab.oracle import answering_everything
from lab.packets import gratuitous_arp, ipv4, unsolicited_na, vrrp3
from lab.scenario import scenario
from lab.scene import FAST, HELLO, PLAIN, SIX, VIRTUAL_MAC
from lab.waiting import stays, wait_for

FENCING = {"detector": {"policy": "fence", "trust_lan": True}, "fence": {"startup_grace": "1s", "delay": "1s"}}
AUDITED = 2 + 1 + 1  # seconds: the interval of audits here, one more, and the round itself


def nobody_acts(scene, seconds: float) -> None:
    scene.stays_owned_by_at_least("a", seconds=seconds)
    assert set(scene.speakers(scene.fault_wall)) == {"a"}
    assert [scene.nodes[label].status(scene.router.name)["state"] for label in ("a", "b")] == ["master", "backup"]


@scenario("S32", "a foreign host has the address and is silent about it", PLAIN, VIRTUAL_MAC, long=(HELLO,))
def test_a_silent_stranger_is_a_conflict_and_nobody_yields(scene):
    scene.elected(**FENCING)
    with scene.fault():
        scene.lan["client"].ip(f"address add {FAST.addresses[0]} dev eth0")
    scene.lead_both("address_conflict", AUDITED)
    scene.owned_by("a", "client", within=0)
    nobody_acts(scene, 4)
    scene.all_only("suspected", "address_conflict")
    scene.action = "nobody yields to a stranger"


@scenario("S33", "an operator adds the address on the backup", PLAIN, VIRTUAL_MAC, long=(HELLO,))
def test_what_is_added_on_the_backup_is_removed(scene):
    scene.elected()
    with scene.fault():
        scene.lan["b"].ip(f"address add {FAST.addresses[0]} dev eth0")
    wait_for(lambda: len(scene.lan.watch.history(FAST.address, scene.fault_wall)) == 2, 1.2, "it comes and goes")
    scene.owned_by("a", within=0.1)
    assert any("removed" in event["event"] for event in scene.b.events()), [event["event"] for event in scene.b.events()]
    nobody_acts(scene, 3)
    scene.all_only("suspected")
    scene.action = "b removes it within a second"


@scenario("S34", "a stranger announces the address again and again", PLAIN, long=(HELLO,))
def test_a_rogue_announcer_is_a_conflict_and_starts_no_war(scene):
    scene.elected(replace(FAST, more={"garp": {"delay": "0s"}}), **FENCING)
    with scene.fault(), scene.lan["client"].sending(gratuitous_arp(FAST.address, "02:00:00:00:00:ee"), every=0.02):
        scene.lead_both("address_conflict", 3)
        assert (scene.detail("a"), scene.detail("b")) == ("rogue", "rogue")
        nobody_acts(scene, 11)
    assert 1 <= len(scene.defences("a")) <= 2, scene.defences("a")
    scene.all_only("suspected", "address_conflict")
    scene.action = "a defends at most once in 10 s"


@scenario("S34", "a stranger announces the IPv6 address again and again", PLAIN, long=(HELLO,))
def test_a_rogue_advertiser_of_a_neighbour_is_a_conflict_and_starts_no_war(scene):
    scene.elected(replace(SIX, more={"garp": {"delay": "0s"}}), **FENCING)
    forged = [unsolicited_na(address.split("/")[0], "02:00:00:00:00:ee") for address in SIX.addresses]
    with scene.fault(), scene.lan["client"].sending(*forged, every=0.02):
        scene.lead_both("address_conflict", 3)
        assert (scene.detail("a"), scene.detail("b")) == ("rogue", "rogue")
        nobody_acts(scene, 11)
    assert 1 <= len(scene.defences("a")) <= 2, scene.defences("a")
    scene.all_only("suspected", "address_conflict")
    scene.action = "a defends at most once in 10 s"


@scenario("S38", "a router answers for others by proxy ARP", PLAIN, long=(HELLO,))
def test_a_proxy_is_no_owner(scene):
    scene.elected()
    with scene.fault():
        make_proxy(scene.lan["client"], FAST.address)
    scene.lead_both("proxy_arp", 2 * AUDITED + 1)  # two rounds: an answer of an owner may have been lost
    nobody_acts(scene, 3)
    scene.all_only("proxy_arp")


def make_proxy(router, address: str) -> None:
    """It has a way to the address by another interface, and answers for it on eth0."""
    router.ip("link add inner type veth peer name outer", "link set inner up", "link set outer up",
              f"route add {address}/32 dev inner")
    router.run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1", "net.ipv4.conf.eth0.proxy_arp=1")


@scenario("S39", "the switch sends a's frames back to it", PLAIN, VIRTUAL_MAC, long=(HELLO,))
def test_a_loop_is_no_rival(scene):
    scene.elected()
    before = scene.a.counted("holdfast_detector_evidence_total", kind="foreign_advert")
    with scene.fault():
        scene.lan.switch.run("bridge", "link", "set", "dev", "a", "hairpin", "on")
    scene.leads("a", "loop", 5)
    nobody_acts(scene, 5)
    scene.only("a", "loop")
    scene.only("b")
    assert scene.a.counted("holdfast_detector_evidence_total", kind="foreign_advert") == before


@scenario("S40", "a real server of a load balancer answers for the address", PLAIN, long=(HELLO,))
def test_a_leaking_real_server_is_named(scene):
    scene.elected(**FENCING)
    server = scene.lan["client"]
    with scene.fault():
        server.ip(f"address add {FAST.address}/32 dev lo")
        with talking_from(server, FAST.address):
            scene.lead_both("address_conflict", AUDITED + 1)
            wait_for(lambda: scene.detail("a") == "lvs_dr_leak", 5, f"a names the leak, not {scene.detail('a')!r}")
            nobody_acts(scene, 3)
    scene.all_only("suspected", "address_conflict")


@contextlib.contextmanager
def talking_from(host, address: str):
    """The host asks for a neighbour that does not exist, with this address as the sender, again and again."""
    ended = threading.Event()

    def talk() -> None:
        while not ended.is_set():
            udp.sendto(b"", ("10.77.0.200", 9))
            ended.wait(0.5)

    with host.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind((address, 0))
        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield
        ended.set()
        thread.join()


@scenario("S49", "the network answers for every address", PLAIN, long=(HELLO,))
def test_an_oracle_switches_arp_evidence_off(scene):
    with answering_everything(scene.lan["client"], [host.address for host in scene.lan.hosts.values()]):
        scene.node("a", replace(FAST, priority=200), ("b",))
        scene.node("b", replace(FAST, priority=100), ("a",))
        with scene.fault():
            scene.lan.start(*scene.nodes.values())
        scene.lead_both("oracle_unreliable", 15)
        scene.stays_owned_by("a", seconds=5)
        scene.spoken_for_by("a")
    scene.all_only("oracle_unreliable")


@scenario("S34", "one forged claim, one forged advert, one forged resignation", PLAIN, long=(HELLO, VIRTUAL_MAC))
def test_one_forged_frame_is_no_proof(scene):
    scene.elected(**FENCING)
    before = scene.lan.watch.history(FAST.address)
    rogue = "02:00:00:00:00:ee"
    frames = {"claim": gratuitous_arp(FAST.address, rogue),
              "advert": ipv4("10.77.0.77", vrrp3(FAST.vrid, 50, [FAST.address], 20), mac=rogue),
              "resignation": ipv4("10.77.0.77", vrrp3(FAST.vrid, 0, [FAST.address], 20), mac=rogue)}
    for frame in frames.values():
        with scene.fault():
            scene.lan["client"].send(frame)
        stays(lambda: scene.lan.watch.history(FAST.address) == before, 2, "nothing moves")
        nobody_acts(scene, 1)
    scene.all_only("suspected")
