"""Faults of the kernel and the host: links that go and come in every way, addresses that others touch. Rows K3 to K17."""
import errno
import os
import socket
import time
from dataclasses import replace

import pytest

from lab.daemons import Holdfast
from lab.lan import BRIDGE
from lab.pair import elected
from lab.router import VirtualRouter
from lab.scenario import LONG
from lab.virtual_mac import arp_answers, interface
from lab.waiting import stays, wait_for

FOUR = VirtualRouter()
SIX = VirtualRouter(addresses=("fe80::77/64", "fd77::10/64"))
VIRTUAL = VirtualRouter(more={"virtual_mac": True})
ADDRESS = FOUR.address


def descriptors(daemon: Holdfast) -> int:
    return len(os.listdir(f"/proc/{daemon.pid}/fd"))


def give_address(host, address: str) -> None:
    host.ip(f"address add {address}/24 dev eth0")


@pytest.mark.parametrize("router", [FOUR, VIRTUAL], ids=["plain", "virtual MAC"])
def test_an_interface_that_is_deleted_again_and_again_is_used_each_time(lan, router):  # K3
    a, _ = elected(lan, router)
    before = descriptors(a)
    for _ in range(200 if LONG else 12):
        lan["a"].ip("link del eth0")
        lan["a"].plug_in(lan.switch)
    lan.settles("a", bound=10)
    wait_for(lambda: descriptors(a) <= before, 3, f"no more than {before} descriptors are open")


def test_an_interface_that_is_made_anew_with_the_same_number_is_used(lan):  # K4
    elected(lan)
    number = interface(lan["a"], "eth0")["ifindex"]
    lan["a"].ip("link del eth0")
    lan.switch.ip(f"link add name a index 900 type veth peer name eth0 index {number} address {lan['a'].mac} "
                  f"netns {lan['a'].name}",
                  f"link set dev a master {BRIDGE} addrgenmode none", "link set dev a up")
    lan["a"].ip("link set eth0 addrgenmode none", "link set eth0 up")
    give_address(lan["a"], lan["a"].address)
    assert interface(lan["a"], "eth0")["ifindex"] == number
    lan.settles("a")
    since = time.time()
    wait_for(lambda: len(lan.capture.adverts("a", since)) > 3, 2, "a advertises by it")


@pytest.mark.parametrize("router", [FOUR, VIRTUAL], ids=["plain", "virtual MAC"])
def test_a_name_that_changes_while_the_interface_is_up_moves_the_address(lan, router):  # K5
    a, _ = elected(lan, router)
    since = time.time()
    lan["a"].ip("link set eth0 name elsewhere")
    lan.settles("b", bound=3)
    assert a.status()["state"] == "fault"
    assert lan.watch.overlaps(ADDRESS, since) == []
    lan["a"].ip("link set elsewhere name eth0")
    lan.settles("a")


def test_an_interface_that_goes_to_another_namespace_is_lost(lan):  # K6
    a, _ = elected(lan)
    lan["a"].ip(f"link set eth0 netns {lan['client'].name} name borrowed")
    lan.settles("b", bound=3)
    wait_for(lambda: a.status()["state"] == "fault", 2, "a is in fault")
    lan["client"].ip(f"link set borrowed netns {lan['a'].name} name eth0")
    lan["a"].ip("link set eth0 addrgenmode none", "link set eth0 up")
    give_address(lan["a"], lan["a"].address)
    lan.settles("a")


@pytest.mark.parametrize("router", [FOUR, VIRTUAL], ids=["plain", "virtual MAC"])
def test_a_storm_of_link_changes_ends_in_order(lan, router):  # K7
    a, _ = elected(lan, router)
    before = descriptors(a)
    for _ in range(100):
        lan.unplug("a")
        lan.plug("a")
        lan["a"].ip("link set eth0 down", "link set eth0 up")
    lan.settles("a")
    wait_for(lambda: descriptors(a) <= before, 3, f"no more than {before} descriptors are open")


def test_a_link_that_goes_down_takes_ipv6_addresses_along_and_gets_them_again(lan):  # K9
    elected(lan, SIX)
    lan["a"].ip("link set eth0 down")
    lan.settles("b", "fd77::10", bound=3)
    lan["a"].ip("link set eth0 up", f"address add {lan['a'].link_local}/64 dev eth0 nodad")
    lan.settles("a", "fd77::10")
    lan.settles("a", "fe80::77")


def test_an_address_that_the_kernel_refuses_moves_them_all(lan):  # K14: EACCES, of an interface without IPv6
    elsewhere = {"address": "fd78::10/64", "interface": "lan1"}
    for label in ("a", "b"):
        lan[label].ip("link add lan1 type veth peer name lan1peer", "link set lan1peer up", "link set lan1 up")
    a, _ = elected(lan, replace(SIX, more={"excluded_addresses": [elsewhere]}))
    wait_for(lambda: lan["a"].holders("fd78::10"), 3, "it is there")
    lan["a"].run("sysctl", "-qw", "net.ipv6.conf.lan1.disable_ipv6=1")
    for address in SIX.addresses:
        lan.settles("b", address.split("/")[0], bound=5)
    assert "fd78::10" in a.status(SIX.name)["reason"]
    lan["a"].run("sysctl", "-qw", "net.ipv6.conf.lan1.disable_ipv6=0")
    for address in SIX.addresses:
        lan.settles("a", address.split("/")[0], bound=10)


def test_an_interface_that_becomes_too_small_for_ipv6_moves_the_address(lan):  # K15
    elected(lan, SIX)
    lan["a"].ip("link set eth0 mtu 1000")  # the kernel ends IPv6 on it
    lan.settles("b", "fd77::10", bound=3)
    lan["a"].ip("link set eth0 mtu 1500", f"address add {lan['a'].link_local}/64 dev eth0 nodad")
    lan.settles("a", "fd77::10")


def test_an_address_that_is_added_beside_ours_leaves_with_ours(lan):  # K11: with another prefix, while we are master
    a, _ = elected(lan)
    lan["a"].ip(f"address add {ADDRESS}/32 dev eth0")
    a.configure(replace(FOUR, priority=50, more={"peers": [lan["b"].address]}))
    assert a.ask("reload")["ok"]
    lan.settles("b", bound=3)


@pytest.mark.parametrize("promote", [0, 1])
def test_a_host_that_changes_its_own_address_keeps_the_virtual_one(lan, promote):  # K12
    """Without promote_secondaries the kernel deletes all addresses of a network with its first one."""
    lan["a"].run("sysctl", "-qw", f"net.ipv4.conf.eth0.promote_secondaries={promote}")
    elected(lan)
    own = lan["a"].address
    lan["a"].ip("address add 10.77.0.51/24 dev eth0", f"address del {own}/24 dev eth0")
    if "10.77.0.51" not in lan["a"].addresses():
        give_address(lan["a"], "10.77.0.51")
    lan.settles("a", bound=5)
    wait_for(lambda: lan.capture.adverts("a", source="10.77.0.51"), 3, "a advertises from its new address")


def test_the_virtual_address_does_not_take_the_hosts_own_along(lan):  # K12: it has become the first of its network
    lan["a"].ip("address add 10.80.0.1/24 dev eth0")
    a, _ = elected(lan)
    own, path = lan["a"].address, "net.ipv4.conf.eth0.promote_secondaries"
    wait_for(lambda: lan["a"].run("sysctl", "-n", path).strip() == "1", 3, "the first address of a network goes alone")
    lan["a"].ip(f"address del {own}/24 dev eth0")
    lan.settles("a", bound=5)
    give_address(lan["a"], own)
    assert a.stop() == 0
    assert own in lan["a"].addresses()


def test_an_ipv6_address_that_another_host_has_is_usable_at_once(lan):  # K13
    lan["client"].ip("address add fd77::10/64 dev eth0 nodad")
    lan.start(Holdfast(lan["a"], SIX))
    wait_for(lambda: "a" in lan.watch.owners("fd77::10"), 5, "a has the address")
    info = lan["a"].addresses()["fd77::10"]
    assert not info.get("tentative") and not info.get("dadfailed")
    stays(lambda: "a" in lan.watch.owners("fd77::10"), 2, "a keeps it")
    assert not lan["a"].addresses()["fd77::10"].get("dadfailed")


@pytest.mark.parametrize("setting, harm", [("arp_ignore", 0), ("arp_announce", 0)])
def test_a_setting_that_others_change_is_set_again(lan, setting, harm):  # K17: else two MACs answer for the address
    elected(lan, VIRTUAL)
    path = f"net.ipv4.conf.eth0.{setting}"
    wanted = lan["a"].run("sysctl", "-n", path).strip()
    assert wanted != str(harm)
    lan["a"].run("sysctl", "-qw", f"{path}={harm}")
    wait_for(lambda: lan["a"].run("sysctl", "-n", path).strip() == wanted, 3, f"{setting} is {wanted} again")
    assert arp_answers(lan["client"], ADDRESS) == ["00:00:5e:00:01:33"]


def test_a_host_whose_interfaces_filter_by_the_way_back_is_heard_at_a_virtual_mac(lan):  # K17: the way back is by eth0
    lan["a"].run("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=1", "net.ipv4.conf.default.rp_filter=1")
    lan.start(Holdfast(lan["a"], VIRTUAL))
    lan.settles("a")
    with lan["client"].socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
        tcp.settimeout(2)
        assert tcp.connect_ex((ADDRESS, 9)) == errno.ECONNREFUSED
