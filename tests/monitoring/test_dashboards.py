"""The dashboards by the rules that Grafana's own linter has, and some of ours; offline.

Excluded from the linter's rules, on purpose: ALERTS has the labels of each rule, so it is chosen by cluster alone.
"""
import itertools
import json
import re

import pytest
from files import ROOT, catalogue, dashboards, metrics_in
from promtool import promtool

BOARDS = dashboards()
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
PANELS = [pytest.param(panel, id=f"{board}:{panel['title']}") for board, model in BOARDS.items() for panel in model["panels"]
          if panel["type"] != "row"]
UNITS = {"short", "none", "s", "pps", "ops", "bytes", "percentunit", "dateTimeFromNow"}  # of Grafana's, those that we use
METRIC = re.compile(r"\b((?:holdfast|process)_\w+|up|ALERTS)\b(\{[^}]*\})?")
each_board = pytest.mark.parametrize("model", BOARDS.values(), ids=BOARDS)
each_panel = pytest.mark.parametrize("panel", PANELS)


def expressions(model: dict) -> list[str]:
    """All that is asked of the data source, variables apart."""
    of_panels = [target["expr"] for panel in model["panels"] for target in panel.get("targets", [])]
    return of_panels + [annotation["expr"] for annotation in model["annotations"]["list"] if "expr" in annotation]


def variables(model: dict) -> dict[str, dict]:
    return {variable["name"]: variable for variable in model["templating"]["list"]}


def selectors(expression: str) -> list[tuple[str, str]]:
    """Each metric with what is between its braces."""
    return METRIC.findall(re.sub(r"(by|on|ignoring|group_left) \([^)]*\)", "", expression))


def filled_in(expression: str) -> str:
    """As Grafana fills in its variables."""
    return re.sub(r"\$(cluster|job|instance|name)\b", ".*", re.sub(r"\$__\w+", "5m", expression))


# The linter's rules.

@each_board
def test_one_variable_chooses_the_data_source(model):
    sources = [one for one in model["templating"]["list"] if one["type"] == "datasource"]
    assert [(one["name"], one["label"], one["query"]) for one in sources] == [("datasource", "Data source", "prometheus")]


@each_board
def test_job_and_instance_can_be_chosen(model):
    for name, label in (("job", "Job"), ("instance", "Instance")):
        variable = variables(model)[name]
        assert variable["type"] == "query" and variable["datasource"] == SOURCE and variable["label"] == label
        assert variable["multi"] and variable["allValue"] == ".+"


@each_board
def test_the_choice_is_up_to_date_when_the_time_changes(model):
    assert all(one["refresh"] == 2 for one in model["templating"]["list"] if one["type"] == "query")


@each_board
def test_the_choices_are_asked_for_in_promql(model):
    asked = [re.fullmatch(r"label_values\((.*), \w+\)", one["query"]["query"])[1] for one in variables(model).values()
             if one["type"] == "query"]
    understood([filled_in(one) for one in asked])


@each_board
def test_nobody_edits_what_is_provisioned(model):
    assert model["editable"] is False


@each_panel
def test_a_panel_takes_its_data_from_the_chosen_source(panel):
    assert panel["targets"] and all(each["datasource"] == SOURCE for each in [panel, *panel["targets"]])


@each_panel
def test_a_panel_says_what_it_shows(panel):
    assert panel["title"] and panel["description"]


@each_panel
def test_a_panel_has_a_unit_or_words_for_its_values(panel):
    defaults = panel["fieldConfig"]["defaults"]
    words = defaults.get("mappings") or (panel["type"] == "table" and "Value" in str(panel["transformations"]))
    assert words or defaults["unit"] in UNITS


@each_board
def test_every_expression_is_promql(model):
    understood([filled_in(one) for one in expressions(model)])


def understood(asked: list[str]) -> None:
    rules = [{"record": f"panel:expression:{number}", "expr": one} for number, one in enumerate(asked)]
    said = promtool("check", "rules", "/dev/stdin", stdin=json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    assert f"{len(asked)} rules found" in said


@each_board
def test_rates_are_taken_over_the_interval_that_suits_the_scrapes(model):
    for expression in expressions(model):
        assert all(over == "$__rate_interval" for over in re.findall(r"\bi?rate\([^[]*\[([^]]*)\]", expression)), expression


@each_board
def test_every_selector_follows_the_choice(model):
    for expression in expressions(model):
        for metric, braces in selectors(expression):
            wanted = ["cluster"] if metric == "ALERTS" else ["cluster", "job", "instance"]
            assert all(f'{label}=~"${label}"' in braces for label in wanted), (metric, expression)


@each_board
def test_counters_are_never_shown_bare(model):
    for expression in expressions(model):
        bare = re.sub(r"\b(i?rate|increase)\([^[]*\[[^]]*\]\)", "", expression)
        assert not re.search(r"_total\b", bare), expression


# Ours.

@each_board
def test_a_panel_has_its_place_and_number(model):
    panels = model["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken = [(x, y) for panel in panels for x, y in cells(**panel["gridPos"])]
    assert len(taken) == len(set(taken)), "no two panels lie upon each other"
    assert max(x for x, _ in taken) < 24


def cells(x: int, y: int, w: int, h: int):
    return itertools.product(range(x, x + w), range(y, y + h))


@each_panel
def test_each_line_of_a_panel_has_a_name(panel):
    series = len(panel["targets"]) > 1 or " by (" in panel["targets"][0]["expr"] or panel["type"] == "timeseries"
    assert not series or all(target["legendFormat"] for target in panel["targets"])
    names = [target["refId"] for target in panel["targets"]]
    assert len(set(names)) == len(names)


@each_board
def test_what_is_asked_for_exists(model):
    known = catalogue()
    for metric, braces in (found for expression in expressions(model) for found in selectors(expression)):
        for name in metrics_in(metric):
            assert name in known, f"{name} is no metric"
            labels = set(re.findall(r"(\w+) *(?:=|!)", braces)) - {"cluster", "job", "instance"}
            assert labels <= known[name][1], f"{name} has no label {labels - known[name][1]}"


def test_the_dashboards_are_told_apart():
    assert len({model["uid"] for model in BOARDS.values()}) == len({model["title"] for model in BOARDS.values()}) == 3
    assert {path for path, model in BOARDS.items() if model["uid"] != path} == set(), "an address tells the file"


@each_board
def test_it_is_made_for_grafana_10_4_and_later_ones_upgrade_it(model):
    assert model["schemaVersion"] == 39 and model["id"] is None and "__inputs" not in model


def test_grafana_is_told_where_they_are():
    provider = (ROOT / "dashboards/provisioning/dashboards.yml").read_text()
    assert "/usr/share/holdfast/dashboards" in provider  # where conf/CMakeLists.txt installs them
