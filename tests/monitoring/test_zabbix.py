"""The Zabbix template is one that Zabbix takes, and whose parts fit together."""
import pathlib
import re
import subprocess

import pytest
import yaml
import zabbix
from exposition import PATTERN
from files import ROOT, ZABBIX, alerts, catalogue, metrics_in

CHECK = ROOT / "tests/monitoring/zabbix_check.php"
FRONTEND = pathlib.Path("/usr/share/zabbix/include/classes")


def frontend_says(template: str, folder: pathlib.Path) -> str:
    """What Zabbix' own frontend finds wrong."""
    assert FRONTEND.is_dir(), "Debian's package zabbix-frontend-php"
    file = folder / "template.yaml"
    file.write_text(template)
    return subprocess.run(["php", CHECK, file], capture_output=True, text=True).stdout


def test_the_frontend_takes_it(tmp_path):
    assert frontend_says(ZABBIX.read_text(), tmp_path) == ""


@pytest.mark.parametrize("right, wrong", [
    ("type: HTTP_AGENT", "type: HTTP_AGEN"),
    ("holdfast_guard_up'", "holdfast_guard_up{a=~~}'"),
    ("=1'\n", "=<(1'\n"),
    ("key: holdfast.metrics", "key: 'holdfast metrics'"),
    ("max_foreach(", "max_foreach(,"),
])
def test_the_frontend_would_find_a_mistake(right, wrong, tmp_path):
    assert right in ZABBIX.read_text()
    assert frontend_says(ZABBIX.read_text().replace(right, wrong, 1), tmp_path) != ""


def test_every_identifier_and_key_is_there_once():
    identifiers = [entity["uuid"] for entity in zabbix.entities()]
    keys = [entity["key"] for entity in zabbix.entities() if "key" in entity]
    assert len(set(identifiers)) == len(identifiers) and len(set(keys)) == len(keys)


def test_every_metric_and_label_exists():
    known = catalogue()
    for key, pattern, output in zabbix.patterns():
        metric, matchers, _ = PATTERN.fullmatch(pattern).groups()
        (name,) = metrics_in(metric)
        labels = set(re.findall(r"(\w+)[=!]", matchers or "")) | ({output} - {"", "value"})
        assert name in known and labels <= known[name][1], f"{key}: {pattern}"


def test_prototypes_use_what_their_rule_discovers():
    for rule in zabbix.node_template()["discovery_rules"]:
        found = {one["lld_macro"] for one in rule["lld_macro_paths"]}
        assert zabbix.macros_of(str(rule)) <= found, rule["key"]


def test_triggers_ask_for_items_that_exist():
    keys = {entity["key"] for entity in zabbix.entities() if "key" in entity}
    keys |= {f"web.test.fail[{test['name']}]" for test in zabbix.node_template()["httptests"]}
    for entity in zabbix.entities():
        for asked in re.findall(r"/Holdfast [\w ]+/([\w.]+(?:\[[^]]*\])?)", entity.get("expression", "")):
            assert asked in keys, f"{entity['name']}: {asked}"


def test_dependencies_are_triggers():
    triggers = {(entity["name"], entity["expression"]) for entity in zabbix.entities() if "expression" in entity}
    for entity in zabbix.entities():
        for on in entity.get("dependencies", []):
            assert (on["name"], on["expression"]) in triggers, entity["name"]


def test_triggers_name_runbooks_that_exist():
    named = set(re.findall(r"Runbook: (\w+)\.", ZABBIX.read_text()))
    assert len(named) > 10 and named <= set(alerts())


def test_what_must_wake_somebody_does():
    severe = {entity["name"] for entity in zabbix.entities() if entity.get("priority") in ("HIGH", "DISASTER")}
    for words in ("two owners", "more than one master", "no master", "was fenced", "does not have", "/healthz fails"):
        assert any(words in name for name in severe), words


def test_it_is_made_for_zabbix_6():
    assert yaml.safe_load(ZABBIX.read_text())["zabbix_export"]["version"] == "6.0"
