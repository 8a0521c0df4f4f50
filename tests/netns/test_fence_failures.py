"""What can go wrong with a fence, to the end: the next rung is climbed, nothing hangs, nothing stays behind."""
import json
import socket
import subprocess
import time

from lab.daemons import HOLDFASTD, Holdfast
from lab.lan import Lan
from lab.pair import elected
from lab.router import VirtualRouter
from lab.virtual_mac import arp_answers
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter()
NAME, ADDRESS = ROUTER.name, ROUTER.address
SECOND = VirtualRouter(vrid=52, priority=200, addresses=("10.77.0.12/24",))
FENCING = {"policy": "fence", "trust_lan": True}

# Children in sessions of their own, a flood on both outputs, and no ear for TERM.
MONSTER = """trap '' TERM
sleep 1000 &
setsid sh -c 'trap "" TERM; sleep 1000 & sleep 1000' &
setsid setsid sleep 1000 &
while :; do echo flood flood flood flood flood flood flood flood; echo flood >&2; done
"""


def script(lan: Lan, text: str) -> str:
    file = lan["a"].folder / "fence.sh"
    file.write_text("#!/bin/sh\n" + text)
    file.chmod(0o755)
    return str(file)


def alone(lan: Lan, *routers: VirtualRouter, **fence) -> Holdfast:
    """Nobody takes over from a."""
    a = lan.start(Holdfast(lan["a"], *(routers or (ROUTER,)), detector=FENCING, fence=fence | {"startup_grace": "1h"}))
    lan.settles("a")
    return a


def fenced(daemon: Holdfast) -> list[tuple[str, bool]]:
    """The steps of the fence and whether they succeeded, when it is complete."""
    assert daemon.ask("fence", what="force", instance=NAME)["ok"]
    wait_for(lambda: " fence_complete " in daemon.log(), 20, "the fence is complete")

    def last() -> list[dict]:
        shown = json.loads(daemon.get("/api/v1/status"))["fence"]
        return shown["last"] if shown["state"] == "latched" else []

    return [(step["step"], step["succeeded"]) for step in wait_for(last, 2, "it is latched")]


def test_a_script_that_fails_leads_to_a_block_that_the_client_notices(lan):
    a = alone(lan, command=[script(lan, "exit 1\n")], escalate=["block"])
    assert arp_answers(lan["client"], ADDRESS) == [lan["a"].mac]
    steps = fenced(a)
    assert ("command", False) in steps
    assert steps[-2:] == [("block", True), ("verify", True)]
    lan["a"].ip(f"address add {ADDRESS}/32 dev lo")  # where no fence looks, and the kernel would answer for it
    assert arp_answers(lan["client"], ADDRESS) == []
    assert not reaches(lan, ADDRESS)
    assert reaches(lan, lan["a"].address)  # nothing else is blocked
    assert a.ask("fence", what="clear", instance=NAME)["ok"]
    wait_for(lambda: arp_answers(lan["client"], ADDRESS), 5, "it answers again")


def reaches(lan: Lan, address: str) -> bool:
    """A client that remembers the MAC gets a's answer: that nobody listens there."""
    lan["client"].ip(f"neighbour replace {address} lladdr {lan['a'].mac} dev eth0")
    with lan["client"].socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(0.5)
        udp.connect((address, 9))
        udp.send(b"")
        try:
            udp.recv(1)
        except ConnectionRefusedError:
            return True
        except TimeoutError:
            return False


def test_a_block_survives_a_restart_and_ends_with_the_latch(lan):
    a = alone(lan, command=[script(lan, "exit 1\n")], escalate=["block"])
    fenced(a)
    a.stop()
    a.start()
    wait_for(lambda: a.status()["state"] == "fenced", 10, "a starts fenced")
    lan["a"].ip(f"address add {ADDRESS}/32 dev lo")
    stays(lambda: not arp_answers(lan["client"], ADDRESS), 1, "the address is blocked")
    assert a.ask("fence", what="clear", instance=NAME)["ok"]
    wait_for(lambda: arp_answers(lan["client"], ADDRESS), 5, "it answers again")


def test_a_monstrous_script_is_ended_with_all_its_children_and_costs_no_advert(lan):
    a = alone(lan, ROUTER, SECOND, command=[script(lan, MONSTER)], timeout="2s")
    wait_for(lambda: a.status(SECOND.name)["state"] == "master", 5, "the other instance serves")
    ours = set(lan["a"].processes())
    begun = time.time()
    steps = fenced(a)
    assert ("command", False) in steps
    adverts = [advert.time for advert in lan.capture.adverts("a", begun, vrid=SECOND.vrid)]
    assert max(later - earlier for earlier, later in zip(adverts, adverts[1:])) < 2 * SECOND.interval
    assert a.ask("status")["ok"]
    wait_for(lambda: set(lan["a"].processes()) <= ours, 3, "no child is left")
    assert len(a.log()) < 200_000  # and its output is not ours
    assert lan.watch.owners(SECOND.address) == {"a"}


def test_a_script_that_is_slow_delays_no_take_over(lan):
    a, _ = elected(lan, ROUTER, detector=FENCING, fence={"command": [script(lan, "sleep 1000\n")], "timeout": "3s",
                                                         "startup_grace": "1h"})
    assert a.ask("fence", what="force", instance=NAME)["ok"]
    lan.settles("b", bound=1)


def test_a_state_folder_that_cannot_be_written_forbids_to_fence(lan):
    in_the_way = lan["a"].folder / "in-the-way"
    in_the_way.write_text("")
    a = Holdfast(lan["a"], ROUTER, node={"state_dir": str(in_the_way)}, detector=FENCING)
    ended = subprocess.run(lan["a"].command(str(HOLDFASTD), "-c", str(a.file)), capture_output=True, text=True, timeout=20)
    assert ended.returncode == 4
    assert f"{in_the_way}, which cannot be written" in ended.stderr


def test_a_reload_to_a_fence_that_cannot_latch_is_refused(lan):
    a = lan.start(Holdfast(lan["a"], ROUTER))
    lan.settles("a")
    a.sections = {"node": {"state_dir": "/proc/self"}, "detector": FENCING}
    a.configure(ROUTER)
    assert not a.ask("reload")["ok"]
    assert json.loads(a.get("/api/v1/status"))["fence"]["state"] == "off"
    assert lan.watch.owners(ADDRESS) == {"a"}


def test_a_latch_that_is_damaged_says_why_it_fences(lan):
    for content, why in (("{ nonsense", "cannot be read"), ('{"version": 99, "instances": [], "fences": []}', "99")):
        state = lan["a"].folder / "state"
        state.mkdir(exist_ok=True)
        (state / "fence.latch").write_text(content)
        (state / "fence.latch").chmod(0o600)
        a = lan.start(Holdfast(lan["a"], ROUTER, detector=FENCING))
        wait_for(lambda: a.status()["state"] == "fenced", 10, "a starts fenced")
        assert why in a.client("fence", "status").stdout, a.client("fence", "status").stdout
        assert lan.watch.history(ADDRESS) == []
        a.stop()
