"""What scrapers get: a real Prometheus takes the format that it prefers, and dashboards made for keepalived's exporter find
their names.
"""
import urllib.request

import pytest

from lab.daemons import Holdfast
from lab.lan import Lan
from lab.prometheus import Prometheus
from lab.router import VirtualRouter
from lab.waiting import wait_for

ROUTER = VirtualRouter()
OPENMETRICS = "application/openmetrics-text"


@pytest.fixture
def network():
    with Lan("a", "monitor") as made:
        yield made


def master(network: Lan, **http) -> Holdfast:
    a = network.start(Holdfast(network["a"], ROUTER, http={"listen": "0.0.0.0:10112"} | http))
    network.settles("a")
    a.get("/livez")
    return a


def metrics(network: Lan, accept: str) -> tuple[str, str]:
    """Type and text."""
    request = urllib.request.Request("http://127.0.0.1:10112/metrics", headers={"Accept": accept})
    with network["a"].entered(), urllib.request.urlopen(request, timeout=5) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


def test_prometheus_scrapes_openmetrics(network):
    master(network, keepalived_exporter_names=True)
    prometheus = network.start(Prometheus(network["monitor"], [network["a"]]))
    wait_for(prometheus.ready, 30, "Prometheus is there")
    wait_for(lambda: prometheus.now('holdfast_vrrp_state{name="vr51", state="master"} == 1'), 15, "it knows the master")
    [target] = prometheus.ask("targets")["activeTargets"]
    assert target["health"] == "up", target["lastError"]
    [series] = prometheus.now('holdfast_vrrp_state{name="vr51", state="master"}')
    assert ("holdfast_vrrp_state", "master") in series  # the label that only OpenMetrics has
    known = {one["type"] for one in prometheus.ask("metadata")["holdfast_vrrp_state"]}
    assert known == {"stateset"}
    assert list(prometheus.now('keepalived_vrrp_state{iname="vr51"}').values()) == [2]
    assert prometheus.now('keepalived_advertisements_sent_total{iname="vr51", state="MASTER"}')


def test_who_does_not_ask_gets_the_older_format(network):
    master(network)
    assert metrics(network, "*/*")[0] == "text/plain; version=0.0.4; charset=utf-8"
    kind, text = metrics(network, f"{OPENMETRICS};version=1.0.0,text/plain;q=0.5")
    assert kind == f"{OPENMETRICS}; version=1.0.0; charset=utf-8" and text.endswith("# EOF\n")
    assert metrics(network, f"{OPENMETRICS};q=0, text/plain")[0].startswith("text/plain")


def test_a_strict_reader_finds_nothing_wrong(network):
    parser = pytest.importorskip("prometheus_client.openmetrics.parser")
    master(network, keepalived_exporter_names=True)
    families = list(parser.text_string_to_metric_families(metrics(network, OPENMETRICS)[1]))
    kinds = {family.type for family in families}
    assert {"counter", "gauge", "histogram", "info", "stateset"} <= kinds
