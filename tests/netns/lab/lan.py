"""A LAN on one machine: a switch (a namespace with a bridge) and hosts (a namespace each, with one `eth0`). Hosts that have
a second network, for the hello channel, meet there on another bridge by `eth1`.
"""
import contextlib
import itertools
import json
import os
import pathlib
import shutil
import socket
import tempfile
import threading
import time

from lab import sanitizer
from lab.addresses import AddressWatch
from lab.capture import Capture
from lab.namespace import PREFIX, Namespace
from lab.processes import descendants, descriptors
from lab.waiting import wait_for

BRIDGE, SECOND_BRIDGE = "br0", "br1"
NUMBERS = {"a": 1, "b": 2, "client": 100, "gateway": 254}  # the hosts' last octets; others count from 3

_counter = itertools.count()


class Host(Namespace):
    """10.77.0.N, fd77::N and fe80::N on eth0, with the MAC 02:00:00:00:00:N."""

    def __init__(self, name: str, label: str, number: int, folder: pathlib.Path):
        super().__init__(name)
        self.label = label
        self.address = f"10.77.0.{number}"
        self.address6 = f"fd77::{number:x}"
        self.link_local = f"fe80::{number:x}"
        self.mac = f"02:00:00:00:00:{number:02x}"
        self.second_address = f"10.78.0.{number}"
        self.folder = folder / label
        self.folder.mkdir()

    def plug_in(self, switch: Namespace) -> None:
        switch.ip(f"link add name {self.label} type veth peer name eth0 address {self.mac} netns {self.name}",
                  f"link set dev {self.label} master {BRIDGE} addrgenmode none", f"link set dev {self.label} up")
        self.ip("link set eth0 addrgenmode none",
                "link set eth0 up",
                f"address add {self.address}/24 dev eth0",
                f"address add {self.address6}/64 dev eth0 nodad",
                f"address add {self.link_local}/64 dev eth0 nodad")

    def plug_in_second(self, switch: Namespace) -> None:
        """10.78.0.N on eth1; the switch's port is `second_port(label)`."""
        port = second_port(self.label)
        switch.ip(f"link add name {port} type veth peer name eth1 netns {self.name}",
                  f"link set dev {port} master {SECOND_BRIDGE} addrgenmode none", f"link set dev {port} up")
        self.ip("link set eth1 addrgenmode none", "link set eth1 up", f"address add {self.second_address}/24 dev eth1")

    def addresses(self) -> dict[str, dict]:
        """What the kernel says now: each address of eth0 with its attributes, as `ip -j address` shows them."""
        links = json.loads(self.run("ip", "-j", "address", "show", "dev", "eth0"))
        return {info["local"]: info for link in links for info in link.get("addr_info", [])}

    def holders(self, address: str) -> list[str]:
        """The interfaces that have the address."""
        links = json.loads(self.run("ip", "-j", "address", "show"))
        return [link["ifname"] for link in links for info in link.get("addr_info", []) if info["local"] == address]

    def neighbour(self, address: str) -> str:
        """The MAC that this host would send to for the address; it asks the LAN if it does not know."""
        with self.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.connect((address, 9))
            udp.send(b"")
        def entries():
            found = json.loads(self.run("ip", "-j", "neighbour", "show", address))
            return [entry["lladdr"] for entry in found if "lladdr" in entry]
        return wait_for(entries, 3, f"{self.label} resolves {address}")[0]

    def send(self, *frames: bytes, times: int = 1) -> None:
        """Puts crafted frames on the wire."""
        with self.socket(socket.AF_PACKET, socket.SOCK_RAW) as raw:
            raw.bind(("eth0", 0))
            for frame in frames * times:
                raw.send(frame)

    @contextlib.contextmanager
    def sending(self, *frames: bytes, every: float):
        """Puts the frames on the wire now and again every so many seconds, until the context ends."""
        ended = threading.Event()

        def repeat() -> None:
            while not ended.is_set():
                for frame in frames:
                    raw.send(frame)
                ended.wait(every)

        with self.socket(socket.AF_PACKET, socket.SOCK_RAW) as raw:
            raw.bind(("eth0", 0))
            thread = threading.Thread(target=repeat, daemon=True)
            thread.start()
            try:
                yield
            finally:
                ended.set()
                thread.join()

    def firewall(self, direction: str, what: str = "vrrp") -> None:
        """The host itself drops what enters (`ingress`) or leaves (`egress`) by eth0."""
        chain = f"type filter hook {direction} device eth0 priority 0; policy accept;\n"
        rules = "\n".join(f"{match} drop" for match in matches(what))
        self.run("nft", "-f", "-", stdin=f"table netdev lab {{ chain {direction} {{\n{chain}{rules}\n}}\n}}\n")


def second_port(label: str) -> str:
    return f"{label}-2"


def matches(what: str) -> list[str]:
    """`what` as nft says it: "vrrp" is protocol 112, "all" everything; anything else is nft's own words."""
    if what == "vrrp":
        return ["ip protocol 112", "ip6 nexthdr 112"]
    return [""] if what == "all" else [what]


class Lan(contextlib.ExitStack):
    """Hosts by label; `capture` and `watch` run from the start. Leaving the context removes everything.

    `second` are the hosts that have a second network.
    """

    def __init__(self, *labels: str, second: tuple[str, ...] = ()):
        super().__init__()
        stem = f"{PREFIX}{os.getpid()}-{next(_counter)}"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{stem}-"))
        self.folder.chmod(0o755)  # FRR's daemons are not root
        self.callback(shutil.rmtree, self.folder, ignore_errors=True)
        sanitizer.prepare(self.folder)
        self.callback(sanitizer.demand_silence, self.folder)
        try:
            self.switch = Namespace(f"{stem}-switch")
            self.callback(self.switch.remove)
            self.switch.ip(f"link add {BRIDGE} type bridge stp_state 0 forward_delay 0 mcast_snooping 0",
                           f"link set {BRIDGE} addrgenmode none", f"link set {BRIDGE} up")
            self.switch.ip(f"link add {SECOND_BRIDGE} type bridge stp_state 0 forward_delay 0 mcast_snooping 0",
                           f"link set {SECOND_BRIDGE} addrgenmode none", f"link set {SECOND_BRIDGE} up")
            spare = itertools.count(3)
            self.daemons: dict = {}  # those that were started, and when for the first time
            self.calm: dict[int, tuple[int, int]] = {}  # of each process: descriptors and instances when it first was
            self.hosts = {label: self._host(stem, label, NUMBERS.get(label) or next(spare)) for label in labels}
            self._observe()
            for label in second:
                self[label].plug_in_second(self.switch)
        except BaseException:
            self.close()
            raise

    def _host(self, stem: str, label: str, number: int) -> Host:
        host = Host(f"{stem}-{label}", label, number, self.folder)
        self.callback(host.remove)
        self.switch.run("ip", "netns", "set", host.name, str(number))
        return host

    def _observe(self) -> None:
        self.watch = AddressWatch(self.switch, {int(host.address.split(".")[3]): label for label, host in self.hosts.items()})
        self.callback(self.watch.close)
        for host in self.hosts.values():
            host.plug_in(self.switch)
        self.capture = Capture(self.switch, {BRIDGE, SECOND_BRIDGE})
        self.callback(self.capture.close)

    def __getitem__(self, label: str) -> Host:
        return self.hosts[label]

    def start(self, *daemons):
        """Starts them in this order and stops them in the opposite one; returns them."""
        for daemon in daemons:
            self.callback(daemon.end)
            self.daemons.setdefault(daemon, time.time())
            daemon.start()
        return daemons if len(daemons) > 1 else daemons[0]

    def settles(self, owner: str, address: str = "10.77.0.10", bound: float = 10) -> None:
        """Waits until this host, and no other, holds the address."""
        wait_for(lambda: self.watch.owners(address) == {owner}, bound, f"{owner} alone holds {address}")
        self._note_calm()

    def _note_calm(self) -> None:
        for daemon in self.daemons:
            started = getattr(daemon, "running", False) and "http_listening" in daemon.log()
            if started and daemon.pid not in self.calm:
                for pid in [daemon.pid, *descendants(daemon.pid)]:
                    self.calm[pid] = descriptors(pid), len(getattr(daemon, "routers", ()))

    def cut(self, one: str, other: str, what: str = "vrrp", loss: int = 100) -> None:
        """The switch drops protocol 112 (`what="all"`: everything) between two hosts, both ways."""
        self.drop(one, other, what, loss)
        self.drop(other, one, what, loss)

    def drop(self, sender: str | None, receiver: str | None, what: str = "vrrp", loss: int = 100) -> None:
        """As `cut`, one way; None is every host, and `loss` the share of frames in percent."""
        ports = (f'iifname "{sender}" ' if sender else "") + (f'oifname "{receiver}" ' if receiver else "")
        dice = f"numgen random mod 100 < {loss} " if loss < 100 else ""
        rules = "\n".join(f"{ports}{match} {dice}drop" for match in matches(what))
        chain = "type filter hook forward priority 0; policy accept;\n"
        self.switch.run("nft", "-f", "-", stdin=f"table bridge lan {{ chain forward {{\n{chain}{rules}\n}}\n}}\n")

    def heal(self) -> None:
        self.switch.run("nft", "flush", "ruleset")

    def unplug(self, label: str) -> None:
        """The switch's port goes down: the host loses its carrier."""
        self.switch.ip(f"link set dev {label} down")

    def plug(self, label: str) -> None:
        self.switch.ip(f"link set dev {label} up")
