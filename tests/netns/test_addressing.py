"""Addresses on other interfaces, labels, routes, rules, and addresses that accept nothing: as the kernel shows them."""
import json
import os
import signal
import socket
import subprocess
from dataclasses import replace

import pytest

from lab.daemons import HOLDFAST, Holdfast
from lab.lan import Host
from lab.pair import elected
from lab.probe import Probe
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter()
ADDRESS = ROUTER.address
MARK = "112"  # of our routes and rules
ROUTE = {"to": "198.51.100.0/24", "via": "10.77.0.2", "table": 100, "metric": 7}
RULE = {"from": "10.77.0.10/32", "table": 100, "priority": 1000}
ROUTED = VirtualRouter(more={"routes": [ROUTE, {"to": "203.0.113.0/24", "source": ADDRESS}], "rules": [RULE]})
SILENT = VirtualRouter(more={"accept": False})
SILENT6 = VirtualRouter(addresses=("fe80::77/64", "fd77::10/64"), more={"accept": False})


def shown(host: Host, *words: str) -> list[dict]:
    return json.loads(host.run("ip", "-j", *words) or "[]")


def routes(host: Host, family: str = "-4") -> list[dict]:
    return shown(host, family, "route", "show", "table", "all", "protocol", MARK)


def rules(host: Host) -> list[dict]:
    return [rule for rule in shown(host, "-d", "rule") if str(rule.get("protocol")) == MARK]


def holds_all(host: Host) -> bool:
    return len(routes(host)) == 2 and len(rules(host)) == 1


def holds_none(host: Host) -> bool:
    return not routes(host) and not rules(host)


def tables(host: Host) -> str:
    return host.run("nft", "list", "ruleset")


def alone(lan, router: VirtualRouter = ROUTER) -> Holdfast:
    daemon = lan.start(Holdfast(lan["a"], router))
    lan.settles("a", router.address)
    return daemon


def second_interface(host: Host, network: str = "10.78.0.1/24") -> None:
    host.ip("link add lan1 type veth peer name lan1peer", f"address add {network} dev lan1", "link set lan1peer up",
            "link set lan1 up")


def on(host: Host, interface: str) -> list[str]:
    return [info["local"] for link in shown(host, "address", "show", "dev", interface) for info in link["addr_info"]]


def pings(lan, address: str, patience: float = 1) -> bool:
    """One echo request of the client's is answered."""
    try:
        with Probe(lan["client"], address, interval=0.05, patience=patience):
            return True
    except AssertionError:
        return False


def has_it_before(lan) -> None:
    lan["a"].ip(f"address add {ADDRESS}/24 dev eth0")
    wait_for(lambda: lan.watch.owners(ADDRESS) == {"a"}, 5, "the host has the address")


# Addresses

def test_an_address_lives_on_the_interface_that_it_is_given(lan):
    second_interface(lan["a"])
    a = alone(lan, VirtualRouter(more={"excluded_addresses": [{"address": "10.78.0.10/24", "interface": "lan1"}]}))
    wait_for(lambda: "10.78.0.10" in on(lan["a"], "lan1"), 3, "the address is on lan1")
    assert "10.78.0.10" not in on(lan["a"], "eth0")
    wait_for(lambda: a.status()["addresses"][1] == {"address": "10.78.0.10/24", "interface": "lan1",
                                                    "advertised": False, "present": True, "foreign": False}, 3,
             "the daemon has heard of it")
    a.stop()
    assert "10.78.0.10" not in on(lan["a"], "lan1")


def test_an_address_on_another_interface_is_put_back_and_guarded(lan):
    second_interface(lan["a"])
    router = VirtualRouter(more={"addresses": [ADDRESS + "/24", {"address": "10.78.0.10/24", "interface": "lan1"}]})
    a = lan.start(Holdfast(lan["a"], router))
    wait_for(lambda: "10.78.0.10" in on(lan["a"], "lan1"), 10, "the address is on lan1")
    lan["a"].ip("address del 10.78.0.10/24 dev lan1")
    wait_for(lambda: "10.78.0.10" in on(lan["a"], "lan1"), 3, "the address is back")
    a.signal(signal.SIGKILL)
    wait_for(lambda: "10.78.0.10" not in on(lan["a"], "lan1"), 3, "the guard has removed it")


def test_another_interface_that_is_down_is_a_fault(lan):
    second_interface(lan["a"])
    router = VirtualRouter(more={"addresses": [ADDRESS + "/24", {"address": "10.78.0.10/24", "interface": "lan1"}]})
    a = lan.start(Holdfast(lan["a"], router))
    wait_for(lambda: "10.78.0.10" in on(lan["a"], "lan1"), 10, "the address is on lan1")
    lan["a"].ip("link set lan1 down")
    wait_for(lambda: a.status()["state"] == "fault", 3, "the instance is in fault")
    assert a.status()["reason"] == "interface lan1 is down"
    wait_for(lambda: not lan.watch.owners(ADDRESS), 3, "the other address is given up, too")
    lan["a"].ip("link set lan1 up")
    wait_for(lambda: "10.78.0.10" in on(lan["a"], "lan1"), 10, "both are back")


def test_an_address_on_another_interface_is_announced_there_with_its_mac(lan):
    second_interface(lan["a"])
    tap = lan["a"].socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
    tap.bind(("lan1peer", 0))
    tap.settimeout(10)
    router = VirtualRouter(more={"excluded_addresses": [{"address": "10.78.0.10/24", "interface": "lan1"}]})
    alone(lan, router)
    mac = bytes.fromhex(shown(lan["a"], "link", "show", "dev", "lan1")[0]["address"].replace(":", ""))
    while True:
        frame = tap.recv(2048)
        if frame[28:32] == bytes([10, 78, 0, 10]):
            break
    assert frame[6:12] == mac and frame[22:28] == mac


def test_labels_and_scopes_are_set(lan):
    lan.start(Holdfast(lan["a"], VirtualRouter(more={
        "addresses": [{"address": ADDRESS + "/32", "label": "eth0:web", "scope": "link"}]})))  # its network's is global
    lan.settles("a")
    info = lan["a"].addresses()[ADDRESS]
    assert (info["label"], info["scope"]) == ("eth0:web", "link")
    stays(lambda: lan["a"].addresses()[ADDRESS]["label"] == "eth0:web", 2, "the label stays when the lease is renewed")


def test_a_reload_changes_a_label(lan):
    a = alone(lan)
    a.configure(VirtualRouter(more={"addresses": [{"address": ADDRESS + "/24", "label": "eth0:new"}]}))
    assert a.client("reload").returncode == 0
    wait_for(lambda: lan["a"].addresses().get(ADDRESS, {}).get("label") == "eth0:new", 3, "the label is new")


def test_a_reload_moves_an_address_to_another_interface(lan):
    second_interface(lan["a"])
    a = alone(lan, VirtualRouter(more={"excluded_addresses": ["10.78.0.10/24"]}))
    assert "10.78.0.10" in on(lan["a"], "eth0")
    a.configure(VirtualRouter(more={"excluded_addresses": [{"address": "10.78.0.10/24", "interface": "lan1"}]}))
    assert a.client("reload").returncode == 0
    wait_for(lambda: "10.78.0.10" in on(lan["a"], "lan1"), 3, "it is on lan1")
    assert "10.78.0.10" not in on(lan["a"], "eth0")


def test_the_hosts_own_address_of_the_network_survives(lan):
    """Without promote_secondaries the kernel deletes the other addresses of a network with its first."""
    lan["a"].ip("address flush dev eth0", "address add 10.77.0.1/32 dev eth0", "route add 10.77.0.0/24 dev eth0")
    for interface in ("all", "eth0"):
        lan["a"].run("sh", "-c", f"echo 0 >/proc/sys/net/ipv4/conf/{interface}/promote_secondaries")
    a = alone(lan)
    wait_for(lambda: lan["a"].run("cat", "/proc/sys/net/ipv4/conf/eth0/promote_secondaries").strip() == "1", 4,
             "the setting is made")
    lan["a"].ip("address add 10.77.0.200/24 dev eth0")
    a.stop()
    assert "10.77.0.200" in on(lan["a"], "eth0")


def test_an_owner_has_the_address_as_its_own_and_keeps_it(lan):
    has_it_before(lan)
    a = lan.start(Holdfast(lan["a"], replace(ROUTER, priority=255)))
    wait_for(lambda: lan.capture.adverts("a"), 5, "a is master")
    assert lan.capture.adverts("a")[-1].priority == 255
    assert pings(lan, ADDRESS)
    a.stop()
    assert ADDRESS in on(lan["a"], "eth0")


# Routes and rules

def test_routes_and_rules_are_there_while_the_addresses_are(lan):
    a = alone(lan, ROUTED)
    wait_for(lambda: holds_all(lan["a"]), 3, "routes and rules")
    via, source = sorted(routes(lan["a"]), key=lambda route: route["dst"])
    assert (via["dst"], via["gateway"], str(via["table"]), via["metric"]) == ("198.51.100.0/24", "10.77.0.2", "100", 7)
    assert (source["dst"], source["dev"], source["prefsrc"]) == ("203.0.113.0/24", "eth0", ADDRESS)
    assert rules(lan["a"])[0]["priority"] == 1000
    wait_for(lambda: [(one["kind"], one["present"]) for one in a.status()["routing"]] == [
        ("route", True), ("route", True), ("rule", True)], 3, "the status shows them")
    a.stop()
    assert holds_none(lan["a"])


def test_a_backup_has_neither_routes_nor_rules(lan):
    a, b = elected(lan, ROUTED)
    wait_for(lambda: holds_all(lan["a"]), 3, "the master has them")
    assert holds_none(lan["b"])
    a.stop()
    wait_for(lambda: holds_all(lan["b"]), 5, "the next master has them")
    assert holds_none(lan["a"])


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
def test_the_guard_removes_routes_and_rules(lan, fault):
    a = alone(lan, ROUTED)
    wait_for(lambda: holds_all(lan["a"]), 3, "routes and rules")
    a.signal(fault)
    wait_for(lambda: holds_none(lan["a"]), 2, "the guard has removed them")


def test_what_engine_and_guard_left_is_removed_by_the_next_start(lan):
    a = alone(lan, ROUTED)
    wait_for(lambda: holds_all(lan["a"]), 3, "routes and rules")
    os.kill(a.guard(), signal.SIGKILL)
    a.signal(signal.SIGKILL)
    a.wait()
    assert holds_all(lan["a"])
    a.configure(VirtualRouter(vrid=52, addresses=("10.77.0.11/24",)))
    a.start()
    lan.settles("a", "10.77.0.11")
    assert holds_none(lan["a"])


def test_a_release_removes_routes_and_rules(lan):
    a = alone(lan, VirtualRouter(more=ROUTED.more | {"accept": False}))
    wait_for(lambda: holds_all(lan["a"]), 3, "routes and rules")
    a.crash()
    assert lan["a"].run(str(HOLDFAST), "release", "-c", str(a.file)) == (
        "released: 0 interfaces, 1 addresses, 3 routes and rules\n")
    assert holds_none(lan["a"]) and not tables(lan["a"])


def test_a_handoff_keeps_them_and_the_successor_adopts_them(lan):
    router = VirtualRouter(more=ROUTED.more | {"accept": False})
    a = alone(lan, router)
    wait_for(lambda: holds_all(lan["a"]), 3, "routes and rules")
    monitor = subprocess.Popen(lan["a"].command("ip", "monitor", "route", "rule", "address"), stdout=subprocess.PIPE,
                               text=True)
    assert a.client("handoff").returncode == 0
    assert a.wait() == 0
    assert holds_all(lan["a"])
    a.start()
    wait_for(lambda: a.status()["state"] == "master", 5, "a is master again")
    stays(lambda: holds_all(lan["a"]), 3, "they stay")
    assert not any(one["foreign"] for one in a.status()["routing"])
    assert "drop" in tables(lan["a"])
    monitor.terminate()
    assert "Deleted" not in monitor.communicate()[0]
    a.stop()
    assert holds_none(lan["a"]) and not tables(lan["a"])


def test_a_route_that_somebody_removes_is_put_back(lan):
    a = alone(lan, ROUTED)
    wait_for(lambda: holds_all(lan["a"]), 3, "routes and rules")
    lan["a"].ip("route flush table 100", "rule del priority 1000")
    wait_for(lambda: holds_all(lan["a"]), 3, "they are back")
    wait_for(lambda: any(event["event"] == "routing_reinstated" for event in a.events()), 3, "and that is said")


@pytest.mark.waives("rules", why="the rule was there before")
def test_a_route_that_stood_before_is_left_alone(lan):
    lan["a"].ip("route add 198.51.100.0/24 via 10.77.0.3 table 100 metric 7",
                "rule add from 10.77.0.10 lookup 100 priority 1000")
    a = alone(lan, ROUTED)
    wait_for(lambda: a.status()["routing"][0]["foreign"], 3, "it is known as somebody else's")
    a.stop()
    standing = shown(lan["a"], "route", "show", "table", "100")
    assert [route["gateway"] for route in standing] == ["10.77.0.3"]
    assert [rule["priority"] for rule in shown(lan["a"], "rule") if rule["priority"] == 1000] == [1000]


def test_a_route_that_cannot_be_is_said_and_no_fault(lan):
    a = alone(lan, VirtualRouter(more={"routes": [{"to": "198.51.100.0/24", "via": "10.99.0.1"}]}))
    wait_for(lambda: a.status()["routing"][0]["refusal"], 3, "the refusal is shown")
    assert a.status()["state"] == "master"
    assert [event["event"] for event in a.events()].count("routing_refused") == 1
    assert "10.99.0.1" in a.client("explain", "vr51").stdout


def test_a_reload_changes_routes_alone(lan):
    a = alone(lan, ROUTED)
    wait_for(lambda: holds_all(lan["a"]), 3, "routes and rules")
    before = lan.watch.history(ADDRESS)
    a.configure(VirtualRouter(more={"routes": [{"to": "192.0.2.0/24", "via": "10.77.0.2"}]}))
    assert a.client("reload").returncode == 0
    wait_for(lambda: [route["dst"] for route in routes(lan["a"])] == ["192.0.2.0/24"], 3, "the new route alone")
    assert not rules(lan["a"])
    assert lan.watch.history(ADDRESS) == before


def test_ipv6_has_routes_and_rules_too(lan):
    a = lan.start(Holdfast(lan["a"], VirtualRouter(addresses=("fe80::77/64", "fd77::10/64"), more={
        "routes": [{"to": "default", "via": "fe80::9", "table": 100}, {"to": "fd99::/48", "via": "fd77::9"}],
        "rules": [{"from": "fd77::10/128", "table": 100}]})))
    lan.settles("a", "fd77::10")
    wait_for(lambda: len(routes(lan["a"], "-6")) == 2, 3, "both routes")
    assert shown(lan["a"], "-6", "route", "show", "table", "100")[0]["dev"] == "eth0"
    stays(lambda: not any(one["foreign"] or one["refusal"] for one in a.status("vr51v6")["routing"]), 2, "all are ours")
    a.stop()
    assert not routes(lan["a"], "-6")


def test_with_a_virtual_mac_routes_follow_the_address(lan):
    a = alone(lan, VirtualRouter(more=ROUTED.more | {"virtual_mac": True}))
    wait_for(lambda: holds_all(lan["a"]), 3, "routes and rules")
    a.stop()
    assert holds_none(lan["a"])


# accept = false

@pytest.mark.parametrize("router", [SILENT, SILENT6], ids=["ipv4", "ipv6"])
def test_what_accepts_nothing_answers_neighbours_alone(lan, router):
    a = lan.start(Holdfast(lan["a"], router))
    address = router.addresses[-1].split("/")[0]
    lan.settles("a", address)
    assert not pings(lan, address)
    assert lan["client"].neighbour(address) == lan["a"].mac
    a.stop()
    assert not tables(lan["a"])


def test_what_accepts_nothing_still_answers_for_the_host(lan):
    alone(lan, SILENT)
    assert pings(lan, lan["a"].address)


def test_a_link_local_address_that_accepts_nothing_is_one_of_its_interface(lan):
    lan.start(Holdfast(lan["a"], SILENT6))
    lan.settles("a", "fe80::77")
    assert not pings(lan, "fe80::77%eth0")
    assert "fe80::77 . " in tables(lan["a"])


def test_a_reload_opens_and_closes_an_address(lan):
    a = alone(lan)
    assert pings(lan, ADDRESS)
    a.configure(SILENT)
    assert a.client("reload").returncode == 0
    wait_for(lambda: not pings(lan, ADDRESS), 3, "it is closed")
    a.configure(ROUTER)
    assert a.client("reload").returncode == 0
    wait_for(lambda: pings(lan, ADDRESS), 3, "it is open")
    assert not tables(lan["a"])


def test_a_flushed_ruleset_is_put_back_at_once(lan):
    """As Debian's /etc/nftables.conf begins. One shell flushes and looks: to start one here takes longer than to mend."""
    alone(lan, SILENT)
    until_back = "until nft list table inet holdfast 2>&1 | grep -q drop; do :; done"
    milliseconds = int(lan["a"].run("sh", "-c", f"nft flush ruleset; T=$(date +%s%3N); {until_back}; echo $(($(date +%s%3N) - T))"))
    assert milliseconds < 5000  # without being told, it would look a minute later
    assert ADDRESS in tables(lan["a"])
    assert not pings(lan, ADDRESS)


def test_the_table_goes_with_a_dead_daemon(lan):
    a = alone(lan, SILENT)
    assert "drop" in tables(lan["a"])
    a.signal(signal.SIGKILL)
    wait_for(lambda: not tables(lan["a"]), 5, "the guard has removed it")


def test_an_address_that_was_there_before_goes_on_answering(lan):
    has_it_before(lan)
    lan.start(Holdfast(lan["a"], SILENT))
    wait_for(lambda: lan.capture.adverts("a"), 5, "a is master")
    stays(lambda: pings(lan, ADDRESS), 1, "it is the host's own")


# Announcements

def test_announcements_keep_the_pace(lan):
    router = VirtualRouter(more={"excluded_addresses": [f"10.77.0.{n}/24" for n in range(100, 120)],
                                 "garp": {"repeat": 1, "delay": "0s", "pace": "20ms"}})
    alone(lan, router)
    wait_for(lambda: len(lan.capture.announcements("a")) >= 21, 5, "each address was announced")
    times = sorted(one.time for one in lan.capture.announcements("a"))
    assert len(times) == 21
    assert times[-1] - times[0] >= 0.35
