#!/usr/bin/env python3
"""HTTP under load: does it answer, and do adverts notice?

200 idle connections and 50 that send a byte a second, at once, while `/livez` is asked for; then 200 scrapes of `/metrics`
a second. Ten instances at 100 ms on a pair, the load within the master's own namespace.
"""
import socket
import subprocess
import sys
import threading
import time

from common import Holdfast, Steal, Targets, arguments, pair, percentile

from flood import lateness, quantile

COUNT, INTERVAL, SECONDS = 10, 0.1, 20
IDLE, SLOW, SCRAPES = 200, 50, 200
HOST, PORT = "127.0.0.1", 10112


def get(path: str) -> float:
    """Seconds until all of the answer is there."""
    began = time.monotonic()
    with socket.create_connection((HOST, PORT), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: holdfast\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(1 << 20), b""))
    assert answer.startswith(b"HTTP/1.1 200"), answer[:80]
    return time.monotonic() - began


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
    """Within the namespace: `/livez` again and again beside all the connections."""
    ended = threading.Event()
    holder = threading.Thread(target=hold_connections, args=(ended,))
    holder.start()
    time.sleep(2)
    took, end = [], time.monotonic() + SECONDS
    while time.monotonic() < end:
        took.append(get("/livez"))
        time.sleep(0.05)
    ended.set()
    holder.join()
    return took


def scrape() -> list[float]:
    """Within the namespace: so many scrapes a second, by sixteen threads, each at its time."""
    took: list[float] = []
    began = time.monotonic()

    def some(first: int) -> None:
        for number in range(first, SCRAPES * SECONDS, 16):
            time.sleep(max(0.0, began + number / SCRAPES - time.monotonic()))
            if time.monotonic() > began + SECONDS + 2:
                return
            took.append(get("/metrics"))

    threads = [threading.Thread(target=some, args=(first,)) for first in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def load(lan, what: str) -> list[float]:
    done = subprocess.run(lan["a"].command(sys.executable, __file__, what), capture_output=True, text=True, check=True)
    return [float(line) for line in done.stdout.split()]


def measured(lan, daemon: Holdfast, what: str) -> tuple[list[float], float, float]:
    """The load's times in ms, the lateness of adverts meanwhile in ms (its bucket's edge), changes of any address."""
    before, changes = lateness(daemon), len(lan.watch.events)
    took = [1000 * seconds for seconds in load(lan, what)]
    return took, quantile(before, lateness(daemon), 0.99), len(lan.watch.events) - changes


def main() -> None:
    if "--life" in sys.argv or "--scrape" in sys.argv:
        print("\n".join(map(str, ask_for_life() if "--life" in sys.argv else scrape())))
        return
    arguments(__doc__, runs=1)
    targets, steal = Targets(), Steal()
    with pair(Holdfast, COUNT, INTERVAL) as (lan, a, _, _):
        time.sleep(6)  # the second burst of announcements is over
        a.get("/livez")
        took, late, moved = measured(lan, a, "--life")
        print(f"{len(took)} times /livez beside {IDLE} idle and {SLOW} slow connections: p50 {percentile(took, 0.5):.1f} ms")
        targets.at_most("/livez in ms, p99", percentile(took, 0.99), 100)
        targets.at_most("lateness of adverts in ms, p99 (its bucket's edge)", late, 50)
        targets.at_most("addresses that moved", moved, 0)
        time.sleep(3)
        took, late, moved = measured(lan, a, "--scrape")
        rate = len(took) / SECONDS
        print(f"{rate:.0f} scrapes/s of {COUNT} instances: p50 {percentile(took, 0.5):.1f} ms, p99 {percentile(took, 0.99):.1f} ms")
        targets.at_most("missing to 200 scrapes/s", max(0.0, SCRAPES - rate), 10)
        targets.at_most("lateness of adverts in ms, p99 (its bucket's edge)", late, 50)
        targets.at_most("addresses that moved", moved, 0)
    print(f"steal {steal.percent():.1f} %")
    targets.exit()


if __name__ == "__main__":
    main()
