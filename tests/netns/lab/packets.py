"""The frames that matter here, read and written: VRRP adverts, announcements of addresses, and questions for them."""
import ipaddress
import socket
import struct
from dataclasses import dataclass

GROUP4, GROUP6 = "224.0.0.18", "ff02::12"
STRANGER = "02:00:00:00:00:ee"
PROTOCOL = 112


@dataclass(frozen=True)
class Advert:
    time: float  # seconds, CLOCK_REALTIME, from the kernel
    host: str  # the host that sent it
    source: str
    destination: str
    ttl: int
    version: int
    vrid: int
    priority: int
    interval: float  # seconds
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Announcement:
    """A gratuitous ARP or an unsolicited neighbour advertisement: `mac` now answers for `address`."""

    time: float
    host: str
    address: str
    mac: str


@dataclass(frozen=True)
class Question:
    """An ARP request or a neighbour solicitation: who has `address`? `source` is 0.0.0.0 in a probe."""

    time: float
    host: str
    source: str
    address: str
    mac: str  # of the sender


def parse(time: float, host: str, frame: bytes) -> Advert | Announcement | Question | None:
    kind = frame[12:14]
    if kind == b"\x08\x06" and len(frame) >= 42:
        return _arp(time, host, frame[14:])
    if kind == b"\x08\x00" and frame[23] == PROTOCOL:
        length = int.from_bytes(frame[16:18], "big")
        packet = frame[14 : 14 + length]
        header = (packet[0] & 15) * 4
        source, destination = (socket.inet_ntop(socket.AF_INET, packet[at : at + 4]) for at in (12, 16))
        return _advert(time, host, source, destination, packet[8], packet[header:], 4)
    if kind == b"\x86\xdd" and len(frame) >= 54:
        source, destination = (socket.inet_ntop(socket.AF_INET6, frame[at : at + 16]) for at in (22, 38))
        payload = frame[54 : 54 + int.from_bytes(frame[18:20], "big")]
        if frame[20] == PROTOCOL:
            return _advert(time, host, source, destination, frame[21], payload, 16)
        if frame[20] == socket.IPPROTO_ICMPV6 and payload[:1] == b"\x88" and destination == "ff02::1":
            return Announcement(time, host, socket.inet_ntop(socket.AF_INET6, payload[8:24]), _mac(payload[26:32]))
        if frame[20] == socket.IPPROTO_ICMPV6 and payload[:1] == b"\x87":
            return Question(time, host, source, socket.inet_ntop(socket.AF_INET6, payload[8:24]), _mac(frame[6:12]))
    return None


def _mac(raw: bytes) -> str:
    return ":".join(f"{byte:02x}" for byte in raw)


def _arp(time: float, host: str, packet: bytes) -> Announcement | Question | None:
    sender, target = (socket.inet_ntop(socket.AF_INET, packet[at : at + 4]) for at in (14, 24))
    if sender == target:
        return Announcement(time, host, sender, _mac(packet[8:14]))
    return Question(time, host, sender, target, _mac(packet[8:14])) if packet[6:8] == b"\x00\x01" else None


def _advert(time: float, host: str, source: str, destination: str, ttl: int, message: bytes, size: int) -> Advert | None:
    if len(message) < 8:
        return None
    version, vrid, priority, count = message[0] >> 4, message[1], message[2], message[3]
    interval = float(message[5]) if version == 2 else (int.from_bytes(message[4:6], "big") & 0xFFF) / 100
    if len(message) < 8 + count * size:
        return None
    addresses = tuple(
        str(ipaddress.ip_address(message[at : at + size])) for at in range(8, 8 + count * size, size)
    )
    return Advert(time, host, source, destination, ttl, version, vrid, priority, interval, addresses)


def checksum(data: bytes) -> int:
    """The internet checksum (RFC 1071)."""
    total = sum(struct.unpack(f"!{len(data + b'x') // 2}H", data + b"\0" * (len(data) % 2)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def vrrp3(vrid: int, priority: int, addresses: list[str], interval: int = 100, source: str = "", first: int = 0x31,
          count: int | None = None, group: str = "") -> bytes:
    """A version 3 message; `interval` in centiseconds. With `source` the checksum covers the pseudo-header."""
    packed = [ipaddress.ip_address(address).packed for address in addresses]
    listed = len(packed) if count is None else count
    body = struct.pack("!BBBBHH", first, vrid, priority, listed, interval, 0) + b"".join(packed)
    pseudo = b""
    if source:
        ends = [ipaddress.ip_address(end) for end in (source, group or (GROUP6 if ":" in source else GROUP4))]
        tail = struct.pack("!LL", len(body), PROTOCOL) if ends[0].version == 6 else struct.pack("!HH", PROTOCOL, len(body))
        pseudo = ends[0].packed + ends[1].packed + tail
    return body[:6] + struct.pack("!H", checksum(pseudo + body)) + body[8:]


def vrrp2(vrid: int, priority: int, addresses: list[str], interval: int = 1, password: str = "") -> bytes:
    """A version 2 message; `interval` in seconds."""
    packed = b"".join(ipaddress.ip_address(address).packed for address in addresses)
    head = struct.pack("!BBBBBBH", 0x21, vrid, priority, len(addresses), 1 if password else 0, interval, 0)
    body = head + packed + password.encode().ljust(8, b"\0")
    return body[:6] + struct.pack("!H", checksum(body)) + body[8:]


def ipv4(source: str, payload: bytes, destination: str = GROUP4, ttl: int = 255, flags: int = 0, options: bytes = b"",
         protocol: int = PROTOCOL, mac: str = STRANGER) -> bytes:
    """An Ethernet frame to the VRRP group with an IPv4 packet; `flags` is the fragment field, `options` whole words."""
    ends = ipaddress.ip_address(source).packed + ipaddress.ip_address(destination).packed
    words = 5 + len(options) // 4
    head = struct.pack("!BBHHHBBH", 0x40 | words, 0xC0, words * 4 + len(payload), 1, flags, ttl, protocol, 0)
    head += ends + options
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return _ethernet("01:00:5e:00:00:12", 0x0800, head + payload, mac)


def ipv6(source: str, payload: bytes, destination: str = GROUP6, ttl: int = 255, next_header: int = PROTOCOL) -> bytes:
    """An Ethernet frame to the VRRP group with an IPv6 packet."""
    ends = ipaddress.ip_address(source).packed + ipaddress.ip_address(destination).packed
    return _ethernet("33:33:00:00:00:12", 0x86DD, struct.pack("!LHBB", 6 << 28, len(payload), next_header, ttl) + ends + payload)


def gratuitous_arp(address: str, mac: str) -> bytes:
    """A frame that claims the address for the MAC."""
    hardware, claimed = bytes.fromhex(mac.replace(":", "")), ipaddress.ip_address(address).packed
    body = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + hardware + claimed + b"\xff" * 6 + claimed
    return _ethernet("ff:ff:ff:ff:ff:ff", 0x0806, body, mac)


def unsolicited_na(address: str, mac: str) -> bytes:
    """A neighbour advertisement to all nodes that claims the address for the MAC."""
    source, target = ipaddress.ip_address(address).packed, ipaddress.ip_address("ff02::1").packed
    option = b"\x02\x01" + bytes.fromhex(mac.replace(":", ""))
    body = struct.pack("!BBHL", 136, 0, 0, 0x20000000) + source + option
    pseudo = source + target + struct.pack("!LL", len(body), socket.IPPROTO_ICMPV6)
    body = body[:2] + struct.pack("!H", checksum(pseudo + body)) + body[4:]
    packet = struct.pack("!LHBB", 6 << 28, len(body), socket.IPPROTO_ICMPV6, 255) + source + target + body
    return _ethernet("33:33:00:00:00:01", 0x86DD, packet, mac)


def _ethernet(destination: str, kind: int, payload: bytes, source: str = STRANGER) -> bytes:
    ends = bytes.fromhex((destination + source).replace(":", ""))
    return ends + struct.pack("!H", kind) + payload
