#!/usr/bin/env python3
"""How long does a daemon with 1,000 instances take until the first of them could advertise?

Two interfaces, both families, 250 virtual routers each. From the start of the process to the moment when the last router
listens: from then on it would advertise, if it owned its addresses. The times are those of the daemon's own log.
"""
import datetime
import time

from common import Holdfast, Lan, Steal, Targets, VirtualRouter, arguments, percentile, wait_for

COUNT = 1000
INTERFACES = (("eth0", 77), ("lan1", 78))


def routers() -> list[VirtualRouter]:
    return [VirtualRouter(vrid, interface=interface, interval=1.0, addresses=addresses,
                          more={"name": f"{interface}-{family}-{vrid}"})
            for interface, net in INTERFACES for vrid in range(1, COUNT // 4 + 1)
            for family, addresses in ((4, (f"10.{net}.1.{vrid}/16",)),
                                      (6, (f"fe80::{net}:{vrid:x}/64", f"fd77:{net}::{vrid:x}/64")))]


def moment(line: str) -> float:
    return datetime.datetime.fromisoformat(line.split()[0].replace("Z", "+00:00")).timestamp()


def started(daemon: Holdfast) -> list[str]:
    return [line for line in daemon.log().splitlines() if "reason=startup" in line]


def main() -> None:
    options = arguments(__doc__, runs=7)
    steal, times = Steal(), []
    with Lan("a", "client") as lan:
        lan["a"].ip("link add lan1 type veth peer name lan1peer", "address add 10.78.0.1/16 dev lan1",
                    "link set lan1peer up", "link set lan1 up")
        time.sleep(2.5)  # duplicate address detection
        for run in range(options.runs):
            daemon = Holdfast(lan["a"], *routers())
            begin = time.time()
            lan.start(daemon)
            wait_for(lambda: len(started(daemon)) >= COUNT * (run + 1), 20, "all routers listen")
            times.append(1000 * (moment(started(daemon)[-1]) - begin))
            daemon.stop()
    print(f"steal {steal.percent():.1f} %; until all of {COUNT} listen, in ms: p50 {percentile(times, .5):.0f}, "
          f"best {min(times):.0f}, worst {max(times):.0f}")
    targets = Targets()
    targets.at_most("until all instances listen, in ms, p50", percentile(times, 0.5), 200)
    targets.exit()


if __name__ == "__main__":
    main()
