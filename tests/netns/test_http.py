"""HTTP may fail, the address may not: whatever happens to the server, adverts go out on time."""
import contextlib
import socket
import time

import pytest

from lab.capture import UNNOTICED
from lab.daemons import Holdfast
from lab.pair import elected
from lab.router import VirtualRouter
from lab.waiting import wait_for

HTTP = ("127.0.0.1", 10112)


@pytest.fixture
def daemon(lan):
    """`a` alone, as master."""
    started = lan.start(Holdfast(lan["a"], VirtualRouter(priority=200)))
    lan.settles("a")
    return started


def test_a_taken_port_does_not_keep_the_daemon_from_its_work(lan):
    with lan["a"].socket(socket.AF_INET, socket.SOCK_STREAM) as taken:
        taken.bind(HTTP)
        taken.listen()
        lan.start(Holdfast(lan["a"], VirtualRouter()))
        lan.settles("a")


def test_a_taken_port_is_tried_again(lan):
    with lan["a"].socket(socket.AF_INET, socket.SOCK_STREAM) as taken:
        taken.bind(HTTP)
        a = lan.start(Holdfast(lan["a"], VirtualRouter()))
        lan.settles("a")
    assert "holdfast_build_info" in a.get("/metrics", patience=15)


def test_200_idle_connections_do_not_delay_an_advert(lan, daemon):
    daemon.get("/livez")
    with contextlib.ExitStack() as idle:
        for _ in range(200):
            connection = idle.enter_context(lan["a"].socket(socket.AF_INET, socket.SOCK_STREAM))
            connection.settimeout(2)
            connection.connect(HTTP)
        since = time.time()
        wait_for(lambda: len(lan.capture.adverts("a", since)) > 20, 5, "20 adverts")
        assert lan.capture.longest_silence("a", since) < UNNOTICED


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/healthz", "/role?instance=vr51", "/metrics", "/api/v1/status",
                                  "/api/v1/events"])
def test_a_master_answers(daemon, path):
    wait_for(lambda: daemon.code(path) == 200, 3, f"200 for {path}")


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_the_first_answer_after_a_start_is_that_all_is_well(lan, path):
    assert lan.start(Holdfast(lan["a"], VirtualRouter())).code(path) == 200


def test_a_backup_says_so_to_load_balancers(lan):
    _, b = elected(lan)
    assert b.code("/role?instance=vr51") == 503


def test_the_client_shows_the_state(daemon):
    wait_for(lambda: "master" in daemon.client("status").stdout, 3, "the table shows a master")


def test_the_client_lists_transitions(daemon):
    wait_for(lambda: "master" in daemon.client("events").stdout, 3, "the time line shows the transition")


def test_the_client_says_when_there_is_no_daemon(lan):
    assert Holdfast(lan["a"], VirtualRouter()).client("status").returncode == 3
