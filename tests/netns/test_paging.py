"""From a fault on the LAN to the pager: real daemons, Prometheus, Alertmanager, by the rules and routes that are shipped.

They are sped up ten times, so that minutes of waiting are seconds; with HOLDFAST_LONG=1 one split is played as shipped, with
scrapes every 15 s.
"""
import os
import pathlib
import re
import time

import pytest

from lab.daemons import Holdfast
from lab.lan import Lan
from lab.pair import elected
from lab.prometheus import ROUTES, RULES, Alertmanager, Pager, Prometheus
from lab.router import VirtualRouter
from lab.scene import moment
from lab.waiting import stays, wait_for

SECOND = VirtualRouter(interval=1.0)  # the bounds are given for an interval of one second
SPEED_UP = 10
LONG = os.environ.get("HOLDFAST_LONG") == "1"


def sped_up(text: str) -> str:
    """What waits in the file waits a tenth of the time."""
    def shorter(found: re.Match) -> str:
        return f"{found[1]}: {int(found[2]) * {'s': 1000, 'm': 60000, 'h': 3600000, 'd': 86400000}[found[3]] // SPEED_UP}ms"
    return re.sub(r"\b(for|keep_firing_for|group_wait|group_interval|repeat_interval): (\d+)([smhd])\b", shorter, text)


class Watch:
    """A pair that is watched; `pager` hears all that Alertmanager has to say. Without scrapes there is no Prometheus, and the
    nodes push their alerts themselves.
    """

    def __init__(self, scrape: float = 0, as_shipped: bool = False):
        self.lan = lan = Lan("a", "b", "monitor")
        try:
            rules, routes = lan["monitor"].folder / "rules.yml", lan["monitor"].folder / "alertmanager.yml"
            for ours, shipped in ((rules, RULES), (routes, ROUTES)):
                ours.write_text(shipped.read_text() if as_shipped else sped_up(shipped.read_text()))
            self.pager = Pager(lan["monitor"])
            lan.callback(self.pager.close)
            self.alertmanager = lan.start(Alertmanager(lan["monitor"], routes))
            wait_for(self.alertmanager.ready, 30, "Alertmanager is there")
            push = {"urls": [f"http://{lan['monitor'].address}:9093"], "labels": {"cluster": "lab"}}
            more = {} if scrape else {"alertmanager": push}
            self.a, self.b = elected(lan, SECOND, http={"listen": "0.0.0.0:10112"}, **more)
            if scrape:
                self._scrape(scrape, rules)
        except BaseException:
            lan.close()
            raise

    def _scrape(self, scrape: float, rules: pathlib.Path) -> None:
        lan = self.lan
        self.prometheus = lan.start(Prometheus(lan["monitor"], [lan["a"], lan["b"]], scrape, rules))
        wait_for(self.prometheus.ready, 30, "Prometheus is there")
        wait_for(lambda: sum(self.prometheus.now('up{job="holdfast"}').values()) == 2, 30 + scrape, "both are scraped")
        self.pager.first("heartbeat", "firing", 90)

    def fires(self, name: str) -> bool:
        return self.prometheus.now(f'ALERTS{{alertname="{name}", alertstate="firing"}}') != {}

    def pages(self) -> list[tuple[str, list[str]]]:
        """What the pager heard: status, and the names of the alerts in it."""
        return [(sent["status"], sorted({alert["labels"]["alertname"] for alert in sent["alerts"]}))
                for _, to, sent in self.pager.pages if to == "pager"]

    def close(self) -> None:
        for node in (self.a, self.b):
            if node.running:
                node.crash()  # at once: what an orderly end does is tested elsewhere
        self.lan.close()


@pytest.fixture
def watch(request):
    made = Watch(**getattr(request, "param", {"scrape": 1}))
    yield made
    made.close()


def watched(**how):
    """The test's `watch` is of this kind."""
    return pytest.mark.parametrize("watch", [how], indirect=True, ids=[""])


def split(watch: Watch, bound: float) -> float:
    """Until the page is there; seconds."""
    fault = time.monotonic()
    watch.lan.cut("a", "b")
    at, page = watch.pager.first("pager", "firing", bound)
    (alert,) = page["alerts"]
    assert alert["labels"] == {"alertname": "HoldfastSplitBrain", "severity": "critical", "cluster": "lab", "name": "vr51",
                               "vrid": "51", "family": "ipv4"}
    assert "has a second owner; proven by 10.77.0." in alert["annotations"]["description"]
    print(f"\nfrom the fault to the page: {at - fault:.1f} s")
    return at - fault


def test_a_split_brain_is_one_page_which_resolves_when_it_is_healed(watch):
    assert split(watch, 15) < 10
    wait_for(lambda: watch.fires("HoldfastMultipleMasters"), 20, "the cross-check fires, too")
    stays(lambda: watch.pages() == [("firing", ["HoldfastSplitBrain"])], 7, "one incident is one page")
    watch.lan.heal()
    watch.pager.first("pager", "resolved", 40)
    wait_for(lambda: not watch.fires("HoldfastMultipleMasters"), 10, "the cross-check has ended")
    stays(lambda: len(watch.pages()) == 2, 7, "nothing comes after it")
    assert [status for status, _ in watch.pages()] == ["firing", "resolved"]


def test_a_crash_is_a_ticket_and_no_page(watch):
    watch.a.signal(9)
    watch.lan.settles("b")
    _, ticket = watch.pager.first("tickets", "firing", 30)
    assert {alert["labels"]["alertname"] for alert in ticket["alerts"]} == {"HoldfastDown"}
    assert watch.pages() == []


def test_a_prometheus_that_is_cut_off_from_the_master_writes_a_ticket_and_pages_nobody(watch):
    watch.lan.cut("monitor", "a", "all")
    wait_for(lambda: watch.fires("HoldfastMasterUnseen"), 30, "a master is heard that is not seen")
    _, ticket = watch.pager.first("tickets", "firing", 30)
    assert {alert["labels"]["alertname"] for alert in ticket["alerts"]} == {"HoldfastDown"}
    stays(lambda: watch.pages() == [], 3, "the service is up")


def test_a_planned_hand_over_tells_nobody(watch):
    watch.a.stop()
    watch.lan.settles("b")
    watch.a.start()
    watch.lan.settles("a", bound=20)
    stays(lambda: {to for _, to, _ in watch.pager.pages} == {"heartbeat"}, 8, "nobody hears of it")


def test_a_drill_is_a_page_that_says_so(watch):
    assert watch.a.client("drill", "split", "vr51", "--for", "4s").returncode == 0
    _, page = watch.pager.first("pager", "firing", 10)
    assert page["commonLabels"]["drill"] == "true" and page["commonAnnotations"]["summary"].startswith("DRILL: ")


@watched(scrape=0)
def test_a_push_is_a_page_without_any_prometheus(watch):
    for node in (watch.a, watch.b):
        wait_for(lambda: node.verdict() == "healthy", 10, "nothing is wrong")
    fault = time.monotonic()
    watch.lan.cut("a", "b")
    at, page = watch.pager.first("pager", "firing", 15)
    said = min(moment(event) for node in (watch.a, watch.b) for event in node.events()
               if event["event"] == "verdict" and event["fields"]["to"] == "split_brain")
    after = at - time.monotonic() + time.time() - said
    print(f"\nfrom the fault to the pushed page: {at - fault:.1f} s, {after:.2f} s after the verdict")
    assert at - fault < 7 and after < 2
    assert page["groupLabels"] == {"cluster": "lab", "name": "vr51", "vrid": "51", "family": "ipv4"}
    assert page["commonLabels"]["alertname"] == "HoldfastSplitBrain"
    watch.lan.heal()
    watch.pager.first("pager", "resolved", 60)


@pytest.mark.skipif(not LONG, reason="minutes; HOLDFAST_LONG=1")
@watched(scrape=15, as_shipped=True)
def test_with_scrapes_of_15_seconds_a_page_comes_within_a_minute(watch):
    assert split(watch, 60) < 60
    watch.lan.heal()
    watch.pager.first("pager", "resolved", 240)
    assert [status for status, _ in watch.pages()] == ["firing", "resolved"]
