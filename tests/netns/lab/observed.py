"""A pair with everything configured, a Prometheus that scrapes it, and what happens to them: a fail-over and a split brain.

What is played once is looked at by many tests, so nothing here asserts anything.
"""
import signal
import time
from dataclasses import dataclass, replace

from lab.daemons import Holdfast
from lab.lan import Host, Lan
from lab.prometheus import Prometheus
from lab.router import VirtualRouter
from lab.waiting import wait_for

WEB = VirtualRouter(51, addresses=("10.77.0.10/24",), interval=0.2)
DB = VirtualRouter(52, addresses=("10.77.0.11/24",), interval=0.2)
KEY = "a key that nobody but the tests knows"


@dataclass
class Phase:
    """A part of the story, in wall-clock seconds, and each node's /metrics at its end."""

    since: float
    until: float
    metrics: dict[str, str]


def complete(host: Host, other: Host, gateway: Host, priority: int) -> Holdfast:
    """A node that has something of everything that metrics tell of."""
    weight = host.folder / "weight"
    weight.write_text("7\n")
    notify = {"any": ["/bin/true"]}
    more = {"peers": [other.address], "notify": notify}
    signed = {"hmac": {"keys": {"1": f"hex:{KEY.encode().hex()}"}}}
    routes = {"routes": [{"to": "198.51.100.0/24", "via": gateway.address}]}
    routers = [replace(WEB, priority=priority, more=more | routes), replace(DB, priority=priority, more=more | signed)]
    return Holdfast(
        host, *routers,
        node={"script_user": "root"},
        http={"listen": "0.0.0.0:10112"},
        hello={"listen": f"{host.second_address}:10112", "peers": [f"{other.second_address}:10112"], "key": KEY},
        check=[{"name": "weight", "type": "file", "path": str(weight), "interval": "300ms"},
               {"name": "gateway", "type": "ping", "targets": [gateway.address], "interval": "300ms"}],
        detector={"gateways": [gateway.address], "ping_interval": "300ms", "policy": "fence", "dry_run": True},
        group=[{"name": "pair", "instances": [WEB.name, DB.name], "notify": notify}],
        webhook=[{"url": f"http://{gateway.address}:9/"}])  # nobody is there: it is tried again and again


class Observed:
    def __init__(self):
        self.lan = Lan("a", "b", "monitor", "gateway", second=("a", "b"))
        self.phases: dict[str, Phase] = {}
        try:
            self._play()
        except BaseException:
            self.lan.close()
            raise

    def _play(self) -> None:
        lan = self.lan
        self.a = complete(lan["a"], lan["b"], lan["gateway"], 200)
        self.b = complete(lan["b"], lan["a"], lan["gateway"], 100)
        self.prometheus = lan.start(Prometheus(lan["monitor"], [lan["a"], lan["b"]]))
        lan.start(self.a, self.b)
        lan.settles("a")
        wait_for(self.prometheus.ready, 20, "Prometheus answers")
        wait_for(lambda: self._calm(self.a) and self._calm(self.b), 15, "both are healthy")
        self._phase("steady", lambda: None, lambda: True)
        self._phase("fail-over", self._kill_a, lambda: lan.watch.owners(WEB.address) == {"b"}, "b")
        self._phase("return", self.a.start, lambda: lan.watch.owners(WEB.address) == {"a"})
        self._phase("split", lambda: lan.cut("a", "b"), lambda: self._split(self.a) and self._split(self.b))
        self._phase("healed", lan.heal, lambda: not self._split(self.a) and not self._split(self.b))

    def _phase(self, name: str, begin, until, *labels: str) -> None:
        since = time.time()
        begin()
        wait_for(until, 20, name)
        nodes = {"a": self.a, "b": self.b}
        self._seen_by_prometheus(len(labels or nodes))
        self.phases[name] = Phase(since, time.time(), {label: nodes[label].get("/metrics") for label in labels or nodes})

    def _seen_by_prometheus(self, up: int) -> None:
        """Five more scrapes of both, the last of which so many of them answered."""
        before = self._scrapes()
        wait_for(lambda: self._scrapes() >= before + 10, 20, "five more scrapes of two targets")
        wait_for(lambda: sum(self.prometheus.now("up").values()) == up, 20, f"{up} answer")

    def _scrapes(self) -> float:
        return sum(self.prometheus.now("sum(count_over_time(up[1h]))").values())

    def _kill_a(self) -> None:
        """The engine dies, its guard lives and removes the addresses."""
        self.a.signal(signal.SIGKILL)
        self.a.wait()

    @staticmethod
    def _calm(node: Holdfast) -> bool:
        return {node.verdict(router.name) for router in (WEB, DB)} == {"healthy"}

    @staticmethod
    def _split(node: Holdfast) -> bool:
        return "split_brain" in {node.verdict(router.name) for router in (WEB, DB)}

    @property
    def since(self) -> float:
        return min(phase.since for phase in self.phases.values())

    @property
    def until(self) -> float:
        return max(phase.until for phase in self.phases.values())

    def texts(self) -> str:
        """All that the nodes ever showed under /metrics."""
        return "\n".join(text for phase in self.phases.values() for text in phase.metrics.values())

    def close(self) -> None:
        for node in (self.a, self.b):
            if node.running:
                node.crash()  # at once: what an orderly end does is tested elsewhere
        self.lan.close()
