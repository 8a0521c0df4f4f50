"""The daemons that Holdfast must get on with, as Debian packages them."""
import shutil

from lab.daemons import Daemon
from lab.lan import Host
from lab.router import VirtualRouter, keepalived_instance
from lab.waiting import wait_for


class Keepalived(Daemon):
    def __init__(self, host: Host, *routers: VirtualRouter):
        super().__init__(host, "keepalived")
        self.routers = routers
        self.file = host.folder / "keepalived.conf"
        self.file.write_text("".join(keepalived_instance(router) for router in routers))

    def arguments(self) -> list[str]:
        pids = [f"--{name}={self.host.folder}/{name}" for name in ("pid", "vrrp_pid", "checkers_pid")]
        return ["keepalived", "--dont-fork", "--log-console", "--vrrp", f"--use-file={self.file}", *pids]


class Frr:
    """FRR's vrrpd with its zebra. The address lives on a macvlan with the virtual MAC, which vrrpd switches on and off
    by `protodown`: as backup the address stays configured on a link that is down.
    """

    LINK = "vrrp51"

    def __init__(self, host: Host, router: VirtualRouter):
        assert router.version == 3 and router.vrid == 51
        self.host = host
        self.router = router
        self._vty = host.folder / "frr"
        self._daemons = [FrrDaemon(host, "zebra", self._vty), FrrDaemon(host, "vrrpd", self._vty)]

    def start(self) -> None:
        six = ":" in self.router.address
        mac = f"00:00:5e:00:0{2 if six else 1}:{self.router.vrid:02x}"
        self.host.ip(f"link add {self.LINK} link eth0 address {mac} type macvlan mode bridge",
                     f"link set {self.LINK} addrgenmode {'none' if not six else 'random'}",
                     f"address add {self.router.addresses[0]} dev {self.LINK} nodad",
                     f"link set {self.LINK} up")
        self._vty.mkdir()
        shutil.chown(self._vty, "frr", "frr")
        for daemon in self._daemons:
            daemon.start()
            wait_for((self._vty / f"{daemon.program}.vty").exists, 10, f"{daemon.program} is up")
        self._configure()

    def _configure(self) -> None:
        vr = f"vrrp {self.router.vrid}"
        kind = "ipv6" if ":" in self.router.address else "ip"
        lines = ["configure terminal", f"interface {self.router.interface}", f"{vr} version 3",
                 f"{vr} priority {self.router.priority}", f"{vr} advertisement-interval {self.router.interval * 1000:.0f}",
                 f"{vr} {kind} {self.router.address}"]
        commands = [word for line in lines for word in ("-c", line)]
        self.host.run("vtysh", "--vty_socket", str(self._vty), *commands)

    def owns(self) -> bool:
        """The macvlan with the address carries traffic."""
        return "state UP" in self.host.run("ip", "link", "show", self.LINK)

    @property
    def pid(self) -> int:
        return self._daemons[-1].pid

    @property
    def running(self) -> bool:
        return all(daemon.running for daemon in self._daemons)

    def stop(self) -> None:
        for daemon in reversed(self._daemons):
            daemon.stop()

    def crash(self) -> None:
        """The host dies: daemons and link, for FRR itself leaves the address in service."""
        for daemon in reversed(self._daemons):
            daemon.crash()
        self.host.ip(f"link del {self.LINK}")

    def end(self) -> None:
        for daemon in reversed(self._daemons):
            daemon.end()


class FrrDaemon(Daemon):
    def __init__(self, host: Host, program: str, vty):
        super().__init__(host, program)
        self.program = program
        self._vty = vty

    def arguments(self) -> list[str]:
        return [f"/usr/lib/frr/{self.program}", "-A", "127.0.0.1", "-P", "0", "-f", "/dev/null",
                "--vty_socket", str(self._vty), "-z", f"{self._vty}/zserv", "-i", f"{self._vty}/{self.program}.pid"]
