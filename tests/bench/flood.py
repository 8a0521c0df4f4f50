#!/usr/bin/env python3
"""10,000 forged claims a second, from ever-changing MACs, for 30 seconds: who yields, what it costs, and what is said.

A pair with an IPv4 and an IPv6 router at 100 ms. A third host announces their addresses, by gratuitous ARP and unsolicited
neighbour advertisements in turn. Policy alert as shipped, and `fence` with `trust_lan`, which must not be fooled either.
"""
import json
import random
import re
import subprocess
import sys
import time
from dataclasses import replace

from common import Holdfast, Lan, Steal, Targets, VirtualRouter, arguments

from lab.packets import gratuitous_arp, unsolicited_na

RATE, SECONDS, BATCH = 10_000, 30, 100
FOUR = VirtualRouter(interval=0.1)
SIX = VirtualRouter(interval=0.1, addresses=("fe80::77/64", "fd77::10/64"))
ROUTERS = (FOUR, SIX)
NAMED = ("address_conflict", "suspected")
VARIANTS = {  # policy
    "alert": {},
    "fence": {"detector": {"policy": "fence", "trust_lan": True}, "fence": {"startup_grace": "1s", "delay": "500ms"}},
}


def forged(number: int) -> bytes:
    mac = "02:" + ":".join(f"{byte:02x}" for byte in random.randbytes(5))
    return gratuitous_arp(FOUR.address, mac) if number % 2 else unsolicited_na("fd77::10", mac)


def flood() -> None:
    """Sends at the rate for the time; prints how many frames really left. Runs in the client's namespace."""
    import socket

    frames = [forged(number) for number in range(20_000)]
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as raw:
        raw.bind(("eth0", 0))
        began, sent = time.monotonic(), 0
        while (now := time.monotonic() - began) < SECONDS:
            while sent < now * RATE:
                for _ in range(BATCH):
                    raw.send(frames[sent % len(frames)])
                    sent += 1
            time.sleep(0.002)
    print(json.dumps({"sent": sent, "seconds": time.monotonic() - began}))


def resident_kilobytes(host) -> int:
    lines = (line for pid in host.processes() for line in open(f"/proc/{pid}/status"))
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def lateness(daemon: Holdfast) -> dict[float, float]:
    """How many adverts were at most so late, in seconds, of all routers."""
    pattern = r'^holdfast_vrrp_advert_lateness_seconds_bucket\{.*le="([^"]+)"\} (\S+)$'
    found: dict[float, float] = {}
    for edge, count in re.findall(pattern, daemon.get("/metrics"), re.MULTILINE):
        found[float(edge)] = found.get(float(edge), 0) + float(count)
    return found


def quantile(before: dict[float, float], after: dict[float, float], share: float) -> float:
    """The upper edge of the bucket that holds it, in milliseconds."""
    counts = {edge: after[edge] - before[edge] for edge in sorted(after)}
    wanted = share * counts[float("inf")]
    return 1000 * next(edge for edge, count in counts.items() if count >= wanted)


def pair(lan: Lan, sections: dict) -> list[Holdfast]:
    daemons = []
    for label, other, priority in (("a", "b", 200), ("b", "a", 100)):
        def at(router: VirtualRouter) -> VirtualRouter:
            six = ":" in router.address
            return replace(router, priority=priority, more={"peers": [lan[other].link_local if six else lan[other].address]})
        daemons.append(Holdfast(lan[label], *(at(router) for router in ROUTERS), **sections))
    lan.start(*daemons)
    for router in ROUTERS:
        lan.settles("a", router.address)
    return daemons


def verdicts(daemons: list[Holdfast]) -> set[str]:
    """What each node calls each router now."""
    return {f"{daemon.verdict(router.name)}" for daemon in daemons for router in ROUTERS}


def run(name: str, sections: dict, targets: Targets) -> None:
    with Lan("a", "b", "client") as lan:
        daemons = pair(lan, sections)
        time.sleep(6)  # the second burst of announcements is over
        before = {router.address: lan.watch.history(router.address) for router in ROUTERS}
        resident, late = resident_kilobytes(lan["a"]), lateness(daemons[0])
        steal = Steal()
        flooder = subprocess.Popen(lan["client"].command(sys.executable, __file__, "--flood"), stdout=subprocess.PIPE, text=True)
        time.sleep(SECONDS - 1)
        said = verdicts(daemons)
        result = json.loads(flooder.communicate(timeout=30)[0])
        lan.capture.clear()
        growth = (resident_kilobytes(lan["a"]) - resident) / 1024
        p99 = quantile(late, lateness(daemons[0]), 0.99)
        states = [daemon.status(router.name)["state"] for daemon in daemons for router in ROUTERS]
        moved = sum(lan.watch.history(router.address) != before[router.address] for router in ROUTERS)
        rate = result["sent"] / result["seconds"]
        print(f"policy {name}: {rate:.0f} frames/s, states {states}, verdicts {sorted(said)}, steal {steal.percent():.1f} %")
        targets.at_most("missing to 9,500 frames/s", max(0, 9500 - rate), 0)
        targets.at_most("addresses that moved", moved, 0)
        targets.at_most("nodes that left their state", states != ["master", "master", "backup", "backup"], 0)
        targets.at_most("growth of the RSS in MB", growth, 2)
        targets.at_most("lateness of adverts in ms, p99 (its bucket's edge)", p99, 5)
        targets.at_most("verdicts that do not name it", len(said - set(NAMED)), 0)


def main() -> None:
    if "--flood" in sys.argv:
        return flood()
    options = arguments(__doc__, runs=1)
    targets = Targets()
    for _ in range(options.runs):
        for name, sections in VARIANTS.items():
            run(name, sections, targets)
    targets.exit()


if __name__ == "__main__":
    main()
