"""A real Zabbix server takes the template in, discovers a pair by it, and says when there is a split brain or nothing to be said.

Its database takes half a minute to be made, so only with HOLDFAST_LONG=1.
"""
import os

import pytest

from lab.daemons import ROOT
from lab.lan import Lan
from lab.pair import elected
from lab.router import VirtualRouter
from lab.waiting import wait_for
from lab.zabbix_server import Zabbix

pytestmark = pytest.mark.skipif(os.environ.get("HOLDFAST_LONG") != "1", reason="minutes; HOLDFAST_LONG=1")
TEMPLATE = ROOT / "conf/zabbix/holdfast.yaml"
ROUTER = "vr51,51,ipv4"
CALM = " is now "  # information about a change of state, no problem


class Watched:
    """A pair and its virtual router as hosts of Zabbix, asked every second."""

    def __init__(self):
        self.lan = Lan("a", "b", "monitor")
        try:
            self.zabbix = Zabbix(self.lan, self.lan["monitor"])
            self.zabbix.take_in(TEMPLATE.read_text())
            self.a, self.b = elected(self.lan, VirtualRouter(interval=1.0), http={"listen": "0.0.0.0:10112"})
            group = self.zabbix.group("Holdfast")
            for label in ("a", "b"):
                self.zabbix.add(label, group, "Holdfast by HTTP", self.lan[label].address, interval="1s", stale="10s")
            self.zabbix.add("router", group, "Holdfast cluster", router=ROUTER)
        except BaseException:
            self.lan.close()
            raise

    def shows(self, host: str, key: str, value: str) -> bool:
        return self.zabbix.items(host).get(key, {}).get("lastvalue") == value

    def problems(self) -> set[tuple[str, str]]:
        return {(host, name) for host, name in self.zabbix.problems() if CALM not in name}

    def close(self) -> None:
        for node in (self.a, self.b):
            if node.running:
                node.crash()  # at once: what an orderly end does is tested elsewhere
        self.lan.close()


@pytest.fixture
def watched():
    made = Watched()
    yield made
    made.close()


def test_zabbix_watches_a_pair(watched):
    for host, state in (("a", "master"), ("b", "backup")):
        wait_for(lambda: watched.shows(host, f"holdfast.state[{ROUTER}]", state), 60, f"{host} is discovered as {state}")
    wait_for(lambda: watched.shows("router", "holdfast.masters", "1"), 60, "one master is counted")
    wrong = {(host, key): item["error"] for host in ("a", "b", "router") for key, item in watched.zabbix.items(host).items()
             if item["error"]}
    assert wrong == {} and watched.problems() == set()

    watched.lan.cut("a", "b")
    split = {(host, "Holdfast: vr51 has two owners") for host in ("a", "b")}
    wait_for(lambda: split <= watched.problems(), 30, "both nodes' split is a problem")
    wait_for(lambda: watched.shows("router", "holdfast.masters", "2"), 60, "two masters are counted")
    watched.lan.heal()
    wait_for(lambda: not split & watched.problems(), 60, "the problem is over")

    watched.a.crash()
    stale = ("a", "Holdfast: no fresh data")
    wait_for(lambda: stale in watched.problems(), 60, "nothing fresh is a problem")
    wait_for(lambda: watched.shows("router", "holdfast.masters", "1"), 90, "who does not answer is not counted")
