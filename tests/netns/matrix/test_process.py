"""Faults of the process: frozen, starved, out of memory, descriptors, processes and disk. Rows P and T2 of the matrix."""
import contextlib
import fcntl
import os
import re
import resource
import signal
import socket
import subprocess
import time
from dataclasses import replace

import pytest

from lab.capture import UNNOTICED
from lab.cgroup import ControlGroup, frozen
from lab.daemons import Holdfast, children
from lab.pair import elected
from lab.router import VirtualRouter, many
from lab.scenario import LONG
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter()
SLOWER = VirtualRouter(interval=0.2)
ADDRESS = ROUTER.address
F_SETPIPE_SZ = 1031


def cpu_seconds(pid: int) -> float:
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def preloaded(lan, name: str, code: str):
    source, library = lan.folder / f"{name}.c", lan.folder / f"{name}.so"
    source.write_text(code)
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return str(library)


def test_a_frozen_machine_listens_before_it_speaks(lan):  # P3, P4: the whole of it, by the freezer
    lan.start(Holdfast(lan["a"], replace(SLOWER, priority=200)))
    lan.settles("a")
    lan.start(Holdfast(lan["b"], SLOWER))
    wait_for(lambda: "backup" in (lan["b"].folder / "holdfastd.log").read_text(), 5, "b is backup")
    with frozen(*lan["a"].processes()):
        wait_for(lambda: "b" in lan.watch.owners(ADDRESS), 3, "b takes over")
        lan.settles("b", bound=6)  # the lease of a's kernel ends
        thawed = time.time()
    own = wait_for(lambda: lan.capture.adverts("a", since=thawed), 5, "a, which is stronger, takes its place again")[0].time
    assert [advert for advert in lan.capture.adverts("b", since=thawed) if advert.time < own], "it has heard b before"
    assert [said for said in lan.capture.announcements("a", since=thawed) if said.time < own] == []


HALT = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The engine stops once, when it has heard all there is: the kernel's news are the last that it asks for. */
ssize_t recvmsg(int fd, struct msghdr *message, int flags) {
    static ssize_t (*real)(int, struct msghdr *, int);
    if (!real) real = (ssize_t (*)(int, struct msghdr *, int))dlsym(RTLD_NEXT, "recvmsg");
    const ssize_t result = real(fd, message, flags);
    const int error = errno;
    const char *file = getenv("LAB_HALT");
    static int done;
    const int engine = strcmp(program_invocation_short_name, "holdfastd") == 0 && syscall(SYS_gettid) == getpid();
    if (engine && result < 0 && !done && file && access(file, F_OK) == 0) {
        done = 1;
        raise(SIGSTOP);
    }
    errno = error;
    return result;
}
"""


def test_a_daemon_that_stands_still_between_hearing_and_speaking_hears_again(lan):  # P3
    a = Holdfast(lan["a"], replace(SLOWER, priority=200))
    trigger = lan.folder / "halt"
    a.environment = {"LD_PRELOAD": preloaded(lan, "halt", HALT), "LAB_HALT": str(trigger)}
    lan.start(a)
    lan.settles("a")
    lan.start(Holdfast(lan["b"], SLOWER))
    wait_for(lambda: "backup" in (lan["b"].folder / "holdfastd.log").read_text(), 5, "b is backup")
    trigger.touch()
    lan.settles("b", bound=5)  # a's guard has removed the address
    said = len(lan.capture.adverts("b"))
    wait_for(lambda: len(lan.capture.adverts("b")) > said, 2, "b advertises, and a has something to hear")
    resumed = time.time()
    a.signal(signal.SIGCONT)
    own = wait_for(lambda: lan.capture.adverts("a", since=resumed), 5, "a, which is stronger, takes its place again")[0].time
    assert own - resumed > SLOWER.interval, "it has heard b first"


@pytest.mark.waives("deaths", why="the kernel kills it, which is the point")
def test_a_daemon_that_is_killed_for_its_memory_leaves_no_address(lan):  # P6
    a, _ = elected(lan, SLOWER)
    since = time.time()
    with ControlGroup("memory", *lan["a"].processes()) as group:
        group["memory.limit_in_bytes"] = 1 << 20  # of what is allocated from now on
        a.configure(replace(SLOWER, priority=200), *many(200, 200, 1.0)[:50])
        a.signal(signal.SIGHUP)
        assert a.wait(10) == -signal.SIGKILL
        lan.settles("b", bound=5)
    assert lan.watch.overlaps(ADDRESS, since) == []


NO_MEMORY = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Nothing is to be had for the daemon as long as the file $LAB_NO_MEMORY exists. Its guard has what it needs. */
static int poor(void) {
    const char *file = getenv("LAB_NO_MEMORY");
    return file && strcmp(program_invocation_short_name, "holdfastd") == 0 && access(file, F_OK) == 0;
}
void *malloc(size_t size) {
    static void *(*real)(size_t);
    if (!real) real = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
    if (!poor()) return real(size);
    errno = ENOMEM;
    return NULL;
}
"""


@pytest.mark.waives("deaths", why="it dies of what it is refused, which is the point")
def test_a_daemon_whose_allocations_fail_ends_and_leaves_no_address(lan):  # P7
    a, b = (Holdfast(lan[label], replace(SLOWER, priority=priority)) for label, priority in (("a", 200), ("b", 100)))
    trigger = lan.folder / "poor"
    a.environment = {"LD_PRELOAD": preloaded(lan, "poor", NO_MEMORY), "LAB_NO_MEMORY": str(trigger)}
    lan.start(a, b)
    lan.settles("a")
    since = time.time()
    trigger.touch()
    lan.settles("b", bound=5)
    assert a.wait(5) != 0
    assert lan.watch.overlaps(ADDRESS, since) == []
    trigger.unlink()
    a.start()
    lan.settles("a", bound=5)


def test_without_descriptors_adverts_go_on(lan):  # P8
    a, _ = elected(lan)
    a.get("/livez")
    open_ones = len(os.listdir(f"/proc/{a.pid}/fd"))
    resource.prlimit(a.pid, resource.RLIMIT_NOFILE, (open_ones, 4096))
    since, before, began = time.time(), cpu_seconds(a.pid), time.monotonic()
    with contextlib.ExitStack() as connections:
        for _ in range(20):
            connection = connections.enter_context(lan["a"].socket(socket.AF_INET, socket.SOCK_STREAM))
            connection.connect(("127.0.0.1", 10112))
        stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 2, "a keeps the address")
        share = (cpu_seconds(a.pid) - before) / (time.monotonic() - began)
    print(f"{100 * share:.0f} % of a CPU without descriptors")  # civetweb asks again at once
    assert lan.capture.longest_silence("a", since) < UNNOTICED
    resource.prlimit(a.pid, resource.RLIMIT_NOFILE, (4096, 4096))
    wait_for(lambda: a.try_get("/livez"), 5, "HTTP answers again")


def test_a_full_disk_costs_a_fenced_node_its_memory_and_nothing_else(lan):  # P9: the latch is not kept, and that is said
    a, b = (Holdfast(lan[label], replace(ROUTER, priority=priority), detector={"policy": "fence", "trust_lan": True},
                     fence={"startup_grace": "1h"}) for label, priority in (("a", 200), ("b", 100)))
    state = lan["a"].folder / "state"
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k,mode=0755", "full", state], check=True)
    try:
        lan.start(a, b)
        lan.settles("a")
        (state / "rest").write_bytes(bytes(4096))
        assert a.ask("fence", what="force", instance=ROUTER.name)["ok"]
        lan.settles("b", bound=3)
        wait_for(lambda: " fence_complete " in a.log(), 10, "the fence is complete")
        assert re.search(r"No space left|disk is full|no space", a.log(), re.IGNORECASE), a.log()[-2000:]
        assert a.status()["state"] == "fenced"
    finally:
        a.end()
        subprocess.run(["umount", state], check=True)


class Unread(Holdfast):
    """Its log goes to a small pipe which nobody ever reads."""

    def start(self) -> None:
        self.reading, writing = os.pipe()
        fcntl.fcntl(writing, F_SETPIPE_SZ, 4096)
        with os.fdopen(writing, "wb") as pipe:
            self._process = subprocess.Popen(self.host.command(*self.arguments()), stdin=subprocess.DEVNULL, stdout=pipe,
                                             stderr=pipe, cwd=self.host.folder)

    def end(self) -> None:
        super().end()
        os.close(self.reading)


def test_a_reader_of_the_log_that_stands_still_delays_nothing(lan):  # P9
    a, b = Unread(lan["a"], replace(ROUTER, priority=200)), Holdfast(lan["b"], ROUTER)
    lan.start(a, b)
    lan.settles("a")
    since = time.time()
    for _ in range(1000):  # each is two lines; the pipe holds thirty
        a.signal(signal.SIGUSR1)
        time.sleep(0.001)
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 1, "a keeps the address")
    assert lan.capture.longest_silence("a", since) < UNNOTICED
    assert len(a.events()) > 10
    assert a.stop() == 0


def test_a_fence_that_may_start_no_process_still_removes_the_address(lan):  # P11
    file = lan["a"].folder / "fence.sh"
    file.write_text("#!/bin/sh\nexit 0\n")
    file.chmod(0o755)
    a, _ = elected(lan, detector={"policy": "fence", "trust_lan": True},
                   fence={"command": [str(file)], "startup_grace": "1h"})
    with ControlGroup("pids", *lan["a"].processes()) as group:
        group["pids.max"] = group["pids.current"]
        assert a.ask("fence", what="force", instance=ROUTER.name)["ok"]
        lan.settles("b", bound=2)
        wait_for(lambda: " fence_complete " in a.log(), 10, "the fence is complete")
        assert "temporarily unavailable" in a.log() or "again" in a.log(), a.log()[-1500:]
    wait_for(lambda: a.status()["state"] == "fenced", 2, "a is fenced")


def test_nobody_is_asked_for_a_name_where_none_is_configured(lan):  # P14; with names: test_names
    elected(lan)
    names, counts = [line.split() for line in lan["a"].run("cat", "/proc/net/snmp").splitlines() if line.startswith("Udp:")]
    assert dict(zip(names, counts))["OutDatagrams"] == "0"


def test_a_storm_of_signals_disturbs_nobody(lan):  # P17
    a, _ = elected(lan)
    since = time.time()
    for _ in range(1000):
        a.signal(signal.SIGHUP)
        a.signal(signal.SIGUSR1)
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 1, "a keeps the address")
    assert lan.capture.longest_silence("a", since) < UNNOTICED


def test_a_hundred_requests_to_end_are_one_orderly_stop(lan):  # P17
    a, _ = elected(lan)
    since = time.time()
    for _ in range(100):
        a.signal(signal.SIGTERM)
    assert a.wait(5) == 0
    assert lan.capture.adverts("a", since, priority=0)
    lan.settles("b")


def test_an_orderly_stop_ends_at_any_moment(lan):  # P17: also when the services look after themselves, once a second
    for moment in (0.99, 0.997, 1.0, 1.003, 1.006) if not LONG else [0.98 + 0.001 * step for step in range(40)]:
        a = Holdfast(lan["a"], ROUTER)
        lan.start(a)
        line = wait_for(lambda: [text for text in a.log().splitlines() if "http_listening" in text], 5, "it listens")[0]
        listening = wall(line)
        a.signal(signal.SIGSTOP) if moment > 1 else None
        time.sleep(max(0, listening + moment - time.time()))
        a.signal(signal.SIGTERM)
        a.signal(signal.SIGCONT)
        assert a.wait(5) == 0, f"{moment} s after it began to listen"
        (lan["a"].folder / "holdfastd.log").unlink()


def wall(line: str) -> float:
    """The time of a line of the log, in seconds since the epoch."""
    from datetime import datetime
    return datetime.fromisoformat(line.split()[0]).timestamp()


def shared(lan) -> list[float]:
    """How long each time was when two hosts had the address, in seconds."""
    held, since, found = set(), 0.0, []
    for event in lan.watch.history(ADDRESS):
        before = len(held)
        (held.add if event.added else held.discard)(event.host)
        if before < 2 <= len(held):
            since = event.time
        if before >= 2 > len(held):
            found.append(event.time - since)
    return found


def test_a_starved_daemon_shares_its_address_for_moments_at_most(lan):  # T2: 2 % of a CPU, and others who want it
    """It may be starved between its decision and the kernel; then its guard, or the other's advert, ends that."""
    a, b = (Holdfast(lan[label], replace(ROUTER, priority=priority), node={"realtime": False})
            for label, priority in (("a", 200), ("b", 100)))
    lan.start(a, b)
    lan.settles("a")
    busy = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(2)]
    try:
        with ControlGroup("cpu", a.pid, *(process.pid for process in busy)) as group:
            group["cpu.cfs_period_us"] = 100_000
            group["cpu.cfs_quota_us"] = 2000
            wait_for(lambda: "b" in lan.watch.owners(ADDRESS), 15, "b takes over")
            since = time.time()
            wait_for(lambda: len(lan.capture.adverts(since=since)) >= 40, 15, "forty adverts are sent, whoever sends them")
    finally:
        for process in busy:
            process.kill()
            process.wait()
    lan.settles("a", bound=10)
    print(f"shared for {', '.join(f'{1000 * length:.1f}' for length in shared(lan))} ms")
    assert max(shared(lan), default=0) < ROUTER.master_down


def test_no_child_is_left_as_a_zombie(lan):  # P13
    a, _ = elected(lan)
    for _ in range(3):
        guard = a.guard()
        os.kill(guard, signal.SIGKILL)
        wait_for(lambda: a.guard() != guard, 5, "a new guard")
    family = [pid for process in (a.pid, *children(a.pid)) for pid in children(process)]
    states = [open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0] for pid in family]
    assert "Z" not in states
