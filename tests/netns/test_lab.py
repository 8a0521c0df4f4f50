"""The laboratory itself: it sees what happens, and it sees it when things go wrong."""
import os
import pathlib
import re
import signal
import time

import pytest

from lab.audit import ENDED, STANDING, Auditor, agreement, audit, figures
from lab.audit.subject import Subject
from lab.daemons import Holdfast
from lab.lan import Host, Lan
from lab.packets import gratuitous_arp, ipv4, vrrp3
from lab.pair import elected
from lab.peers import Frr, Keepalived
from lab.probe import Probe
from lab.processes import children, descriptors, name_of
from lab.router import VirtualRouter
from lab.waiting import wait_for

HIGH, LOW = VirtualRouter(priority=200, interval=0.2), VirtualRouter(priority=100, interval=0.2)
FAST = VirtualRouter()
ADDRESS = HIGH.address


def test_two_keepalived_elect_the_higher_priority(lan):
    lan.start(Keepalived(lan["a"], HIGH), Keepalived(lan["b"], LOW))
    lan.settles("a")
    assert lan.capture.adverts("a", priority=200, vrid=51)
    assert ADDRESS in lan["a"].addresses()


def test_frr_takes_over_from_keepalived(lan):
    keepalived = lan.start(Keepalived(lan["a"], HIGH))
    frr = lan.start(Frr(lan["b"], LOW))
    wait_for(lambda: lan.capture.adverts("a"), 5, "keepalived is master")
    keepalived.stop()
    wait_for(frr.owns, 5, "FRR owns the address")


@pytest.mark.waives("owners", why="keepalived leaves its address behind, which is the point")
def test_a_crashed_keepalived_leaves_an_overlap_that_the_watch_reports(lan):
    keepalived, _ = lan.start(Keepalived(lan["a"], HIGH), Keepalived(lan["b"], LOW))
    lan.settles("a")
    since = time.time()
    keepalived.crash()
    wait_for(lambda: lan.watch.owners(ADDRESS) == {"a", "b"}, 5, "both hold the address")
    assert lan.watch.overlaps(ADDRESS, since) == [f"b added {ADDRESS} while a held it"]


def test_a_cut_stops_adverts_only(lan):
    lan.start(Keepalived(lan["a"], HIGH), Keepalived(lan["b"], LOW))
    lan.settles("a")
    lan.cut("a", "b")
    wait_for(lambda: lan.watch.owners(ADDRESS) == {"a", "b"}, 5, "both are masters")
    assert lan["a"].neighbour(lan["b"].address) == lan["b"].mac
    lan.heal()
    lan.settles("a")


def test_the_probe_measures_the_outage_of_a_fail_over(lan):
    lan.start(Keepalived(lan["a"], HIGH), Keepalived(lan["b"], LOW))
    lan.settles("a")
    with Probe(lan["client"], ADDRESS) as probe:
        lan.unplug("a")
        wait_for(lambda: "b" in lan.watch.owners(ADDRESS), 5, "b takes over")
        wait_for(lambda: lan["client"].neighbour(ADDRESS) == lan["b"].mac, 5, "the client knows")
    assert LOW.master_down - 0.2 < probe.outage < LOW.master_down + 0.5


def test_silence_counts_from_the_moment_that_was_given(lan):
    since = time.time() - 3
    with lan["a"].sending(ipv4(lan["a"].address, vrrp3(51, 100, [ADDRESS])), every=0.1):
        assert 3 <= lan.capture.longest_silence("a", since) < 4


def test_silence_counts_until_now(lan):
    since = time.time()
    lan["a"].send(ipv4(lan["a"].address, vrrp3(51, 100, [ADDRESS])))
    assert lan.capture.longest_silence("a", since) >= 2


def test_silence_counts_where_there_is_nothing_else(lan):
    assert lan.capture.longest_silence("a", time.time() - 5) >= 5


def test_silence_is_short_where_adverts_come_all_the_time(lan):
    with lan["a"].sending(ipv4(lan["a"].address, vrrp3(51, 100, [ADDRESS])), every=0.05):
        since = wait_for(lambda: lan.capture.adverts("a"), 2, "the first")[0].time
        wait_for(lambda: len(lan.capture.adverts("a", since)) > 10, 5, "some more")
        assert lan.capture.longest_silence("a", since) < 0.5


# The audits: each is seen to fail where it should.

ENDLESS = "import time\ntime.sleep(600)\n"
LEAKING = """
import os, signal, time
if os.fork(): time.sleep(600)
signal.signal(signal.SIGUSR1, lambda *_: [os.dup(1) for _ in range(80)])
time.sleep(600)
"""


class Pretender(Holdfast):
    """Any program in the place of holdfastd."""

    def __init__(self, host: Host, program: str):
        super().__init__(host, VirtualRouter())
        self.program = program

    def arguments(self) -> list[str]:
        return ["/usr/bin/python3", "-c", self.program]


def master(lan: Lan, **sections: dict) -> Holdfast:
    a = lan.start(Holdfast(lan["a"], FAST, **sections))
    lan.settles("a")
    return a


def found(lan: Lan, name: str) -> str:
    """What the audit still says after a moment."""
    return "; ".join(Auditor(lan, patience=0.3).perform({name: (STANDING | ENDED)[name]}))


@pytest.mark.waives("owners", "status", why="somebody else has put the address there")
def test_the_audit_of_owners_sees_an_address_that_two_nodes_have(lan):
    lan.start(Keepalived(lan["a"], HIGH), Keepalived(lan["b"], LOW))
    lan.settles("a")
    assert found(lan, "owners") == ""
    lan["b"].ip(f"address add {ADDRESS}/24 dev eth0")
    wait_for(lambda: lan.watch.owners(ADDRESS) == {"a", "b"}, 2, "both hold the address")
    assert found(lan, "owners") == f"['a', 'b'] hold {ADDRESS}, for which ['a', 'b'] stand"


def test_the_audit_of_owners_does_not_count_an_address_that_frr_keeps_as_backup(lan):
    frr = Frr(lan["b"], LOW)
    lan.start(Holdfast(lan["a"], HIGH), frr)
    wait_for(lambda: lan.watch.owners(ADDRESS) == {"a", "b"} and not frr.owns(), 10, "b keeps it on a link that is down")
    assert found(lan, "owners") == ""


def test_the_audit_of_owners_sees_an_address_that_frr_and_another_have(lan):
    frr = Frr(lan["b"], HIGH)
    a, _ = lan.start(Holdfast(lan["a"], LOW), frr)
    wait_for(lambda: frr.owns() and lan.watch.owners(ADDRESS) == {"b"}, 10, "FRR serves")
    wait_for(a.log, 5, "a runs")
    assert found(lan, "owners") == ""
    a.stop()  # who would remove it
    lan["a"].ip(f"address add {ADDRESS}/24 dev eth0")
    wait_for(lambda: lan.watch.owners(ADDRESS) == {"a", "b"}, 2, "both hold the address")
    assert found(lan, "owners") == f"['a', 'b'] hold {ADDRESS}, for which ['b'] stand"
    lan["a"].ip(f"address del {ADDRESS}/24 dev eth0")


def test_the_audit_of_the_status_sees_a_daemon_that_says_what_is_not(lan):
    a = master(lan)
    assert found(lan, "status") == ""
    a.socket.rename(a.socket.with_suffix(".away"))
    assert found(lan, "status") == "a has no control socket"
    a.socket.with_suffix(".away").rename(a.socket)
    a.signal(signal.SIGSTOP)  # it does not put the address back
    subject = Subject(lan)
    shown = [{"state": "master", "stray": [], "addresses": [{"address": ADDRESS, "present": True, "foreign": False}]}]
    subject.stands, subject.instances = [a], lambda daemon: shown
    lan["a"].ip(f"address del {ADDRESS}/24 dev eth0")
    wait_for(lambda: not lan.watch.owners(ADDRESS), 2, "the address is gone")
    assert agreement.status(subject) == [f"a says that {ADDRESS} is present", f"a is master without {ADDRESS}"]
    a.signal(signal.SIGCONT)


@pytest.mark.waives("announcements", why="b has announced the address last, on purpose")
def test_the_audit_of_announcements_sees_that_another_had_the_last_word(lan):
    a, _ = elected(lan, VirtualRouter(interval=2.0))  # so long that nobody minds the pause
    assert found(lan, "announcements") == ""
    a.signal(signal.SIGSTOP)  # it does not defend its address
    subject = Subject(lan)
    subject.stands, subject.instances = [a], lambda daemon: [{"addresses": [{"address": ADDRESS, "foreign": False}]}]
    lan["b"].send(gratuitous_arp(ADDRESS, lan["b"].mac))
    wait_for(lambda: lan.capture.announcements("b", address=ADDRESS), 2, "it is on the wire")
    assert agreement.announcements(subject) == [f"the last to announce {ADDRESS} was b, and a has it"]
    a.signal(signal.SIGCONT)


def test_the_audit_of_descriptors_sees_a_helper_that_leaks(lan):
    daemon = lan.start(Pretender(lan["a"], LEAKING))
    helper = wait_for(lambda: children(daemon.pid), 5, "it has a child")[0]
    wait_for(lambda: catches(helper, signal.SIGUSR1), 5, "it waits for its order")
    lan.calm[helper] = descriptors(helper), 1
    assert found(lan, "descriptors") == ""
    os.kill(helper, signal.SIGUSR1)
    wait_for(lambda: descriptors(helper) >= 80, 5, "it leaks")
    assert found(lan, "descriptors").endswith(" descriptors, 3 before")
    daemon.crash()


def catches(pid: int, number: int) -> bool:
    caught = re.search(r"SigCgt:\t(\w+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]
    return bool(int(caught, 16) >> (number - 1) & 1)


def test_the_audit_of_memory_sees_a_process_that_grows(lan):
    daemon = lan.start(Pretender(lan["a"], f"kept = bytearray(b'1') * (80 << 20)\n{ENDLESS}"))
    wait_for(lambda: figures.resident(daemon.pid) > 80 << 10, 10, "it has grown")
    assert re.fullmatch(r"python3 of a has \d+ KB", found(lan, "memory"))
    daemon.crash()


def test_the_audits_of_processes_see_an_orphan_of_any_name(lan):
    master(lan)
    assert found(lan, "children") == "" == found(lan, "processes")
    lan["a"].run("sh", "-c", "sleep 600 >/dev/null 2>&1 &")
    [orphan] = wait_for(lambda: [pid for pid in lan["a"].processes() if name_of(pid) == "sleep"], 2, "the orphan runs")
    assert found(lan, "children") == f"sleep ({orphan}) runs on a and is nobody's child"
    assert found(lan, "processes") == f"a leaves the process sleep ({orphan})"
    os.kill(orphan, signal.SIGKILL)


def test_the_audit_of_processes_sees_a_script_that_does_not_end(lan):
    daemon = lan.start(Pretender(lan["a"], f"import os\nos.fork()\n{ENDLESS}"))
    wait_for(lambda: children(daemon.pid), 5, "it has a child")
    assert found(lan, "children") == "a goes on running ['python3']"
    daemon.crash()


def test_the_audit_of_metrics_needs_metrics(lan):
    a = master(lan)
    assert found(lan, "metrics") == ""
    lan["a"].ip("link set lo down")
    assert "/metrics" in found(lan, "metrics")
    lan["a"].ip("link set lo up")
    a.stop()
    a.sections = {"http": {"listen": "off"}}
    a.configure(FAST)
    a.start()
    lan.settles("a")
    assert found(lan, "metrics") == ""


@pytest.mark.parametrize(("page", "wrong"), [
    ('holdfast_x{name="of two words"} -1\n', "holdfast_x{'name': 'of two words'} is -1.0"),
    ("holdfast_x NaN\n", "holdfast_x{} is nan"),
    ('holdfast_check_number{name="weight"} -1\n', ""),
    ('# TYPE holdfast_h histogram\nholdfast_h_bucket{name="a b",le="1"} 2\nholdfast_h_bucket{name="a b",le="+Inf"} 1\n',
     "holdfast_h_bucket{'name': 'a b', 'le': '+Inf'} falls"),
    ('holdfast_h_bucket{name="a",le="+Inf"} 2\nholdfast_h_bucket{name="b",le="1"} 1\n', ""),
], ids=["negative", "no-number", "a-number-of-a-check", "a-bucket-that-falls", "other-series"])
def test_the_audit_of_metrics_reads_them_as_a_scraper_does(page, wrong):
    assert "; ".join(figures.insane(page)) == wrong


def test_what_is_no_page_of_metrics_is_not_passed_over():
    with pytest.raises(ValueError):
        figures.insane("holdfast_x{name=\n")


@pytest.mark.waives("deaths", why="who died by itself, as far as the lab knows, is the point")
def test_the_audit_of_deaths_sees_a_daemon_that_died_by_itself(lan):
    a = master(lan)
    os.kill(a.pid, signal.SIGABRT)
    a.wait()
    assert found(lan, "deaths").startswith("a ended with -6: ")


@pytest.mark.waives("deaths", why="as above")
def test_the_audit_of_deaths_remembers_a_life_after_which_there_was_another(lan):
    a = master(lan)
    os.kill(a.pid, signal.SIGABRT)
    a.wait()
    a.start()
    lan.settles("a")
    a.stop()
    assert found(lan, "deaths").startswith("a ended with -6: ")


def test_the_audit_of_deaths_does_not_count_what_the_test_has_killed(lan):
    a = master(lan)
    for end in (lambda: a.signal(signal.SIGABRT), a.crash):
        end()
        a.wait()
        a.start()
        wait_for(lambda: a.try_get("/livez"), 5, "it serves again")
    a.stop()
    assert found(lan, "deaths") == ""


def test_the_audit_of_deaths_sees_a_daemon_that_does_not_end(lan):
    a = master(lan)
    assert found(lan, "deaths").startswith("a does not end: ")


LEFT = {"interfaces": ("link add hf51 link eth0 type macvlan", "link del hf51", "hf51@eth0"),
        "rules": ("rule add from 10.77.0.10 lookup 100", "rule del from 10.77.0.10 lookup 100", "the rule"),
        "routes": ("route add 198.51.100.0/24 via 10.77.0.3 proto 112", "route del 198.51.100.0/24", "the route 198.51.100.0/24"),
        "addresses": (f"address add {ADDRESS}/24 dev eth0", f"address del {ADDRESS}/24 dev eth0", ADDRESS)}


@pytest.mark.parametrize("name", LEFT)
def test_each_audit_of_what_is_left_sees_its_own_and_nothing_else(lan, name):
    add, remove, what = LEFT[name]
    master(lan).stop()
    lan["a"].ip(add)
    try:
        assert {each for each in ENDED if found(lan, each)} == {name}
        assert what in found(lan, name)
    finally:
        lan["a"].ip(remove)


def test_the_audits_of_what_is_left_see_sockets_and_tables(lan):
    a = master(lan)
    a.stop()
    a.socket.touch()
    lan["a"].run("nft", "add", "table", "inet", "holdfast")
    assert found(lan, "socket") == "a leaves its control socket"
    assert found(lan, "filters") == "a leaves table inet holdfast"
    a.socket.unlink()
    lan["a"].run("nft", "delete", "table", "inet", "holdfast")


def test_a_waiver_of_an_audit_that_there_is_not_is_refused(lan):
    with pytest.raises(AssertionError, match="no such audits: {'leftovers'}"):
        audit(lan, {"leftovers"})
