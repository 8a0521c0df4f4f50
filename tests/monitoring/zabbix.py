"""The Zabbix template: its patterns, and what its items would show of a text of /metrics."""
import re
from collections.abc import Iterator

import yaml
from exposition import Exposition
from files import ZABBIX


def node_template() -> dict:
    return yaml.safe_load(ZABBIX.read_text())["zabbix_export"]["templates"][0]


def entities(tree: dict | list | None = None) -> Iterator[dict]:
    """Everything that has a UUID."""
    tree = yaml.safe_load(ZABBIX.read_text()) if tree is None else tree
    for child in tree.values() if isinstance(tree, dict) else tree:
        if isinstance(child, (dict, list)):
            if isinstance(child, dict) and "uuid" in child:
                yield child
            yield from entities(child)


def patterns() -> Iterator[tuple[str, str, str]]:
    """Each Prometheus pattern: whose it is, the pattern, and the label that is taken ("" for a value)."""
    for entity in entities():
        for step in entity.get("preprocessing", []):
            if step["type"].startswith("PROMETHEUS"):
                pattern, how, label = (step["parameters"] + ["", ""])[:3]
                yield entity["key"], pattern, label if how == "label" else ""


def rows(rule: dict, exposition: Exposition) -> list[dict[str, str]]:
    """What the discovery rule finds: its macros, filled in."""
    found = exposition.find(rule["preprocessing"][0]["parameters"][0])
    paths = {one["lld_macro"]: one["path"].removeprefix("$.labels.") for one in rule["lld_macro_paths"]}
    return [{macro: labels[label] for macro, label in paths.items()} for labels, _ in found]


def discovered(exposition: Exposition) -> dict[str, list[dict[str, str]]]:
    """By the keys of the discovery rules."""
    return {rule["key"]: rows(rule, exposition) for rule in node_template()["discovery_rules"]}


def put_in(text: str, row: dict[str, str]) -> str:
    for macro, value in row.items():
        text = text.replace(macro, value)
    return text


def rule_of(pattern: str) -> dict | None:
    """The discovery rule whose prototype has the pattern."""
    for rule in node_template()["discovery_rules"]:
        if any(step["parameters"][0] == pattern for one in rule["item_prototypes"] for step in one["preprocessing"]):
            return rule
    return None


def filled_in(pattern: str, exposition: Exposition) -> list[str]:
    """The pattern as it is for each thing that was discovered."""
    rule = rule_of(pattern) if "{#" in pattern else None
    return [put_in(pattern, row) for row in rows(rule, exposition)] if rule else [pattern]


def item(key: str, exposition: Exposition) -> str:
    """What the discovered item of this key shows."""
    for rule in node_template()["discovery_rules"]:
        for row in rows(rule, exposition):
            for prototype in rule["item_prototypes"]:
                if put_in(prototype["key"], row) == key:
                    pattern, how, label = prototype["preprocessing"][0]["parameters"]
                    labels, value = exposition.find(put_in(pattern, row))[0]
                    return labels[label] if how == "label" else value
    raise AssertionError(f"no item {key}")


def macros_of(text: str) -> set[str]:
    return set(re.findall(r"\{#\w+\}", text))
