"""A host's cable with a mind of its own: the kernel here has no netem, so what a real network does to frames is done by a
thread between the host and its port of the switch. Same seed, same dice.
"""
import heapq
import itertools
import random
import select
import socket
import threading
import time
from collections.abc import Callable

from lab.capture import ETH_P_ALL, PACKET_IGNORE_OUTGOING, SOL_PACKET
from lab.lan import BRIDGE, Lan
from lab.namespace import Namespace

IP, PROTOCOL, VRRP = slice(12, 14), 23, 112
HEADERS = 14 + 20
PRIORITY = slice(HEADERS + 2, HEADERS + 3)


def is_advert(frame: bytes) -> bool:
    return frame[IP] == b"\x08\x00" and len(frame) > HEADERS and frame[PROTOCOL] == VRRP


def is_resignation(frame: bytes) -> bool:
    return is_advert(frame) and frame[PRIORITY] == b"\0"


def damaged(frame: bytes, dice: random.Random) -> bytes:
    """One bit of the message is another; padding behind it is no part of it."""
    message = int.from_bytes(frame[16:18], "big") - 20
    bit = dice.randrange(8 * message)
    changed = bytearray(frame)
    changed[HEADERS + bit // 8] ^= 1 << bit % 8
    return bytes(changed)


class Relay:
    """`with Relay(lan, "b") as cable:` - what passes is late by `delay(frame)` seconds, each frame by its own, so that
    frames overtake each other where that varies; `change` is made to the adverts towards the host. It passes no UDP and TCP:
    their sums are left to a card.
    """

    def __init__(self, lan: Lan, label: str, seed: int = 1):
        self.dice = random.Random(seed)
        self.delay: Callable[[bytes], float] = lambda frame: 0.0
        self.change: Callable[[bytes], bytes] = lambda frame: frame
        self.overtaken = 0  # adverts that arrived after a later one of their direction
        self._switch, self._port, self._near, self._far = lan.switch, label, f"{label}-near", f"{label}-far"
        self._due: list[tuple[float, int, socket.socket, bytes]] = []
        self._order = itertools.count()
        self._last: dict[socket.socket, int] = {}
        self._ending = False

    def __enter__(self):
        self._switch.ip(f"link add {self._near} type veth peer name {self._far}",
                        f"link set dev {self._port} nomaster", f"link set dev {self._near} master {BRIDGE}",
                        *(f"link set dev {name} addrgenmode none up" for name in (self._near, self._far)))
        self._host, self._lan = (self._tap(self._switch, name) for name in (self._port, self._far))
        self._thread = threading.Thread(target=self._pass_on, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._ending = True
        self._thread.join()
        self._host.close()
        self._lan.close()
        self._switch.ip(f"link del dev {self._near}", f"link set dev {self._port} master {BRIDGE}")

    @staticmethod
    def _tap(switch: Namespace, name: str) -> socket.socket:
        with switch.entered():
            tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            tap.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
            tap.bind((name, ETH_P_ALL))
        return tap

    def _pass_on(self) -> None:
        while not self._ending:
            patience = max(0.0, min(0.05, self._due[0][0] - time.monotonic())) if self._due else 0.05
            for tap in select.select([self._host, self._lan], [], [], patience)[0]:
                self._take(tap.recv(65536), self._lan if tap is self._host else self._host)
            while self._due and self._due[0][0] <= time.monotonic():
                _, number, to, frame = heapq.heappop(self._due)
                if is_advert(frame):
                    self.overtaken += number < self._last.get(to, -1)
                    self._last[to] = number
                to.send(frame)

    def _take(self, frame: bytes, to: socket.socket) -> None:
        if to is self._host and is_advert(frame):
            frame = self.change(frame)
        heapq.heappush(self._due, (time.monotonic() + self.delay(frame), next(self._order), to, frame))
