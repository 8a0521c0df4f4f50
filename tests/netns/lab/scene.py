"""A scenario on stage: who plays, the moment of the fault, and what is asked of every node afterwards.

Three views, none of which trusts another: the verdict (API and metric), the wire (`lan.capture`) and the kernels
(`lan.watch`). Verdicts that must never be said are looked for in all that was ever announced, not in samples.
"""
import contextlib
import re
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from lab.daemons import Daemon, Holdfast
from lab.lan import Lan
from lab.peers import Keepalived
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

CALM = {"healthy", "transition"}
SPLITS = {"split_brain", "zombie_owner", "address_conflict"}
KEY = "a key that only the tests know"
PACE = 0.02  # seconds between two looks at a daemon
LAST_WORDS = 0.1  # seconds: what was on its way when an address went
GRACE = 0.4  # seconds: less than the shortest grace after a change of state
FAST = VirtualRouter(interval=0.2)
SLOW = VirtualRouter(interval=1.0)  # the interval for which the bounds are given
SIX = VirtualRouter(interval=0.2, addresses=("fe80::77/64", "fd77::10/64"))
LARGE = VirtualRouter(interval=0.2, addresses=("10.77.0.10/24", *(f"10.77.1.{number}/16" for number in range(1, 201))))


def moment(event: dict) -> float:
    """Seconds since the epoch."""
    return datetime.fromisoformat(event["at"]).timestamp()


@dataclass(frozen=True)
class Mode:
    """How a scenario is played."""

    hello: bool = False  # the nodes speak over their second network
    virtual_mac: bool = False
    keepalived: str = ""  # the host that runs it instead of Holdfast

    def __str__(self) -> str:
        words = ["virtual MAC"] * self.virtual_mac + ["hello"] * self.hello
        words += [f"keepalived on {self.keepalived}"] if self.keepalived else []
        return ", ".join(words) or "plain"


PLAIN, HELLO, VIRTUAL_MAC = Mode(), Mode(hello=True), Mode(virtual_mac=True)
VIRTUAL_MAC_HELLO = Mode(hello=True, virtual_mac=True)
KEEPALIVED, KEEPALIVED_FIRST = Mode(keepalived="b"), Mode(keepalived="a")


@dataclass
class Said:
    """A verdict that was waited for: how long after the fault a node said it."""

    verdict: str
    seconds: float


class Scene:
    """Hosts a, b and c may be routers, `gateway` answers pings, `client` is whoever else the scenario needs."""

    def __init__(self, mode: Mode):
        self.mode = mode
        self.lan = Lan("a", "b", "c", "client", "gateway", second=("a", "b", "c"))
        self.nodes: dict[str, Daemon] = {}
        self.router = FAST
        self.said: dict[str, list[Said]] = {}
        self.action = ""  # what was done about it, in words, if it is more than an alert
        self.fault_at = self.fault_wall = 0.0

    # The cast.

    def node(self, label: str, router: VirtualRouter, others: tuple[str, ...], **sections: dict) -> Daemon:
        """A daemon of the kind that the mode wants on this host; it knows the others as peers."""
        host = self.lan[label]
        more = {"virtual_mac": True} if self.mode.virtual_mac else {}
        if self.mode.keepalived == label:
            node = Keepalived(host, replace(router, more=more))
        else:
            six = ":" in router.address
            peers = [self.lan[other].link_local if six else self.lan[other].address for other in others]
            router = replace(router, more={"peers": peers} | more | router.more)
            node = Holdfast(host, router, **self._sections(label, others, sections))
        self.nodes[label] = node
        return node

    def _sections(self, label: str, others: tuple[str, ...], sections: dict) -> dict:
        detector = {"gateways": [self.lan["gateway"].address], "audit_interval": "2s", "ping_interval": "300ms"}
        made = sections | {"detector": detector | sections.get("detector", {})}
        if self.mode.hello:
            peers = [f"{self.lan[other].second_address}:10112" for other in others]
            made["hello"] = {"listen": f"{self.lan[label].second_address}:10112", "peers": peers, "key": KEY}
        return made

    def elected(self, router: VirtualRouter = FAST, third: int = 0, **sections: dict) -> None:
        """`a` (priority 200) is master, `b` (priority 100) its backup; c too if it is given a priority."""
        self.router = router
        priorities = {"a": 200, "b": 100} | ({"c": third} if third else {})
        for label, priority in priorities.items():
            others = tuple(other for other in priorities if other != label)
            self.node(label, replace(router, priority=priority), others, **sections)
        for node in self.nodes.values():
            self.lan.start(node)
            wait_for(node.log, 5, "it runs")  # so that a is the first to hear nobody
        self.lan.settles("a", router.address, bound=10 + 7 * router.interval)
        for label in self.nodes:
            self.await_calm(label)

    def elected_by_unicast(self, **sections: dict) -> None:
        """As `elected`, with adverts to each other's address alone."""
        for label, other, priority in (("a", "b", 200), ("b", "a", 100)):
            router = replace(self.router, priority=priority, unicast_peers=(self.lan[other].address,))
            self.node(label, router, (other,), **sections)
        self.lan.start(*self.nodes.values())
        self.lan.settles("a")
        for label in self.nodes:
            self.await_calm(label)

    def clones(self, **sections: dict) -> None:
        """a and b have the same address and the same settings; the fault is their start."""
        a, b = self.lan["a"], self.lan["b"]
        b.ip(f"address del {b.address}/24 dev eth0", f"address add {a.address}/24 dev eth0")
        for label, other in (("a", "b"), ("b", "a")):
            self.node(label, replace(self.router, priority=100, more={"peers": []}), (other,), **sections)
        with self.fault():
            self.lan.start(*self.nodes.values())

    def pairs(self, *routers: VirtualRouter) -> None:
        """a and b with several virtual routers each; the first one is what the scenario is about."""
        self.router = routers[0]
        for label, other, priority in (("a", "b", 200), ("b", "a", 100)):
            networks = {"eth0": self.lan[other].address, "eth1": self.lan[other].second_address}
            node = self.node(label, routers[0], (other,))
            node.configure(*(replace(router, priority=priority, more={"peers": [networks[router.interface]]})
                             for router in routers))
        self.lan.start(*self.nodes.values())
        for router in routers:
            self.lan.settles("a", router.address)
        for label in self.nodes:
            self.await_calm(label)

    def start(self, label: str, router: VirtualRouter, *others: str, **sections: dict) -> Daemon:
        return self.lan.start(self.node(label, router, others, **sections))

    def __getattr__(self, label: str) -> Daemon:
        try:
            return self.__dict__["nodes"][label]
        except KeyError:
            raise AttributeError(label) from None

    def watched(self, label: str) -> Holdfast | None:
        """The node, if it is one that gives verdicts."""
        node = self.nodes.get(label)
        return node if isinstance(node, Holdfast) else None

    # The fault.

    @contextlib.contextmanager
    def fault(self):
        """Time counts from the moment before it is injected."""
        self.fault_at, self.fault_wall = time.monotonic(), time.time()
        yield

    def injected(self, wall: float) -> None:
        """The fault was on the wire at this time."""
        self.fault_at, self.fault_wall = time.monotonic() - (time.time() - wall), wall

    def since_fault(self) -> float:
        return time.monotonic() - self.fault_at

    # The verdicts.

    def conditions(self, label: str) -> set[str]:
        """All that holds on the node now: the leading verdict and the others."""
        verdict = self.nodes[label].status(self.router.name)["verdict"]
        return {verdict["name"], *verdict["also"]} if verdict else set()

    def expect(self, label: str, verdict: str, within: float) -> None:
        """The node says so, by API and metric, within so many seconds of the fault."""
        self.expect_one_of(label, {verdict}, within)

    def expect_one_of(self, label: str, verdicts: set[str], within: float) -> None:
        """As `expect`, where more than one name is right."""
        node = self.watched(label)
        if node is None:
            return
        end = self.fault_at + within
        while not (shown := self.conditions(label) & verdicts):
            assert time.monotonic() < end, f"{label}: not {verdicts} within {within:.1f} s but {self.story(label)}"
            time.sleep(PACE)
        verdict = shown.pop()
        assert node.metric("holdfast_detector_condition", name=self.router.name, verdict=verdict) == 1
        assert node.metric("holdfast_detector_verdict", name=self.router.name) == 1  # one leads
        self.said.setdefault(label, []).append(Said(verdict, self.since_fault()))
        if verdict in SPLITS:
            assert node.metric("holdfast_split_brain", name=self.router.name) == 1

    def expect_both(self, verdict: str, within: float) -> None:
        for label in ("a", "b"):
            self.expect(label, verdict, within)

    def leads(self, label: str, verdict: str, within: float) -> None:
        """As `expect`, and it is the verdict that leads: what people see first, and alerts go by."""
        if node := self.watched(label):
            self.expect(label, verdict, within)
            wait_for(lambda: node.verdict(self.router.name) == verdict, max(0, within - self.since_fault()),
                     f"{label}: {verdict} leads")
            assert node.metric("holdfast_detector_verdict", name=self.router.name, verdict=verdict) == 1

    def lead_both(self, verdict: str, within: float) -> None:
        for label in ("a", "b"):
            self.leads(label, verdict, within)

    def detail(self, label: str) -> str:
        """The sub-reason of the leading verdict."""
        return self.nodes[label].status(self.router.name)["verdict"].get("detail", "")

    def reason(self, label: str) -> str:
        return self.nodes[label].status(self.router.name)["verdict"]["reason"]

    def await_calm(self, label: str, bound: float = 10) -> None:
        """The node calls things healthy, and its last change of state is behind it."""
        if self.watched(label):
            wait_for(lambda: self._is_calm(label), bound, f"{label} is healthy")

    def _is_calm(self, label: str) -> bool:
        changed = [moment(event) for event in self.nodes[label].events() if event["event"] == "transition"]
        verdicts = self.announced(label)
        return (bool(changed and verdicts) and verdicts[-1]["to"] == "healthy"
                and moment(verdicts[-1]) - changed[-1] > GRACE)

    def announced(self, label: str) -> list[dict]:
        """Every verdict that the node ever announced: `to`, `reason` and more; none for a node without verdicts."""
        node = self.watched(label)
        events = node.events() if node and node.running else []
        return [event["fields"] | {"at": event["at"]} for event in events if event["event"] == "verdict"]

    def logged_verdicts(self, label: str) -> list[str]:
        """The verdicts of all its lives, from the log: a daemon that starts again has forgotten its events."""
        return re.findall(r" verdict instance=\S+ from=\S+ to=(\w+)", self.nodes[label].log())

    def story(self, label: str) -> str:
        """The same as text, for messages."""
        return "; ".join(f"{said['at'][17:23]} {said['to']}: {said['reason']}" for said in self.announced(label)[-8:])

    def only(self, label: str, *allowed: str) -> None:
        """Nothing but calm and these was ever announced."""
        wrong = {said["to"] for said in self.announced(label)} - CALM - set(allowed)
        assert not wrong, f"{label} announced {wrong}: {self.story(label)}"

    def all_only(self, *allowed: str) -> None:
        """The same of every node."""
        for label in self.nodes:
            self.only(label, *allowed)

    # The kernels.

    def owners(self) -> frozenset[str]:
        return self.lan.watch.owners(self.router.address)

    def owned_by(self, *labels: str, within: float) -> None:
        """These hosts, and no others, hold the address within so many seconds from now."""
        wait_for(lambda: self.owners() == set(labels), within, f"{labels} hold the address, not {set(self.owners())}")

    def stays_owned_by(self, *labels: str, seconds: float) -> None:
        stays(lambda: self.owners() == set(labels), seconds, f"{labels} hold the address, not {set(self.owners())}")

    def stays_owned_by_at_least(self, label: str, seconds: float) -> None:
        stays(lambda: label in self.owners(), seconds, f"{label} keeps the address")

    # The wire.

    def speakers(self, since: float) -> Counter:
        """How often each node advertised on the wire since then, resignations apart."""
        adverts = self.lan.capture.adverts(since=since, vrid=self.router.vrid)
        return Counter(advert.host for advert in adverts if advert.priority > 0 and advert.host in self.nodes)

    def served_by(self, *labels: str, within: float = 2) -> None:
        """Kernels and wire agree: these hold the address, and of all nodes these alone advertise it."""
        self.owned_by(*labels, within=within)
        self.spoken_for_by(*labels)

    def spoken_for_by(self, *labels: str) -> None:
        """From now on these nodes advertise, each three times; no other does meanwhile."""
        since = time.time() + LAST_WORDS
        wait_for(lambda: all(self.speakers(since)[label] >= 3 for label in labels), LAST_WORDS + 3 * self.router.interval + 2,
                 f"{labels} advertise")
        assert set(self.speakers(since)) == set(labels)

    def defences(self, label: str) -> list[float]:
        """When, in seconds after the fault, the host announced the address again; a burst is one."""
        sent = [each.time for each in self.lan.capture.announcements(label, self.fault_wall, address=self.router.address)]
        return [time - self.fault_wall for before, time in pairwise([0, *sent]) if time - before > 0.2]

    def asked(self, label: str) -> list[float]:
        """When, in seconds after the fault, the host asked for the address."""
        questions = self.lan.capture.questions(label, self.fault_wall, address=self.router.address)
        return [question.time - self.fault_wall for question in questions]

    def probes_harm_nobody(self) -> None:
        """Of every scenario: who asks for the address does not ask as its owner, nor from `::`, nor with a virtual MAC."""
        for label in self.nodes:
            if not self.watched(label):
                continue
            for address in (one.split("/")[0] for one in self.router.addresses):
                for asked in self.lan.capture.questions(label, address=address):
                    assert asked.source not in (address, "::") and not asked.mac.startswith("00:00:5e"), asked

    # The end.

    def record(self) -> dict:
        """For the table: what each node said, when the last of what was waited for was said, and what was done."""
        seconds = [said.seconds for all_said in self.said.values() for said in all_said]
        return {"mode": str(self.mode), **{label: self._words(label) for label in ("a", "b", "c")},
                "seconds": round(max(seconds), 2) if seconds else None,
                "action": self.action or ("alert" if seconds else "none")}

    def _words(self, label: str) -> str:
        """The verdicts that were waited for; where none were, all that was announced."""
        node = self.watched(label)
        if node is None:
            return ""
        said = [said.verdict for said in self.said.get(label, [])]
        if not said and node.running:
            said = [said["to"] for said in self.announced(label) if said["to"] not in CALM] or ["healthy"]
        return " + ".join(dict.fromkeys(said))

    def close(self) -> None:
        """At once: what an orderly end does is tested elsewhere."""
        for node in self.nodes.values():
            if node.running:
                node.crash()
        self.lan.close()
