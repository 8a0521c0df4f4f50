"""A configuration of tests/import/corpus as a pair of machines: the file is node `a`'s, and `b` has its mirror image."""
import pathlib
import re
from collections.abc import Callable

from lab.daemons import HOLDFAST, Daemon
from lab.lan import Host, Lan
from lab.machine import Installed, Machine
from lab.peers import Keepalived

CORPUS = pathlib.Path(__file__).resolve().parents[2] / "import/corpus"
ILL = "/var/ill"  # while there is this file, every check fails
CALLS = "/var/calls"  # a line for each call of a script that is not a check
CHECKS = ("check_apiserver", "check_mysql", "port_open", "reachable")
NOTIFIED = ("dual", "gateway", "move_elastic_ip", "notify", "odd", "record", "to_backup", "to_master")
PROGRAMS = ("curl", "killall", "pgrep", "pidof", "systemctl", "true")  # what else the corpus checks with
TRACKED = {"maintenance": ("0", "1"), "broken": ("0", "1")}  # files: what is in them while all is well, and while not
ABSENT = {"ansible_template": ("maintenance",)}  # files that are absent while all is well

# Their long times are for people. A tenth of a minute shows the same.
SHORTENED = (
    (r"(\binterval)\s+\d+", r"\1 1"),
    (r"(\btimeout)\s+\d+", r"\1 1"),
    (r"(\bfall)\s+\d+", r"\1 2"),
    (r"(\badvert_int)\s+([2-9]|\d\d)(\.0)?\b", r"\1 1"),
    (r"(\bpreempt_delay)\s+\d+", r"\1 1"),
    (r"(\bvrrp_startup_delay)\s+\d+", r"\1 1"),
    (r"\bvrrp_rt_priority\s+\d+", ""),  # whereby keepalived is killed on a busy machine: "has rlimit_rttime been exceeded?"
)


def shortened(text: str) -> str:
    for pattern, shorter in SHORTENED:
        text = re.sub(pattern, shorter, text)
    return text


def mirrored(text: str) -> str:
    """For `b`: weaker by one in each instance, and the other end of each unicast path."""
    if "@backup" in text:
        return text  # it is for both nodes, told apart by -i
    text = re.sub(r"(\bpriority)\s+(\d+)", lambda found: f"{found[1]} {int(found[2]) - 1}", text)
    instances = re.split(r"(?=^\s*vrrp_instance\b)", text, flags=re.MULTILINE)
    text = "".join(part if "vrrp_instance" not in part or re.search(r"\bpriority\b|\binclude\b", part) else
                   re.sub(r"(\bvirtual_router_id \S+)", r"\1\n    priority 99", part) for part in instances)
    text = re.sub(r"(\bmcast_src_ip \S+)\.1\b", r"\1.2", text)
    paths = re.search(r"unicast_src_ip (\S+)\s+unicast_peer \{\s+(\S+)", text)
    if paths:
        own, peer = paths.groups()
        text = re.sub(rf"\b({re.escape(own)}|{re.escape(peer)})(?=\s)", lambda found: peer if found[1] == own else own, text)
    return text


def swapped(text: str) -> str:
    """For `b`, where each node is to be master of something: the priorities change places."""
    return re.sub(r"\bpriority (150|100)", lambda found: f"priority {250 - int(found[1])}", text)


OF_B: dict[str, Callable[[str], str]] = {"two_active": swapped}


class Pair:
    """Both machines, ready to run either daemon."""

    def __init__(self, lan: Lan, name: str):
        self.name = name
        self.machines = {label: self._machine(lan[label], label) for label in ("a", "b")}

    def _machine(self, host: Host, label: str) -> Machine:
        machine = Machine(host)
        change = OF_B.get(self.name, mirrored) if label == "b" else str
        machine.put("/etc/keepalived/keepalived.conf", change(shortened((CORPUS / f"{self.name}.conf").read_text())))
        for part in (CORPUS / "includes.d").iterdir():
            machine.put(f"/etc/keepalived/includes.d/{part.name}", change(shortened(part.read_text())))
        for check in CHECKS:
            machine.put(f"/etc/keepalived/{check}.sh", f"#!/bin/sh\ntest ! -e {ILL}\n", 0o755)
        for program in PROGRAMS:
            machine.put(f"/usr/bin/{program}", f"#!/bin/sh\ntest ! -e {ILL}\n", 0o755)
        for script in NOTIFIED:
            machine.put(f"/etc/keepalived/{script}.sh", f'#!/bin/sh\necho "{script} $*" >>{CALLS}\n', 0o755)
        machine.put("/etc/keepalived/fifo.py", "#!/bin/sh\nexec cat >/dev/null\n", 0o755)
        machine.put(CALLS, "", 0o666)
        machine.folder("/run/keepalived")
        self._plug(host, machine, label)
        self.recover(machine)
        return machine

    def _plug(self, host: Host, machine: Machine, label: str) -> None:
        """Interfaces that are only tracked, and the source addresses that the file names. systemd's sysctl is as usual:
        without it a removed address takes others of its network along, which keepalived does not notice.
        """
        host.run("sysctl", "--quiet", "net.ipv4.conf.all.promote_secondaries=1")
        for link in ("eth2", "eth3"):
            host.ip(f"link add {link} type veth peer name far-{link}",
                    *(f"link set {end} addrgenmode none up" for end in (link, f"far-{link}")))
        number = {"a": 1, "b": 2}[label]
        host.ip(f"address add fe80::{number}/64 dev eth1 nodad")
        lines = (machine.root / "etc/keepalived/keepalived.conf").read_text()
        ours = rf"^\s*(?:@{self.identity(label)}\s+)?(?:unicast|mcast)_src_ip\s+(\S+)"
        for source in re.findall(ours, lines, re.MULTILINE):
            host.ip(f"address add {source}/24 dev eth0")

    @staticmethod
    def identity(label: str) -> str:
        """What `@` lines call the node."""
        return {"a": "main", "b": "backup"}[label]

    def _tracked(self, machine: Machine, ill: bool) -> None:
        for file, contents in TRACKED.items():
            path = machine.put(f"/etc/keepalived/{file}", contents[ill] + "\n")
            if not ill and file in ABSENT.get(self.name, ()):
                path.unlink()

    def fall_ill(self, machine: Machine) -> None:
        machine.put(ILL, "")
        self._tracked(machine, True)

    def recover(self, machine: Machine) -> None:
        (machine.root / ILL.lstrip("/")).unlink(missing_ok=True)
        self._tracked(machine, False)

    def calls(self, label: str) -> list[str]:
        return (self.machines[label].root / CALLS.lstrip("/")).read_text().splitlines()

    def daemon(self, kind: str, label: str) -> Daemon:
        return {"keepalived": self._keepalived, "holdfast": self._holdfast}[kind](label)

    def _keepalived(self, label: str) -> Daemon:
        return OwnKeepalived(self.machines[label], self.identity(label))

    def _holdfast(self, label: str) -> Daemon:
        """From the imported file."""
        machine = self.machines[label]
        machine.run(HOLDFAST, "config", "import", "/etc/keepalived/keepalived.conf", "-i", self.identity(label),
                    "-o", "/etc/holdfast/holdfast.toml")
        daemon = Installed(machine)
        daemon.check()
        return daemon


class OwnKeepalived(Keepalived):
    """keepalived as it is installed."""

    def __init__(self, machine: Machine, identity: str):
        Daemon.__init__(self, machine.host, "keepalived")
        self.routers = ()
        self._words = machine.within("keepalived", "--dont-fork", "--log-console", "--log-detail", "--vrrp",
                                     "--config-id", identity, "--use-file", "/etc/keepalived/keepalived.conf")

    def arguments(self) -> list[str]:
        return self._words
