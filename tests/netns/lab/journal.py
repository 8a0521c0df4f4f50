"""A machine's own journal, and daemons whose stderr it reads, as systemd starts them.

    python3 -m lab.journal COMMAND...     # the command, with its output connected to the journal
"""
import json
import os
import socket
import subprocess
import sys

from lab.daemons import ROOT, Holdfast
from lab.lan import Lan
from lab.machine import Machine
from lab.waiting import wait_for

JOURNALD = "/lib/systemd/systemd-journald"
FOLDER = "run/systemd/journal"
CONNECTED = ("env", f"PYTHONPATH={ROOT / 'tests/netns'}", "/usr/bin/python3", "-m", "lab.journal")


class Journal:
    """journald on a machine, with our catalogue."""

    def __init__(self, lan: Lan, machine: Machine):
        self.machine = machine
        machine.folder(FOLDER)
        machine.put("/etc/systemd/journald.conf", "[Journal]\nStorage=volatile\nReadKMsg=no\nAudit=no\n")
        machine.copy(ROOT / "conf/holdfast.catalog", "usr/lib/systemd/catalog/holdfast.catalog")
        machine.folder("var/lib/systemd/catalog")
        machine.host.run("journalctl", f"--root={machine.root}", "--update-catalog")  # a machine has the /usr of this one
        # Outside the host's network, where it would miss /sys/fs/cgroup.
        running = subprocess.Popen(["unshare", "--mount", *machine.within(JOURNALD)], stderr=subprocess.DEVNULL)
        lan.callback(lambda: (running.kill(), running.wait()))
        wait_for(lambda: list(machine.root.glob("run/log/journal/*/*.journal")), 10, "the journal listens")

    def show(self, *words: str) -> str:
        """What journalctl says."""
        return self.machine.run("journalctl", "--quiet", "--no-pager", "--directory=/run/log/journal", *words)

    def entries(self, **fields: str) -> list[dict]:
        """Those of holdfastd, the oldest first."""
        wanted = [f"{name}={value}" for name, value in ({"SYSLOG_IDENTIFIER": "holdfastd"} | fields).items()]
        return [json.loads(line) for line in self.show("--output=json", *wanted).splitlines()]


class Unit(Holdfast):
    """holdfastd as a service of systemd: how it logs is its own choice."""

    def __init__(self, machine: Machine, *routers, **sections):
        self.machine = machine
        super().__init__(machine.host, *routers, **sections)

    def arguments(self) -> list[str]:
        return self.machine.within(*CONNECTED, *super().arguments()[:-2])  # without --log-format


def connect() -> socket.socket:
    """A stream of the journal, as a unit's stdout and stderr are."""
    stream = socket.socket(socket.AF_UNIX)
    stream.connect(f"/{FOLDER}/stdout")
    stream.shutdown(socket.SHUT_RD)
    stream.sendall(b"holdfastd\nholdfast.service\n6\n1\n0\n0\n0\n")  # name, unit, level; lines begin with theirs; to nobody else
    return stream


if __name__ == "__main__":
    made = connect()
    status = os.fstat(made.fileno())
    os.environ["JOURNAL_STREAM"] = f"{status.st_dev}:{status.st_ino}"
    for fd in (1, 2):
        os.dup2(made.fileno(), fd)
    os.execvp(sys.argv[1], sys.argv[1:])
