"""What each host really sends: a tap on the switch's ports, with the kernel's receive times."""
import select
import socket
import struct
import threading
import time

from lab.namespace import Namespace
from lab.packets import Advert, Announcement, Question, parse

ETH_P_ALL = 3
SOL_PACKET, PACKET_IGNORE_OUTGOING = 263, 23
SO_RCVBUFFORCE, SO_TIMESTAMPNS = 33, 35
BATCH = 100_000  # frames at a time, so that a flood does not keep who asks
UNNOTICED = 0.3  # seconds of silence at an interval of 0.1 s: no backup takes over; how late adverts are is for tests/bench
PATIENCE = 2.0  # seconds: an advert that has not come by then does not come


class Capture:
    """Frames as they enter the switch, before any cut: each once, under the name of the host that sent it.

    The thread only stores frames; they are parsed when somebody asks, so that a busy LAN is not disturbed. What was sent
    before somebody asks is in the answer.
    """

    def __init__(self, switch: Namespace, bridges: set[str]):
        self._ignored = bridges | {"lo"}
        self._raw: list[tuple[float, str, bytes]] = []
        self._parsed: list[Advert | Announcement | Question] = []
        self._read = 0
        self._closing = False
        self._socket = switch.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self._socket.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket.setblocking(False)
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._loop, daemon=True)
        self._thread.start()

    def _loop(self) -> None:
        arrivals = select.poll()
        arrivals.register(self._socket, select.POLLIN)
        while not self._closing:
            if arrivals.poll(100):
                self._drain()

    def _drain(self) -> None:
        with self._lock:
            for _ in range(BATCH):
                try:
                    frame, ancillary, _, sender = self._socket.recvmsg(2048, 64)
                except BlockingIOError:
                    return
                if sender[0] in self._ignored:
                    continue
                seconds, nanoseconds = struct.unpack("ll", ancillary[0][2])
                self._raw.append((seconds + nanoseconds / 1e9, sender[0], frame))

    def records(self) -> list[Advert | Announcement | Question]:
        self._drain()
        while self._read < len(self._raw):
            received, host, frame = self._raw[self._read]
            self._read += 1
            if record := parse(received, host, frame):
                self._parsed.append(record)
        return self._parsed

    def adverts(self, host: str | None = None, since: float = 0, **fields) -> list[Advert]:
        """Adverts of a host (of all) since a time, with the given values of fields: `adverts("a", priority=0)`."""
        return self._select(Advert, host, since, fields)

    def longest_silence(self, host: str, since: float, **fields) -> float:
        """The longest time without such an advert, from `since` until the first that comes after now."""
        now, adverts = time.time(), self.adverts(host, since, **fields)
        while (not adverts or adverts[-1].time < now) and time.time() < now + PATIENCE:
            time.sleep(0.005)
            adverts = self.adverts(host, since, **fields)
        heard = [since, *(advert.time for advert in adverts)]
        ends = heard[1:] + ([] if heard[-1] > now else [time.time()])
        return max(end - begin for begin, end in zip(heard, ends))

    def announcements(self, host: str | None = None, since: float = 0, **fields) -> list[Announcement]:
        return self._select(Announcement, host, since, fields)

    def questions(self, host: str | None = None, since: float = 0, **fields) -> list[Question]:
        return self._select(Question, host, since, fields)

    def _select(self, kind: type, host: str | None, since: float, fields: dict) -> list:
        return [
            record
            for record in self.records()
            if isinstance(record, kind)
            and record.time >= since
            and host in (None, record.host)
            and all(getattr(record, name) == value for name, value in fields.items())
        ]

    def frames(self, host: str | None = None, since: float = 0) -> list[bytes]:
        """What was sent, as it was."""
        self._drain()
        return [frame for received, label, frame in self._raw if received >= since and host in (None, label)]

    def clear(self) -> None:
        """Forgets what was seen, for runs of many minutes."""
        self.records()
        del self._raw[: self._read]
        self._read, self._parsed = 0, []

    def close(self) -> None:
        self._closing = True
        self._thread.join()
        self._socket.close()
