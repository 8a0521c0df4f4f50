"""When all daemons have ended, nothing of theirs may be left. A daemon that was killed has a guard, which removes what would harm;
where a test killed that as well, somebody else has to: `Daemon.crashed`.
"""
import re

from lab.audit.figures import strays
from lab.audit.subject import Subject
from lab.daemons import Holdfast
from lab.lan import Host


def _orderly(subject: Subject) -> list[Holdfast]:
    return [daemon for daemon in subject.ended() if daemon.exit_code() == 0]


def _tidied(subject: Subject) -> list[Holdfast]:
    """By themselves or by their guards."""
    return [daemon for daemon in subject.ended() if not daemon.crashed]


def _leaves(daemon: Holdfast, found: list[str]) -> list[str]:
    return [f"{daemon.host.label} leaves {what}" for what in found]


def processes(subject: Subject) -> list[str]:
    """Of whatever kind, however the daemons ended."""
    return [f"{host.label} leaves the process {one}" for host in subject.hosts() for one in strays(host)]


def socket(subject: Subject) -> list[str]:
    return [f"{daemon.host.label} leaves its control socket" for daemon in _orderly(subject) if daemon.socket.exists()]


def addresses(subject: Subject) -> list[str]:
    return [problem for daemon in _tidied(subject) for problem in _leaves(daemon, [
        address for address in subject.addresses(daemon) if daemon.host.label in subject.lan.watch.owners(address)
        and not subject.was_there_before(daemon, address)])]


def interfaces(subject: Subject) -> list[str]:
    return [problem for daemon in _tidied(subject) for problem in _leaves(daemon, macvlans(daemon.host))]


def filters(subject: Subject) -> list[str]:
    return [problem for daemon in _orderly(subject) for problem in _leaves(daemon, [
        line for line in daemon.host.run("nft", "list", "tables").splitlines() if " holdfast" in line])]


def rules(subject: Subject) -> list[str]:
    """All that are not the kernel's own, whoever's mark they bear."""
    usual = re.compile(r"^(0|32766|32767):\s+from all lookup")
    return [problem for daemon in _tidied(subject) for problem in _leaves(daemon, [
        f"the rule {line.strip()}" for line in daemon.host.run("sh", "-c", "ip -4 rule; ip -6 rule").splitlines()
        if not usual.match(line)])]


def routes(subject: Subject) -> list[str]:
    """With the mark of Holdfast."""
    ask = "ip -4 route show table all protocol 112; ip -6 route show table all protocol 112"
    return [problem for daemon in _tidied(subject) for problem in _leaves(daemon, [
        f"the route {line.strip()}" for line in daemon.host.run("sh", "-c", ask, check=False).splitlines()])]


def macvlans(host: Host) -> list[str]:
    """Those that only a Holdfast can have made."""
    lines = host.run("ip", "-o", "link", "show", "type", "macvlan").splitlines()
    return [line.strip() for line in lines if re.match(r"^\d+: hf\d", line)]
