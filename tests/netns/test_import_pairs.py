"""Each configuration of tests/import/corpus runs as a pair, and has the same outcome with both daemons: two of keepalived live through
a story, two of Holdfast with what the importer makes of the file live through it too, and one of each. Same owners at each
step, same calls of scripts, in the same order.
"""
import json
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from lab.audit import audit
from lab.corpus import CORPUS, Pair
from lab.daemons import Daemon
from lab.lan import Host, Lan, second_port
from lab.virtual_mac import macvlans
from lab.waiting import wait_for

LONG = os.environ.get("HOLDFAST_LONG") == "1"
USUAL = ("nginx_pair", "mysql_double_master", "sync_group_router", "unicast_cloud_pair", "haproxy_weighted", "ipv6")
ALONE = {"static_and_bfd": "BFD, which Holdfast leaves out, decides in keepalived's pair",
         "virtual_servers": "LVS, which this kernel does not have, and Holdfast neither"}
NOT_MIXED = {"no_accept_and_ah",  # AH, which Holdfast leaves out
             "ipv6",  # the importer adds a link-local address, and tells to add it in keepalived, too
             "virtual_mac"}  # with vmac_xmit_base keepalived hears nobody who speaks from the virtual MAC, as the importer says
KINDS = {"keepalived": ("keepalived", "keepalived"), "holdfast": ("holdfast", "holdfast"), "mixed": ("holdfast", "keepalived")}
QUIET = 4.5  # seconds without a change: longer than a master-down interval
QUIET_CHECKS = 7.5  # and the failures of a check before it
PEACE = 40  # seconds: by then a step is over, whatever has come of it
HEAD_START = 1  # seconds: else a busy machine turns round who is first
STANDS = r"[Ee]ntering \w+ STATE| transition instance=\S+ from=init "
LOG_TAIL = 4000  # characters


@dataclass
class Outcome:
    """At each step of a story: who has which addresses, and which scripts each node called since the last one."""
    owners: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    calls: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    logs: str = ""

    def agrees(self, other: "Outcome", title: str) -> bool:
        return title in self.owners and (self.owners[title], self.calls[title]) == (other.owners[title], other.calls[title])


def addresses(host: Host) -> list[dict]:
    """As `ip -j address` shows them, each with its interface as `dev`."""
    links = json.loads(host.run("ip", "-j", "address", "show"))
    return [info | {"dev": link["ifname"]} for link in links for info in link["addr_info"]]


def differences(outcome: Outcome, wanted: Outcome) -> list[str]:
    """As sentences."""
    found = []
    for what in ("owners", "calls"):
        seen, expected = getattr(outcome, what), getattr(wanted, what)
        found += [f"{title}: {what} {seen[title]}, not {expected[title]}" for title in expected if seen[title] != expected[title]]
    return found


class Story:
    """`others` grow meanwhile: each step gets time until all have come to the same."""

    def __init__(self, lan: Lan, name: str, kinds: tuple[str, str], outcome: Outcome, others: list[Outcome]):
        self.lan = lan
        self.text = (CORPUS / f"{name}.conf").read_text()
        self.pair = Pair(lan, name)
        self.base = {shown["local"] for host in lan.hosts.values() for shown in addresses(host)}
        self.daemons = {label: self.pair.daemon(kind, label) for label, kind in zip(("a", "b"), kinds)}
        self.outcome = outcome
        self.calls = {label: [] for label in self.daemons}  # all that were made
        self.called_at = 0.0
        self.others = others

    def owners(self) -> dict[str, list[str]]:
        seen = {event.address for event in list(self.lan.watch.events)} - self.base
        virtual = {address for address in seen if not address.startswith("fe80:") or address in self.text}
        return {address: sorted(self.lan.watch.owners(address)) for address in sorted(virtual)}

    def step(self, title: str, quiet: float = QUIET) -> None:
        """What has come of it, when nothing has happened for a while: a quiet time that is long enough for all of them."""
        begun, before = time.time(), self.calls
        while True:
            calm, late = time.time() - max(begun, self.last_change()) >= quiet, time.time() - begun > PEACE
            assert calm or not late, f"{title}: no peace"
            if calm:
                self.outcome.calls[title] = {label: calls[len(before[label]):] for label, calls in self.calls.items()}
                self.outcome.owners[title] = self.owners()
                if late or all(other.agrees(self.outcome, title) for other in self.others):
                    return
            time.sleep(0.05)  # many stories are told at once

    def last_change(self) -> float:
        calls = {label: self.pair.calls(label) for label in self.daemons}
        if calls != self.calls:
            self.calls, self.called_at = calls, time.time()
        return max(self.called_at, self.lan.watch.events[-1].time)

    def die(self, daemon: Daemon) -> None:
        """The whole machine: its cables are dead, and what it had is gone when it boots."""
        host = daemon.host
        ports = (host.label, second_port(host.label))
        daemon.freeze()
        for port in ports:
            self.lan.unplug(port)
        daemon.crash()
        host.run("nft", "flush", "ruleset")
        for macvlan in macvlans(host):
            host.ip(f"link delete {macvlan}")
        for shown in addresses(host):
            if shown["local"] not in self.base:
                host.run("ip", "address", "delete", f"{shown['local']}/{shown['prefixlen']}", "dev", shown["dev"],
                         check=False)  # its lease may end just now
        for port in ports:
            self.lan.plug(port)

    def play(self) -> None:
        a, b = self.daemons.values()
        self.lan.start(a)
        # Who stands for election first decides where nobody preempts.
        wait_for(lambda: re.search(STANDS, a.log()), 10, "a stands for election")
        time.sleep(HEAD_START)
        self.lan.start(b)
        self.step("both start", QUIET + 1)
        self.die(a)
        self.step("a dies")
        self.lan.start(a)
        self.step("a returns", QUIET + 1.5)
        self.pair.fall_ill(self.pair.machines["a"])
        self.step("the checks of a fail", QUIET_CHECKS)
        self.pair.recover(self.pair.machines["a"])
        self.step("the checks of a succeed", QUIET_CHECKS)
        if "track_interface" in self.text:
            a.host.ip("link set far-eth2 down")
            self.step("a tracked interface goes down", QUIET_CHECKS)
            a.host.ip("link set far-eth2 up")
            self.step("it comes back", QUIET_CHECKS)
        a.stop()
        self.step("a is stopped", 3)
        b.stop()
        self.step("b is stopped", 2)
        self.outcome.logs = "\n".join(daemon.log()[-LOG_TAIL:] for daemon in self.daemons.values())


def play(name: str, kinds: tuple[str, str], outcome: Outcome, others: list[Outcome]) -> None:
    with Lan("a", "b", second=("a", "b")) as lan:
        Story(lan, name, kinds, outcome, others).play()
        audit(lan)


def played() -> list[tuple[str, ...]]:
    """By threes: what takes time is waiting."""
    names = sorted(path.stem for path in CORPUS.glob("*.conf") if path.stem not in ALONE) if LONG else USUAL
    return [tuple(names[first:first + 3]) for first in range(0, len(names), 3)]


@pytest.mark.parametrize("names", played(), ids="-".join)
def test_a_pair_has_the_same_outcome_with_both_daemons(names):
    with ThreadPoolExecutor(len(names) * len(KINDS)) as pool:
        outcomes = {(name, kind): Outcome() for name in names for kind in KINDS if kind != "mixed" or name not in NOT_MIXED}
        stories = [pool.submit(play, name, KINDS[kind], outcome,
                               [other for (theirs, _), other in outcomes.items() if theirs == name and other is not outcome])
                   for (name, kind), outcome in outcomes.items()]
        for story in stories:
            story.result()
    wrong = []
    for (name, kind), outcome in outcomes.items():
        if found := differences(outcome, outcomes[name, "keepalived"]):
            wrong += [f"{name}, {kind}: {one}" for one in found]
            print(f"{name}, {kind}:\n{outcome.logs}")
    assert wrong == []


@pytest.mark.parametrize("name", ALONE)
def test_a_pair_that_cannot_be_compared(name):
    pytest.skip(ALONE[name])
