"""How long a client goes without the address: an echo request each millisecond, and the longest silence in between.

    python3 -m lab.probe 10.77.0.10 [SECONDS]     # until SIGTERM; then one JSON line: sent, answered, outage_seconds

A process of its own, so that nothing else in a test delays it.
"""
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time

from lab.packets import checksum

SO_TIMESTAMPNS = 35
REPLY4, REQUEST4, REPLY6, REQUEST6 = 0, 8, 129, 128


class Probe:
    """`with Probe(host, address) as probe:` ... then `probe.outage`, in seconds. Entering waits for the first answer."""

    def __init__(self, host, address: str, interval: float = 0.001, patience: float = 5):
        self._patience = patience
        self._command = host.command(sys.executable, "-m", "lab.probe", address, str(interval))
        self.outage = self.sent = self.answered = 0

    def __enter__(self):
        root = os.path.dirname(os.path.dirname(__file__))
        self._process = subprocess.Popen(self._command, cwd=root, stdout=subprocess.PIPE, text=True)
        if not select.select([self._process.stdout], [], [], self._patience)[0]:
            self._process.kill()
            self._process.wait()
            raise AssertionError("the address does not answer")
        self._process.stdout.readline()
        return self

    @property
    def pid(self) -> int:
        return self._process.pid

    def __exit__(self, *_):
        self._process.terminate()
        result = json.loads(self._process.communicate(timeout=10)[0])
        self.outage, self.sent, self.answered = result["outage_seconds"], result["sent"], result["answered"]


def measure(address: str, interval: float = 0.001) -> dict:
    """Runs until SIGTERM or SIGINT."""
    six = ":" in address
    echo = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_RAW,
                         socket.IPPROTO_ICMPV6 if six else socket.IPPROTO_ICMP)
    echo.connect(socket.getaddrinfo(address, None, type=socket.SOCK_DGRAM)[0][4])  # fe80::1%eth0, too
    echo.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    ended = False

    def end(*_):
        nonlocal ended
        ended = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    identity = os.getpid() & 0xFFFF
    sent = answered = 0
    last, outage, due = time.time(), 0.0, time.monotonic()
    while not ended:
        _send(echo, REQUEST6 if six else REQUEST4, identity, sent)
        sent += 1
        due = max(due + interval, time.monotonic() - 0.1)
        for at in _answers(echo, REPLY6 if six else REPLY4, identity, due):
            if answered == 0:
                print("answered", flush=True)
            else:
                outage = max(outage, at - last)
            last, answered = at, answered + 1
    return {"sent": sent, "answered": answered, "outage_seconds": round(max(outage, time.time() - last), 6)}


def _send(echo: socket.socket, kind: int, identity: int, number: int) -> None:
    message = struct.pack("!BBHHH", kind, 0, 0, identity, number & 0xFFFF)
    if kind == REQUEST4:  # The kernel adds the checksum of ICMPv6 alone.
        message = message[:2] + struct.pack("!H", checksum(message)) + message[4:]
    try:
        echo.send(message)
    except OSError:
        pass  # Unreachable for the moment: that is what is measured.


def _answers(echo: socket.socket, kind: int, identity: int, due: float):
    """The kernel's times of the replies that arrive before `due`."""
    while (left := due - time.monotonic()) > 0:
        echo.settimeout(left)
        try:
            packet, ancillary, _, _ = echo.recvmsg(256, 64)
        except OSError:
            continue  # Time is up, or an error message came in.
        message = packet[20:] if kind == REPLY4 else packet
        if message[0] == kind and struct.unpack("!H", message[4:6])[0] == identity:
            seconds, nanoseconds = struct.unpack("ll", ancillary[0][2])
            yield seconds + nanoseconds / 1e9


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:2], *map(float, sys.argv[2:]))))
