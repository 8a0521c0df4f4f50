"""The files under test, as data."""
import json
import pathlib
import re

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
RULES = ROOT / "alerts/holdfast.rules.yml"
ROUTES = ROOT / "alerts/alertmanager.yml"
DASHBOARDS = sorted((ROOT / "dashboards").glob("*.json"))
ZABBIX = ROOT / "conf/zabbix/holdfast.yaml"
CATALOGUE = ROOT / "metrics/README.md"
ROUTER = "`name` `interface` `vrid` `family`"  # what "…" stands for there


def rules() -> list[dict]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def alerts() -> dict[str, dict]:
    """The alerting rules by name."""
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def dashboards() -> dict[str, dict]:
    """By the names of their files."""
    return {path.stem: json.loads(path.read_text()) for path in DASHBOARDS}


def catalogue() -> dict[str, tuple[str, set[str]]]:
    """Each documented metric: its type and its labels."""
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*?) \| .* \|$", CATALOGUE.read_text(), re.MULTILINE)
    return {name: (kind, set(re.findall(r"`(\w+)`", labels.replace("…", ROUTER)))) for name, kind, labels in rows}


def metrics_in(text: str) -> set[str]:
    """What looks like a metric of ours, without the suffixes of histograms."""
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in re.findall(r"\b(?:holdfast|process)_[a-z_]+\b", text)}
