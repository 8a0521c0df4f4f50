"""The laboratory itself: it sees what happens, and it sees it when things go wrong."""
import pytest

from lab.peers import Frr, Keepalived
from lab.probe import Probe
from lab.router import VirtualRouter
from lab.waiting import wait_for

HIGH, LOW = VirtualRouter(priority=200, interval=0.2), VirtualRouter(priority=100, interval=0.2)
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
    keepalived.crash()
    wait_for(lambda: lan.watch.owners(ADDRESS) == {"a", "b"}, 5, "both hold the address")
    assert lan.watch.overlaps(ADDRESS) == [f"b added {ADDRESS} while a held it"]


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
