"""The operator arbitrates: yield and hold are kept until they are cleared, drills are rehearsals and marked as such."""
import json

from lab.daemons import Holdfast
from lab.pair import elected
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter()
NAME, ADDRESS = ROUTER.name, ROUTER.address


def obeys(daemon: Holdfast, verb: str, **more) -> str:
    """The sentence that the operator reads."""
    reply = daemon.ask(verb, instance=NAME, **more)
    assert reply["ok"], reply
    return reply["result"]["message"]


def has_note(daemon: Holdfast, event: str, *fields: str) -> bool:
    return any(f" {event} " in line and all(field in line for field in fields) for line in daemon.log().splitlines())


def restart(daemon: Holdfast) -> None:
    assert daemon.stop() == 0
    daemon.start()


def test_a_yield_moves_the_address_and_outlasts_a_restart(lan):
    a, _ = elected(lan)
    assert "yields until" in obeys(a, "yield")
    lan.settles("b", bound=2)
    assert a.status()["state"] == "backup"
    assert a.status()["reason"].startswith("yielded: by the operator")
    restart(a)
    stays(lambda: lan.watch.owners(ADDRESS) == {"b"}, 3, "b keeps the address")
    obeys(a, "yield", clear=True)
    lan.settles("a", bound=3)
    assert has_note(a, "operator_yield", "uid=0", "what=decided")
    assert has_note(a, "operator_yield", "uid=0", "what=cleared")


def test_whoever_yields_stays_out_even_when_nobody_else_serves(lan):
    a, b = elected(lan)
    obeys(a, "yield")
    lan.settles("b", bound=2)
    assert b.stop() == 0
    stays(lambda: not lan.watch.owners(ADDRESS), 3, "a stays out")


def test_a_hold_is_kept_over_a_restart(lan):
    a = lan.start(Holdfast(lan["a"], ROUTER))
    lan.settles("a")
    obeys(a, "hold")
    restart(a)
    wait_for(lambda: a.status()["operator"] == "hold", 5, "a remembers")
    obeys(a, "hold", clear=True)
    wait_for(lambda: a.status()["operator"] == "none", 5, "a forgets")


def test_decisions_that_cannot_be_read_are_forgotten_and_said(lan):
    a = Holdfast(lan["a"], ROUTER)
    state = lan["a"].folder / "state"
    state.mkdir(exist_ok=True)
    (state / "decisions.json").write_text("{ nonsense")
    lan.start(a)
    lan.settles("a")
    assert has_note(a, "decisions_forgotten")


def test_decisions_that_cannot_be_written_hold_until_the_next_start(lan):
    a = lan.start(Holdfast(lan["a"], ROUTER))
    lan.settles("a")
    state = lan["a"].folder / "state"
    state.rmdir()
    state.write_text("in the way")
    obeys(a, "yield")
    wait_for(lambda: not lan.watch.owners(ADDRESS), 2, "a yields")
    wait_for(lambda: has_note(a, "decisions_not_kept"), 2, "a says that it cannot keep it")


def test_what_does_not_exist_is_refused(lan):
    a = lan.start(Holdfast(lan["a"], ROUTER))
    lan.settles("a")
    reply = a.ask("yield", instance="nothing")
    assert (reply["ok"], reply["code"], reply["error"]) == (False, 1, "there is no instance nothing")
    assert not a.ask("yield", instance=NAME, clear=True)["ok"]
    assert not a.ask("fence", what="clear")["ok"]
    assert not a.ask("drill", kind="failover", instance=NAME)["ok"]  # nobody could take over
    assert not a.ask("yield", instance=7)["ok"]


def test_the_command_line_says_what_was_done_or_why_not(lan):
    a = lan.start(Holdfast(lan["a"], ROUTER))
    lan.settles("a")
    done = a.client("yield", NAME)
    assert (done.returncode, done.stdout) == (0, f"{NAME} yields until `holdfast yield {NAME} --clear`\n")
    assert a.client("yield", NAME, "--clear").returncode == 0
    refused = a.client("fence", "clear", NAME)
    assert refused.returncode == 1
    assert f"{NAME} is not fenced" in refused.stderr
    assert "latched" not in a.client("fence", "status").stdout


def test_a_drill_moves_the_address_and_brings_it_back(lan):
    a, _ = elected(lan)
    obeys(a, "drill", kind="failover", seconds=2)
    lan.settles("b", bound=2)
    assert "a drill" in a.status()["reason"]
    lan.settles("a", bound=5)
    assert has_note(a, "drill", "kind=failover", "what=begun", "uid=0")
    assert has_note(a, "drill", "kind=failover", "what=ended")


def test_a_drill_of_a_split_is_shown_as_such_and_nobody_acts(lan):
    state = lan["a"].folder / "state", lan["b"].folder / "state"
    for folder in state:
        folder.mkdir(exist_ok=True)
    a, _ = elected(lan, detector={"policy": "fence", "trust_lan": True},
                   fence={"delay": "100ms", "startup_grace": "0s"})
    obeys(a, "drill", kind="split", seconds=3)
    wait_for(lambda: a.metric("holdfast_split_brain", name=NAME) == 1, 2, "the metric shows it")
    assert a.status()["verdict"]["detail"] == "drill"
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"} and a.status()["state"] == "master", 2, "nobody acts")
    wait_for(lambda: a.verdict() != "split_brain", 5, "the drill ends")
    assert json.loads(a.get("/api/v1/status"))["fence"]["state"] == "armed"
