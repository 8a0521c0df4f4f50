"""Addresses on the host: added properly, watched, put back, and never taken from somebody else."""
import time

from lab.daemons import Holdfast, alive
from lab.pair import elected
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter(priority=200)
ADDRESS = ROUTER.address
FOREVER = 2**32 - 1


def master(lan, router: VirtualRouter = ROUTER) -> Holdfast:
    """`a` alone, as master."""
    daemon = lan.start(Holdfast(lan["a"], router))
    lan.settles("a", router.address)
    return daemon


def test_a_held_address_is_a_lease_of_the_kernel(lan):
    master(lan)
    assert 0 < lan["a"].addresses()[ADDRESS]["valid_life_time"] <= 10


def test_the_lease_is_refreshed(lan):
    master(lan)
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 5, "a holds the address longer than its lease")


def test_without_a_lease_the_address_is_permanent(lan):
    master(lan, VirtualRouter(more={"lease": "off"}))
    assert lan["a"].addresses()[ADDRESS]["valid_life_time"] == FOREVER


def test_an_ipv6_address_is_usable_at_once(lan):
    master(lan, VirtualRouter(addresses=("fe80::77/64", "fd77::10/64")))
    info = lan["a"].addresses()["fd77::10"]
    assert info.get("nodad") and not info.get("tentative")


def test_excluded_addresses_are_held_but_not_advertised(lan):
    master(lan, VirtualRouter(more={"excluded_addresses": ["10.77.0.99/24"]}))
    assert "10.77.0.99" in lan["a"].addresses()
    assert lan.capture.adverts("a")[-1].addresses == (ADDRESS,)


def test_an_address_that_others_remove_is_put_back(lan):
    a, since = master(lan), time.time()
    lan["a"].ip(f"address del {ADDRESS}/24 dev eth0")
    wait_for(lambda: lan.watch.came_back("a", ADDRESS, since), 3, "the address is back")
    wait_for(lambda: a.metric("holdfast_address_reinstated_total", name="vr51") == 1, 3, "and counted")


def test_putting_an_address_back_needs_no_election(lan):
    a, _ = elected(lan)
    since = time.time()
    lan["a"].ip(f"address del {ADDRESS}/24 dev eth0")
    wait_for(lambda: lan.watch.came_back("a", ADDRESS, since), 3, "the address is back")
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 1, "a keeps it")
    assert a.status()["state"] == "master"


def master_with_the_address_before(lan) -> Holdfast:
    lan["a"].ip(f"address add {ADDRESS}/24 dev eth0")
    wait_for(lambda: lan.watch.owners(ADDRESS) == {"a"}, 5, "the host has the address")
    daemon = lan.start(Holdfast(lan["a"], ROUTER))
    wait_for(lambda: lan.capture.adverts("a"), 5, "a is master")
    return daemon


def test_an_address_that_was_there_before_is_left_as_it_is(lan):
    a = master_with_the_address_before(lan)
    assert lan["a"].addresses()[ADDRESS]["valid_life_time"] == FOREVER
    a.stop()
    assert ADDRESS in lan["a"].addresses()


def test_an_address_that_was_there_before_survives_the_guard(lan):
    a = master_with_the_address_before(lan)
    guard = a.guard()
    a.signal(9)
    wait_for(lambda: not alive(guard), 5, "the guard has done its work")
    assert ADDRESS in lan["a"].addresses()


def test_a_missing_interface_is_waited_for(lan):
    a = lan.start(Holdfast(lan["a"], VirtualRouter(priority=200, interface="lan1", addresses=("10.78.0.10/24",))))
    wait_for(lambda: a.status()["state"] == "fault", 5, "the instance is in fault")
    assert "lan1" in a.status()["reason"]
    lan["a"].ip("link add lan1 type veth peer name lan1peer", "address add 10.78.0.1/24 dev lan1",
                "link set lan1peer up", "link set lan1 up")
    lan.settles("a", "10.78.0.10")


def test_an_interface_that_comes_back_gets_its_address_again(lan):
    master(lan)
    lan["a"].ip("link set eth0 down")
    wait_for(lambda: not lan.watch.owners(ADDRESS), 5, "the address is gone")
    lan["a"].ip("link set eth0 up")
    lan.settles("a")


def test_an_interface_that_is_made_anew_is_used(lan):
    a = master(lan)
    lan["a"].ip("link del eth0")
    wait_for(lambda: a.status()["state"] == "fault", 5, "the instance is in fault")
    lan["a"].plug_in(lan.switch)
    wait_for(lambda: ADDRESS in lan["a"].addresses(), 5, "the address is on the new interface")
