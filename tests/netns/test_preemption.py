"""Who may take over from whom, and how soon: preemption, its delay, and the first moments after a start."""
import time

from lab.daemons import Holdfast
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

ADDRESS = VirtualRouter().address


def serving(lan, router: VirtualRouter) -> Holdfast:
    """`b`, the weaker one, as master."""
    b = lan.start(Holdfast(lan["b"], router))
    lan.settles("b", bound=10)
    return b


def test_without_preemption_a_node_that_boots_deaf_stays_backup(lan):
    """keepalived's issues #512, #2032, #2257: the switch's port passes nothing on at first (spanning tree)."""
    serving(lan, VirtualRouter(priority=100, interval=1.0, preempt=False))
    lan.drop(None, "a", what="all")
    a = lan.start(Holdfast(lan["a"], VirtualRouter(priority=200, interval=1.0, preempt=False)))
    stays(lambda: lan.watch.owners(ADDRESS) == {"b"}, 5, "a, deaf for more than a master-down interval, takes nothing")
    lan.heal()
    wait_for(lambda: a.status()["master"], 5, "a follows b")
    stays(lambda: lan.watch.owners(ADDRESS) == {"b"}, 4, "b goes on")
    assert a.status()["state"] == "backup"
    assert not lan.capture.adverts("a")


def test_a_weaker_master_is_left_alone_for_the_delay(lan):
    router = VirtualRouter(interval=0.1, more={"preempt_delay": "3s"})
    serving(lan, router)
    begin = time.monotonic()
    lan.start(Holdfast(lan["a"], VirtualRouter(priority=200, interval=0.1, more={"preempt_delay": "3s"})))
    stays(lambda: lan.watch.owners(ADDRESS) == {"b"}, 2.5, "b is left alone")
    lan.settles("a", bound=3)
    assert 2.9 <= time.monotonic() - begin <= 5


def test_a_delay_does_not_hold_up_a_failover(lan):
    b = serving(lan, VirtualRouter(interval=0.1))
    a = lan.start(Holdfast(lan["a"], VirtualRouter(priority=200, interval=0.1, more={"preempt_delay": "60s"})))
    wait_for(lambda: a.status()["master"], 5, "a follows b")
    b.stop()
    lan.settles("a", bound=2)


def test_nobody_becomes_master_during_the_delay_of_the_start(lan):
    a = lan.start(Holdfast(lan["a"], VirtualRouter(), node={"start_delay": "5s"}))
    stays(lambda: not lan.watch.owners(ADDRESS), 3, "nobody is master")
    lan.settles("a", bound=10)
    wait_for(lambda: a.status()["state"] == "master", 3, "the daemon says so")
