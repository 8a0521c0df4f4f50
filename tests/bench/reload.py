#!/usr/bin/env python3
"""Does a reload of 255 instances disturb those that it does not change?

255 instances at 100 ms, `a` master of all. The file is written anew with another priority of one, and reloaded, again and
again. Of the others each advert must come on time, by a capture; nothing may be said of them; and the order must be done
soon, although a file that has changed is read twice, 20 ms apart, since it might be half written.
"""
import time
from dataclasses import replace

from common import Holdfast, Steal, Targets, arguments, pair, percentile

COUNT, INTERVAL = 255, 0.1
REST = 1.0  # seconds between two reloads


def gaps(lan, changed: int, since: float) -> list[float]:
    """Between the adverts of each router that was not changed, in ms."""
    last, found = {}, []
    for advert in lan.capture.adverts("a"):
        if advert.vrid == changed or advert.time < since:
            continue
        if advert.vrid in last:
            found.append(1000 * (advert.time - last[advert.vrid]))
        last[advert.vrid] = advert.time
    return found


def main() -> None:
    options = arguments(__doc__, runs=10)
    steal = Steal()
    with pair(Holdfast, COUNT, INTERVAL) as (lan, a, _, _):
        routers = list(a.routers)
        time.sleep(2)
        quiet_from = time.time()
        time.sleep(3)
        before = gaps(lan, 0, quiet_from)
        said = len(a.events())
        times, reload_from = [], time.time()
        for run in range(options.runs):
            routers[0] = replace(routers[0], priority=201 + run % 2)
            a.configure(*routers)
            begin = time.monotonic()
            assert a.ask("reload")["ok"]
            times.append(1000 * (time.monotonic() - begin))
            time.sleep(REST)
        during = gaps(lan, 1, reload_from)
        events = [event for event in a.events()[said:] if event.get("instance") not in (None, "", "vr1")]
    print(f"steal {steal.percent():.1f} %; gaps between adverts in ms, p50 / p99 / worst: "
          f"without reloads {percentile(before, .5):.1f} / {percentile(before, .99):.1f} / {max(before):.1f}, "
          f"with {percentile(during, .5):.1f} / {percentile(during, .99):.1f} / {max(during):.1f}")
    print(f"reload in ms: p50 {percentile(times, .5):.1f}, worst {max(times):.1f}")
    targets = Targets()
    targets.at_most("reload in ms, p50", percentile(times, 0.5), 50)
    targets.at_most("longest gap between two adverts of a router that was not changed, in intervals",
                    max(during) / (1000 * INTERVAL), 2.75)
    targets.at_most("events of instances that were not changed", len(events), 0)
    targets.exit()


if __name__ == "__main__":
    main()
