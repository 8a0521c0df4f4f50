"""What must hold at the end of every test, whatever it was about, by the word of the kernels and the wire.

First with the daemons as the test leaves them: one owner of each address, what a daemon says is what its kernel has, the
last announcement is the owner's, figures are sane. Then they are stopped in an orderly way, and nothing may be left; nor may
any of them have died, now or at any time, of something that the test did not do to it.

What is wrong at the first look gets time, and all faults of the network are lifted: cuts, firewalls, cables. So a test may
end in the middle of a fault, and what is audited is that its end brings order. A test that ends in a deliberate odd state
waives single audits by name: `@pytest.mark.waives("owners", why="…")`.
"""
import contextlib
import signal
import time
from collections.abc import Callable, Collection

from lab.audit import agreement, figures, leftovers, lives
from lab.audit.subject import Subject
from lab.daemons import Daemon, Holdfast
from lab.lan import Lan

Check = Callable[[Subject], list[str]]

STANDING: dict[str, Check] = {"owners": agreement.owners, "status": agreement.status,
                              "announcements": agreement.announcements, "memory": figures.memory,
                              "descriptors": figures.open_files, "children": figures.children, "metrics": figures.metrics}
ENDED: dict[str, Check] = {"deaths": lives.deaths, "processes": leftovers.processes, "socket": leftovers.socket, "addresses": leftovers.addresses,
                           "interfaces": leftovers.interfaces, "filters": leftovers.filters, "rules": leftovers.rules,
                           "routes": leftovers.routes}
PATIENCE = 4.0  # seconds: a lease that ends, the second announcement of a winner; spent only where something is wrong
RELEASE = 0.06  # seconds: a stop of a fast router; slower ones are asked a second time, which they obey at once


def audit(lan: Lan, waived: Collection[str] = (), patience: float = PATIENCE) -> None:
    """Ends all daemons; an AssertionError lists everything that is wrong."""
    assert not (unknown := set(waived) - {*STANDING, *ENDED}), f"no such audits: {unknown}"
    auditor = Auditor(lan, patience)
    wrong = auditor.perform(STANDING, waived)
    auditor.stop_all()
    wrong += auditor.perform(ENDED, waived)
    assert not wrong, "audits: " + "; ".join(wrong)


class Auditor:
    def __init__(self, lan: Lan, patience: float = PATIENCE):
        self.subject = Subject(lan)
        self._patience = patience
        self._healed = False

    def perform(self, checks: dict[str, Check], waived: Collection[str] = ()) -> list[str]:
        return [problem for name, check in checks.items() if name not in waived for problem in self.settle(check)]

    def settle(self, check: Check) -> list[str]:
        """What is wrong and stays wrong although every fault of the LAN is lifted."""
        end = time.monotonic() + self._patience
        while wrong := check(self.subject):
            if time.monotonic() > end:
                return wrong
            self._lift_faults()
            time.sleep(0.02)
        return []

    def _lift_faults(self) -> None:
        if self._healed:
            return
        self._healed = True
        self.subject.lan.heal()
        for host in self.subject.lan.hosts.values():
            host.run("nft", "delete", "table", "netdev", "lab", check=False)
            self.subject.lan.plug(host.label)

    def stop_all(self) -> None:
        """All are asked to end; a second request, obeyed at once, saves the time of slow routers."""
        running = [daemon for daemon in self.subject.daemons if daemon.running]
        for daemon in running:
            daemon.signal(signal.SIGTERM)
            with contextlib.suppress(ProcessLookupError):
                daemon.thaw()
        _await_end(running, RELEASE)
        for daemon in running:
            if daemon.running and isinstance(daemon, Holdfast):
                daemon.signal(signal.SIGTERM)
        _await_end(running, 10)


def _await_end(daemons: list[Daemon], bound: float) -> None:
    end = time.monotonic() + bound
    while any(daemon.running for daemon in daemons) and time.monotonic() < end:
        time.sleep(0.005)
