#!/usr/bin/env python3
"""Writes the seeds that are made by rule, from tests/golden and from what is odd; found ones lie beside them.

    make_seeds.py [FOLDER]     # default: the folder seeds beside this file
"""
import ipaddress
import json
import pathlib
import struct
import sys

from seed_texts import CLI, CONFIG, CONTROL, HTTP

HERE = pathlib.Path(__file__).parent
US, PEER, ADDRESS = "192.0.2.11", "192.0.2.12", "192.0.2.1"
OUR_MAC, PEER_MAC = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
VIRTUAL_MAC = bytes.fromhex("00005e000133")
EVERYBODY = b"\xff" * 6


def golden(name: str) -> dict[str, bytes]:
    """The lines `name hex` of a file of tests/golden."""
    lines = (HERE.parent / "golden" / name).read_text().splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {name: bytes.fromhex(text) for name, text in pairs}


def ip(text: str) -> bytes:
    return ipaddress.ip_address(text).packed


def packet(message: bytes, *, ttl=255, fragment=0, options=b"") -> bytes:
    head = struct.pack("!BBHHHBBH", 0x45 + len(options) // 4, 0xC0, 20 + len(options) + len(message), 0, fragment, ttl, 112, 0)
    return head + ip(PEER) + ip("224.0.0.18") + options + message


def vrrp_ipv4() -> dict[str, bytes]:
    """The choice of settings, whether the harness makes it plausible, the packet."""
    v3, v2 = golden("messages.txt")["v3_ipv4_message_only"], golden("messages.txt")["v2_two_addresses"]
    seeds = {"golden_frame": bytes([0, 0]) + golden("frames.txt")["v3_ipv4"][14:]}
    for name, message in golden("messages.txt").items():
        if "ipv6" not in name:
            seeds[name] = bytes([message[0] >> 4 == 2, 3]) + packet(message)
    for name, message in golden("hmac.txt").items():
        if "ipv6" not in name:
            seeds["hmac_" + name] = bytes([message[0] >> 4 == 2, 3]) + packet(message)
    seeds |= {
        "v2_list": bytes([17, 1]) + packet(v2), "v2_password": bytes([19, 1]) + packet(v2[:4] + b"\x01\x01" + v2[6:16] + b"secret\0\0"),
        "v2_owner": bytes([9, 1]) + packet(v2), "unicast": bytes([4, 3]) + packet(v3), "owner": bytes([8, 3]) + packet(v3),
        "ttl_254": bytes([0, 0]) + packet(v3, ttl=254), "fragment": bytes([0, 0]) + packet(v3, fragment=0x2000),
        "options": bytes([0, 0]) + packet(v3, options=b"\x94\x04\0\0"), "no_message": bytes([0, 0]) + packet(b""),
        "seven_bytes": bytes([0, 0]) + packet(v3[:7]), "count_0": bytes([0, 3]) + packet(v3[:3] + b"\0" + v3[4:]),
        "count_255": bytes([0, 3]) + packet(v3[:3] + b"\xff" + v3[4:]), "interval_0": bytes([0, 3]) + packet(v3[:4] + b"\0\0" + v3[6:]),
        "reserved_bits": bytes([0, 3]) + packet(v3[:4] + b"\xf0\x64" + v3[6:]), "padding": bytes([0, 0]) + packet(v3) + b"\0" * 18,
        "header_alone": bytes([0, 0]) + packet(b"")[:19], "length_lies": bytes([0, 0]) + packet(v3)[:-4], "empty": b"",
    }
    return seeds


def vrrp_ipv6() -> dict[str, bytes]:
    """Settings, facts, source, hop limit, message."""
    message = golden("messages.txt")["v3_ipv6_two_addresses"]
    link_local, on_link = ip("fe80::12"), 1 | 2 | 8
    make = lambda facts, source=link_local, hop=255, body=message, choice=16: bytes([choice, facts]) + source + bytes([hop]) + body
    return {
        "two_addresses": make(on_link), "resignation": make(on_link, body=golden("messages.txt")["v3_ipv6_resignation"]),
        "golden_sum": make(2 | 8, ip("fe80::c8")), "no_hop_limit": make(8), "hop_limit_64": make(2 | 8, hop=64),
        "extension_header": make(2 | 4 | 8), "own_source": make(on_link, ip("fe80::11")), "global_source": make(on_link, ip("2001:db8::2")),
        "unicast": make(1 | 2, choice=4), "first_not_link_local": make(on_link, body=message[:8] + message[24:40] + message[8:24]),
        "version_2": make(on_link, body=b"\x21" + message[1:]), "short": make(on_link, body=message[:9]),
        "hmac": make(on_link, body=golden("hmac.txt")["v3_ipv6_resignation"]),
    }


def arp_frame(operation: int, sender: str, target: str, *, mac=PEER_MAC, to=EVERYBODY, kind=0x0806) -> bytes:
    form = struct.pack("!HHHBBH", kind, 1, 0x0800, 6, 4, operation)
    return to + mac + form + mac + ip(sender) + b"\0" * 6 + ip(target)


def arp() -> dict[str, bytes]:
    announcement = arp_frame(1, ADDRESS, ADDRESS)
    return {
        "gratuitous": b"\0" + announcement, "probe": b"\0" + arp_frame(1, "0.0.0.0", ADDRESS), "plausible": b"\1" + bytes(48),
        "reply": b"\0" + arp_frame(2, ADDRESS, US, to=OUR_MAC), "asks": b"\0" + arp_frame(1, PEER, ADDRESS),
        "operation_3": b"\0" + arp_frame(3, PEER, ADDRESS), "one_byte_short": b"\0" + announcement[:-1],
        "padded": b"\0" + announcement + bytes(18), "token_ring": b"\0" + announcement[:15] + b"\6" + announcement[16:],
    }


def nd_frame(kind: int, target: str, flags=0, options=b"", *, source="fe80::12", to="ff02::1") -> bytes:
    message = struct.pack("!BBHI", kind, 0, 0, flags) + ip(target) + options
    head = struct.pack("!HIHBB", 0x86DD, 0x60000000, len(message), 58, 255)
    return b"\x33\x33\0\0\0\1" + PEER_MAC + head + ip(source) + ip(to) + message


def nd() -> dict[str, bytes]:
    mac_option = lambda kind: bytes([kind, 1]) + PEER_MAC
    asked, said = 3, 1  # the harness sums, as solicitation or advertisement
    return {
        "announcement": bytes([said]) + nd_frame(136, "fe80::1", 0x20000000, mac_option(2)),
        "answer": bytes([said]) + nd_frame(136, "fe80::1", 0x60000000, mac_option(2), to="fe80::11"),
        "no_option": bytes([said]) + nd_frame(136, "fe80::1"), "solicitation": bytes([asked]) + nd_frame(135, "fe80::1", 0, mac_option(1)),
        "duplicate_detection": bytes([asked]) + nd_frame(135, "fe80::1", source="::", to="ff02::1:ff00:1"),
        "wrong_sum": bytes([0]) + nd_frame(136, "fe80::1"), "two_options": bytes([said]) + nd_frame(136, "fe80::1", 0, bytes([14, 1] + [0] * 6) + mac_option(2)),
        "long_option": bytes([said]) + nd_frame(136, "fe80::1", 0, bytes([2, 255]) + PEER_MAC), "short": bytes([0]) + nd_frame(136, "fe80::1")[:77],
    }


def tap() -> dict[str, bytes]:
    """Bits: 1 plausible, 2 from another, 4 eth1, 8 outgoing, 16 echo."""
    seeds = {}
    for name, frame in golden("frames.txt").items():
        for how, words in ((3, "other"), (1, "virtual"), (17, "echo"), (9, "outgoing"), (7, "eth1")):
            ours = frame[:-8] + frame[-8:]
            vrid = 15 + 20 if name == "v3_ipv4" else 54 + 1
            ours = ours[:vrid] + b"\x33" + ours[vrid + 1 :]
            seeds[f"{name}_{words}"] = bytes([how]) + ours
    v2 = golden("messages.txt")["v2_one_address"]
    old = packet(v2[:1] + b"\x34" + v2[2:4] + b"\x01\x01" + v2[6:8] + ip(ADDRESS) + b"secret\0\0")
    seeds["v2_password"] = bytes([3]) + b"\x01\0\x5e\0\0\x12" + PEER_MAC + b"\x08\0" + old
    clone = packet(golden("messages.txt")["v3_ipv4_message_only"]).replace(ip(PEER), ip(US))
    seeds["clone"] = bytes([3]) + b"\x01\0\x5e\0\0\x12" + PEER_MAC + b"\x08\0" + clone[:21] + b"\x33" + clone[22:]
    seeds["loop"] = bytes([1]) + b"\x01\0\x5e\0\0\x12" + OUR_MAC + b"\x08\0" + clone[:21] + b"\x33" + clone[22:]
    for name, mac in (("other", PEER_MAC), ("own", OUR_MAC), ("virtual", VIRTUAL_MAC)):
        seeds[f"claim_{name}"] = b"\0" + arp_frame(1, ADDRESS, ADDRESS, mac=mac)
        seeds[f"answer_{name}"] = b"\0" + arp_frame(2, ADDRESS, US, mac=mac, to=OUR_MAC)
    return seeds


def netlink_message(kind: int, body: bytes, *, length=None) -> bytes:
    return struct.pack("=IHHII", length or 16 + len(body), kind, 0, 1, 0) + body


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def netlink() -> dict[str, bytes]:
    new_link, new_address, del_address, new_route = 16, 20, 21, 24
    link_head = struct.pack("=BBHiII", 0, 0, 1, 2, 0x11043, 0)
    macvlan = attribute(18, attribute(1, b"macvlan\0"))
    link = link_head + attribute(3, b"eth0\0") + attribute(1, OUR_MAC) + attribute(4, struct.pack("=I", 1500)) + attribute(23, bytes(192))
    ours = link_head + attribute(3, b"hf4.51.2\0") + attribute(1, VIRTUAL_MAC) + attribute(5, struct.pack("=I", 2)) + attribute(20, b"holdfast\0") + macvlan
    v4 = lambda length: struct.pack("=BBBBI", 2, length, 0, 0, 2) + attribute(1, ip(US)) + attribute(2, ip(US))
    v6 = struct.pack("=BBBBI", 10, 64, 0x80, 253, 2) + attribute(1, ip("fe80::11"))
    route = struct.pack("=BBBBBBBBI", 2, 0, 0, 0, 254, 3, 0, 1, 0) + attribute(5, ip("192.0.2.254")) + attribute(4, struct.pack("=I", 2))
    nft = lambda kind, attributes: netlink_message(10 << 8 | kind, b"\1\0\0\1" + attributes)
    return {
        "link": netlink_message(new_link, link), "macvlan": netlink_message(new_link, ours), "address": netlink_message(new_address, v4(24)),
        "ipv6": netlink_message(new_address, v6), "deleted": netlink_message(del_address, v4(32)), "route": netlink_message(new_route, route),
        "stream": netlink_message(new_link, link) + netlink_message(new_address, v4(24)) + netlink_message(new_address, v6),
        "nft_table": nft(0, attribute(1, b"holdfast\0")), "nft_other_table": nft(0, attribute(1, b"filter\0")), "nft_end": nft(15, attribute(1, b"\0\0\0\1") + attribute(2, b"\0\0\0\7")),
        "nft_author_of_two_bytes": nft(15, attribute(2, b"\0\7") + attribute(3, b"nft\0")), "nft_name_without_end": nft(0, attribute(1, b"holdfast")), "nft_empty_author": nft(15, attribute(2, b"")),
        "nft_short": netlink_message(10 << 8, b"\1"), "our_address": netlink_message(new_address, v4(24) + attribute(11, b"\x70")), "mark_of_two_bytes": netlink_message(new_address, v4(24) + attribute(11, b"\x70\x70")),
        "truncated_attribute": netlink_message(new_link, link[:30]), "bridge": netlink_message(new_link, b"\7" + link[1:]),
    }


def envelope() -> dict[str, bytes]:
    """0: well said in IPv4, 1: in IPv6, 2: whatever the bytes say."""
    control = lambda level, kind, data, length=None: struct.pack("=QII", length if length is not None else 16 + len(data), level, kind) + data + bytes(-len(data) % 8)
    v4, v6 = struct.pack("=I", 2) + ip(US) + ip("224.0.0.18"), ip("ff02::12") + struct.pack("=I", 2)
    whole = b"\2\0" + control(0, 8, v4) + control(0, 2, struct.pack("=i", 255))
    return {
        "ipv4": b"\0" + ip("224.0.0.18") + b"\0\2\xff\0", "ipv6": b"\1" + ip("ff02::12") + b"\0\2\xff\1\1" + bytes(24), "whole": whole, "truncated": b"\2\1" + whole[2:],
        "whole_ipv6": b"\2\0" + control(41, 50, v6) + control(41, 52, struct.pack("=i", 255)) + control(41, 57, bytes(8)), "cut": whole[:-8], "empty": b"\2", "nothing": b"",
        "hop_limit_of_one_byte": b"\2\0" + control(0, 2, b"\xff"), "info_without_body": b"\2\0" + control(0, 8, b""), "length_0": b"\2\0" + control(0, 8, v4, 0),
        "first_lies": b"\2\0" + control(0, 8, v4[:4], 16 + len(v4)), "second_lies": whole[:-24] + control(0, 2, b"", 1000), "hop_limit_511": b"\2\0" + control(0, 2, struct.pack("=i", 511)),
    }


def icmp() -> dict[str, bytes]:
    """The family, the source, what the socket gave."""
    head = struct.pack("!BBHHHBBH", 0x45, 0, 28, 0, 0, 64, 1, 0) + ip(PEER) + ip(US)
    echo, echo6 = struct.pack("!BBHHH", 0, 0, 0, 7, 9), struct.pack("!BBHHH", 129, 0, 0, 7, 9)
    four, six = b"\0" + ip(PEER), b"\1" + ip("fe80::12")
    return {
        "reply": four + head + echo + b"data", "request": four + head + b"\x08" + echo[1:], "options": four + b"\x46" + head[1:] + bytes(4) + echo,
        "ipv6": six + echo6, "ipv6_request": six + b"\x80" + echo6[1:], "short": four + head + echo[:7], "ipv6_short": six + echo6[:7], "nothing": four,
        "header_of_0_words": four + b"\0" + bytes(27), "header_of_4_words": four + b"\4" + bytes(27), "header_alone": four + head, "header_past_the_end": four + b"\x4f" + head[1:] + echo,
    }


def probes() -> dict[str, bytes]:
    """0: an event of a process, 1: arguments in /proc, 2: what is in a file."""
    event = lambda what: bytes(36) + struct.pack("=IIQii", what, 0, 1, 42, 43) + bytes(24)
    texts = {"number": "42", "negative": "-7\n", "plus": " +3\r\n", "two_signs": "+-3", "large": "9223372036854775807", "too_large": "9223372036854775808", "hexadecimal": "0x10",
             "two_numbers": "1 2", "fraction": "1.5", "blank": " \n", "empty": "", "sign": "-", "escape": "\x1b[31m", "long": "1" * 4097, "zeros": "0" * 4096}
    return {f"file_{name}": b"\2" + text.encode() for name, text in texts.items()} | {
        "execution": b"\0" + event(2), "fork": b"\0" + event(1), "cut_event": b"\0" + event(2)[:59], "no_event": b"\0",
        "arguments": b"\1/usr/sbin/nginx\0-g\0daemon off;\0", "no_arguments": b"\1", "folder": b"\1/usr/\0x", "zeros_alone": b"\1" + bytes(5), "title": b"\1nginx: master process",
    }


def cli() -> dict[str, bytes]:
    """A line as the daemon answers."""
    seeds = {name: json.dumps({"ok": True, "result": result}).encode() for name, result in CLI.items()}
    refusals = {"refused": {"error": "no such instance", "hint": "try web", "code": 4}, "refused_in_colour": {"error": "\x1b[31mno\nway", "hint": "\x07", "code": 1e99}, "refused_without_words": {"error": ""}}
    seeds |= {name: json.dumps({"ok": False} | refusal).encode() for name, refusal in refusals.items()}
    return seeds | {"nothing": b"", "half": seeds["status"][:50], "no_json": b"HTTP/1.1 400 Bad Request", "deep": b"[" * 2000, "not_utf8": b'{"ok":true,"result":"\xff"}'}


HOSTILE = {
    "plain": ["web", "eth0", "lb1", "started", "words", "to"], "quotes": ['a"b', "back\\slash", "new\nline", "tab\t", "cr\r", "\\n"],
    "markup": ["<script>", "&amp;", "'", '"><b>', "</td>", "<!--"], "utf8": ["grün", "日本", "\U0001f600", "\u2028", "\ufeff", "é"],
    "control": ["\0", "\x1b[31m", "\x7f", "\x01", "\x08", "\x1f"],
    "not_utf8": [b"\xff", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf"],
    "metric": ["{", "}", "=", ",", "# HELP x y", "a 1\nb 2"], "empty": ["", "", "", "", "", ""],
}


def texts() -> dict[str, bytes]:
    encode = lambda text: text if isinstance(text, bytes) else text.encode()
    return {name: b"".join(bytes([len(encode(t))]) + encode(t) for t in six) for name, six in HOSTILE.items()}


def latch() -> dict[str, bytes]:
    entry = {"instance": "web", "verdict": "split_brain", "reason": "two masters", "at": 1700000000}
    whole = {"version": 1, "instances": [entry], "fences": [1700000000]}
    files = {
        "whole": whole, "clear": {"version": 1, "instances": [], "fences": []}, "version_2": whole | {"version": 2}, "version_text": whole | {"version": "1"},
        "no_instances": {"version": 1, "fences": []}, "future": whole | {"fences": [99999999999]}, "entry_without_time": whole | {"instances": [{"instance": "web"}]},
        "array": [], "number": 1, "negative": whole | {"fences": [-1]},
    }
    seeds = {name: json.dumps(value).encode() for name, value in files.items()}
    return seeds | {"nothing": b"", "half": seeds["whole"][:50], "twice": seeds["whole"] * 2, "zeros": bytes(100), "trailing": seeds["whole"] + b"x"}


def state_files() -> dict[str, bytes]:
    decisions = {"version": 1, "decisions": {"web": "hold", "mail": "yield"}}
    files = {"decisions": decisions, "none": {"version": 1, "decisions": {}}, "dance": decisions | {"decisions": {"web": "dance"}},
             "version_text": decisions | {"version": "1"}, "list": decisions | {"decisions": []}, "without": {"version": 1}}
    seeds = {name: json.dumps(value).encode() for name, value in files.items()}
    return seeds | {
        "borrowed": b"eth0 arp_ignore 0 1\neth1.5 arp_announce 1 2\n", "line_damaged": b"eth0 arp_ignore 0 1\neth1 arp_announce one 2\n",
        "elsewhere": b"../../../../kernel panic 0 1\nlo ../../ip_forward 0 1\n.. ip_forward 0 1\n", "large": b"eth0 arp_ignore 99999999999 -1\n",
        "nothing": b"", "cut": seeds["decisions"][:30], "zeros": bytes(40),
    }


def parcel() -> dict[str, bytes]:
    """Parts, files in each, whether it is large, words."""
    return {
        "words": b"\0\0abc", "one_file": b"\1\0\0a", "four_files": b"\1\3\0a", "five_files": b"\1\4\0a", "seven_files": b"\1\6\0a",
        "in_two_parts": b"\2\1\1\0a", "in_three_parts": b"\3\6\6\6\0a", "nothing": b"\0\0", "nothing_with_files": b"\1\1\0",
        "large": b"\0\1" + bytes(2000), "too_large": b"\0\1" + bytes(2100), "too_large_with_files": b"\1\1\1" + bytes(2100),
    }


def field(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value


def hello() -> dict[str, bytes]:
    """Signed by the harness where the first byte is odd."""
    address = lambda text: bytes([len(ip(text))]) + ip(text)
    must = field(2, bytes(range(16))) + field(3, struct.pack("!Q", 7)) + field(4, bytes(24))
    instance = bytes([4, 51, 2, 4, 100]) + bytes(8) + struct.pack("!I", 1500) + address(PEER) + b"\1" + address(US) + struct.pack("!I", 100)
    six = bytes([6, 51, 1, 31, 90]) + bytes(8) + struct.pack("!I", 0) + address("fe80::12") + b"\0"
    whole = field(1, b"lb2") + must + field(5, b"\1") + field(6, PEER_MAC * 2) + field(7, address(PEER) + address("fe80::12"))
    head = b"HFhi\1\0"
    many = whole + b"".join(field(8, six[:1] + bytes([n + 1]) + six[2:]) for n in range(32))
    return {
        "smallest": b"\1" + head + must, "whole": b"\1" + head + whole + field(8, instance) + field(8, six), "unsigned": b"\0" + head + whole,
        "newer": b"\1" + head + must + field(99, b"new") + field(8, instance + b"more"), "version_2": b"\1HFhi\2\0" + must,
        "no_boot": b"\1" + head + field(3, bytes(8)), "vrid_0": b"\1" + head + must + field(8, instance[:1] + b"\0" + instance[2:]),
        "field_lies": b"\1" + head + must + struct.pack("!HH", 7, 500), "many": b"\1" + head + many, "name": b"\1" + head + must + field(1, b"\x1b[31m\n" * 20),
        "heard_9": b"\1" + head + must + field(8, instance[:-9] + b"\x09" + instance[-8:]),
    }


def guard_wire() -> dict[str, bytes]:
    text = lambda words: struct.pack("!I", len(words)) + words
    address = lambda where, length: struct.pack("!IBB", 2, length, len(ip(where))) + ip(where)
    time, latched = struct.pack("!Q", 2_750_000_000), text(b"web") + text(b"split_brain") + text(b"why") + struct.pack("!Q", 1700000000)
    none = struct.pack("!I", 0)
    latch_body = struct.pack("!I", 1) + latched + struct.pack("!I", 1) + struct.pack("!Q", 1700000000) + b"\0"
    settings = struct.pack("!I", 1) + text(b"/bin/true") + time + text(b"") + struct.pack("!Q", 3) + struct.pack("!I", 2) + b"\0\3" + b"\1" + time
    return {
        "promise": b"\1" + time + struct.pack("!I", 0) + time + struct.pack("!I", 2) + address(ADDRESS, 24) + address("fe80::1", 64) + none,
        "routing": b"\1" + time + struct.pack("!I", 0) + time + none + struct.pack("!I", 2)
        + b"\0\4" + ip("10.1.0.0") + b"\20\4" + ip(PEER) + b"\0" + struct.pack("!IIII", 2, 100, 7, 0) + b"\1\0\0"
        + b"\1\4\4" + ip(US) + b"\40\0\0" + text(b"eth0") + text(b"") + struct.pack("!IIII", 1000, 1, 255, 100),
        "released": b"\1" + time + struct.pack("!I", 4095) + time + none + none, "slot_4096": b"\1" + time + struct.pack("!I", 4096) + time + none + none,
        "count_lies": b"\1" + time + struct.pack("!I", 0) + time + struct.pack("!I", 0xFFFFFFFF), "leftovers": b"\1" + address(ADDRESS, 24) + time,
        "equipment": b"\2" + settings + text(b"/var/lib/holdfast") + text(b"nobody"),
        "order": b"\3" + struct.pack("!Q", 7) + text(b"web") + text(b"split_brain") + text(b"why") + text(b"{}") + struct.pack("!I", 1) + text(b"A") + text(b"b") + struct.pack("!I", 1) + address(ADDRESS, 24),
        "latch": b"\4" + latch_body, "unreadable": b"\4" + bytes(8) + b"\1" + text(b"damaged"), "reminder": b"\6" + latch_body,
        "progress": b"\5" + struct.pack("!Q", 7) + b"\3\1" + text(b"ok") + time + b"\1", "step_99": b"\5" + struct.pack("!Q", 7) + b"\x63\1" + text(b"") + time + b"\1",
        "handoff": b"\7" + time + struct.pack("!IIB", 3, 2, 0) + b"\4" + ip(US) + b"\4" + ip("224.0.0.18") + struct.pack("!H", 3) + b"abc",
        "handoff_of_nothing": b"\7" + time, "handoff_slot_4096": b"\7" + time + struct.pack("!IIB", 4096, 2, 1) + b"\4" + ip(US) + b"\4" + ip(PEER) + b"\0\0",
        "text_lies": b"\4" + struct.pack("!I", 0xFFFFFFFF) * 3, "unknown": b"\x63" + bytes(20), "empty": b"",
    }


def runner_wire() -> dict[str, bytes]:
    """Lists of commands have no kind, orders 1 and 2, what is told 3."""
    text = lambda words: struct.pack("!I", len(words)) + words
    texts = lambda *all_of_them: struct.pack("!I", len(all_of_them)) + b"".join(map(text, all_of_them))
    command = lambda *argv, user=b"", may=0: texts(*argv) + text(user) + struct.pack("!QB", 10**9, may)
    run, kill = b"\1" + struct.pack("!QQI", 7, 42, 1), b"\2" + struct.pack("!Q", 7)
    well = b"\3" + struct.pack("!QBI", 7, 0, 0) + bytes(16)
    return {
        "commands": struct.pack("!I", 2) + command(b"/bin/true") + command(b"/usr/bin/notify", b"-v", user=b"nobody", may=1),
        "same_twice": struct.pack("!I", 2) + command(b"/bin/true") * 2, "no_command": struct.pack("!I", 1) + command(), "none": bytes(4),
        "command_lies": struct.pack("!I", 0xFFFFFFFF) + command(b"/bin/true"), "takes_255": struct.pack("!I", 1) + command(b"/bin/true", may=255),
        "run": run + texts(b"INSTANCE", b"web") + struct.pack("!I", 1) + text(b"HOLDFAST_CHECK") + text(b"web") + text(b"{}") + text(b"web"),
        "bare_run": run + bytes(16), "arguments_lie": run + struct.pack("!I", 0xFFFFFFFF), "one_byte_more": run + bytes(17),
        "kill": kill, "kill_of_nobody": kill[:8], "two_orders": kill + run + bytes(16), "order_and_end": kill + well, "two_ends": well * 2, "unknown": b"\x63" + bytes(20), "empty": b"",
        "ended": b"\3" + struct.pack("!QBI", 7, 0, 2) + text(b"") + text(b"not well\n") + struct.pack("!Q", 5 * 10**6),
        "signalled": b"\3" + struct.pack("!QBI", 7, 1, 0xFFFFFFFF) + text(b"") + text(b"") + bytes(8),
        "took_for_ever": b"\3" + struct.pack("!QBI", 7, 2, 0) + text(b"") + text(b"") + b"\xff" * 8, "fate_6": b"\3" + struct.pack("!QBI", 7, 6, 0) + bytes(16),
        "not_started": b"\3" + struct.pack("!QBI", 7, 5, 0) + text(b"there is no command") + text(b"") + bytes(8),
    }


# The steps of node.cpp and judge.cpp, by the numbers of their `act`.
SLEEP, PEER_SPEAKS, CARRIER, UNPLUG, PLUG, GIVE, TAKE, OVERRUN = 0, 5, 9, 10, 11, 12, 13, 14
WITHDRAW, READMIT, AGAIN, RELOAD, STOP, REFUSE, DEAF, MUTE, SILENCE = 15, 16, 17, 18, 19, 20, 21, 22, 24
REPORT, CLOCK, OVERFLOW, DROP_ROUTES, REFUSE_ROUTES, SOMEBODY_ROUTES = 25, 26, 27, 28, 29, 30
# In the kind of an instance; a group, in the count of instances.
CHECKED, WEIGHTED, SIGNED, ROUTED, PATIENT, GROUPED, GROUP_CHECKED, DELAYED = 8, 16, 32, 64, 128, 16, 32, 64


def node() -> dict[str, bytes]:
    """Settings: count, and for each instance kind, priority, how; the leftovers; steps."""
    one = lambda kind, priority=99, how=0: bytes([0, kind, priority, how, 0])
    speaks = lambda priority, how=0: bytes([PEER_SPEAKS, 0, priority, how])
    serve = bytes([SILENCE, 15]) * 3  # long enough to take over
    seeds = {f"kind_{kind}": one(kind) + serve + bytes([WITHDRAW, 0, kind & 1]) + bytes([SLEEP, SLEEP, READMIT, 0]) + serve for kind in range(8)}
    both = bytes([1, 0, 99, 0, 2, 149, 1, 0])
    group = lambda kind=0, more=0: bytes([1 | GROUPED | more, kind, 99, 0, kind | 2, 149, 0, 0])
    down, up = bytes([REPORT, 1]), bytes([REPORT, 2])
    drain = bytes([WITHDRAW, 0, 2])
    seeds |= {
        "group": group() + serve + speaks(200) + serve + speaks(0) + serve, "group_cut": group() + serve + bytes([CARRIER, 0, 0]) + serve + bytes([CARRIER, 0, 1]) + serve,
        "group_drained": group() + serve + drain + serve + bytes([READMIT, 0]) + serve, "group_fenced": group() + serve + bytes([WITHDRAW, 1, 1]) + serve,
        "group_check": group(0, GROUP_CHECKED) + up + serve + down + serve + up + serve, "group_grows": group()[:4] + b"\0" + serve + bytes([RELOAD]) + group()[:-1] + serve,
        "group_dissolved": group() + serve + bytes([RELOAD]) + both[:-1] + serve, "start_delay": bytes([DELAYED]) + one(0)[1:] + serve,
        "check": one(CHECKED) + up + serve + down + serve + up + serve, "check_unknown": one(CHECKED) + serve, "drained": one(0) + serve + drain + speaks(50) + serve,
        "weighted": one(WEIGHTED) + bytes([REPORT, 17]) + serve + bytes([CARRIER, 2, 0]) + serve + bytes([REPORT, 18, CARRIER, 2, 1]) + serve,
        "number": one(WEIGHTED) + bytes([REPORT, 18 + 4, 0]) + serve + bytes([REPORT, 18 + 4 + 8, 255]) + serve,
        "signed": one(SIGNED) + serve + speaks(200) + serve, "forged": one(SIGNED) + serve + speaks(200, 8) * 3 + serve, "permissive": one(SIGNED, 99, 128) + serve + speaks(200, 8) + serve,
        "clock_ahead": one(SIGNED) + serve + bytes([CLOCK, 0x7F, 0xFF]) + serve + speaks(200) + serve, "clock_back": one(SIGNED) + serve + bytes([CLOCK, 0xFF, 0xFE]) + serve + bytes([CLOCK, 0x80, 0]) + serve,
        "reception_lost": one(0) + bytes([SLEEP, OVERFLOW, 0, 0, 9]) + serve + bytes([OVERFLOW, 0, 0, 1]) * 3 + serve,
        "routes": one(ROUTED) + serve + bytes([DROP_ROUTES, 0]) + serve + bytes([UNPLUG, 1, SLEEP, PLUG, 1]) + serve, "routes_refused": one(ROUTED) + bytes([REFUSE_ROUTES, 3]) + serve,
        "routes_of_others": one(ROUTED) + bytes([SOMEBODY_ROUTES, 0, 0, 0, 0, SOMEBODY_ROUTES, 0, 0, 0, 1]) + serve + bytes([STOP]), "routes_left": one(ROUTED)[:4] + bytes([9]) + serve,
        "routes_changed": one(ROUTED) + serve + bytes([RELOAD]) + one(0)[:4] + serve + bytes([RELOAD]) + one(ROUTED | 6)[:4] + serve, "patient": one(PATIENT) + speaks(50) * 3 + serve,
    }
    return seeds | {
        "stronger_peer": one(0) + serve + speaks(200) + serve + speaks(0) + serve, "weaker_peer": one(0) + serve + speaks(50) * 5 + serve,
        "resignations": one(0) + serve + speaks(0) * 40, "cut": one(0) + serve + bytes([CARRIER, 0, 0, SLEEP, CARRIER, 0, 1]) + serve,
        "unplugged": one(4) + serve + bytes([UNPLUG, 0, SLEEP, PLUG, 0]) + serve, "taken": one(0) + serve + bytes([TAKE, 0, 0, 0, SLEEP]) * 3 + serve,
        "foreign": one(0) + bytes([GIVE, 0, 0, 0]) + serve, "stray": one(0) + speaks(200) + bytes([GIVE, 0, 0, 0]) + serve,
        "reload": both + bytes([3]) + serve + bytes([RELOAD]) + one(6)[:4] + serve + bytes([RELOAD]) + both + serve,
        "fewer_addresses": one(6) + serve + bytes([RELOAD, 0, 6, 99, 64]) + serve, "refused": one(0) + bytes([REFUSE, 3]) + serve, "deaf": one(0)[:4] + bytes([7, DEAF, 3]) + serve,
        "mute": one(0) + serve + bytes([MUTE, 1]) + serve, "leftovers": one(0)[:4] + bytes([0x33]) + serve, "stopped": one(0) + serve + bytes([STOP, SLEEP]),
        "overrun": one(0) + serve + bytes([0x80 | TAKE, 0, 0, 0, OVERRUN]) + serve, "announce": one(0) + serve + bytes([AGAIN, 0]) * 3,
    }


ADVERT, CLAIM, ANSWER, ROLES, LOCAL, PING, LOST, GATEWAYS, TAP_FAILED, HELLO, DRILL, QUIET = 5, 7, 8, 10, 12, 13, 14, 15, 16, 18, 22, 24


def judge() -> dict[str, bytes]:
    """Settings (two bytes), instances, local interfaces, steps."""
    make = lambda policy, steps, more=0, how=8: bytes([policy, more, how, 0]) + steps
    master, backup = bytes([ROLES, 2 + 32]), bytes([ROLES, 1])
    advert = lambda who, priority, how=0: bytes([ADVERT, 0, who, priority, how, 0])
    claim = lambda who: bytes([CLAIM, 1, 0, who, 0])
    quiet, told = bytes([QUIET, 31]), lambda state: bytes([HELLO, 1, 64, state])
    return {
        "quiet_master": make(0, master + quiet * 3), "quiet_backup": make(0, backup + advert(1, 200) + quiet), "split": make(0, master + (advert(1, 100) + quiet) * 4),
        "claims": make(0, master + (claim(4) + quiet) * 4), "answers": make(0, master + (bytes([ANSWER, 0, 1, 0, 4, 1, 0]) + bytes([0])) * 6),
        "fence": make(0x80 | 64 | 2, master + (told(2 + 16 + 128) + advert(1, 200) + quiet) * 6), "yield": make(0x80 | 64 | 1, master + (told(2 + 16 + 128) + quiet) * 6),
        "isolated": make(64 | 2 | 0x20, master + bytes([GATEWAYS, 1]) + bytes([LOST, 1, LOST, 0, 1, 0, LOST, 0, 2, 0]) * 5 + quiet * 4),
        "gateway": make(0, master + bytes([GATEWAYS, 1]) + bytes([PING, 1, 9]) * 3 + bytes([LOST, 1]) * 5 + quiet), "drill": make(0, master + bytes([DRILL, 0, 5]) + quiet),
        "tap": make(0, master + bytes([TAP_FAILED, 0]) + quiet + bytes([17, 0]) + quiet), "stray": make(0, backup[:1] + bytes([1 + 64]) + advert(1, 200) + quiet),
        "ipv6": make(0, master + (advert(1, 100) + claim(1)) * 3 + quiet, how=10), "virtual": make(0, master + (advert(0, 100, 4) + claim(4)) * 3 + quiet, how=16),
        "three": bytes([0, 8, 8, 2, 16, 0]) + bytes([ROLES, 2, 1, 2]) + (advert(1, 150) + quiet) * 3,
    }


def all_seeds() -> dict[str, dict[str, bytes]]:
    written = lambda table, text: {name: text(value).encode() for name, value in table.items()}
    return {
        "vrrp_ipv4": vrrp_ipv4(), "vrrp_ipv6": vrrp_ipv6(), "arp": arp(), "nd": nd(), "tap": tap(), "netlink": netlink(),
        "config": written(CONFIG, str), "control": written(CONTROL, json.dumps), "http_query": written(HTTP, str),
        "json_escape": texts(), "metric_escape": texts(), "latch": latch(), "hello": hello(), "guard_wire": guard_wire(), "node": node(), "judge": judge(),
        "envelope": envelope(), "icmp": icmp(), "probes": probes(), "cli": cli(), "outputs": texts(), "state_files": state_files(), "parcel": parcel(), "runner_wire": runner_wire(),
    }


def main(folder: pathlib.Path) -> None:
    for target, seeds in all_seeds().items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        for name, seed in seeds.items():
            (folder / target / name).write_bytes(seed)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "seeds")
