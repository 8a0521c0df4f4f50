"""A node is taken out of service: addresses first, on the kernel, then the last word, then scripts; and it stays out."""
import json
import os
import pathlib
import signal
import time

import pytest

from lab.daemons import Holdfast
from lab.lan import Lan
from lab.pair import elected
from lab.removals import removals
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter()
NAME, ADDRESS = ROUTER.name, ROUTER.address


def script(lan: Lan, text: str) -> pathlib.Path:
    """An executable of a's that nobody else may change."""
    file = lan["a"].folder / "fence.sh"
    file.write_text("#!/bin/sh\n" + text)
    file.chmod(0o755)
    return file


def fenceable(lan: Lan, router: VirtualRouter = ROUTER, **fence) -> tuple[Holdfast, Holdfast]:
    """A pair whose nodes may be fenced; that are never by a ruling, in these tests."""
    for label in ("a", "b"):
        (lan[label].folder / "state").mkdir(exist_ok=True)
    return elected(lan, router, detector={"policy": "fence", "trust_lan": True}, fence=fence | {"startup_grace": "1h"})


def order(daemon: Holdfast, what: str) -> dict:
    reply = daemon.ask("fence", what=what, instance=NAME)
    assert reply["ok"], reply
    return reply["result"]


def fence(daemon: Holdfast) -> dict:
    return json.loads(daemon.get("/api/v1/status"))["fence"]


def completes(daemon: Holdfast, bound: float = 10) -> list[dict]:
    """The steps of the fence, once it is complete."""
    wait_for(lambda: " fence_complete " in daemon.log(), bound, "the fence is complete")
    wait_for(lambda: fence(daemon)["state"] == "latched", 2, "a is latched")
    return fence(daemon)["last"]


def step(steps: list[dict], name: str) -> dict:
    return next(step for step in steps if step["step"] == name)


def test_a_fence_takes_the_addresses_away_before_it_invites_a_successor(lan):
    a, _ = fenceable(lan)
    with removals(lan["a"]) as removed:
        asked = time.time()
        order(a, "force")
        lan.settles("b", bound=2)
        [gone] = wait_for(lambda: [when for when, address in removed() if address == ADDRESS], 2, "a's kernel says so")
    [last_word] = lan.capture.adverts("a", since=asked, priority=0)
    print(f"removed {(last_word.time - gone) * 1000:.2f} ms before the last word")
    assert gone < last_word.time
    assert lan.capture.adverts("a", since=last_word.time) == [last_word]
    wait_for(lambda: a.status()["state"] == "fenced", 2, "a shows that it is fenced")
    assert [found for found in lan.watch.overlaps(ADDRESS, asked) if found.startswith("b added")] == []


def test_a_fence_is_verified_within_50_ms(lan):
    a, _ = fenceable(lan)
    order(a, "force")
    took = step(completes(a), "remove")["after_seconds"]
    print(f"addresses verified gone after {took * 1000:.1f} ms")
    assert took <= 0.05


def test_the_script_gets_the_verdict_as_json_and_in_its_environment(lan):
    told = lan["a"].folder / "told"
    file = script(lan, f'cat > {told}.json\nenv > {told}.env\n')
    a, _ = fenceable(lan, command=[str(file)])
    order(a, "force")
    assert step(completes(a), "command")["succeeded"]
    document = json.loads(pathlib.Path(f"{told}.json").read_text())
    assert (document["instance"], document["node"], document["verdict"]) == (NAME, "a", "operator")
    assert document["addresses"] == list(ROUTER.addresses)
    environment = dict(line.split("=", 1) for line in pathlib.Path(f"{told}.env").read_text().splitlines())
    assert environment["HOLDFAST_STATE"] == "fenced"
    assert environment["HOLDFAST_INSTANCE"] == NAME
    assert environment["HOLDFAST_ADDRESSES"] == ROUTER.addresses[0]


def test_the_latch_survives_a_crash(lan):
    a, _ = fenceable(lan)
    order(a, "force")
    completes(a)
    a.crash()
    a.start()
    wait_for(lambda: a.status()["state"] == "fenced", 10, "a starts fenced")
    stays(lambda: lan.watch.owners(ADDRESS) == {"b"}, 2, "b keeps the address")
    assert order(a, "clear")["message"] == f"{NAME} is readmitted"
    lan.settles("a", bound=3)
    assert a.stop() == 0
    a.start()
    lan.settles("a", bound=5)  # the release survives too


def test_a_latch_made_while_the_engine_hangs_survives(lan):
    a, _ = fenceable(lan)
    order(a, "force")
    a.signal(signal.SIGSTOP)
    latch = lan["a"].folder / "state/fence.latch"
    wait_for(lambda: latch.exists() and NAME in latch.read_text(), 5, "the guard has written the latch")
    a.crash()
    a.start()
    wait_for(lambda: a.status()["state"] == "fenced", 10, "a starts fenced")


@pytest.mark.parametrize("content", ["{ nonsense", "", '{"version": 99, "instances": [], "fences": []}'])
def test_a_latch_that_cannot_be_read_fences_everything_and_says_why(lan, content):
    (lan["a"].folder / "state").mkdir(exist_ok=True)
    (lan["a"].folder / "state/fence.latch").write_text(content)
    (lan["a"].folder / "state/fence.latch").chmod(0o600)
    a = lan.start(Holdfast(lan["a"], ROUTER))
    wait_for(lambda: a.status()["state"] == "fenced", 10, "a starts fenced")
    assert " fenced_at_start " in a.log()
    assert fence(a)["unreadable"]
    assert lan.watch.history(ADDRESS) == []
    reply = a.ask("fence", what="clear")
    assert reply["ok"], reply
    lan.settles("a", bound=3)


@pytest.mark.parametrize("text", ["exit 3\n", "kill -9 $$\n", "sleep 1000\n", "trap '' TERM\nsleep 1000 & wait\n"],
                         ids=["fails", "dies", "hangs", "ignores"])
def test_a_bad_script_is_a_failed_step_and_no_more(lan, text):
    a, _ = fenceable(lan, command=[str(script(lan, text))], timeout="1s")
    order(a, "force")
    lan.settles("b", bound=2)  # waits for no script
    assert a.ask("status")["ok"]
    steps = completes(a)
    assert not step(steps, "command")["succeeded"]
    assert step(steps, "verify")["what"] == "the addresses are gone, but the command failed"
    assert a.metric("holdfast_fence_runs_total", result="failed") == 1
    assert a.status()["state"] == "fenced"


def test_a_script_that_is_gone_is_a_failed_step(lan):
    file = script(lan, "exit 0\n")
    a, _ = fenceable(lan, command=[str(file)])
    file.unlink()
    order(a, "force")
    command = step(completes(a), "command")
    assert not command["succeeded"]
    assert "no such file" in command["what"]


def test_a_reload_brings_the_fence_and_its_script(lan):
    a = lan.start(Holdfast(lan["a"], ROUTER))
    lan.settles("a")
    assert fence(a)["state"] == "off"
    a.sections = {"detector": {"policy": "fence", "trust_lan": True},
                  "fence": {"command": [str(script(lan, "echo reloaded\n"))], "startup_grace": "1h"}}
    a.configure(ROUTER)
    assert a.ask("reload")["ok"]
    wait_for(lambda: fence(a)["state"] == "armed", 2, "the fence is armed")
    order(a, "force")
    assert "reloaded" in step(completes(a), "command")["what"]


def test_a_fence_is_complete_although_its_guard_died(lan):
    a, _ = fenceable(lan, command=[str(script(lan, "sleep 2\n"))])
    order(a, "force")
    os.kill(a.guard(), signal.SIGKILL)
    steps = completes(a, 20)
    assert step(steps, "command")["succeeded"]
    assert step(steps, "verify")["succeeded"]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(lan):
    a, _ = fenceable(lan, command=[str(script(lan, "exit 0\n"))])
    wait_for(lambda: a.verdict() == "healthy", 5, "a is healthy")
    message = order(a, "dry-run")["message"]
    assert f"{NAME}: healthy, nothing is to be done" in message
    assert "fence.sh: ready" in message
    assert lan.watch.owners(ADDRESS) == {"a"}


def test_an_address_that_somebody_adds_to_a_fenced_node_is_removed(lan):  # S33
    a, _ = fenceable(lan)
    order(a, "force")
    completes(a)
    lan["a"].ip(f"address add {ADDRESS}/24 dev eth0")
    wait_for(lambda: lan.watch.owners(ADDRESS) == {"b"}, 1, "a removes it")
    wait_for(lambda: " address_removed " in a.log(), 1, "a says so")


def test_an_address_that_somebody_adds_to_a_backup_is_removed(lan):  # S33
    elected(lan)
    lan["b"].ip(f"address add {ADDRESS}/32 dev eth0")
    wait_for(lambda: lan.watch.owners(ADDRESS) == {"a"}, 1, "b removes it")


def test_an_address_that_was_there_before_is_left_alone_and_shown(lan):
    lan["b"].ip(f"address add {ADDRESS}/24 dev eth0")
    wait_for(lambda: lan.watch.owners(ADDRESS) == {"b"}, 3, "b has it")
    b = lan.start(Holdfast(lan["b"], VirtualRouter(more={"priority": 50})))
    wait_for(lambda: b.status()["state"] in ("backup", "master"), 5, "b has begun")
    stays(lambda: lan.watch.owners(ADDRESS) == {"b"}, 2, "the address stays")
