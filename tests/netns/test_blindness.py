"""The detector loses its sight: it says so, nobody acts on it, and it recovers by itself."""
import contextlib
import ctypes
import os
import pathlib
import re
import socket
import time

import pytest

from lab.daemons import Holdfast
from lab.pair import elected
from lab.router import VirtualRouter
from lab.virtual_mac import link_name
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter()
NAME, ADDRESS = ROUTER.name, ROUTER.address
VIRTUAL = VirtualRouter(more={"virtual_mac": True})
PIDFD_GETFD = 438
NOBODYS_PROTOCOL = 0x88B5  # for local experiments
SILENT = 5 + 1  # seconds without a frame, and one to say so
SOUGHT_ANEW = 11 + 2  # seconds until a tap that hears nothing is opened anew


def is_blind(daemon: Holdfast) -> bool:
    """By API, metrics and in the list of what happened."""
    verdict = daemon.status()["verdict"]
    return ("blind" in (verdict["name"], *verdict["also"]) and shows_blindness(daemon)
            and any(event["event"] == "verdict" and event["fields"]["to"] == "blind" for event in daemon.events()))


def shows_blindness(daemon: Holdfast) -> bool:
    """By its metrics, which have a series for each condition that holds."""
    return re.search(r'^holdfast_detector_condition\{.*verdict="blind".*\} 1$', daemon.get("/metrics"), re.MULTILINE) is not None


def sees_again(daemon: Holdfast) -> bool:
    return daemon.verdict() == "healthy" and not shows_blindness(daemon)


@contextlib.contextmanager
def taps(daemon: Holdfast):
    """The daemon's own packet sockets that hear every frame: what is done to them is done to the daemon's."""
    library = ctypes.CDLL(None, use_errno=True)
    hears_all = {words[8] for words in packet_sockets(daemon.pid) if words[3] == "0003"}  # ETH_P_ALL
    process = os.pidfd_open(daemon.pid)
    with contextlib.ExitStack() as opened:
        opened.callback(os.close, process)
        found = []
        for entry in pathlib.Path(f"/proc/{daemon.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # a connection that has just been closed
                if os.readlink(entry).removeprefix("socket:[").removesuffix("]") in hears_all:
                    copy = library.syscall(PIDFD_GETFD, process, int(entry.name), 0)
                    found.append(opened.enter_context(socket.socket(fileno=copy)))
        yield found


def packet_sockets(pid: int) -> list[list[str]]:
    """sk, references, type, protocol, interface, running, memory, user, inode."""
    return [line.split() for line in pathlib.Path(f"/proc/{pid}/net/packet").read_text().splitlines()[1:]]


def test_a_tap_that_hears_nothing_any_more_is_said_and_opened_anew(lan):
    a, b = elected(lan, ROUTER)
    wait_for(lambda: a.verdict() == "healthy", 5, "a is healthy")
    with taps(a) as [tap]:
        tap.bind(("eth0", NOBODYS_PROTOCOL))  # the kernel hands it nothing
    wait_for(lambda: is_blind(a), SILENT + 1, "a is blind")
    assert "not even our own adverts" in a.status()["verdict"]["reason"]
    wait_for(lambda: sees_again(a), SOUGHT_ANEW, "a sees again")
    lan.cut("a", "b")
    wait_for(lambda: a.verdict() == "split_brain", 5, "a sees a split")
    assert lan.watch.owners(ADDRESS) == {"a", "b"}
    assert not [said for said in b.events() if said["event"] == "verdict" and said["fields"]["to"] == "blind"]


@pytest.mark.parametrize("router", [ROUTER, VIRTUAL], ids=["real", "virtual"])
def test_a_vanished_interface_makes_blind_until_it_is_back(lan, router):
    a, _ = elected(lan, router)
    lan["a"].ip("link del eth0")
    wait_for(lambda: is_blind(a), 3, "a is blind")
    assert a.metric("holdfast_split_brain", name=NAME) == 0
    lan.settles("b")
    lan["a"].plug_in(lan.switch)
    lan.settles("a")
    wait_for(lambda: not shows_blindness(a), 5, "a sees again")
    lan.cut("a", "b")
    wait_for(lambda: a.verdict() == "split_brain", 8, "a sees a split")


def test_an_interface_that_goes_down_and_up_again_is_heard_again(lan):
    a, _ = elected(lan, ROUTER)
    lan["a"].ip("link set eth0 down")  # the kernel reports ENETDOWN to every tap
    lan.settles("b")
    lan["a"].ip("link set eth0 up")
    lan["a"].ip(f"address add {lan['a'].link_local}/64 dev eth0 nodad")
    lan.settles("a")
    lan.cut("a", "b")
    wait_for(lambda: a.verdict() == "split_brain", 8, "a sees a split")


def test_a_vanished_virtual_interface_costs_no_sight(lan):
    a, _ = elected(lan, VIRTUAL)
    since = time.time()
    lan["a"].ip(f"link del {link_name(lan['a'], VIRTUAL)}")
    wait_for(lambda: lan.watch.came_back("a", ADDRESS, since), 3, "the address is back")
    stays(lambda: not shows_blindness(a), 2, "a sees")
    lan.cut("a", "b")
    wait_for(lambda: a.verdict() == "split_brain", 8, "a sees a split")


def test_an_interface_that_a_reload_brings_is_watched(lan):
    a, _ = elected(lan, ROUTER)
    lan["a"].ip(f"link add eth9 type veth peer name eth9 netns {lan['client'].name}", "link set eth9 up",
                "address add 10.79.0.1/24 dev eth9")
    lan["client"].ip("link set eth9 up")
    assert "eth9" not in tapped(a)
    a.configure(ROUTER, VirtualRouter(vrid=59, priority=200, addresses=("10.79.0.10/24",), interface="eth9"))
    assert a.ask("reload")["ok"]
    wait_for(lambda: "eth9" in tapped(a), 3, "eth9 is tapped")
    wait_for(lambda: a.status("vr59")["state"] == "master", 5, "the new instance serves")
    wait_for(lambda: a.verdict("vr59") == "healthy", 10, "and is watched")
    a.configure(ROUTER)
    assert a.ask("reload")["ok"]
    wait_for(lambda: "eth9" not in tapped(a), 3, "eth9 is left alone")


def tapped(daemon: Holdfast) -> set[str]:
    """The interfaces on which the daemon hears every frame."""
    indexes = {words[4] for words in packet_sockets(daemon.pid) if words[3] == "0003"}
    return {line.split(": ")[1].split("@")[0] for line in daemon.host.run("ip", "-o", "link").splitlines()
            if line.split(": ")[0] in indexes}
