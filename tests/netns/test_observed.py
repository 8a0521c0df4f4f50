"""What a real Prometheus, and Zabbix, make of a real pair through a fail-over and a split brain.

`HOLDFAST_UPDATE=1 pytest tests/netns/test_observed.py -k documented` writes the catalogue of metrics anew.
"""
import math
import os
import pathlib
import re
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "monitoring"))
import files
import zabbix
from exposition import Exposition, table
from promtool import promtool

from lab.observed import DB, WEB, Observed

pytestmark = pytest.mark.xdist_group("observed")  # one worker, one story
START, END = "<!-- metrics: written by tests/netns/test_observed.py -->", "<!-- end of metrics -->"


@pytest.fixture(scope="module")
def seen():
    observed = Observed()
    yield observed
    observed.close()


# Grafana.

def asked(expression: str, seen: Observed) -> str:
    """With Grafana's variables filled in, for scrapes of one second."""
    expression = expression.replace("$__rate_interval", "4s").replace("$__interval", "4s")
    expression = expression.replace("$__range", f"{seen.until - seen.since:.0f}s")
    return re.sub(r"\$(cluster|job|instance|name)\b", ".*", expression)


def test_every_panel_has_data(seen):
    empty = []
    for board, model in files.dashboards().items():
        for panel in model["panels"]:
            for target in panel.get("targets", []):
                series = seen.prometheus.over(asked(target["expr"], seen), seen.since, seen.until)
                if not any(math.isfinite(value) for _, values in series for value in values):
                    empty.append(f"{board}: {panel['title']}: {target['expr']}")
    assert empty == []


def test_every_annotation_marks_something(seen):
    for model in files.dashboards().values():
        for annotation in model["annotations"]["list"]:
            if "expr" in annotation:
                assert seen.prometheus.over(asked(annotation["expr"], seen), seen.since, seen.until), annotation["name"]


def test_every_variable_has_choices(seen):
    for model in files.dashboards().values():
        for variable in model["templating"]["list"]:
            if variable["type"] == "query":
                metric, label = re.fullmatch(r"label_values\((.*), (\w+)\)", asked(variable["query"]["query"], seen)).groups()
                match = {"match[]": metric, "start": str(seen.since), "end": str(seen.until)}
                assert seen.prometheus.ask(f"label/{label}/values", **match), variable["name"]


def panel(title: str, seen: Observed, phase: str, board: str = "holdfast-overview") -> list[tuple[dict, list[float]]]:
    """What the panel shows of the last seconds of a phase."""
    shown = next(panel for panel in files.dashboards()[board]["panels"] if panel["title"] == title)
    until = seen.phases[phase].until
    return seen.prometheus.over(asked(shown["targets"][0]["expr"], seen), until - 2, until)


def last(series: list[tuple[dict, list[float]]], label: str = "instance") -> dict[str, float]:
    """By a label, whose values are the hosts' names if they are their addresses; of several series the greatest."""
    names = {"10.77.0.1:10112": "a", "10.77.0.2:10112": "b"}
    found: dict[str, float] = {}
    for labels, values in series:
        name = labels.get(label, "")
        found[names.get(name, name)] = max(found.get(names.get(name, name), -math.inf), values[-1])
    return found


def test_the_overview_counts_the_masters(seen):
    for phase, masters in (("steady", 1), ("fail-over", 1), ("return", 1), ("split", 2), ("healed", 1)):
        assert last(panel("Masters", seen, phase), "name") == {WEB.name: masters, DB.name: masters}, phase


def test_the_time_line_shows_who_is_what(seen):
    backup, master = 1, 2
    told = {"steady": {"a": master, "b": backup}, "fail-over": {"b": master}, "return": {"a": master, "b": backup},
            "split": {"a": master, "b": master}, "healed": {"a": master, "b": backup}}
    for phase, states in told.items():
        assert last(panel("Who is master", seen, phase)) == states, phase


def test_the_time_line_of_addresses_shows_the_kernels(seen):
    assert last(panel("Who has the address", seen, "steady")) == {"a": 1, "b": 0}
    assert last(panel("Who has the address", seen, "fail-over")) == {"b": 1}
    assert last(panel("Who has the address", seen, "split")) == {"a": 1, "b": 1}


def test_a_split_turns_the_first_panel_red_and_nothing_else_does(seen):
    shown = {phase: last(panel("Owners", seen, phase))[""] for phase in seen.phases}
    assert shown == {"steady": 0, "fail-over": 0, "return": 0, "split": 1, "healed": 0}


def test_the_split_brain_dashboard_has_owners_and_verdicts(seen):
    board = "holdfast-split-brain"
    assert last(panel("Owners visible", seen, "split", board)) == {"a": 2, "b": 2}
    assert "split_brain" in last(panel("Verdicts that hold", seen, "split", board), "verdict")
    assert last(panel("Gateways", seen, "split", board)) == {"a": 1, "b": 1}


def test_the_master_sends_an_advert_in_each_interval(seen):
    sent = last(panel("Adverts sent and received", seen, "steady"))
    assert sent["a"] == pytest.approx(1 / WEB.interval, rel=0.3) and sent["b"] == 0


# The metrics.

def test_promtool_finds_nothing_wrong_with_what_is_shown(seen):
    for phase in seen.phases.values():
        for text in phase.metrics.values():
            assert promtool("check", "metrics", stdin=text) == ""


def test_every_metric_is_documented(seen):
    written = files.CATALOGUE.read_text()
    before, rest = written.split(START)
    current = f"{before}{START}\n{table(Exposition(seen.texts()))}{END}{rest.split(END)[1]}"
    if os.environ.get("HOLDFAST_UPDATE"):
        files.CATALOGUE.write_text(current)
    assert files.CATALOGUE.read_text() == current, "HOLDFAST_UPDATE=1 writes it anew"


def test_everything_that_has_metrics_is_configured_here(seen):
    assert Exposition(seen.texts()).without_series() == [], "lab/observed.py must configure what these tell of"


# Zabbix.

def test_every_pattern_of_the_template_finds_its_series(seen):
    exposition = Exposition(seen.phases["split"].metrics["a"])
    for where, pattern, output in zabbix.patterns():
        for filled in zabbix.filled_in(pattern, exposition):
            assert exposition.find(filled), f"{where}: {filled}"
            assert output in ("", "value") or all(output in labels for labels, _ in exposition.find(filled)), where


def test_the_template_discovers_what_there_is(seen):
    found = zabbix.discovered(Exposition(seen.phases["steady"].metrics["a"]))
    assert {(row["{#NAME}"], row["{#VRID}"]) for row in found["holdfast.instances"]} == {(WEB.name, "51"), (DB.name, "52")}
    assert {row["{#ADDRESS}"] for row in found["holdfast.addresses"]} == {WEB.address, DB.address}


def test_the_items_tell_the_state(seen):
    def shown(phase: str, label: str, key: str) -> str:
        return zabbix.item(f"{key}[{WEB.name},51,ipv4]", Exposition(seen.phases[phase].metrics[label]))

    assert shown("steady", "a", "holdfast.state") == "master" and shown("steady", "b", "holdfast.state") == "backup"
    assert shown("split", "b", "holdfast.state") == "master"
    assert shown("split", "a", "holdfast.split") == "1" and shown("healed", "a", "holdfast.split") == "0"
