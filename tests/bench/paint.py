#!/usr/bin/env python3
"""How soon does a browser paint the status page of 20 instances, from its request on, and how large is the page?

When all is well, and when all twenty have two owners, so that each is shown whole.
"""
import json

from common import Holdfast, Steal, Targets, arguments, pair, percentile, wait_for
from lab.browser import Browser

COUNT, INTERVAL = 20, 0.1
PAINTED = ("performance.getEntriesByName('first-contentful-paint')[0]?.startTime - "
           "performance.getEntriesByType('navigation')[0].requestStart")


def painted(lan, daemon: Holdfast, runs: int) -> list[float]:
    """Milliseconds, each time."""
    browser, times = Browser(lan["client"]), []
    try:
        for _ in range(runs):
            browser.open(f"http://{lan['a'].address}:10112")
            times.append(wait_for(lambda: browser.evaluate(PAINTED), 5, "something is painted"))
    finally:
        browser.close()
    return times


def severities(daemon: Holdfast) -> set[str]:
    return {instance["verdict"]["severity"] for instance in json.loads(daemon.get("/api/v1/status"))["instances"]}


def measure(lan, daemon: Holdfast, runs: int, when: str, targets: Targets) -> None:
    times, size = painted(lan, daemon, runs), len(daemon.get("/").encode())
    print(f"{when}: first paint in ms: p50 {percentile(times, .5):.0f}, best {min(times):.0f}, worst {max(times):.0f}; {size} bytes")
    targets.at_most("first paint in ms, p50", percentile(times, 0.5), 100)
    targets.at_most("size of the page in bytes", size, 60_000)


def main() -> None:
    options = arguments(__doc__, runs=15)
    targets, steal = Targets(), Steal()
    with pair(Holdfast, COUNT, INTERVAL, http={"listen": "0.0.0.0:10112"}) as (lan, a, _, _):
        measure(lan, a, options.runs, "all is well", targets)
        lan.cut("a", "b")
        wait_for(lambda: severities(a) == {"critical"}, 20, "all have two owners")
        measure(lan, a, options.runs, "all have two owners", targets)
    print(f"steal {steal.percent():.1f} %")
    targets.exit()


if __name__ == "__main__":
    main()
