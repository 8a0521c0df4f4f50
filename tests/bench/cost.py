#!/usr/bin/env python3
"""What 255 instances cost: memory, and CPU time for each advert sent and received.

255 instances at 100 ms, ten seconds of steady state. CPU time is that of all threads and processes of a daemon
(/proc/PID/task/*/schedstat); the kernel's delivery to the other host is part of a sender's system call, for both daemons.
"""
import pathlib
import time

from common import DAEMONS, Steal, Targets, arguments, pair

COUNT, INTERVAL, SECONDS = 255, 0.1, 10


def processes(host) -> list[pathlib.Path]:
    return [pathlib.Path(f"/proc/{pid}") for pid in host.processes()]


def cpu_seconds(host) -> float:
    threads = (task for process in processes(host) for task in process.glob("task/*/schedstat"))
    return sum(int(task.read_text().split()[0]) for task in threads) / 1e9


def resident_megabytes(host) -> float:
    """The sum over the daemon's processes; pages that they share are counted in each."""
    lines = (line for process in processes(host) for line in (process / "status").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def cost(daemon: type) -> tuple[float, float, float, float]:
    """Resident MB of the master; adverts sent in a second; microseconds of CPU for each, on the master and the backup."""
    with pair(daemon, COUNT, INTERVAL) as (lan, _, _, _):
        time.sleep(6)  # The second burst of announcements is over.
        since, before = time.time(), [cpu_seconds(lan[label]) for label in ("a", "b")]
        time.sleep(SECONDS)
        spent = [cpu_seconds(lan[label]) - start for label, start in zip(("a", "b"), before)]
        until = time.time()
        adverts = sum(advert.time < until for advert in lan.capture.adverts("a", since))
        return resident_megabytes(lan["a"]), adverts / (until - since), *(1e6 * seconds / adverts for seconds in spent)


def main() -> None:
    options = arguments(__doc__, runs=3)
    print(f"{COUNT} instances at {INTERVAL * 1000:.0f} ms")
    print(f"{'daemon':12}{'RSS MB':>8}{'adverts/s':>11}{'us sent':>9}{'us heard':>10}{'steal %':>9}")
    residents, costs = [], {name: [] for name in options.daemons}
    for _ in range(options.runs):
        for name in options.daemons:
            steal = Steal()
            resident, rate, sent, heard = cost(DAEMONS[name])
            print(f"{name:12}{resident:8.1f}{rate:11.0f}{sent:9.1f}{heard:10.1f}{steal.percent():9.1f}", flush=True)
            costs[name].append(sent)
            if name == "holdfast":
                residents.append(resident)
    targets = Targets()
    if residents:
        targets.at_most("RSS of holdfast in MB", max(residents), 32)
    if len(costs) == len(DAEMONS):
        targets.at_most("CPU for an advert sent in us, against keepalived's", min(costs["holdfast"]), min(costs["keepalived"]))
    targets.exit()


if __name__ == "__main__":
    main()
