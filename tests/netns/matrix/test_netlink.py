"""Faults between the daemon and its sockets: news and datagrams that are lost, sends that fail, tables that are full.
Rows K1, K2, K16 and K19 to K21."""
import contextlib
import signal
import threading
import time
from dataclasses import replace

import pytest

from lab.capture import UNNOTICED
from lab.daemons import Holdfast
from lab.packets import ipv4, vrrp3
from lab.pair import elected
from lab.router import VirtualRouter
from lab.scenario import LONG
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter()
SIX = replace(ROUTER, addresses=("fe80::77/64", "fd77::10/64"))
ADDRESS = ROUTER.address
CHANGES = 2000
NO_ROOM = "No buffer space available|Neighbour table overflow"


def churn(host, count: int = CHANGES) -> None:
    """So many addresses come and go."""
    addresses = [f"10.99.{number // 250}.{number % 250 + 1}/32 dev eth0" for number in range(count)]
    host.ip(*(f"address add {address}" for address in addresses))
    host.ip(*(f"address del {address}" for address in addresses))


@contextlib.contextmanager
def again_and_again(action):
    ended = threading.Event()

    def repeat() -> None:
        while not ended.is_set():
            action()

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def test_a_node_that_missed_the_kernels_news_takes_a_new_picture(lan):  # K1: the last of the news was about its link
    _, b = elected(lan)
    b.signal(signal.SIGSTOP)
    churn(lan["b"])
    churn(lan["b"])
    lan["b"].ip("link set eth0 down")
    b.signal(signal.SIGCONT)
    wait_for(lambda: b.metric("holdfast_netlink_resyncs_total") >= 1, 3, "b asks the kernel for everything")
    wait_for(lambda: b.status()["state"] == "fault", 2, "b knows that its link is down")
    lan["b"].ip("link set eth0 up")
    wait_for(lambda: b.status()["state"] == "backup", 3, "b is backup again")
    assert lan.watch.owners(ADDRESS) == {"a"}


def test_a_master_that_missed_the_loss_of_its_address_puts_it_back(lan):  # K1, K10
    a, b = elected(lan, VirtualRouter(interval=2.0))  # so long that neither the guard nor b minds the pause
    a.signal(signal.SIGSTOP)
    churn(lan["a"])
    churn(lan["a"])
    lan["a"].ip(f"address del {ADDRESS}/24 dev eth0")
    a.signal(signal.SIGCONT)
    wait_for(lambda: a.metric("holdfast_netlink_resyncs_total") >= 1, 3, "a asks the kernel for everything")
    lan.settles("a", bound=3)
    assert a.status()["state"] == "master"


def test_addresses_that_come_and_go_by_thousands_disturb_no_advert(lan):  # K1
    elected(lan)
    since = time.time()
    with again_and_again(lambda: churn(lan["a"])):
        stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 3, "a keeps the address")
        assert lan.capture.longest_silence("a", since) < UNNOTICED


def test_a_daemon_that_starts_while_addresses_change_is_in_step(lan):  # K2: the kernel's pictures are inconsistent
    with again_and_again(lambda: churn(lan["a"], 300)):
        a = lan.start(Holdfast(lan["a"], replace(ROUTER, priority=200)))
        lan.settles("a", bound=10)
        assert a.code("/readyz") == 200


def fill_neighbours(host, router: VirtualRouter = ROUTER) -> None:
    """Until the kernel refuses more of the router's family."""
    digits = "fe80::77:{}:{}" if ":" in router.address else "10.77.{}.{}"
    entries = (digits.format(number // 250 + 4, number % 250 + 1) for number in range(1100))
    with pytest.raises(RuntimeError, match=NO_ROOM):
        host.ip(*(f"neighbour replace {entry} lladdr 02:00:00:00:ff:01 dev eth0 nud reachable" for entry in entries))


one_table = pytest.mark.skipif(not LONG, reason="the table is one for all namespaces of the machine")


@pytest.mark.serial
@one_table
def test_a_full_neighbour_table_delays_no_take_over(lan):  # K16
    a, _ = elected(lan)
    fill_neighbours(lan["b"])
    with again_and_again(lambda: fill_neighbours(lan["b"])):  # of what is older than 5 s the kernel would make room
        a.crash()
        wait_for(lambda: "b" in lan.watch.owners(ADDRESS), 1, "b takes over")
        wait_for(lambda: lan.capture.announcements("b", address=ADDRESS), 1, "b announces the address")
    lan.settles("b", bound=5)  # a's lease ends


@pytest.mark.serial
@one_table
@pytest.mark.parametrize("router", [ROUTER, SIX], ids=["ipv4", "ipv6"])
def test_a_full_neighbour_table_silences_no_master(lan, router):  # K16: the group's entry is the first to go
    elected(lan, router)
    before = lan.watch.history(router.address)
    fill_neighbours(lan["client"], router)
    since = time.time()
    with again_and_again(lambda: fill_neighbours(lan["client"], router)):
        stays(lambda: lan.watch.history(router.address) == before, 3, "a keeps the address")
        assert lan.capture.longest_silence("a", since) < router.master_down


def test_more_interfaces_than_a_socket_may_have_groups(lan):  # K19: igmp_max_memberships is 20
    host, count = lan["a"], 25
    routers = []
    for number in range(count):
        host.ip(f"link add lan{number} type veth peer name far{number}", f"address add 10.90.{number}.1/24 dev lan{number}",
                f"link set far{number} up", f"link set lan{number} up")
        routers.append(VirtualRouter(number + 1, 200, (f"10.90.{number}.10/24",), interface=f"lan{number}"))
    lan.start(Holdfast(host, *routers))
    wait_for(lambda: all(lan.watch.owners(router.address) == {"a"} for router in routers), 10, "a holds all addresses")


def overflow(lan, b: Holdfast) -> None:
    """b is stopped until so much has come that its queue is full."""
    b.signal(signal.SIGSTOP)
    lan["client"].send(ipv4("10.77.0.77", vrrp3(99, 100, ["10.77.0.99"])), times=20_000)


def test_a_backup_whose_queue_overflowed_does_not_take_silence_for_a_fact(lan):  # K20
    _, b = elected(lan)
    before = lan.watch.history(ADDRESS)
    overflow(lan, b)
    wait_for(lambda: len(lan.capture.adverts("a", time.time() - 0.7)) >= 6, 5, "a's adverts find the queue full")
    b.signal(signal.SIGCONT)
    wait_for(lambda: b.metric("holdfast_socket_overflows_total") > 0, 2, "b counts what it lost")
    stays(lambda: lan.watch.history(ADDRESS) == before, 1, "b stays backup")
    assert " reception_lost " in b.log()


def test_a_backup_whose_queue_overflowed_takes_over_from_a_dead_master(lan):  # K20: one master-down interval later
    a, b = elected(lan)
    overflow(lan, b)
    a.signal(signal.SIGKILL)
    b.signal(signal.SIGCONT)
    lan.settles("b", bound=2 * ROUTER.master_down + 0.5)


def test_a_master_whose_host_refuses_its_adverts_lets_go_and_returns(lan):  # K21: EPERM
    a, _ = elected(lan)
    refuse = "table inet lab {\nchain out {\ntype filter hook output priority 0;\nip protocol 112 drop\n}\n}\n"
    lan["a"].run("nft", "-f", "-", stdin=refuse)
    lan.settles("b", bound=3)
    wait_for(lambda: a.status()["state"] == "fault", 2, "a is in fault")
    assert a.metric("holdfast_vrrp_transmit_failures_total") >= 3
    lan["a"].run("nft", "delete", "table", "inet", "lab")
    lan.settles("a")


def test_a_master_whose_interface_takes_no_more_lets_go_and_returns(lan):  # K21: ENOBUFS
    a, _ = elected(lan)
    lan["a"].run("tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", "8bit", "burst", "1500", "limit", "1")
    lan.settles("b", bound=3)
    wait_for(lambda: a.status()["state"] == "fault", 2, "a is in fault")
    lan["a"].run("tc", "qdisc", "del", "dev", "eth0", "root")
    lan.settles("a")
