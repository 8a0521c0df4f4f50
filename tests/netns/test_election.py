"""Who becomes master, and what is on the wire then."""
from lab.daemons import Holdfast
from lab.pair import elected
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

ADDRESS = VirtualRouter().address


def test_the_higher_priority_becomes_master(lan):
    elected(lan)
    assert ADDRESS in lan["a"].addresses() and ADDRESS not in lan["b"].addresses()


def test_the_master_stays_master(lan):
    elected(lan)
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 2, "a alone holds the address")


def test_a_backup_that_hears_the_master_never_adds_the_address(lan):
    lan.start(Holdfast(lan["a"], VirtualRouter(priority=200)))
    lan.settles("a")
    lan.start(Holdfast(lan["b"], VirtualRouter(priority=100)))
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 2, "b stays backup")
    assert lan.capture.adverts("b") == []


def two_equal_masters(lan, router: VirtualRouter = VirtualRouter()) -> None:
    """Both routers have the same priority and are masters, for they could not hear each other until now."""
    lan.cut("a", "b")
    lan.start(Holdfast(lan["a"], router), Holdfast(lan["b"], router))
    wait_for(lambda: lan.watch.owners(router.address) == {"a", "b"}, 5, "both are masters")
    lan.heal()


def test_equal_masters_are_decided_by_their_addresses(lan):  # P123
    two_equal_masters(lan)
    lan.settles("b")


def test_equal_masters_are_decided_by_their_link_local_addresses_in_ipv6(lan):
    router = VirtualRouter(addresses=("fe80::77/64", "fd77::10/64"))
    two_equal_masters(lan, router)
    lan.settles("b", router.address)


def test_the_owner_of_the_addresses_does_not_wait_for_silence(lan):  # P101: priority 255
    lan.start(Holdfast(lan["a"], VirtualRouter(priority=255, interval=2.0)))
    lan.settles("a", bound=4)


def test_adverts_carry_what_the_rfc_asks_for(lan):
    elected(lan)
    advert = wait_for(lambda: lan.capture.adverts("a"), 5, "an advert")[0]
    assert (advert.source, advert.destination, advert.ttl) == (lan["a"].address, "224.0.0.18", 255)
    assert (advert.version, advert.vrid, advert.priority, advert.interval) == (3, 51, 200, 0.1)
    assert advert.addresses == (ADDRESS,)


def test_ipv6_adverts_come_from_the_link_local_address(lan):
    elected(lan, VirtualRouter(addresses=("fe80::77/64", "fd77::10/64")))
    advert = wait_for(lambda: lan.capture.adverts("a"), 5, "an advert")[0]
    assert (advert.source, advert.destination, advert.ttl) == (lan["a"].link_local, "ff02::12", 255)
    assert advert.addresses == ("fe80::77", "fd77::10")


def test_a_new_master_announces_its_addresses(lan):
    elected(lan, VirtualRouter(addresses=("10.77.0.10/24", "10.77.0.11/24")))
    for address in ("10.77.0.10", "10.77.0.11"):
        announcement = wait_for(lambda: lan.capture.announcements("a", address=address), 2, f"an ARP for {address}")[0]
        assert announcement.mac == lan["a"].mac


def test_a_new_master_announces_ipv6_addresses_by_neighbour_advertisements(lan):
    elected(lan, VirtualRouter(addresses=("fe80::77/64", "fd77::10/64")))
    announcement = wait_for(lambda: lan.capture.announcements("a", address="fd77::10"), 2, "an advertisement")[0]
    assert announcement.mac == lan["a"].mac


def test_the_client_reaches_the_master(lan):
    elected(lan)
    assert lan["client"].neighbour(ADDRESS) == lan["a"].mac


def test_without_preemption_a_stronger_newcomer_waits(lan):
    lan.start(Holdfast(lan["b"], VirtualRouter(priority=100)))
    lan.settles("b")
    lan.start(Holdfast(lan["a"], VirtualRouter(priority=200, preempt=False)))
    stays(lambda: lan.watch.owners(ADDRESS) == {"b"}, 2, "b keeps the address")


def test_with_preemption_a_stronger_newcomer_takes_over(lan):
    lan.start(Holdfast(lan["b"], VirtualRouter(priority=100)))
    lan.settles("b")
    lan.start(Holdfast(lan["a"], VirtualRouter(priority=200)))
    lan.settles("a")
