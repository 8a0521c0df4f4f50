"""What is logged arrives as it should, in each format; and who does not take it delays nobody."""
import contextlib
import fcntl
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tidy"))
import events

from lab import sanitizer
from lab.daemons import ROOT, Holdfast
from lab.journal import CONNECTED, FOLDER, Journal, Unit
from lab.lan import Lan
from lab.machine import Machine
from lab.router import VirtualRouter, many
from lab.waiting import wait_for
from test_privileges import NOBODY, Steward, Unprivileged

ROUTER = VirtualRouter()
HOSTILE = "<b>\"\\'$(x)\u00fc\u6f22\u009b"


class Logging(Holdfast):
    """In a format, to wherever `stderr` leads, or else to `log()`."""

    def __init__(self, host, *routers, log: str, stderr: int | None = None, machine: Machine | None = None, **sections):
        self.format, self.stderr, self.machine = log, stderr, machine
        super().__init__(host, *routers, **sections)

    def arguments(self) -> list[str]:
        command = super().arguments()[:-1] + [self.format]
        return self.machine.within(*command) if self.machine else command

    def start(self) -> None:
        if self.stderr is None:
            return super().start()
        self._process = subprocess.Popen(self.host.command(*self.arguments()), stdin=subprocess.DEVNULL, stdout=self.stderr,
                                         stderr=self.stderr, cwd=self.host.folder,
                                         env=os.environ | sanitizer.environment(self.host.folder.parent))


def names(daemon: Holdfast) -> list[str]:
    return [event["event"] for event in daemon.events()]


def serves(lan: Lan, daemon: Holdfast) -> Holdfast:
    lan.start(daemon)
    lan.settles("a")
    return daemon


# ---- the journal

def test_the_journal_has_every_event_with_its_fields(lan):
    machine = Machine(lan["a"])
    journal = Journal(lan, machine)
    a = serves(lan, Unit(machine, ROUTER))
    wait_for(lambda: [entry["HOLDFAST_EVENT"] for entry in journal.entries()] == names(a), 5, "both have the same events")
    entry = journal.entries(HOLDFAST_EVENT="transition", HOLDFAST_TO="master")[0]
    event = next(one for one in a.events() if one["event"] == "transition" and one["fields"]["to"] == "master")
    assert {name: entry[f"HOLDFAST_{name.upper()}"] for name in event["fields"]} == event["fields"]
    wanted = {"_TRANSPORT": "journal", "PRIORITY": "6", "HOLDFAST_INSTANCE": ROUTER.name, "HOLDFAST_TIME": event["at"],
              "MESSAGE_ID": events.message_id("transition")}
    assert wanted.items() <= entry.items()
    assert entry["MESSAGE"].startswith(f"transition instance={ROUTER.name} from=backup to=master ")
    a.client("drill", "split", ROUTER.name, "--for", "5s")
    wait_for(lambda: journal.entries(HOLDFAST_EVENT="verdict", PRIORITY="3"), 5, "what is critical is an error")


def test_the_journal_explains_what_happened_and_what_to_do(lan):
    machine = Machine(lan["a"])
    journal = Journal(lan, machine)
    a = serves(lan, Unit(machine, ROUTER))
    wait_for(lambda: journal.entries(HOLDFAST_EVENT="transition", HOLDFAST_TO="master"), 5, "it is written")
    said = journal.show("--catalog", "HOLDFAST_EVENT=transition")
    assert "Subject: A virtual router changed its state" in said and "What to do: nothing after a take-over" in said
    explained = journal.machine.run("journalctl", "--list-catalog")
    for entry in journal.entries():
        assert f"{entry['MESSAGE_ID']} Holdfast: " in explained, entry["HOLDFAST_EVENT"]
    assert a.stop() == 0


def test_the_whole_catalogue_is_taken_by_the_journal(lan):
    machine = Machine(lan["a"])
    journal = Journal(lan, machine)
    listed = journal.machine.run("journalctl", "--list-catalog")
    documented = events.documented((ROOT / "conf/EVENTS.md").read_text())
    assert set(re.findall(r"^(\w{32}) Holdfast: ", listed, re.MULTILINE)) == {events.message_id(name) for name in documented}


def test_events_follow_a_journal_that_is_started_again(lan):
    machine = Machine(lan["a"])
    a = serves(lan, Logging(lan["a"], ROUTER, log="journal", machine=machine))
    assert "<6>transition" in a.log()  # nobody is there: as lines for who reads stderr
    journal = Journal(lan, machine)
    lan["a"].ip("link set eth0 down")
    wait_for(lambda: journal.entries(HOLDFAST_EVENT="transition", HOLDFAST_TO="fault"), 5, "it is written")
    lan["a"].ip("link set eth0 up")
    lan.settles("a")


class Confined(Unprivileged):
    """As conf/holdfast.service says, with its stderr connected to a machine's journal."""

    machine: Machine

    def arguments(self) -> list[str]:
        return self.machine.within(*CONNECTED, *super().arguments()[:-2])


def test_the_sandbox_of_the_unit_lets_entries_through(lan):
    machine = Machine(lan["a"])
    journal = Journal(lan, machine)
    a = Confined(lan["a"], ROUTER)
    a.machine = machine
    with contextlib.closing(Steward(a)) as steward:
        a.environment = {"HOLDFAST_STEWARD": str(steward.path)}
        serves(lan, a)
        wait_for(lambda: [entry["HOLDFAST_EVENT"] for entry in journal.entries()] == names(a), 5, "both have the same events")
        assert {entry["_UID"] for entry in journal.entries()} == {str(NOBODY)}


# ---- lines

def test_json_is_one_object_a_line_with_every_event(lan):
    a = serves(lan, Logging(lan["a"], ROUTER, log="json"))

    def lines() -> list[dict]:
        return [json.loads(line) for line in a.log().splitlines()]
    wait_for(lambda: [line["event"] for line in lines()] == names(a), 5, "both have the same events")
    event = next(one for one in a.events() if one["event"] == "transition" and one["fields"]["to"] == "master")
    line = next(one for one in lines() if one["event"] == "transition" and one["to"] == "master")
    assert line == {"time": event["at"], "level": "info", "event": "transition", "instance": ROUTER.name} | event["fields"]


@pytest.mark.parametrize("log", ["text", "json", "journal"])
def test_names_are_themselves_whatever_they_are(lan, log):
    machine = Machine(lan["a"])
    journal = Journal(lan, machine)
    a = serves(lan, Logging(lan["a"], ROUTER, log=log, machine=machine, node={"name": HOSTILE}))
    if log == "json":
        assert next(line["node"] for line in map(json.loads, a.log().splitlines()) if line["event"] == "started") == HOSTILE
    elif log == "text":
        line = next(line for line in a.log().splitlines() if " started " in line)
        assert line.endswith(r''' node="<b>\"\\'$(x)''' + "\u00fc\u6f22" + r'''\xc2\x9b"''')
    else:
        wait_for(lambda: journal.entries(HOLDFAST_EVENT="started", HOLDFAST_NODE=HOSTILE), 5, "it is written")


# ---- what repeats itself

def test_what_repeats_itself_is_counted_instead_of_written(lan):
    a = serves(lan, Holdfast(lan["a"], ROUTER))
    for _ in range(150):
        lan["a"].run("ip", "addr", "del", ROUTER.addresses[0], "dev", "eth0", check=False)  # it may be gone still
    lan.settles("a")

    def written() -> int:
        return names(a).count("address_reinstated")

    def suppressed() -> int:
        return sum(int(one["fields"]["suppressed"]) for one in a.events()
                   if one["event"] == "events_suppressed" and one["fields"]["of"] == "address_reinstated")

    def times() -> float:
        return a.metric("holdfast_address_reinstated_total")
    wait_for(lambda: suppressed() and written() + suppressed() == times(), 15, "none is forgotten")
    assert written() < times()
    assert a.metric("holdfast_log_dropped_total", reason="repeated") == suppressed()
    assert a.log().count("address_reinstated instance=") == written()  # the log has what `holdfast events` has
    said = rf'events_suppressed instance={ROUTER.name} of=address_reinstated suppressed=\d+ last="address=10.77.0.10/24 times=\d+"\n'
    assert re.search(said, a.log())


# ---- who takes nothing

def fills(daemon: Holdfast) -> None:
    """Asks for how it stands until nobody has taken so much of it that lines are lost."""
    end = time.monotonic() + 30
    while daemon.metric("holdfast_log_dropped_total", reason="stuck") == 0:
        assert time.monotonic() < end, "lines are lost"
        daemon.signal(signal.SIGUSR1)


def longest_gap(lan: Lan, vrid: int, since: float) -> float:
    times = [advert.time for advert in lan.capture.adverts("a", since, vrid=vrid)]
    return max(later - earlier for earlier, later in zip(times, times[1:]))


def test_a_pipe_that_nobody_reads_delays_no_advert(lan):
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    routers = many(250, 200, 1.0)
    a = Logging(lan["a"], *routers, log="text", stderr=writer)
    lan.start(a)
    lan.settles("a", routers[-1].address)
    begun = time.time()
    fills(a)
    wait_for(lambda: len(lan.capture.adverts("a", begun, vrid=1)) > 5, 10, "it goes on advertising")
    assert max(longest_gap(lan, vrid, begun) for vrid in (1, 125, 250)) < 1.5
    lost = a.metric("holdfast_log_dropped_total", reason="stuck")
    read = []
    threading.Thread(target=lambda: [read.append(part) for part in iter(lambda: os.read(reader, 65536), b"")], daemon=True).start()

    def said() -> int:  # in as many lines as it takes
        return sum(map(int, re.findall(rb"log_lines_dropped count=(\d+)\n", b"".join(read))))
    wait_for(lambda: said() >= lost, 5, "it is said what was lost")
    assert a.stop() == 0
    os.close(writer)


def test_a_journal_that_hangs_delays_no_advert_and_no_end(lan):
    machine = Machine(lan["a"])
    folder = os.open(machine.folder(FOLDER), os.O_PATH)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal, contextlib.ExitStack() as stack:
        stack.callback(os.close, folder)
        journal.bind(f"/proc/self/fd/{folder}/socket")
        (machine.root / FOLDER / "socket").chmod(0o666)  # as the journal's is
        a = Logging(lan["a"], *many(250, 200, 1.0), log="journal", machine=machine)
        lan.start(a)
        lan.settles("a", "10.77.1.250")
        begun = time.time()
        fills(a)
        wait_for(lambda: len(lan.capture.adverts("a", begun, vrid=1)) > 5, 10, "it goes on advertising")
        assert max(longest_gap(lan, vrid, begun) for vrid in (1, 125, 250)) < 1.5
        assert a.stop() == 0
