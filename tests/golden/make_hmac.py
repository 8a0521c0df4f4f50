#!/usr/bin/env python3
"""Prints hmac.txt: signed adverts (draft-cassen-vrrp-auth-hmac-00), made by nothing of Holdfast's.

The first two are those of the draft's appendix.
"""
import hashlib
import hmac
import ipaddress
import struct

KEY = bytes(range(32))
LONG_KEY = bytes(range(100, 164))
SEQUENCE = 0x6800_0000_8000_0000


def checksum(data: bytes) -> int:
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def signed(version, source, destination, addresses, vrid=51, priority=200, pseudo=False, key=KEY, key_id=1, sequence=SEQUENCE):
    source, destination = ipaddress.ip_address(source), ipaddress.ip_address(destination)
    packed = b"".join(ipaddress.ip_address(a).packed for a in addresses)
    interval = struct.pack("!BB", 0, 1) if version == 2 else struct.pack("!H", 100)
    message = struct.pack("!BBBB", version << 4 | 1, vrid, priority, len(addresses)) + interval + b"\0\0" + packed
    message += bytes(8) if version == 2 else b""
    head = struct.pack("!BBHQ", 1, key_id, 0, sequence)
    bound = struct.pack("!BBBB", source.version, version, vrid, 0) + source.packed.ljust(16, b"\0")
    whole = message + head + hmac.new(key, bound + message + head + bytes(16), hashlib.sha256).digest()[:16]
    covered = whole if source.version == 6 else message
    ground = source.packed + destination.packed + struct.pack("!HH", 112, len(covered)) if pseudo else b""
    return whole[:6] + struct.pack("!H", checksum(ground + covered)) + whole[8:]


VECTORS = {
    "draft_ipv4": signed(3, "198.51.100.10", "224.0.0.18", ["192.0.2.100"]),
    "draft_ipv6": signed(3, "fe80::10", "fe80::20", ["fe80::100"], pseudo=True),
    "v3_pseudo_header": signed(3, "192.0.2.251", "224.0.0.18", ["192.0.2.1", "192.0.2.2"], vrid=10, pseudo=True, key=LONG_KEY, key_id=255),
    "v3_ipv6_resignation": signed(3, "fe80::c8", "ff02::12", ["fe80::1", "2001:db8::1"], vrid=1, priority=0, pseudo=True, sequence=1),
    "v2": signed(2, "10.0.1.3", "224.0.0.18", ["10.0.1.5"], priority=30, sequence=0xFFFF_FFFF_FFFF_FFFF),
}

if __name__ == "__main__":
    print("# Signed adverts by make_hmac.py: a name and the bytes. What each says is in tests/unit/vrrp/hmac_golden_test.cpp.\n")
    for name, image in VECTORS.items():
        print(f"{name:24}  {image.hex()}")
