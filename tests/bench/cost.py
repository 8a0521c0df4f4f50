#!/usr/bin/env python3
"""What 255 instances cost: memory, and CPU time for each advert sent and received.

255 instances at 100 ms, ten seconds of steady state, then scrapes until all threads of HTTP have done some. Memory is that
of all processes of a daemon (engine, guard, steward): their anonymous pages by PSS, which shares out what a fork left in
common, and the pages of each file once, as if nothing else on the machine used the libraries. CPU time is that of all threads and processes of a daemon
(/proc/PID/task/*/schedstat); the kernel's delivery to the other host is part of a sender's system call, for both daemons.
"""
import pathlib
import re
import time
from dataclasses import dataclass

from common import DAEMONS, Holdfast, Steal, Targets, arguments, pair

COUNT, INTERVAL, SECONDS, SCRAPES = 255, 0.1, 10, 300


def processes(host) -> list[pathlib.Path]:
    return [pathlib.Path(f"/proc/{pid}") for pid in host.processes()]


def cpu_seconds(host) -> float:
    threads = (task for process in processes(host) for task in process.glob("task/*/schedstat"))
    return sum(int(task.read_text().split()[0]) for task in threads) / 1e9


@dataclass
class Memory:
    """MB of all processes of a daemon."""

    own: float  # anonymous pages, and those of each file once: what the daemon needs for itself
    pss: float  # shared pages shared out among all their users, the other router and other programs too
    rss: float  # shared pages counted in each process

    @classmethod
    def of(cls, host) -> "Memory":
        anonymous, files, totals = 0, {}, {"Pss": 0, "Rss": 0}
        for process in processes(host):
            for mapping in mappings(process):
                place = mapping["file"]
                anonymous += mapping["Anonymous"] if place else mapping["Pss"]
                if place:
                    files[place] = max(files.get(place, 0), mapping["Rss"] - mapping["Anonymous"])
                for kind in totals:
                    totals[kind] += mapping[kind]
        return cls(*(kilobytes / 1024 for kilobytes in (anonymous + sum(files.values()), totals["Pss"], totals["Rss"])))


def mappings(process: pathlib.Path) -> list[dict]:
    """Of each mapping its figures in KB, and which file and place it shows, if any."""
    found: list[dict] = []
    for line in (process / "smaps").read_text().splitlines():
        if head := re.match(r"[0-9a-f]+-[0-9a-f]+ \S+ (\S+) \S+ (\d+)\s*(.*)", line):
            found.append({"file": (head[3], head[1]) if head[2] != "0" else None})
        elif figure := re.match(r"(\w+):\s+(\d+) kB", line):
            found[-1][figure[1]] = int(figure[2])
    return found


def cost(daemon: type) -> tuple[Memory, float, float, float]:
    """Memory of the master; adverts sent in a second; microseconds of CPU for each, on the master and the backup."""
    with pair(daemon, COUNT, INTERVAL) as (lan, a, _, _):
        time.sleep(6)  # The second burst of announcements is over.
        since, before = time.time(), [cpu_seconds(lan[label]) for label in ("a", "b")]
        time.sleep(SECONDS)
        spent = [cpu_seconds(lan[label]) - start for label, start in zip(("a", "b"), before)]
        until = time.time()
        adverts = sum(advert.time < until for advert in lan.capture.adverts("a", since))
        for _ in range(SCRAPES if isinstance(a, Holdfast) else 0):
            a.get("/metrics")
        return Memory.of(lan["a"]), adverts / (until - since), *(1e6 * seconds / adverts for seconds in spent)


def main() -> None:
    options = arguments(__doc__, runs=3)
    print(f"{COUNT} instances at {INTERVAL * 1000:.0f} ms")
    print(f"{'daemon':12}{'own MB':>8}{'PSS MB':>8}{'RSS MB':>8}{'adverts/s':>11}{'us sent':>9}{'us heard':>10}{'steal %':>9}")
    needed, costs = [], {name: [] for name in options.daemons}
    for _ in range(options.runs):
        for name in options.daemons:
            steal = Steal()
            memory, rate, sent, heard = cost(DAEMONS[name])
            print(f"{name:12}{memory.own:8.1f}{memory.pss:8.1f}{memory.rss:8.1f}{rate:11.0f}{sent:9.1f}{heard:10.1f}"
                  f"{steal.percent():9.1f}", flush=True)
            costs[name].append(sent)
            if name == "holdfast":
                needed.append(memory.own)
    targets = Targets()
    if needed:
        targets.at_most("memory that holdfast needs for itself in MB", max(needed), 32)
    if len(costs) == len(DAEMONS):
        targets.at_most("CPU for an advert sent in us, against keepalived's", min(costs["holdfast"]), min(costs["keepalived"]))
    targets.exit()


if __name__ == "__main__":
    main()
