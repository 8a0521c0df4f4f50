#!/usr/bin/env python3
"""A soak: 50 instances at 100 ms on a pair, and one random fault after the other, with the audits of the tests in between.

30 minutes; MINUTES= or HOURS= for another time, SEED= for the same faults again. `b` is killed now and then; `a` lives all
the time, and the memory and descriptors of its engine, steward and guard (of which there is a new one now and then) must not
grow. At the end both are stopped, and nothing may be left.
"""
import os
import random
import signal
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass, field

from common import Holdfast, Targets, arguments, pair

from lab.audit import ENDED, STANDING, Auditor
from lab.audit.figures import resident
from lab.processes import descriptors
from lab.waiting import wait_for

COUNT, INTERVAL = 50, 0.1
MINUTES = float(os.environ.get("HOURS", "0")) * 60 or float(os.environ.get("MINUTES", "30"))
SEED = int(os.environ.get("SEED", str(time.time_ns() % 1_000_000)))
WARM_UP = 1000  # scrapes, so that each thread of HTTP has touched its memory
PATIENCE = 12.0  # seconds: a winner defends its address once in ten


@dataclass
class Soak:
    lan: object
    a: Holdfast
    b: Holdfast
    routers: list
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))

    def some_time(self, least: float, most: float) -> None:
        time.sleep(self.dice.uniform(least, most))

    # The faults; each is over when it returns.

    def kill(self) -> None:
        """The engine of b alone; its guard cleans up."""
        self.b.signal(signal.SIGKILL)
        self.b.wait()
        self.some_time(0, 2)
        self.b.start()

    def crash(self) -> None:
        self.b.crash()
        self.some_time(0, 2)
        self.b.start()

    def pause(self) -> None:
        node = self.dice.choice((self.a, self.b))
        node.signal(signal.SIGSTOP)
        self.some_time(0.1, 3)
        node.signal(signal.SIGCONT)

    def freeze(self) -> None:
        """With its guard: the leases of the kernel end."""
        self.a.freeze()
        self.some_time(0.1, 5)
        self.a.thaw()

    def unplug(self) -> None:
        label = self.dice.choice("ab")
        self.lan.unplug(label)
        self.some_time(0.1, 3)
        self.lan.plug(label)

    def set_down(self) -> None:
        host = self.lan[self.dice.choice("ab")]
        host.ip("link set eth0 down")
        self.some_time(0.1, 2)
        host.ip("link set eth0 up")

    def cut(self) -> None:
        what = self.dice.choice(("vrrp", "all"))
        self.dice.choice((self.lan.cut, self.lan.drop))("a", "b", what, self.dice.choice((30, 100)))
        self.some_time(0.1, 3)
        self.lan.heal()

    def reload(self) -> None:
        """Some instances change their place and come back."""
        for priority in (self.dice.choice((50, 150)), 200):
            self.a.configure(*(type(router)(**(vars(router) | {"priority": priority})) if number % 3 == 0 else router
                               for number, router in enumerate(self.routers)))
            self.a.signal(signal.SIGHUP)
            self.some_time(0.3, 1.5)

    def delete_addresses(self) -> None:
        for router in self.dice.sample(self.routers, 5):
            self.lan["a"].run("ip", "address", "del", router.addresses[0], "dev", "eth0", check=False)

    def remove_guard(self) -> None:
        os.kill(self.a.guard(), signal.SIGKILL)

    def play(self) -> str:
        fault = self.dice.choice((self.kill, self.crash, self.pause, self.freeze, self.unplug, self.set_down, self.cut,
                                  self.reload, self.delete_addresses, self.remove_guard))
        fault()
        return fault.__name__

    # What must hold afterwards.

    def settled(self) -> bool:
        return all(self.lan.watch.owners(router.address) == {"a"} for router in self.routers)

    def wrong(self) -> list[str]:
        return Auditor(self.lan, PATIENCE).perform(STANDING)

    def left(self) -> list[str]:
        """What is wrong when all have ended."""
        auditor = Auditor(self.lan, PATIENCE)
        auditor.stop_all()
        return auditor.perform(ENDED)

    def processes(self) -> dict[str, int]:
        """Of a, by their names."""
        return {"engine": self.a.pid, "steward": self.a.helper("hf-steward"), "guard": self.a.guard()}


def halves(values: list[float]) -> tuple[float, float]:
    """The medians of the second quarter and of the last: what is taken up at the beginning is no growth."""
    quarter = max(1, len(values) // 4)
    return statistics.median(values[quarter : 2 * quarter] or values), statistics.median(values[-quarter:])


def main() -> None:
    arguments(__doc__, runs=1)
    print(f"{MINUTES:g} minutes, SEED={SEED}", flush=True)
    targets, problems, played = Targets(), 0, {}
    sizes, files = defaultdict(list), defaultdict(list)
    with pair(Holdfast, COUNT, INTERVAL) as (lan, a, b, _):
        for _ in range(WARM_UP):
            a.get("/metrics")
        soak = Soak(lan, a, b, list(a.routers))
        end, longest = time.monotonic() + 60 * MINUTES, 0.0
        while time.monotonic() < end:
            lan.capture.clear()
            fault = soak.play()
            played[fault] = played.get(fault, 0) + 1
            began = time.monotonic()
            try:
                wait_for(soak.settled, 8, "a alone holds all addresses")
                wrong = soak.wrong()
            except AssertionError as error:
                wrong = [str(error)]
            longest = max(longest, time.monotonic() - began)
            if wrong:
                problems += 1
                print(f"after {fault}: {'; '.join(wrong)[:1000]}", flush=True)
            for name, pid in soak.processes().items():
                sizes[name].append(resident(pid))
                files[name].append(descriptors(pid))
        alive = a.running
        left = soak.left()
        for one in left:
            print(f"left: {one[:1000]}", flush=True)
        print(f"{sum(played.values())} faults: {', '.join(f'{name} {times}' for name, times in sorted(played.items()))}; "
              f"the longest way back to order took {longest:.1f} s")
    targets.at_most("rounds with something wrong", problems, 0)
    targets.at_most("deaths of a", not alive, 0)
    targets.at_most("things that are left at the end", len(left), 0)
    for name in sizes:
        (early, late), (few, many_) = halves(sizes[name]), halves(files[name])
        print(f"{name}: RSS {early:.0f} to {late:.0f} KB ({(late - early) / (MINUTES / 60 / 2):+.0f} KB/h), "
              f"descriptors {few:.0f} to {many_:.0f}")
        targets.at_most(f"growth of the RSS of the {name} in KB", late - early, 512)
        targets.at_most(f"growth of the descriptors of the {name}", many_ - few, 0)
    targets.exit()


if __name__ == "__main__":
    main()
