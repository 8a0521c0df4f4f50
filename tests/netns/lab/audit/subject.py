"""What the audits ask: a LAN whose daemons stand or have ended."""
import ipaddress

from lab.daemons import Daemon, Holdfast
from lab.lan import Host, Lan
from lab.peers import Frr
from lab.processes import state_of


def bare(address: str) -> str:
    """The address without its prefix length, as the kernel writes it."""
    return str(ipaddress.ip_interface(address).ip)


class Subject:
    def __init__(self, lan: Lan):
        self.lan = lan
        self.daemons = [daemon for daemon in lan.daemons if isinstance(daemon, Daemon) and hasattr(daemon, "routers")]
        self.frrs = [daemon for daemon in lan.daemons if isinstance(daemon, Frr)]
        self.stands = [daemon for daemon in self.daemons if daemon.running and state_of(daemon.pid) not in ("T", "Z", "")]
        self._shown: dict[Daemon, set[str]] = {}

    def holdfasts(self) -> list[Holdfast]:
        """Those that stand."""
        return [daemon for daemon in self.stands if isinstance(daemon, Holdfast)]

    def ended(self) -> list[Holdfast]:
        return [daemon for daemon in self.daemons if isinstance(daemon, Holdfast) and daemon.exit_code() is not None]

    def hosts(self) -> list[Host]:
        """Those on which a Holdfast was started."""
        return list(dict.fromkeys(daemon.host for daemon in self.daemons if isinstance(daemon, Holdfast)))

    def instances(self, daemon: Daemon) -> list[dict]:
        """As the daemon shows them; of another's, what it was told to serve."""
        if isinstance(daemon, Holdfast):
            found = daemon.ask("status")["result"]["instances"] if daemon.socket.exists() else []
            self._shown.setdefault(daemon, set()).update(bare(one["address"]) for shown in found for one in shown["addresses"])
            return found
        return [{"name": router.name, "state": "", "withdrawn": "", "stray": [],
                 "addresses": [{"address": address, "foreign": False} for address in router.addresses]}
                for router in daemon.routers]

    def addresses(self, daemon: Daemon) -> set[str]:
        """All that it is told to serve, or showed."""
        told = {bare(address) for router in daemon.routers for address in router.addresses}
        return told | self._shown.get(daemon, set())

    def was_there_before(self, daemon: Daemon, address: str) -> bool:
        """The host had the address when its daemon was started for the first time."""
        held = False
        for event in self.lan.watch.history(address):
            if event.time >= self.lan.daemons[daemon]:
                break
            held = event.added if event.host == daemon.host.label else held
        return held
