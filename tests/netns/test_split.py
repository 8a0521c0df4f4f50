"""Two owners of one address are noticed, on both sides, in the time that DESIGN.md promises; nothing else is called so."""
import pytest

from lab.daemons import Holdfast
from lab.lan import Lan
from lab.packets import gratuitous_arp
from lab.pair import elected
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

SECOND = VirtualRouter(interval=1.0)  # the bounds are given for an interval of one second
BACKUP = VirtualRouter(priority=100, interval=1.0)
FAST = VirtualRouter(interval=0.2)
ADDRESS = FAST.address
AUDIT = {"detector": {"audit_interval": "2s"}}


def sees_split(daemon: Holdfast) -> bool:
    return daemon.verdict() == "split_brain"


def test_masters_that_do_not_hear_each_other_both_report_it(lan):
    a, b = elected(lan, SECOND)
    lan.cut("a", "b")
    wait_for(lambda: sees_split(b) and sees_split(a), BACKUP.master_down + 2 + 1, "both report the split")


def test_a_master_that_hears_its_rival_reports_it(lan):
    a, _ = elected(lan, SECOND)
    lan.drop("a", "b")
    wait_for(lambda: "b" in lan.watch.owners(ADDRESS), 6, "b takes over")
    wait_for(lambda: sees_split(a), 3, "a reports the split")


def test_the_metric_shows_a_split(lan):
    a, _ = elected(lan, FAST)
    lan.cut("a", "b")
    wait_for(lambda: a.metric("holdfast_split_brain", name="vr51") == 1, 8, "the gauge is 1")
    assert a.metric("holdfast_detector_verdict", name="vr51", verdict="split_brain") == 1


def test_healing_clears_the_verdict(lan):
    a, b = elected(lan, FAST)
    lan.cut("a", "b")
    wait_for(lambda: sees_split(a) and sees_split(b), 8, "both report the split")
    lan.heal()
    lan.settles("a")
    wait_for(lambda: not sees_split(a) and not sees_split(b), 10 + 3, "the verdict is cleared")
    assert a.metric("holdfast_split_brain", name="vr51") == 0


def test_the_time_spent_split_is_counted(lan):
    a, _ = elected(lan, FAST)
    lan.cut("a", "b")
    wait_for(lambda: a.metric("holdfast_split_brain_seconds_total", name="vr51") > 1, 10, "a second is counted")


def test_the_evidence_names_the_rival(lan):
    a, _ = elected(lan, FAST)
    lan.cut("a", "b")
    wait_for(lambda: sees_split(a), 8, "a reports the split")
    explained = a.client("explain", "vr51").stdout
    assert lan["b"].mac in explained


def test_a_hand_over_is_no_split(lan):
    a, b = elected(lan, FAST)
    a.stop()
    lan.settles("b")
    a.start()
    lan.settles("a")
    stays(lambda: b.metric("holdfast_split_brain_seconds_total", name="vr51") == 0, 2, "b reports no split")


def test_a_fail_over_is_no_split(lan):
    a, b = elected(lan, FAST)
    a.signal(9)
    lan.settles("b")
    stays(lambda: b.metric("holdfast_split_brain", name="vr51") == 0, 3, "b reports no split")


def test_the_steady_state_is_healthy(lan):
    a, b = elected(lan, FAST)
    for daemon in (a, b):
        wait_for(lambda: daemon.verdict() == "healthy", 10, "the verdict is healthy")


def test_a_stranger_with_the_address_is_a_conflict_and_no_failure(lan):  # T4: anonymous evidence alerts, and proves nothing
    a, _ = elected(lan, FAST, **AUDIT)
    lan["client"].ip(f"address add {ADDRESS}/24 dev eth0")
    wait_for(lambda: a.verdict() == "address_conflict", 8, "a sees the stranger")
    assert a.code("/healthz") == 200


def test_one_forged_claim_is_no_proof(lan):
    a, _ = elected(lan, FAST)
    lan["client"].send(gratuitous_arp(ADDRESS, "02:00:00:00:00:ee"))
    stays(lambda: a.metric("holdfast_split_brain", name="vr51") == 0, 3, "a suspects at most")


@pytest.fixture
def routed():
    with Lan("a", "b", "gateway") as made:
        yield made


def test_a_lost_gateway_is_shown(routed):
    gateway = routed["gateway"].address
    a, _ = elected(routed, FAST, detector={"gateways": [gateway]})
    wait_for(lambda: a.metric("holdfast_gateway_up", gateway=gateway) == 1, 5, "the gateway answers")
    routed.unplug("gateway")
    wait_for(lambda: a.metric("holdfast_gateway_up", gateway=gateway) == 0, 8, "the gateway is down")
