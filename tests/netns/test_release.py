"""What a daemon that is gone has left is removed: by its guard, by `holdfast release`, or by neither while one is on duty."""
import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator

import pytest

from lab.daemons import HOLDFAST, Holdfast
from lab.lan import Host
from lab.router import VirtualRouter
from lab.waiting import wait_for

ROUTER = VirtualRouter(more={"virtual_mac": True})


def macvlans(host: Host) -> str:
    return host.run("ip", "-o", "link", "show", "type", "macvlan")


def arp_settings(host: Host) -> str:
    return host.run("cat", *(f"/proc/sys/net/ipv4/conf/eth0/{key}" for key in ("arp_ignore", "arp_announce")))


def release(daemon: Holdfast) -> str:
    return daemon.host.run(str(HOLDFAST), "release", "-c", str(daemon.file))


@pytest.fixture
def served(lan) -> Holdfast:
    lan["a"].before = arp_settings(lan["a"])
    a = lan.start(Holdfast(lan["a"], ROUTER))
    lan.settles("a")
    wait_for((lan["a"].folder / "run/borrowed-settings").exists, 3, "it is known what the settings were")
    assert arp_settings(lan["a"]) != lan["a"].before
    return a


def test_a_release_removes_interfaces_rules_and_settings(lan, served):
    served.crash()
    assert macvlans(lan["a"])
    assert release(served).startswith("released: 1 interfaces")
    assert not macvlans(lan["a"])
    assert not lan["a"].run("nft", "list", "ruleset")
    assert arp_settings(lan["a"]) == lan["a"].before


def test_a_release_does_nothing_beside_a_daemon(lan, served):
    assert "nothing to do" in release(served)
    assert macvlans(lan["a"])
    assert lan.watch.owners(ROUTER.address) == {"a"}


def test_the_guard_of_a_dead_daemon_removes_its_interfaces(lan, served):
    served.signal(signal.SIGKILL)
    served.wait()
    wait_for(lambda: not macvlans(lan["a"]), 5, "no macvlan is left")
    wait_for(lambda: not lan["a"].processes(), 3, "the guard has ended")
    release(served)
    assert arp_settings(lan["a"]) == lan["a"].before


def test_settings_are_given_back_by_a_successors_orderly_stop(lan, served):
    served.signal(signal.SIGKILL)
    served.wait()
    served.start()
    wait_for(lambda: served.status()["state"] == "master", 5, "a is master again")
    served.stop()
    assert arp_settings(lan["a"]) == lan["a"].before



def test_settings_are_given_back_by_a_successor_that_has_no_virtual_mac(lan, served):
    assert served.client("handoff").returncode == 0
    served.wait()
    served.configure(VirtualRouter())
    served.start()
    wait_for(lambda: served.status()["state"] == "master", 10, "a is master again")
    wait_for(lambda: arp_settings(lan["a"]) == lan["a"].before, 3, "the settings are as they were")


PLAIN = VirtualRouter(interval=1.0)


def addresses(host: Host) -> str:
    return host.run("ip", "-o", "-4", "address", "show", "dev", "eth0")


def test_a_release_removes_addresses_that_a_handoff_left_with_long_leases(lan):
    a = lan.start(Holdfast(lan["a"], PLAIN))
    lan.settles("a")
    guard = a.guard()
    assert a.client("handoff", "--for", "60s").returncode == 0
    a.wait()
    os.kill(guard, signal.SIGKILL)
    wait_for(lambda: not lan["a"].processes(), 3, "the guard is gone")
    assert PLAIN.address in addresses(lan["a"])
    assert "1 addresses" in release(a)
    assert PLAIN.address not in addresses(lan["a"])


@pytest.mark.parametrize("already_there", [False, True])
def test_a_release_without_leases_removes_what_was_added_and_no_more(lan, already_there):
    router = VirtualRouter(interval=1.0, more={"lease": "off"})
    if already_there:
        lan["a"].run("ip", "address", "add", router.addresses[0], "dev", "eth0")
    a = lan.start(Holdfast(lan["a"], router))
    wait_for(lambda: a.status()["state"] == "master", 10, "a is master")
    a.crash()
    release(a)
    assert (router.address in addresses(lan["a"])) == already_there


@contextlib.contextmanager
def stranger(host: Host, name: str) -> Iterator[None]:
    """An unprivileged process that came first and holds an abstract name of ours."""
    program = f"import socket, sys; s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET if 'guard' in {name!r} else " \
              f"socket.SOCK_DGRAM); s.bind('\\0' + {name!r}); print('held', flush=True); sys.stdin.read()"
    command = host.command("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c", program)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield
        process.stdin.close()


@pytest.mark.parametrize("name", ["holdfast/guard", "holdfast/daemon"])
def test_a_stranger_with_one_of_our_names_prevents_no_release(lan, name):
    a = lan.start(Holdfast(lan["a"], VirtualRouter(interval=1.0, more={"lease": "off"})))
    lan.settles("a")
    a.crash()
    wait_for(lambda: not lan["a"].processes(), 3, "daemon and guard are gone")
    with stranger(lan["a"], name):
        assert "1 addresses" in release(a)
    assert PLAIN.address not in addresses(lan["a"])


def test_a_guard_whose_name_a_stranger_has_removes_its_interfaces_all_the_same(lan):
    with stranger(lan["a"], "holdfast/guard"):
        a = lan.start(Holdfast(lan["a"], ROUTER))
        lan.settles("a")
        a.signal(signal.SIGKILL)
        a.wait()
        wait_for(lambda: not macvlans(lan["a"]), 5, "no macvlan is left")
        wait_for(lambda: "holdfast" not in lan["a"].run("nft", "list", "tables"), 5, "no table is left")
    release(a)


def test_a_daemon_whose_name_a_stranger_has_says_so(lan):
    a = Holdfast(lan["a"], PLAIN)
    with stranger(lan["a"], "holdfast/daemon"):
        a.start()
        assert a.wait() == 1
    assert "held by a process of neither root nor holdfast" in a.log()
