"""What can be seen of a virtual MAC from outside: who answers with it, where the switch has it, what is sent from it."""
import json
import socket
import struct
import time

from lab.lan import BRIDGE, Host, Lan
from lab.router import VirtualRouter

ETH_P_ARP = 0x0806
IGMP, ICMPV6, HOP_BY_HOP = 2, 58, 0
NOISE = {130: "MLD query", 131: "MLD report", 132: "MLD done", 133: "router solicitation", 143: "MLDv2 report"}
SOLICITATION = 135


def virtual_mac(router: VirtualRouter) -> str:
    return f"00:00:5e:00:0{2 if ':' in router.address else 1}:{router.vrid:02x}"


def link_name(host: Host, router: VirtualRouter) -> str:
    """The macvlan's, above eth0."""
    family = 6 if ":" in router.address else 4
    return f"hf{family}.{router.vrid}.{interface(host, 'eth0')['ifindex']}"


def interface(host: Host, name: str) -> dict:
    """As `ip -j link` shows it; empty if there is none."""
    links = json.loads(host.run("ip", "-j", "-d", "link", "show"))
    return next((link for link in links if link["ifname"] == name), {})


def macvlans(host: Host) -> list[str]:
    links = json.loads(host.run("ip", "-j", "-d", "link", "show"))
    return [link["ifname"] for link in links if link.get("linkinfo", {}).get("info_kind") == "macvlan"]


def switch_port(lan: Lan, mac: str) -> str:
    """Where the switch would send a frame to the MAC: the label of a host; "" for everywhere."""
    entries = json.loads(lan.switch.run("bridge", "-j", "fdb", "show", "br", BRIDGE))
    return next((entry["ifname"] for entry in entries if entry["mac"] == mac and "permanent" not in entry.get("state", "")), "")


def frames_from(lan: Lan, mac: str, host: str | None = None, since: float = 0) -> list[bytes]:
    source = bytes.fromhex(mac.replace(":", ""))
    return [frame for frame in lan.capture.frames(host, since) if frame[6:12] == source]


def noise(frames: list[bytes]) -> list[str]:
    """What the kernel says of itself, and must not say in the name of a MAC that several hosts have."""
    return [said for frame in frames if (said := _noise(frame))]


def _noise(frame: bytes) -> str | None:
    if frame[12:14] == b"\x08\x00":
        return "IGMP" if frame[23] == IGMP else None
    if frame[12:14] != b"\x86\xdd":
        return None
    kind, at = frame[20], 54
    if kind == HOP_BY_HOP:
        kind, at = frame[54], 54 + 8 + 8 * frame[55]
    if kind != ICMPV6:
        return None
    if frame[at] == SOLICITATION and frame[22:38] == bytes(16):
        return "duplicate address detection"
    return NOISE.get(frame[at])


def arp_answers(host: Host, address: str, patience: float = 0.3) -> list[str]:
    """The MACs that answer one ARP probe of the host, which says nothing of itself that anybody would remember."""
    own, target = bytes.fromhex(host.mac.replace(":", "")), socket.inet_aton(address)
    request = b"\xff" * 6 + own + struct.pack("!HHHBBH", ETH_P_ARP, 1, 0x0800, 6, 4, 1) + own + bytes(4) + bytes(6) + target
    answers = []
    with host.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ARP)) as raw:
        raw.bind(("eth0", ETH_P_ARP))
        raw.send(request)
        end = time.monotonic() + patience
        while (left := end - time.monotonic()) > 0:
            raw.settimeout(left)
            try:
                frame = raw.recv(256)
            except TimeoutError:
                break
            if frame[20:22] == b"\x00\x02" and frame[28:32] == target:
                assert frame[6:12] == frame[22:28], "the frame comes from the MAC that it tells of"
                answers.append(":".join(f"{byte:02x}" for byte in frame[22:28]))
    return answers
