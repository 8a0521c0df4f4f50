"""HUP applies what changed and nothing else; a bad file changes nothing."""
import signal
import time

import pytest

from lab.capture import UNNOTICED
from lab.daemons import Holdfast
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

WEB = VirtualRouter(51, 200, ("10.77.0.10/24",))
MAIL = VirtualRouter(52, 200, ("10.77.0.11/24",))
ADDRESS = WEB.address


@pytest.fixture
def daemon(lan):
    """`a` alone, master of web and mail."""
    started = lan.start(Holdfast(lan["a"], WEB, MAIL))
    lan.settles("a", WEB.address)
    lan.settles("a", MAIL.address)
    return started


def reload(daemon: Holdfast, *routers: VirtualRouter) -> float:
    daemon.configure(*routers)
    daemon.signal(signal.SIGHUP)
    return time.time()


def test_a_changed_instance_is_changed(lan, daemon):
    reload(daemon, WEB, VirtualRouter(52, 150, ("10.77.0.11/24",)))
    wait_for(lambda: lan.capture.adverts("a", vrid=52, priority=150), 3, "mail advertises its new priority")


def test_an_unchanged_instance_does_not_notice(lan, daemon):
    since = time.time()
    before = lan.watch.history(ADDRESS)
    reload(daemon, WEB, VirtualRouter(52, 150, ("10.77.0.11/24",)))
    wait_for(lambda: lan.capture.adverts("a", vrid=52, priority=150), 3, "the reload is done")
    stays(lambda: lan.watch.history(ADDRESS) == before, 0.5, "web's address is not touched")
    assert lan.capture.longest_silence("a", since, vrid=51) < UNNOTICED


def test_a_new_instance_is_started(lan, daemon):
    reload(daemon, WEB, MAIL, VirtualRouter(53, 200, ("10.77.0.12/24",)))
    lan.settles("a", "10.77.0.12")


def test_a_removed_instance_resigns_and_leaves(lan, daemon):
    reload(daemon, WEB)
    wait_for(lambda: not lan.watch.owners(MAIL.address), 3, "mail's address is gone")
    assert lan.capture.adverts("a", vrid=52, priority=0)


def test_an_added_address_is_added(lan, daemon):
    reload(daemon, VirtualRouter(51, 200, ("10.77.0.10/24", "10.77.0.20/24")), MAIL)
    lan.settles("a", "10.77.0.20")


def test_a_bad_file_changes_nothing(lan, daemon):
    before = list(lan.watch.events)
    reload(daemon, WEB, VirtualRouter(52, 999, ("10.77.0.11/24",)))
    wait_for(lambda: daemon.metric("holdfast_config_last_reload_successful") == 0, 3, "the reload is refused")
    assert lan.watch.events == before
    assert daemon.status("vr52")["priority"]["configured"] == 200


def test_the_client_shows_why_a_reload_failed(lan, daemon):
    daemon.configure(WEB, VirtualRouter(52, 999, ("10.77.0.11/24",)))
    answer = daemon.client("reload")
    assert answer.returncode != 0 and "priority" in answer.stdout + answer.stderr
