#!/usr/bin/env python3
"""What an orderly hand-over costs a client that probes each millisecond, at an interval of 1 s.

Holdfast is the master and leaves by TERM, or is drained; its successor is Holdfast or keepalived.
"""
import os
import time

from common import DAEMONS, Holdfast, Lan, Steal, Targets, VirtualRouter, arguments
from lab.probe import Probe

LIMIT = 20  # ms


def drain(master: Holdfast) -> None:
    done = master.client("drain")
    assert done.returncode == 0, done.stderr


def promote(probe: Probe) -> None:
    """What delays the client itself is no silence."""
    os.sched_setscheduler(probe.pid, os.SCHED_FIFO, os.sched_param(1))


# How the master leaves, and whether its successor may preempt it.
WAYS = {"TERM": (Holdfast.stop, True), "drain": (drain, True), "drain, no preempt": (drain, False)}


def outage(successor: type, leave, preempt: bool) -> float:
    """Seconds without an answer."""
    high, low = (VirtualRouter(priority=priority, interval=1.0, preempt=preempt) for priority in (200, 100))
    with Lan("a", "b", "client") as lan:
        master = lan.start(Holdfast(lan["a"], high))
        lan.settles("a")
        lan.start(successor(lan["b"], low))
        time.sleep(2)  # it has heard the master
        with Probe(lan["client"], low.address) as probe:
            promote(probe)
            leave(master)
            lan.settles("b", bound=15)
            time.sleep(0.5)  # the client goes on for a while with the new master
        return probe.outage


def main() -> None:
    options = arguments(__doc__, runs=5)
    print("longest silence for a client during a hand-over, in ms")
    targets = Targets()
    for how, (leave, preempt) in WAYS.items():
        for name in options.daemons:
            steal = Steal()
            silences = [1000 * outage(DAEMONS[name], leave, preempt) for _ in range(options.runs)]
            shown = " ".join(f"{silence:7.1f}" for silence in silences)
            print(f"{how:17} to {name:11}{shown}   steal {steal.percent():.1f} %", flush=True)
            targets.at_most(f"silence in ms, {how} to {name}", max(silences), LIMIT)
    targets.exit()


if __name__ == "__main__":
    main()
