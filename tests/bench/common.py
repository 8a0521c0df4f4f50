"""What the benchmarks share: both daemons in one LAN after the other, percentiles, and the machine's own disturbance."""
import argparse
import contextlib
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "netns"))

from lab.daemons import Holdfast  # noqa: E402
from lab.lan import Lan  # noqa: E402
from lab.namespace import sweep  # noqa: E402
from lab.peers import Keepalived  # noqa: E402
from lab.router import VirtualRouter, many  # noqa: E402
from lab.waiting import wait_for  # noqa: E402

DAEMONS = {"holdfast": Holdfast, "keepalived": Keepalived}


def arguments(description: str, runs: int) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=runs, help=f"runs of each daemon (default {runs})")
    parser.add_argument("--daemons", nargs="+", choices=DAEMONS, default=list(DAEMONS))
    options = parser.parse_args()
    sweep()
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.2f}")
    return options


@contextlib.contextmanager
def pair(daemon: type, count: int, interval: float, **sections: dict):
    """A LAN with `count` instances on two routers, `a` master of all; yields the LAN, both daemons and b's routers."""
    low = many(count, 100, interval)
    with Lan("a", "b", "client") as lan:
        a, b = lan.start(daemon(lan["a"], *many(count, 200, interval), **sections), daemon(lan["b"], *low, **sections))
        wait_for(lambda: all_held(lan, low, {"a"}), 60, "a holds all addresses")
        yield lan, a, b, low


def all_held(lan: Lan, routers: list[VirtualRouter], hosts: set[str]) -> bool:
    return all(lan.watch.owners(router.address) == hosts for router in routers)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Steal:
    """The share of the machine's time that its host took away, in percent."""

    def __init__(self):
        self._before = self._ticks()

    @staticmethod
    def _ticks() -> list[int]:
        return [int(word) for word in pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]

    def percent(self) -> float:
        spent = [after - before for before, after in zip(self._before, self._ticks())]
        return 100 * spent[7] / max(1, sum(spent))


class Targets:
    """What figures must not exceed: each is said to be met or missed, and a missed one fails the run at its end."""

    def __init__(self):
        self._missed = 0

    def at_most(self, what: str, value: float, limit: float) -> None:
        met = value <= limit
        self._missed += not met
        print(f"{'met   ' if met else 'MISSED'} {what}: {value:.2f}, at most {limit:.2f}", flush=True)

    def exit(self) -> None:
        sys.exit(1 if self._missed else 0)
