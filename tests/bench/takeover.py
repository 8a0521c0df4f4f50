#!/usr/bin/env python3
"""How late is a take-over of 255 addresses?

255 instances at 1 s. The switch's port of the master goes down. From a capture, for each instance: the time from the old
master's last advert to the new one's first gratuitous ARP, less the master-down interval (3T + skew), is its lateness.
"""
import time

from common import DAEMONS, Steal, Targets, all_held, arguments, pair, percentile, wait_for

COUNT, INTERVAL = 255, 1.0


def lateness(daemon: type) -> list[float]:
    """Of each instance, in seconds."""
    with pair(daemon, COUNT, INTERVAL) as (lan, _, _, routers):
        time.sleep(2 * INTERVAL)  # The backup has heard all instances.
        lan.capture.clear()
        time.sleep(2 * INTERVAL)  # Whatever comes now is a last advert if the cut comes next.
        lan.unplug("a")
        wait_for(lambda: all("b" in lan.watch.owners(router.address) for router in routers), 10, "b holds all addresses")
        wait_for(lambda: len(first_by(lan.capture.announcements("b"), "address")) == COUNT, 10, "b has announced all")
        last = {advert.vrid: advert.time for advert in lan.capture.adverts("a")}
        first = first_by(lan.capture.announcements("b"), "address")
        return [first[router.address] - last[router.vrid] - router.master_down for router in routers]


def first_by(records: list, key: str) -> dict:
    """The time of the first record for each value of a field."""
    return {getattr(record, key): record.time for record in reversed(records)}


def main() -> None:
    options = arguments(__doc__, runs=5)
    print(f"lateness of a take-over, {COUNT} instances at {INTERVAL:g} s, in ms")
    print(f"{'daemon':12}{'run':>4}{'p50':>9}{'p99':>9}{'worst':>9}{'steal %':>9}")
    p99 = {}
    for name in options.daemons:
        everything = []
        for run in range(1, options.runs + 1):
            steal = Steal()
            values = [1000 * value for value in lateness(DAEMONS[name])]
            everything += values
            show(name, str(run), values, steal.percent())
        show(name, "all", everything, None)
        p99[name] = percentile(everything, 0.99)
    targets = Targets()
    if len(p99) == len(DAEMONS):
        targets.at_most("p99 of holdfast in ms, against a tenth of keepalived's", p99["holdfast"], p99["keepalived"] / 10)
    targets.exit()


def show(name: str, run: str, values: list[float], steal: float | None) -> None:
    figures = "".join(f"{value:9.2f}" for value in (percentile(values, 0.5), percentile(values, 0.99), max(values)))
    print(f"{name:12}{run:>4}{figures}" + ("" if steal is None else f"{steal:9.1f}"), flush=True)


if __name__ == "__main__":
    main()
