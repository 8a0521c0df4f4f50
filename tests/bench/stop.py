#!/usr/bin/env python3
"""What an orderly stop of the master costs a client that probes each millisecond, at an interval of 1 s."""
import time

from common import DAEMONS, Steal, Targets, arguments, pair
from lab.probe import Probe


def outage(daemon: type) -> float:
    """Seconds without an answer."""
    with pair(daemon, 1, 1.0) as (lan, master, _, routers):
        lan["client"].ip(f"route add {routers[0].address} dev eth0")
        with Probe(lan["client"], routers[0].address) as probe:
            master.stop()
            lan.settles("b", routers[0].address)
            time.sleep(0.5)  # The client goes on for a while with the new master.
        return probe.outage


def main() -> None:
    options = arguments(__doc__, runs=5)
    print("longest silence for a client during an orderly stop, in ms")
    targets = Targets()
    for name in options.daemons:
        for _ in range(options.runs):
            steal = Steal()
            silence = 1000 * outage(DAEMONS[name])
            print(f"{name:12}{silence:9.1f}   steal {steal.percent():.1f} %", flush=True)
            if name == "holdfast":
                targets.at_most("silence in ms", silence, 20)
    targets.exit()


if __name__ == "__main__":
    main()
