"""Malformed and hostile packets are counted by their reason, and change nothing.

Each would take mastership if it were believed: its priority is 254.
"""
import random
import time

import pytest

from lab.capture import UNNOTICED
from lab.daemons import Holdfast
from lab.packets import gratuitous_arp, ipv4, ipv6, vrrp2, vrrp3
from lab.pair import elected
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

ADDRESS = "10.77.0.10"
ROUTER3 = VirtualRouter(priority=200)
ROUTER2 = VirtualRouter(priority=200, version=2, interval=1.0, password="secret")
ROUTER6 = VirtualRouter(priority=200, addresses=("fe80::77/64", "fd77::10/64"))
STRANGER, STRANGER6 = "10.77.0.77", "fe80::4d"
OURS, OURS6 = "10.77.0.1", "fe80::1"


def advert3(**changes) -> bytes:
    return vrrp3(**({"vrid": 51, "priority": 254, "addresses": [ADDRESS], "interval": 10} | changes))


def advert2(**changes) -> bytes:
    return vrrp2(**({"vrid": 51, "priority": 254, "addresses": [ADDRESS], "password": "secret"} | changes))


def advert6(**changes) -> bytes:
    good = {"vrid": 51, "priority": 254, "addresses": ["fe80::77", "fd77::10"], "interval": 10, "source": STRANGER6}
    return vrrp3(**(good | changes))


CASES = {
    # name: (the router attacked, the frame, the reason counted if it reaches the daemon)
    "four_bytes": (ROUTER3, ipv4(STRANGER, advert3()[:4]), "truncated"),
    "count_255": (ROUTER3, ipv4(STRANGER, advert3(count=255)), "length"),
    "trailing_bytes": (ROUTER3, ipv4(STRANGER, advert3() + b"\0" * 32), "length"),
    "no_addresses": (ROUTER3, ipv4(STRANGER, advert3(addresses=[])), "count_zero"),
    "ip_options": (ROUTER3, ipv4(STRANGER, advert3(), options=b"\x94\x04\0\0"), "options"),
    "ttl_64": (ROUTER3, ipv4(STRANGER, advert3(), ttl=64), "ttl"),
    "version_4": (ROUTER3, ipv4(STRANGER, advert3(first=0x41)), "version"),
    "version_2_to_version_3": (ROUTER3, ipv4(STRANGER, advert2(password="")), "version"),
    "type_2": (ROUTER3, ipv4(STRANGER, advert3(first=0x32)), "type"),
    "checksum": (ROUTER3, ipv4(STRANGER, advert3()[:6] + b"\xba\xad" + advert3()[8:]), "checksum"),
    "unknown_router": (ROUTER3, ipv4(STRANGER, advert3(vrid=99)), "vrid"),
    "our_own_address": (ROUTER3, ipv4(OURS, advert3()), None),  # the kernel drops a martian source unseen
    "our_own_ipv6_address": (ROUTER6, ipv6(OURS6, advert6(source=OURS6)), "own_source"),
    "no_source": (ROUTER3, ipv4("0.0.0.0", advert3()), "src"),
    "unicast_to_a_multicast_group": (ROUTER3, ipv4(STRANGER, advert3(), destination=OURS), "dst"),
    "no_password": (ROUTER2, ipv4(STRANGER, advert2(password="")), "auth_type"),
    "wrong_password": (ROUTER2, ipv4(STRANGER, advert2(password="guess")), "auth_fail"),
    "other_interval": (ROUTER2, ipv4(STRANGER, advert2(interval=2)), "interval_mismatch"),
    "interval_zero": (ROUTER3, ipv4(STRANGER, advert3(interval=0)), "interval_zero"),
    "stranger_resigns": (ROUTER3, ipv4(STRANGER, advert3(priority=0)), None),
    "hop_limit_64": (ROUTER6, ipv6(STRANGER6, advert6(), ttl=64), "ttl"),
    "global_address_first": (ROUTER6, ipv6(STRANGER6, advert6(addresses=["fd77::10"])), "first_not_ll"),
    "extension_header": (ROUTER6, ipv6(STRANGER6, b"\x70\0\1\4\0\0\0\0" + advert6(), next_header=60), "options"),
}


def discarded(daemon: Holdfast, reason: str) -> float:
    return sum(daemon.counted(series, reason=reason)
               for series in ("holdfast_vrrp_adverts_discarded_total", "holdfast_vrrp_discarded_total"))


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_packet_changes_nothing(lan, name):
    router, frame, reason = CASES[name]
    a = lan.start(Holdfast(lan["a"], router))
    lan.settles("a", router.address)
    before = lan.watch.history(router.address)
    lan["client"].send(frame, times=3)
    if reason:
        wait_for(lambda: discarded(a, reason) == 3, 3, f"three packets counted as {reason}")
    stays(lambda: lan.watch.history(router.address) == before, 0.3, "the address neither comes nor goes")
    assert a.status(router.name)["state"] == "master"


def test_a_message_in_fragments_is_not_believed(lan):
    a = lan.start(Holdfast(lan["a"], ROUTER3))
    lan.settles("a")
    message = advert3()
    lan["client"].send(ipv4(STRANGER, message[:8], flags=0x2000))
    lan["client"].send(ipv4(STRANGER, message[8:], flags=0x0001))
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 0.5, "a stays master")
    wait_for(lambda: discarded(a, "fragment") >= 1, 3, "a fragment is counted")


def test_noise_does_not_end_the_daemon(lan):
    a = lan.start(Holdfast(lan["a"], ROUTER3))
    lan.settles("a")
    noise = random.Random(51)
    lan["client"].send(*(ipv4(STRANGER, noise.randbytes(noise.randrange(60))) for _ in range(2000)))
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 0.5, "a stays master")
    assert a.running


def test_a_flood_does_not_delay_an_advert(lan):
    lan.start(Holdfast(lan["a"], ROUTER3))
    lan.settles("a")
    since = time.time()
    lan["client"].send(ipv4(STRANGER, advert3(vrid=99)), times=50_000)
    assert lan.capture.longest_silence("a", since, vrid=51) < UNNOTICED


def test_a_weaker_advert_is_answered_at_once(lan):  # RFC 9568 §6.4.3, P125
    lan.start(Holdfast(lan["a"], VirtualRouter(priority=200, interval=2.0)))
    lan.settles("a", bound=20)
    own = wait_for(lambda: lan.capture.adverts("a"), 5, "an advert")[-1].time
    lan["client"].send(ipv4(STRANGER, vrrp3(51, 50, [ADDRESS], 200)))
    answer = wait_for(lambda: lan.capture.adverts("a", since=own + 0.0001), 5, "an answer")[0]
    weak = lan.capture.adverts("client", priority=50)[0]
    assert answer.time - weak.time < 0.1


def test_a_spoofed_interval_does_not_freeze_the_fail_over(lan):
    a, _ = elected(lan)
    lan["client"].send(ipv4(STRANGER, vrrp3(51, 150, [ADDRESS], 4095)), times=3)
    a.signal(9)
    lan.settles("b", bound=3 * VirtualRouter().master_down + 1)


def test_a_stranger_cannot_resign_for_the_master(lan):
    _, b = elected(lan)
    lan["client"].send(ipv4(STRANGER, vrrp3(51, 0, [ADDRESS], 10)), times=3)
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 1, "b stays backup")
    wait_for(lambda: discarded(b, "stranger_resigned") == 3, 2, "b counts the resignations")


def test_a_forged_gratuitous_arp_does_not_take_the_address(lan):
    lan.start(Holdfast(lan["a"], ROUTER3))
    lan.settles("a")
    lan["client"].send(gratuitous_arp(ADDRESS, "02:00:00:00:00:ee"), times=3)
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 1, "a keeps the address")
