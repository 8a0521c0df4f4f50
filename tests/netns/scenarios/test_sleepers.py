"""Daemons that stop, stall, die or are there twice, and clocks that jump."""
import re
import signal
import subprocess
import time
from dataclasses import replace

import pytest

from lab.daemons import HOLDFASTD, Holdfast
from lab.peers import Keepalived
from lab.scenario import scenario
from lab.scene import FAST, HELLO, KEEPALIVED_FIRST, PLAIN, SLOW, VIRTUAL_MAC
from lab.waiting import stays, wait_for

BACKUP = replace(SLOW, priority=100)
TAKEN_OVER = BACKUP.master_down + 1


def resumes(scene, resume) -> None:
    """a slept through b's take-over: it says so, it listens before it speaks, and only then takes its place again."""
    resumed = time.time()
    resume()
    scene.injected(resumed)
    scene.leads("a", "stale_self", 2)
    own = wait_for(lambda: scene.lan.capture.adverts("a", since=resumed), 15, "a advertises again")[0].time
    assert own - resumed > SLOW.interval  # it heard b first
    scene.served_by("a", within=5)


@scenario("S29", "the master's daemon is stopped for 10 s", PLAIN, VIRTUAL_MAC, long=(HELLO,))
def test_a_stopped_daemon_holds_nothing_and_listens_before_it_speaks(scene):
    scene.elected(SLOW)
    with scene.fault():
        scene.a.signal(signal.SIGSTOP)
    scene.served_by("b", within=TAKEN_OVER)
    scene.stays_owned_by("b", seconds=10 - scene.since_fault())
    assert scene.lan.watch.overlaps(SLOW.address, scene.fault_wall) == []
    scene.only("b", "jeopardy")
    scene.action = "the guard removes the address; a listens before it speaks"
    resumes(scene, lambda: scene.a.signal(signal.SIGCONT))
    scene.all_only("stale_self", "flapping", "jeopardy")


@scenario("S30", "the master's whole machine is paused for 10 s", PLAIN, long=(HELLO,))
def test_a_paused_machine_listens_before_it_speaks(scene):
    scene.elected(SLOW)
    with scene.fault():
        scene.a.freeze()
    wait_for(lambda: "b" in scene.owners(), TAKEN_OVER, "b takes over")
    stays(lambda: "b" in scene.owners(), 10 - scene.since_fault(), "b serves")
    scene.owned_by("b", within=0)
    scene.action = "the lease of the kernel ends; a listens before it speaks"
    resumes(scene, scene.a.thaw)
    scene.only("a", "stale_self", "flapping", "jeopardy")


@pytest.mark.waives("owners", why="without engine, guard and lease nobody knows whose it was: `holdfast release`")
@scenario("S31", "the master's daemon is killed, and the address is left behind",
          VIRTUAL_MAC, KEEPALIVED_FIRST, long=(PLAIN,))
def test_an_address_without_a_daemon_belongs_to_a_zombie(scene):
    scene.elected(replace(SLOW, more={"lease": "off"}))
    with scene.fault():
        scene.a.crash()  # the guard as well
    wait_for(lambda: scene.owners() == {"a", "b"}, TAKEN_OVER, "both hold the address")
    scene.leads("b", "zombie_owner", BACKUP.master_down + 3)
    scene.spoken_for_by("b")
    scene.stays_owned_by("a", "b", seconds=3)  # b never fences itself
    scene.action = "b holds"
    if scene.watched("a"):
        scene.a.start()
        scene.served_by("a", within=15)


@scenario("S31", "the master's daemon is killed, its guard lives", PLAIN, long=(HELLO, VIRTUAL_MAC))
def test_a_killed_daemons_guard_lets_go_in_time(scene):
    scene.elected(SLOW)
    with scene.fault():
        scene.a.signal(signal.SIGKILL)
    scene.served_by("b", within=TAKEN_OVER)
    scene.stays_owned_by("b", seconds=3)
    assert scene.lan.watch.overlaps(SLOW.address, scene.fault_wall) == []
    scene.only("b", "jeopardy")
    scene.action = "the guard removes the address"


@scenario("S41", "the master is starved for 4 s", PLAIN, long=(HELLO,))
def test_a_starved_daemon_yields_first_and_says_why(scene):
    """All threads of the engine and the detector stand still, the guard lives."""
    scene.elected(SLOW)
    with scene.fault():
        scene.a.signal(signal.SIGSTOP)
    gone = wait_for(lambda: [event for event in scene.lan.watch.history(SLOW.address, scene.fault_wall) if not event.added],
                    SLOW.master_down, "the guard lets go")[0].time
    scene.served_by("b", within=TAKEN_OVER)
    assert gone < scene.lan.capture.adverts("b", scene.fault_wall)[0].time
    stays(lambda: scene.owners() == {"b"}, 4 - scene.since_fault(), "b serves")
    scene.action = "a yields first"
    resumes(scene, lambda: scene.a.signal(signal.SIGCONT))
    said = next(said for said in scene.announced("a") if said["to"] == "stale_self")
    stood = float(re.search(r"stood still for (\d+\.\d) s", said["reason"]).group(1))
    assert 4 <= stood < scene.since_fault() + 10, said
    scene.all_only("stale_self", "flapping", "jeopardy")


@scenario("S42", "the wall clock of the master jumps by an hour, forth and back", HELLO, long=(PLAIN,))
def test_a_jumping_clock_moves_nothing(scene):
    library, file = jumping_clock(scene.lan.folder)
    scene.node("a", replace(FAST, priority=200), ("b",)).environment = {"LD_PRELOAD": str(library), "LAB_CLOCK": str(file)}
    scene.node("b", replace(FAST, priority=100), ("a",))
    scene.lan.start(scene.a, scene.b)
    scene.owned_by("a", within=5)
    before = scene.lan.watch.history(FAST.address)
    for hours in (1, -1, 0):
        file.write_text(str(3600 * hours))
        scene.stays_owned_by("a", seconds=3)
    assert scene.lan.watch.history(FAST.address) == before
    scene.spoken_for_by("a")
    scene.all_only()


CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* The wall clock, moved by as many seconds as the file $LAB_CLOCK says. */
int clock_gettime(clockid_t which, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(which, now);
    if (which != CLOCK_REALTIME) return result;
    char text[32] = "";
    int file = open(getenv("LAB_CLOCK"), O_RDONLY | O_CLOEXEC);
    if (file < 0) return result;
    if (read(file, text, sizeof text - 1) > 0) now->tv_sec += atol(text);
    close(file);
    return result;
}
"""


def jumping_clock(folder):
    """A library to preload, and the file that says by how many seconds the clock is wrong."""
    source, library, file = folder / "clock.c", folder / "clock.so", folder / "clock"
    source.write_text(CLOCK)
    file.write_text("0")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library, file


@scenario("S43", "a second daemon is started on the host", PLAIN)
def test_a_second_holdfast_ends(scene):
    scene.elected()
    second = str(scene.lan["b"].folder / "second")
    other = Holdfast(scene.lan["b"], replace(FAST, priority=250), node={"run_dir": second, "state_dir": second})
    ended = subprocess.run(scene.lan["b"].command(str(HOLDFASTD), "-c", str(other.file)), capture_output=True, timeout=20)
    assert ended.returncode == 1
    scene.served_by("a")
    scene.stays_owned_by("a", seconds=2)
    scene.all_only()
    scene.action = "the second ends"


@scenario("S43", "another VRRP daemon runs on the same host", PLAIN, long=(HELLO,))
def test_another_daemon_on_the_host_is_named(scene):
    scene.elected()
    with scene.fault():
        scene.lan.start(Keepalived(scene.lan["b"], replace(FAST, priority=250)))
    scene.leads("b", "duplicate_daemon", 8)
    scene.served_by("b")  # by the other daemon, whose priority is higher
    scene.only("b", "duplicate_daemon", "split_brain", "suspected")
