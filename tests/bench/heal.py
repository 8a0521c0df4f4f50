#!/usr/bin/env python3
"""Is there one owner again, and the right one, soon after a partition ends?

255 instances at 100 ms, and 20 at 10 ms. All traffic between the routers is cut until both own everything, then the cut
is healed. A master-down interval and one second later the kernels' addresses are counted.
"""
import time

from common import DAEMONS, Steal, Targets, arguments, pair, wait_for

SIZES = [(255, 0.1), (20, 0.01)]


def owners_after_healing(daemon: type, count: int, interval: float) -> tuple[int, int, int]:
    """How many addresses are then held by the right host alone, by both, and otherwise wrongly."""
    with pair(daemon, count, interval) as (lan, _, _, routers):
        lan.cut("a", "b", "all")
        wait_for(lambda: all("b" in lan.watch.owners(router.address) for router in routers), 60, "b owns all as well")
        time.sleep(2)  # The split lasts.
        lan.heal()
        time.sleep(routers[0].master_down + 1)
        held = {label: lan[label].addresses().keys() for label in ("a", "b")}
        by = [(router.address in held["a"], router.address in held["b"]) for router in routers]
        right, both = by.count((True, False)), by.count((True, True))
        return right, both, count - right - both


def main() -> None:
    options = arguments(__doc__, runs=1)
    print("owners of each address, a master-down interval and 1 s after a partition ended")
    print(f"{'daemon':12}{'instances':>10}{'interval':>10}{'right':>7}{'both':>6}{'wrong':>7}{'steal %':>9}")
    targets = Targets()
    for count, interval in SIZES:
        for name in options.daemons:
            for _ in range(options.runs):
                steal = Steal()
                right, both, wrong = owners_after_healing(DAEMONS[name], count, interval)
                print(f"{name:12}{count:>10}{interval * 1000:>7.0f} ms{right:>7}{both:>6}{wrong:>7}{steal.percent():9.1f}",
                      flush=True)
                if name == "holdfast":
                    targets.at_most("addresses without their one right owner", count - right, 0)
    targets.exit()


if __name__ == "__main__":
    main()
