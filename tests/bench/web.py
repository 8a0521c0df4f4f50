#!/usr/bin/env python3
"""HTTP: how large and how fast a scrape is, what many connections do to it, and whether adverts notice.

Pairs at 100 ms, the load within the master's own namespace. 20 and 255 instances, scraped as Prometheus does it, ten times a
second; 10 instances, `/livez` asked for beside 200 idle connections and 50 that send a byte a second, and 200 scrapes a second.
"""
import gzip
import re
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from common import Holdfast, Steal, Targets, arguments, pair, percentile

from flood import lateness, quantile

INTERVAL, SECONDS = 0.1, 20
IDLE, SLOW, SCRAPES = 200, 50, 200
HOST, PORT = "127.0.0.1", 10112
PLAIN = {"Accept": "text/plain;version=0.0.4"}
PROMETHEUS = {"Accept": "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                        "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "Accept-Encoding": "gzip"}


@dataclass
class Size:
    """What a scrape of so many instances may cost."""

    instances: int
    milliseconds: float
    plain: int | None = None
    packed: int | None = None


SIZES = (Size(20, 5, plain=200_000), Size(255, 40, packed=80_000))


def get(path: str, headers: dict[str, str]) -> tuple[float, bytes]:
    """Seconds until all of the answer is there, and its body."""
    lines = [f"GET {path} HTTP/1.1", "Host: holdfast", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    began = time.monotonic()
    with socket.create_connection((HOST, PORT), timeout=30) as connection:
        connection.sendall("\r\n".join(lines).encode())
        answer = b"".join(iter(lambda: connection.recv(1 << 20), b""))
    took = time.monotonic() - began
    assert answer.startswith(b"HTTP/1.1 200"), answer[:80]
    return took, answer.partition(b"\r\n\r\n")[2]


# Within the namespace: each prints a number a line.

def weigh() -> list[float]:
    """Bytes of a scrape: in the older format, in Prometheus' favourite one, and this packed."""
    packed = get("/metrics", PROMETHEUS)[1]
    return [len(get("/metrics", PLAIN)[1]), len(gzip.decompress(packed)), len(packed)]


def scrape_now_and_then() -> list[float]:
    return scrape(10, threads=1)


def storm() -> list[float]:
    return scrape(SCRAPES, threads=16)


def scrape(rate: int, threads: int) -> list[float]:
    """So many scrapes a second, each at its time."""
    took: list[float] = []
    began = time.monotonic()

    def some(first: int) -> None:
        for number in range(first, rate * SECONDS, threads):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            if time.monotonic() > began + SECONDS + 2:
                return
            took.append(get("/metrics", PROMETHEUS)[0])

    scrapers = [threading.Thread(target=some, args=(first,)) for first in range(threads)]
    for scraper in scrapers:
        scraper.start()
    for scraper in scrapers:
        scraper.join()
    return took


def hold_connections(ended: threading.Event) -> None:
    """Idle ones and slow ones; whatever the server closes is opened again."""
    sockets: list[socket.socket] = []
    while not ended.wait(1):
        for number, one in enumerate(sockets):
            try:
                one.send(b"G" if number < SLOW else b"")
                one.setblocking(False)
                if one.recv(1) == b"":
                    raise ConnectionResetError
            except BlockingIOError:
                pass
            except OSError:
                one.close()
                sockets[number] = socket.create_connection((HOST, PORT))
        while len(sockets) < IDLE + SLOW:
            sockets.append(socket.create_connection((HOST, PORT)))


def ask_for_life() -> list[float]:
    """`/livez` again and again beside all the connections."""
    ended = threading.Event()
    holder = threading.Thread(target=hold_connections, args=(ended,))
    holder.start()
    time.sleep(2)
    took, end = [], time.monotonic() + SECONDS
    while time.monotonic() < end:
        took.append(get("/livez", {})[0])
        time.sleep(0.05)
    ended.set()
    holder.join()
    return took


LOADS = {load.__name__: load for load in (weigh, scrape_now_and_then, storm, ask_for_life)}


def run(lan, load) -> list[float]:
    done = subprocess.run(lan["a"].command(sys.executable, __file__, load.__name__), capture_output=True, text=True, check=True)
    return [float(line) for line in done.stdout.split()]


# What adverts notice.

class Adverts:
    """How late those of all instances are from now on, and which addresses move."""

    def __init__(self, lan, daemon: Holdfast):
        self._lan, self._daemon = lan, daemon
        self._before, self._moves = self._seen(), len(lan.watch.events)

    def _seen(self) -> tuple[dict[float, float], float]:
        sums = re.findall(r"^holdfast_vrrp_advert_lateness_seconds_sum\{.*\} (\S+)$", self._daemon.get("/metrics"), re.MULTILINE)
        return lateness(self._daemon), sum(map(float, sums))

    def report(self) -> float:
        """In ms: the edge of the bucket that holds the 99th percentile."""
        counts, total = self._seen()
        sent = counts[float("inf")] - self._before[0][float("inf")]
        mean, edge = 1000 * (total - self._before[1]) / sent, quantile(self._before[0], counts, 0.99)
        print(f"  {sent:.0f} adverts: {mean:.3f} ms late at the mean, p99 at most {edge:g} ms")
        return edge

    def moved(self) -> int:
        return len(self._lan.watch.events) - self._moves


def must_not_notice(targets: Targets, adverts: Adverts) -> None:
    """5 ms of the 100 until the next advert are not noticed by anybody."""
    targets.at_most("lateness of adverts in ms, p99 (its bucket's edge)", adverts.report(), 5)
    targets.at_most("addresses that moved", adverts.moved(), 0)


def undisturbed(targets: Targets, lan, daemon: Holdfast) -> None:
    time.sleep(6)  # the second burst of announcements is over
    adverts = Adverts(lan, daemon)
    time.sleep(SECONDS)
    print("nobody asks for anything")
    targets.at_most("lateness of adverts in ms while nobody asks, p99", adverts.report(), 5)


def times(took: list[float]) -> str:
    return f"p50 {percentile(took, 0.5):.1f} ms, p99 {percentile(took, 0.99):.1f} ms"


def scraped(targets: Targets, size: Size) -> None:
    with pair(Holdfast, size.instances, INTERVAL) as (lan, a, _, _):
        undisturbed(targets, lan, a)
        adverts = Adverts(lan, a)
        took = [1000 * seconds for seconds in run(lan, scrape_now_and_then)]
        old, plain, packed = run(lan, weigh)
        print(f"{size.instances} instances, {len(took)} scrapes: {times(took)}; {old / 1000:.0f} KB, as OpenMetrics "
              f"{plain / 1000:.0f} KB, packed {packed / 1000:.1f} KB")
        targets.at_most("a scrape in ms, p99", percentile(took, 0.99), size.milliseconds)
        if size.plain:
            targets.at_most("its bytes", max(old, plain), size.plain)
        if size.packed:
            targets.at_most("its bytes, packed", packed, size.packed)
        must_not_notice(targets, adverts)


def crowded(targets: Targets) -> None:
    with pair(Holdfast, 10, INTERVAL) as (lan, a, _, _):
        undisturbed(targets, lan, a)
        adverts = Adverts(lan, a)
        took = [1000 * seconds for seconds in run(lan, ask_for_life)]
        print(f"{len(took)} times /livez beside {IDLE} idle and {SLOW} slow connections: {times(took)}")
        targets.at_most("/livez in ms, p99", percentile(took, 0.99), 100)
        must_not_notice(targets, adverts)
        time.sleep(3)
        adverts = Adverts(lan, a)
        took = [1000 * seconds for seconds in run(lan, storm)]
        rate = len(took) / SECONDS
        print(f"{rate:.0f} scrapes/s of 10 instances: {times(took)}")
        targets.at_most("missing to 200 scrapes/s", max(0.0, SCRAPES - rate), 10)
        must_not_notice(targets, adverts)


def main() -> None:
    if sys.argv[-1] in LOADS:
        print("\n".join(map(str, LOADS[sys.argv[-1]]())))
        return
    arguments(__doc__, runs=1)
    targets, steal = Targets(), Steal()
    for size in SIZES:
        scraped(targets, size)
    crowded(targets)
    print(f"steal {steal.percent():.1f} %")
    targets.exit()


if __name__ == "__main__":
    main()
