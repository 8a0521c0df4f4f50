"""Who owns which address, from the kernels' own events.

One rtnetlink socket hears the address events of all hosts (NETLINK_LISTEN_ALL_NSID), so that they come in the order in
which the kernel made them: whether two hosts ever held an address at once does not depend on anybody's clock.
"""
import ipaddress
import socket
import struct
import threading
import time
from dataclasses import dataclass

from lab.namespace import Namespace

RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR = 0x10, 0x100
RTM_NEWADDR, RTM_DELADDR = 20, 21
IFA_ADDRESS, IFA_LOCAL = 1, 2
SOL_NETLINK, NETLINK_LISTEN_ALL_NSID = 270, 8
SO_RCVBUFFORCE = 33


@dataclass(frozen=True)
class AddressEvent:
    time: float  # CLOCK_REALTIME when it was read: microseconds after it happened on an idle machine
    host: str
    address: str
    added: bool


class AddressWatch:
    def __init__(self, switch: Namespace, hosts: dict[int, str]):
        """`hosts` maps the namespace ids that the switch knows (`ip netns set`) to names."""
        self._hosts = hosts
        self._closing = False
        self.events: list[AddressEvent] = []
        self._owners: dict[str, frozenset[str]] = {}
        self._socket = switch.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._socket.setsockopt(SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
        self._socket.bind((0, RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR))
        self._socket.settimeout(0.1)
        self._thread = threading.Thread(target=self._loop, daemon=True)
        self._thread.start()

    def _loop(self) -> None:
        while not self._closing:
            try:
                data, ancillary, _, _ = self._socket.recvmsg(65536, 64)
            except TimeoutError:
                continue
            now = time.time()
            if ancillary:  # an event of the switch itself has no namespace id
                host = self._hosts[struct.unpack("i", ancillary[0][2])[0]]
                for address, added in _messages(data):
                    self._note(AddressEvent(now, host, address, added))

    def _note(self, event: AddressEvent) -> None:
        before = self._owners.get(event.address, frozenset())
        if event.added == (event.host in before):
            return  # A refreshed lease, not a change.
        self._owners[event.address] = before | {event.host} if event.added else before - {event.host}
        self.events.append(event)

    def owners(self, address: str) -> frozenset[str]:
        assert self._thread.is_alive(), "address events were lost"
        return self._owners.get(address, frozenset())

    def history(self, address: str, since: float = 0) -> list[AddressEvent]:
        assert self._thread.is_alive(), "address events were lost"
        return [event for event in list(self.events) if event.address == address and event.time >= since]

    def came_back(self, host: str, address: str, since: float) -> bool:
        """The host lost it after this moment and has it again."""
        own = [event.added for event in self.history(address, since) if event.host == host]
        return own[-2:] == [False, True]

    def overlaps(self, address: str, since: float = 0) -> list[str]:
        """Each moment at which a second host got the address, as a sentence; empty is what we want. A pair that starts
        at the same time may have had one, until the weaker heard the stronger.
        """
        holders: dict[str, float] = {}
        found = []
        for event in self.history(address):
            if not event.added:
                holders.pop(event.host, None)
                continue
            if event.time >= since:
                found += [f"{event.host} added {address} while {host} held it" for host in holders]
            holders[event.host] = event.time
        return found

    def close(self) -> None:
        self._closing = True
        self._thread.join()
        self._socket.close()


def _messages(data: bytes):
    """(address, added) of each RTM_NEWADDR and RTM_DELADDR of a datagram."""
    at = 0
    while at + 24 <= len(data):
        length, kind = struct.unpack_from("=LH", data, at)
        if kind in (RTM_NEWADDR, RTM_DELADDR):
            values = dict(_attributes(data[at + 24 : at + length]))
            raw = values.get(IFA_LOCAL) or values[IFA_ADDRESS]
            yield str(ipaddress.ip_address(raw)), kind == RTM_NEWADDR
        at += (length + 3) & ~3


def _attributes(data: bytes):
    at = 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, at)
        yield kind, data[at + 4 : at + length]
        at += (length + 3) & ~3
