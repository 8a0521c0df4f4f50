"""Addresses with the virtual router's MAC: neighbours notice nothing of a failover, and nobody else answers for them."""
import signal
import time
from dataclasses import replace

import pytest

from lab.daemons import Holdfast
from lab.lan import Lan
from lab.packets import gratuitous_arp
from lab.pair import elected
from lab.peers import Frr, Keepalived
from lab.probe import Probe
from lab.router import VirtualRouter
from lab.virtual_mac import arp_answers, frames_from, interface, link_name, macvlans, noise, switch_port, virtual_mac
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter(more={"virtual_mac": True})
SIX = replace(ROUTER, addresses=("fe80::77/64", "fd77::10/64"))
VARIANTS = {"v3": ROUTER, "v3-ipv6": SIX, "v2": replace(ROUTER, version=2, interval=1.0)}
CALM = replace(ROUTER, interval=1.0)  # nobody is so late that its backup takes over
ADDRESS, MAC = ROUTER.address, virtual_mac(ROUTER)


@pytest.fixture(params=VARIANTS)
def router(request) -> VirtualRouter:
    return VARIANTS[request.param]


def service(router: VirtualRouter) -> str:
    """The address that clients use: the last."""
    return router.addresses[-1].split("/")[0]


def master(lan: Lan, router: VirtualRouter = ROUTER) -> Holdfast:
    """`a` alone, as master."""
    daemon = lan.start(Holdfast(lan["a"], replace(router, priority=200)))
    lan.settles("a", router.address, 10 + 7 * router.interval)
    return daemon


def forget_neighbours(host) -> None:
    host.run("ip", "neighbour", "flush", "dev", "eth0")


# Who answers, and with what.


def test_the_address_is_on_a_macvlan_of_ours(lan):
    master(lan)
    link = interface(lan["a"], link_name(lan["a"], ROUTER))
    assert lan["a"].holders(ADDRESS) == [link["ifname"]]
    assert (link["address"], link["ifalias"].split()[0]) == (MAC, "holdfast")


def test_a_neighbour_learns_the_virtual_mac(lan, router):
    elected(lan, router)
    forget_neighbours(lan["client"])
    assert lan["client"].neighbour(service(router)) == virtual_mac(router)


def test_a_link_local_address_is_reached(lan):
    elected(lan, SIX)
    with Probe(lan["client"], f"{SIX.address}%eth0") as probe:  # entering waits for an answer
        pass
    assert probe.answered


def test_a_switch_that_snoops_lets_questions_through(lan):  # P166
    """A bridge with a querier sends to the members of a group alone, also the questions for an IPv6 address."""
    lan.switch.ip("address add fe80::fe/64 dev br0 nodad",
                  "link set br0 type bridge mcast_snooping 1 mcast_query_response_interval 100",
                  "link set br0 type bridge mcast_querier 1")
    elected(lan, SIX)

    def is_member() -> bool:
        return "ff02::1:ff00:10" in lan.switch.run("bridge", "mdb", "show", "dev", "br0")

    wait_for(is_member, 5, "a reports its group")
    stays(is_member, 1.2, "a is a member")  # only then the bridge trusts that it has heard of all
    forget_neighbours(lan["client"])
    assert lan["client"].neighbour(service(SIX)) == virtual_mac(SIX)


def test_exactly_one_answer_comes_to_a_question(lan):
    elected(lan, ROUTER)
    assert [arp_answers(lan["client"], ADDRESS) for _ in range(3)] == [[MAC]] * 3


def test_the_interface_answers_for_its_own_address_alone(lan):
    elected(lan, ROUTER)
    assert arp_answers(lan["client"], lan["a"].address) == [lan["a"].mac]


def test_adverts_and_announcements_come_from_the_virtual_mac(lan, router):
    elected(lan, router)
    source = lan["a"].link_local if ":" in router.address else lan["a"].address
    mac = virtual_mac(router)
    wait_for(lambda: len(lan.capture.adverts("a")) >= 3, 5, "a advertises")
    raw = bytes.fromhex(mac.replace(":", ""))
    adverts = [frame for frame in lan.capture.frames("a") if 112 in (frame[20], frame[23]) and frame[0] & 1]
    assert adverts and all(frame[6:12] == raw for frame in adverts)
    assert {(advert.source, advert.ttl) for advert in lan.capture.adverts("a")} == {(source, 255)}
    assert {announced.mac for announced in lan.capture.announcements("a", address=service(router))} == {mac}


def test_a_backup_answers_nothing(lan):  # P143
    elected(lan, CALM)
    assert arp_answers(lan["client"], ADDRESS) == [MAC]
    assert not frames_from(lan, MAC, "b")


def test_a_backup_answers_nothing_after_a_flap(lan):  # P168
    _, b = elected(lan, CALM)
    lan.unplug("b")
    wait_for(lambda: b.status()["state"] == "fault", 5, "b has lost its carrier")
    lan.plug("b")
    wait_for(lambda: b.status()["state"] == "backup", 5, "b is backup again")
    wait_for(lambda: interface(lan["b"], link_name(lan["b"], ROUTER)).get("operstate") == "UP", 5, "so is its macvlan")
    assert arp_answers(lan["client"], ADDRESS) == [MAC]
    assert not frames_from(lan, MAC, "b")


def test_nothing_else_leaves_with_the_virtual_mac(lan, router):  # P158, P166
    a, b = elected(lan, router)
    a.stop()
    lan.settles("b", router.address, 5 * router.interval + 3)
    lan.start(a)
    lan.settles("a", router.address, 10 + 7 * router.interval)
    frames = frames_from(lan, virtual_mac(router))
    assert frames and noise(frames) == []


# Failovers.


def moved(lan: Lan, router: VirtualRouter, label: str) -> None:
    lan.settles(label, router.address, 2 * router.master_down + 8)
    wait_for(lambda: switch_port(lan, virtual_mac(router)) == label, 3, f"the switch has the MAC at {label}")


def test_neighbours_notice_nothing_of_an_orderly_stop(lan, router):
    a, _ = elected(lan, router)
    before = lan["client"].neighbour(service(router))
    with Probe(lan["client"], service(router)) as probe:
        a.stop()
        moved(lan, router, "b")
    assert lan["client"].neighbour(service(router)) == before == virtual_mac(router)
    assert probe.outage < 0.5


def test_neighbours_notice_nothing_of_a_crash(lan, router):
    a, _ = elected(lan, router)
    before, since = lan["client"].neighbour(service(router)), time.time()
    with Probe(lan["client"], service(router)) as probe:
        a.signal(signal.SIGKILL)
        moved(lan, router, "b")
        wait_for(lambda: lan["b"].holders(service(router)), 3, "b has all addresses")
    assert lan["client"].neighbour(service(router)) == before
    assert probe.outage < router.master_down + 0.5
    assert lan.watch.overlaps(service(router), since) == []


def test_a_lost_uplink_moves_the_address(lan, router):
    elected(lan, router)
    lan.unplug("a")
    moved(lan, router, "b")


# The macvlan's life.


def test_a_restart_within_the_lease_is_no_event(lan, router):
    a = master(lan, replace(router, interval=1.0))  # the guard waits 2.75 s
    before, index = list(lan.watch.history(service(router))), interface(lan["a"], link_name(lan["a"], router))["ifindex"]
    a.signal(signal.SIGKILL)
    a.wait()
    a.start()
    wait_for(lambda: a.status(router.name)["state"] == "master", 5, "a resumes")
    stays(lambda: lan.watch.history(service(router)) == before, 1, "the address is not touched")
    assert interface(lan["a"], link_name(lan["a"], router))["ifindex"] == index


def test_an_orderly_end_leaves_nothing(lan, router):
    a = master(lan, router)
    assert "holdfast" in lan["a"].run("nft", "list", "tables")
    a.stop()
    assert macvlans(lan["a"]) == []
    assert "holdfast" not in lan["a"].run("nft", "list", "tables")
    settings = lan["a"].run("sysctl", "-n", "net.ipv4.conf.eth0.arp_ignore", "net.ipv4.conf.eth0.arp_announce")
    assert settings.split() == ["0", "0"]


def test_a_leftover_that_nobody_wants_is_removed(lan):
    a = master(lan)
    a.crash()
    a.configure(VirtualRouter(52, 200, ("10.77.0.11/24",)))
    lan.start(a)
    wait_for(lambda: macvlans(lan["a"]) == [], 5, "the macvlan is gone")


def test_a_macvlan_of_others_is_left_alone(lan):
    lan["a"].ip("link add mine link eth0 type macvlan mode bridge")
    master(lan).stop()
    assert macvlans(lan["a"]) == ["mine"]


@pytest.mark.parametrize("harm", ["link del {0}", "link set {0} name mine", "link set {0} address 02:00:00:00:00:99",
                                  "link set {0} down", "link set {0} alias mine"], ids=str.split)
def test_a_harmed_macvlan_is_mended(lan, router, harm):
    a = master(lan, router)
    name = link_name(lan["a"], router)
    lan["a"].ip(harm.format(name))

    def well() -> bool:
        link = interface(lan["a"], name)
        return link.get("address") == virtual_mac(router) and link["operstate"] == "UP" and \
            lan["a"].holders(service(router)) == [name] and macvlans(lan["a"]) == [name]

    wait_for(well, 3, "the macvlan is as it was")
    forget_neighbours(lan["client"])
    assert lan["client"].neighbour(service(router)) == virtual_mac(router)
    assert a.status(router.name)["state"] == "master"


def test_a_deleted_macvlan_costs_no_election(lan):
    elected(lan, ROUTER)
    since = time.time()
    lan["a"].ip(f"link del {link_name(lan['a'], ROUTER)}")
    wait_for(lambda: lan.watch.came_back("a", ADDRESS, since), 3, "the address is back")
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 1, "a keeps it")


def test_an_interface_that_is_made_anew_gets_a_macvlan(lan):
    a = master(lan)
    lan["a"].ip("link del eth0")
    wait_for(lambda: a.status()["state"] == "fault", 5, "the instance is in fault")
    lan["a"].plug_in(lan.switch)
    wait_for(lambda: lan["a"].holders(ADDRESS), 5, "the address is there again")
    assert arp_answers(lan["client"], ADDRESS) == [MAC]


def test_a_renamed_interface_loses_its_macvlan(lan):
    a = master(lan)
    lan["a"].ip("link set eth0 name lan0")
    wait_for(lambda: a.status()["state"] == "fault", 5, "the instance is in fault")
    wait_for(lambda: not macvlans(lan["a"]), 3, "nothing is left")
    lan["a"].ip("link set lan0 name eth0")
    lan.settles("a")


def test_a_name_that_is_taken_is_a_fault(lan):
    name = link_name(lan["a"], ROUTER)
    lan["a"].ip(f"link add {name} type veth peer name other")
    a = lan.start(Holdfast(lan["a"], ROUTER))
    wait_for(lambda: a.status()["state"] == "fault", 5, "the instance is in fault")
    assert name in a.status()["reason"]


def test_two_routers_share_an_interface(lan):
    mail = replace(ROUTER, vrid=52, priority=200, addresses=("10.77.0.11/24",))
    a = lan.start(Holdfast(lan["a"], replace(ROUTER, priority=200), mail))
    lan.settles("a", ADDRESS)
    lan.settles("a", mail.address)
    assert arp_answers(lan["client"], ADDRESS) == [MAC]
    assert arp_answers(lan["client"], mail.address) == [virtual_mac(mail)]
    a.configure(replace(ROUTER, priority=200))
    a.signal(signal.SIGHUP)
    wait_for(lambda: macvlans(lan["a"]) == [link_name(lan["a"], ROUTER)], 5, "mail's macvlan is gone")
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 0.5, "web does not notice")


def test_a_reload_takes_the_virtual_mac_on_and_gives_it_up(lan):
    plain = VirtualRouter(priority=200)
    a = master(lan, plain)
    with Probe(lan["client"], ADDRESS) as probe:
        a.configure(replace(ROUTER, priority=200))
        a.signal(signal.SIGHUP)
        wait_for(lambda: lan["a"].holders(ADDRESS) == [link_name(lan["a"], ROUTER)], 3, "the address is on the macvlan")
        wait_for(lambda: lan["client"].neighbour(ADDRESS) == MAC, 3, "the client follows")
        # Neighbours ignore a second change within a second.
        stays(lambda: lan["a"].holders(ADDRESS) != ["eth0"], 1.2, "the address stays on the macvlan")
        a.configure(plain)
        a.signal(signal.SIGHUP)
        wait_for(lambda: lan["a"].holders(ADDRESS) == ["eth0"], 3, "the address is on the interface")
        wait_for(lambda: lan["client"].neighbour(ADDRESS) == lan["a"].mac, 3, "the client follows")
    assert macvlans(lan["a"]) == []
    assert not lan.capture.adverts("a", priority=0)
    assert probe.outage < 0.2


def test_the_switch_learns_our_place_again_with_each_advert(lan):
    """Whoever else sends from the MAC moves it to another port."""
    master(lan)
    lan["client"].send(gratuitous_arp(ADDRESS, MAC))
    wait_for(lambda: switch_port(lan, MAC) == "a", 1, "the switch has the MAC at a")


# With others in the group.


PEERS = {"keepalived": Keepalived, "frr": Frr}


@pytest.fixture(params=PEERS)
def peer(request):
    return PEERS[request.param]


def serves(lan: Lan, theirs, label: str) -> bool:
    holders = lan.watch.owners(ADDRESS)
    if isinstance(theirs, Frr):  # its address is always configured; the link of the virtual MAC is up or down
        holders = (holders - {"b"}) | ({"b"} if theirs.owns() else set())
    return holders == {label} and switch_port(lan, MAC) == label


@pytest.mark.waives("owners", why="keepalived leaves its address behind when it is killed")
def test_we_follow_them_and_take_over(lan, peer):
    router = replace(ROUTER, interval=0.2)
    theirs = peer(lan["b"], replace(router, priority=200))
    a = Holdfast(lan["a"], router)
    lan.start(a, theirs)
    wait_for(lambda: serves(lan, theirs, "b"), 15, "b serves")
    wait_for(lambda: (a.status()["master"] or {}).get("address") == lan["b"].address, 5, "we follow them")
    lan["client"].neighbour(ADDRESS)  # may be that of their interface
    theirs.crash()
    wait_for(lambda: "a" in lan.watch.owners(ADDRESS) and switch_port(lan, MAC) == "a", 10, "a serves")
    wait_for(lambda: lan["client"].neighbour(ADDRESS) == MAC, 5, "the client follows")


def test_they_follow_us_and_take_over(lan, peer):
    router = replace(ROUTER, interval=0.2)
    theirs = peer(lan["b"], router)
    a = Holdfast(lan["a"], replace(router, priority=200))
    lan.start(theirs, a)
    wait_for(lambda: serves(lan, theirs, "a"), 15, "a serves")
    stays(lambda: serves(lan, theirs, "a"), 1, "they follow")
    a.stop()
    wait_for(lambda: serves(lan, theirs, "b"), 10, "b serves")
