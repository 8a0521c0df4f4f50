#!/usr/bin/env python3
"""How soon does a browser paint the status page of 20 instances, from its request on, and how large is the page?"""
from common import Holdfast, Lan, Steal, Targets, VirtualRouter, arguments, percentile, wait_for
from lab.browser import Browser

COUNT = 20
PORT = 10112
PAINTED = ("performance.getEntriesByName('first-contentful-paint')[0]?.startTime - "
           "performance.getEntriesByType('navigation')[0].requestStart")


def main() -> None:
    options = arguments(__doc__, runs=15)
    with Lan("a", "client") as lan:
        routers = [VirtualRouter(vrid, 200, (f"10.77.1.{vrid}/16",), interval=0.1) for vrid in range(1, COUNT + 1)]
        daemon = Holdfast(lan["a"], *routers, http={"listen": f"0.0.0.0:{PORT}"})
        lan.start(daemon)
        lan.settles("a", routers[-1].address)
        url = f"http://{lan['a'].address}:{PORT}"
        steal, times, browser = Steal(), [], Browser(lan["client"])
        for _ in range(options.runs):
            browser.open(url)
            times.append(wait_for(lambda: browser.evaluate(PAINTED), 5, "something is painted"))
        browser.close()
        size = len(daemon.get("/").encode())
    print(f"steal {steal.percent():.1f} %; first paint in ms: p50 {percentile(times, .5):.0f}, best {min(times):.0f}, "
          f"worst {max(times):.0f}; {size} bytes")
    targets = Targets()
    targets.at_most("first paint in ms, p50", percentile(times, 0.5), 100)
    targets.at_most("size of the page in bytes", size, 60_000)
    targets.exit()


if __name__ == "__main__":
    main()
