"""The detector's rulings are carried out: b does not hear a's adverts and serves too; by the hello channel it knows that a
is the stronger one that serves, and yields or is fenced; a stays in any case.
"""
import datetime
import json

from lab.daemons import Holdfast
from lab.lan import Lan
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter()
NAME, ADDRESS = ROUTER.name, ROUTER.address
MANY = 50


def nodes(lan: Lan, routers: list[VirtualRouter], **detector) -> tuple[Holdfast, Holdfast]:
    """`a` the stronger, each with a hello to the other."""
    made = []
    for label, other, priority in (("a", "b", 200), ("b", "a", 100)):
        (lan[label].folder / "state").mkdir(exist_ok=True)
        mine = [VirtualRouter(router.vrid, priority, router.addresses, more={"peers": [lan[other].address]}) for router in routers]
        hello = {"listen": f"{lan[label].address}:10113", "peers": [f"{lan[other].address}:10113"], "key": "not a secret in a test"}
        made.append(Holdfast(lan[label], *mine, detector=detector, hello=hello, fence={"startup_grace": "2s", "delay": "200ms"}))
    lan.start(*made)
    lan.settles("a", routers[0].address)
    wait_for(lambda: json.loads(made[1].get("/api/v1/status"))["hello"]["neighbours"][0]["hears_us"], 5, "they hear each other")
    return made[0], made[1]


def make_deaf(lan: Lan) -> None:
    """b hears nothing of a's adverts any more."""
    lan.drop("a", "b")


def has_note(daemon: Holdfast, event: str, *fields: str) -> bool:
    return any(f" {event} " in line and all(field in line for field in fields) for line in daemon.log().splitlines())


def moment(line: str) -> float:
    return datetime.datetime.fromisoformat(line.split()[0].replace("Z", "+00:00")).timestamp()


def test_the_loser_of_a_split_is_fenced_and_the_winner_stays(lan):
    a, b = nodes(lan, [ROUTER], policy="fence")
    make_deaf(lan)
    wait_for(lambda: has_note(b, "fence_ordered", "verdict=split_brain"), 10, "b is to be fenced")
    lan.settles("a", bound=1)
    wait_for(lambda: b.status()["state"] == "fenced", 2, "b shows that it is fenced")
    lan.heal()
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"} and b.status()["state"] == "fenced", 2, "b stays out")
    assert a.status()["state"] == "master"
    assert b.metric("holdfast_fence_runs_total", result="succeeded") == 1
    assert a.metric("holdfast_fence_runs_total") == 0


def test_the_loser_of_a_split_yields_and_returns_when_it_is_over(lan):
    a, b = nodes(lan, [ROUTER], policy="yield")
    make_deaf(lan)
    wait_for(lambda: has_note(b, "yielded", "verdict=split_brain"), 10, "b yields")
    lan.settles("a", bound=1)
    stays(lambda: lan.watch.owners(ADDRESS) == {"a"}, 2, "b does not come back while it is deaf")
    lan.heal()
    wait_for(lambda: has_note(b, "readmitted"), 30, "b is readmitted")
    assert a.stop() == 0
    lan.settles("b", bound=3)


def test_in_a_dry_run_it_is_only_told(lan):
    _, b = nodes(lan, [ROUTER], policy="fence", dry_run=True)
    make_deaf(lan)
    wait_for(lambda: has_note(b, "would_fence", "verdict=split_brain"), 10, "b would be fenced")
    stays(lambda: b.status()["state"] == "master", 1, "b goes on")
    assert b.metric("holdfast_fence_would_total") == 1
    assert b.metric("holdfast_fence_runs_total") == 0


def test_what_the_operator_holds_is_not_taken_away(lan):
    _, b = nodes(lan, [ROUTER], policy="fence")
    assert b.ask("hold", instance=NAME)["ok"]
    make_deaf(lan)
    wait_for(lambda: b.verdict() == "split_brain", 10, "b sees the split")
    stays(lambda: b.status()["state"] == "master", 2, "b goes on")


def test_all_instances_of_a_node_are_fenced_together(lan):
    routers = [VirtualRouter(vrid, addresses=(f"10.77.1.{vrid}/32",)) for vrid in range(1, MANY + 1)]
    _, b = nodes(lan, routers, policy="fence")
    make_deaf(lan)
    wait_for(lambda: b.log().count(" to=fenced ") == MANY, 20, "all of b is fenced")
    lines = b.log().splitlines()
    ordered = [moment(line) for line in lines if " fence_ordered " in line]
    gone = [moment(line) for line in lines if " to=fenced " in line]
    print(f"the rulings came within {ordered[-1] - ordered[0]:.3f} s, and the addresses were gone {gone[-1] - ordered[-1]:.3f} s later")
    wait_for(lambda: all(lan.watch.owners(router.address) == {"a"} for router in routers), 1, "a alone holds them")
