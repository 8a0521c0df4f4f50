"""What must hold at the end of every test, whatever it was about, by the word of the kernels and the wire.

First with the daemons as the test leaves them: one owner of each address, what a daemon says is what its kernel has, the
last announcement is the owner's, figures are sane. Then they are stopped in an orderly way, and nothing may be left.

A test that ends in a deliberate odd state waives single audits: `@pytest.mark.waives("owners", why="…")`.
"""
import contextlib
import ipaddress
import math
import os
import pathlib
import re
import signal
import time
from collections.abc import Callable, Collection

from lab.daemons import Daemon, Holdfast, name_of
from lab.lan import Lan
from lab.peers import Frr
from lab.waiting import wait_for

AUDITS = ("owners", "status", "announcements", "figures", "leftovers")
PATIENCE = 4.0  # seconds: a lease that ends, the second announcement of a winner; spent only where something is wrong
RELEASE = 0.06  # seconds: a stop of a fast router; slower ones are asked a second time, which they obey at once
MEMORY = 64 << 10  # KB, of each process
DESCRIPTORS = 64  # and six for each instance
OUR_PROCESSES = ("holdfast", "hf-")


def audit(lan: Lan, waived: Collection[str] = ()) -> None:
    """Ends all daemons; an AssertionError lists everything that is wrong."""
    wrong: list[str] = []
    auditor = Auditor(lan)
    for name in AUDITS:
        if name == "leftovers":
            wrong += auditor.stop_all()
        if name not in waived:
            wrong += auditor.settle(getattr(auditor, name))
    assert not wrong, "audits: " + "; ".join(wrong)


def bare(address: str) -> str:
    """The address without its prefix length, as the kernel writes it."""
    return str(ipaddress.ip_interface(address).ip)


def state_of(pid: int) -> str:
    """R, S, T …, or "" without such a process."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return ""


class Auditor:
    def __init__(self, lan: Lan):
        self.lan = lan
        self.daemons = [daemon for daemon in lan.daemons if isinstance(daemon, Daemon)]
        self.stands = [daemon for daemon in self.daemons if daemon.running and state_of(daemon.pid) not in ("T", "Z", "")]
        self.healed = False

    def settle(self, check: Callable[[], list[str]]) -> list[str]:
        """What is wrong and stays wrong although every fault of the LAN is lifted."""
        end = time.monotonic() + PATIENCE
        while wrong := check():
            if time.monotonic() > end:
                return wrong
            self.lift_faults()
            time.sleep(0.02)
        return []

    def lift_faults(self) -> None:
        if self.healed:
            return
        self.healed = True
        self.lan.heal()
        for host in self.lan.hosts.values():
            host.run("nft", "delete", "table", "netdev", "lab", check=False)
            self.lan.plug(host.label)

    def holdfasts(self) -> list[Holdfast]:
        return [daemon for daemon in self.stands if isinstance(daemon, Holdfast)]

    def instances(self, daemon: Daemon) -> list[dict]:
        """As the daemon shows them; of another's, what it was told to serve."""
        if isinstance(daemon, Holdfast):
            return daemon.ask("status")["result"]["instances"] if daemon.socket.exists() else []
        return [{"name": router.name, "state": "", "withdrawn": "", "stray": [],
                 "addresses": [{"address": address, "foreign": False} for address in router.addresses]}
                for router in getattr(daemon, "routers", ())]

    def was_there_before(self, daemon: Daemon, address: str) -> bool:
        """The host had the address when its daemon was started for the first time."""
        held = False
        for event in self.lan.watch.history(address):
            if event.time >= self.lan.daemons[daemon]:
                break
            held = event.added if event.host == daemon.host.label else held
        return held

    # With the daemons as they are.

    def owners(self) -> list[str]:
        """Of each address: one owner among those who stand for it; none if nobody does."""
        if any(isinstance(daemon, Frr) for daemon in self.lan.daemons):
            return []  # it keeps the address on a link that is down
        standing: dict[str, set[str]] = {bare(address): set() for daemon in self.daemons for router in daemon.routers
                                         for address in router.addresses}
        foreign = {(daemon.host.label, address) for daemon in self.daemons for address in standing
                   if self.was_there_before(daemon, address)}
        for daemon in self.stands:
            for instance in self.instances(daemon):
                stands = instance["state"] not in ("init", "fault", "fenced") and not instance["withdrawn"]
                for shown in instance["addresses"]:
                    at = (daemon.host.label, bare(shown["address"]))
                    entry = standing.setdefault(at[1], set())
                    if shown["foreign"]:
                        foreign.add(at)
                    elif stands:
                        entry.add(at[0])
        return [problem for address, labels in standing.items() if (problem := self._ownership(address, labels, foreign))]

    def _ownership(self, address: str, standing: set[str], foreign: set[tuple[str, str]]) -> str:
        routers = {daemon.host.label for daemon in self.daemons}
        holding = {label for label in self.lan.watch.owners(address) & routers if (label, address) not in foreign}
        somebody = any((label, address) in foreign for label in routers)
        if standing and not somebody and (len(holding) != 1 or not holding <= standing):
            return f"{sorted(holding)} hold {address}, for which {sorted(standing)} stand"
        return f"{sorted(holding)} hold {address}, for which nobody stands" if holding and not standing else ""

    def status(self) -> list[str]:
        """What is said to be present is present, and nothing else; a master has its addresses."""
        wrong = []
        for daemon in self.holdfasts():
            label = daemon.host.label
            for instance in self.instances(daemon):
                for shown in instance["addresses"]:
                    held = label in self.lan.watch.owners(bare(shown["address"]))
                    if shown["present"] != held:
                        wrong.append(f"{label} says that {shown['address']} is {'' if shown['present'] else 'not '}present")
                    if instance["state"] == "master" and not held:
                        wrong.append(f"{label} is master without {shown['address']}")
                    if instance["state"] != "master" and held and not shown["foreign"] and not instance["stray"]:
                        wrong.append(f"{label} has {shown['address']} and is {instance['state']}")
        return wrong

    def announcements(self) -> list[str]:
        """Of what the routers announced for an address, the last is its owner's."""
        wrong = []
        for daemon in self.holdfasts():
            label = daemon.host.label
            for instance in self.instances(daemon):
                for address in (bare(shown["address"]) for shown in instance["addresses"] if not shown["foreign"]):
                    said = [one.host for one in self.lan.capture.announcements(address=address) if self._by_itself(one)]
                    if self.lan.watch.owners(address) == {label} and said and said[-1] != label:
                        wrong.append(f"the last to announce {address} was {said[-1]}, and {label} has it")
        return wrong

    def _by_itself(self, announcement) -> bool:
        """By a router in its own name: not what a test forged."""
        routers = {daemon.host.label: daemon.host.mac for daemon in self.daemons}
        mac = routers.get(announcement.host)
        return mac is not None and (announcement.mac == mac or announcement.mac.startswith("00:00:5e:00:0"))

    def figures(self) -> list[str]:
        wrong = []
        for daemon in self.holdfasts():
            label, count = daemon.host.label, len(self.instances(daemon))
            limit = DESCRIPTORS + 6 * count
            if (open_ones := len(os.listdir(f"/proc/{daemon.pid}/fd"))) > limit:
                wrong.append(f"{label} has {open_ones} descriptors")
            for pid, name in self._processes(daemon):
                if (resident := memory(pid)) > MEMORY:
                    wrong.append(f"{name} of {label} has {resident} KB")
            ours = [name for pid, name in self._processes(daemon) if state_of(pid) != "Z"]
            if len(ours) > 5:  # engine, guard, steward, two runners
                wrong.append(f"{label} has the processes {ours}")
            wrong += [f"{label}: {problem}" for problem in insane(daemon._get("/metrics") or "")]
        return wrong

    @staticmethod
    def _processes(daemon: Daemon) -> list[tuple[int, str]]:
        found = []
        for pid in daemon.host.processes():
            name = name_of(pid)
            found += [(pid, name)] if name.startswith(OUR_PROCESSES) else []
        return found

    # After the end.

    def stop_all(self) -> list[str]:
        """All are asked to end; a second request, obeyed at once, saves the time of slow routers."""
        running = [daemon for daemon in self.daemons if daemon.running]
        for daemon in running:
            daemon.signal(signal.SIGTERM)
            with contextlib.suppress(ProcessLookupError):
                daemon.thaw()
        self._await_end(running, RELEASE)
        for daemon in running:
            if daemon.running and isinstance(daemon, Holdfast):
                daemon.signal(signal.SIGTERM)
        self._await_end(running, 10)
        fine = (0, -signal.SIGKILL)  # which a test sent a moment ago
        return [f"{type(daemon).__name__} on {daemon.host.label} ended with {daemon.exit_code()}: {daemon.log()[-500:]}"
                for daemon in running if isinstance(daemon, Holdfast) and daemon.exit_code() not in fine]

    @staticmethod
    def _await_end(daemons: list[Daemon], bound: float) -> None:
        end = time.monotonic() + bound
        while any(daemon.running for daemon in daemons) and time.monotonic() < end:
            time.sleep(0.005)

    def leftovers(self) -> list[str]:
        """Of each Holdfast that ended in order: no address, macvlan, table, rule, process or socket of its own."""
        wrong = []
        for daemon in self.daemons:
            if not isinstance(daemon, Holdfast) or daemon.exit_code() != 0:
                continue
            label = daemon.host.label
            left = [f"the process {name}" for _, name in self._processes(daemon)]
            left += ["its control socket"] if daemon.socket.exists() else []
            left += rubbish(daemon)
            addresses = {bare(address) for router in daemon.routers for address in router.addresses}
            left += [address for address in addresses if label in self.lan.watch.owners(address)
                     and not self.was_there_before(daemon, address)]
            left += routing(daemon.host)
            wrong += [f"{label} leaves {what}" for what in left]
        return wrong


def routing(host) -> list[str]:
    """Routes and rules with the mark of Holdfast."""
    all_routes = host.run("ip", "route", "show", "table", "all", "protocol", "112", check=False).splitlines()
    all_routes += host.run("ip", "-6", "route", "show", "table", "all", "protocol", "112", check=False).splitlines()
    rules = host.run("ip", "rule", check=False) + host.run("ip", "-6", "rule", check=False)
    return [f"the route {one.strip()}" for one in all_routes] + [
        f"the rule {one.strip()}" for one in rules.splitlines() if one.endswith("proto 112")]


def memory(pid: int) -> int:
    """Resident KB; 0 for a process that is gone, or is built with a sanitizer."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        process = pathlib.Path(f"/proc/{pid}")
        if re.search(r"lib[at]san|memcheck", (process / "maps").read_text()):
            return 0
        return int(re.search(r"VmRSS:\s+(\d+)", (process / "status").read_text() + "VmRSS: 0").group(1))
    return 0


def insane(metrics: str) -> list[str]:
    """Samples that are negative, or no number; histograms whose buckets fall."""
    wrong, last = [], {}
    for series, edge, value in re.findall(r'^(holdfast_[^ ]*?)(?:,?le="([^"]+)"\})? (\S+)$', metrics, re.MULTILINE):
        number = float(value)
        below_zero = number < 0 and not series.startswith("holdfast_check_number")
        if math.isnan(number) or below_zero:
            wrong.append(f"{series} is {value}")
        if edge:
            if number < last.get(series, 0):
                wrong.append(f"{series} falls at {edge}")
            last[series] = number if edge != "+Inf" else 0
    return wrong


def rubbish(daemon: Holdfast) -> list[str]:
    """Interfaces, tables and rules that only the daemon can have made."""
    commands = "ip -o link show type macvlan; nft list tables; ip -4 rule; ip -6 rule"
    lines = daemon.host.run("sh", "-c", commands).splitlines()
    usual = re.compile(r"^(0|32766|32767):\s+from all lookup|^table (netdev|inet|bridge|ip|ip6) (?!holdfast)")
    return [line.strip() for line in lines if not usual.match(line) and not re.match(r"^\d+: (?!hf\d)", line)]
