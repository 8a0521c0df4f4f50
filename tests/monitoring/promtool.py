"""Stories for `promtool test rules`: what was scraped every five seconds, and which alerts fire then.

A value list is promtool's: "0x5 1x20" is 0 six times and 1 twenty-one times, "_x3" three scrapes without the series, "stale"
the scrape at which it ended. All alerts are looked at, so that what is not expected must not fire.
"""
import json
import subprocess
import tempfile

from files import ROOT, RULES, alerts

STEP = 5  # seconds
CLUSTER = {"cluster": "lb"}
WEB = {"name": "web", "vrid": "51", "family": "ipv4"}
FIRING = 'ALERTS{alertstate="firing", alertname!="HoldfastWatchdog"}'


def promtool(*arguments: str, stdin: str = "") -> str:
    """What it printed; an AssertionError if it is not content."""
    done = subprocess.run(["promtool", *arguments], input=stdin, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def selector(metric: str, labels: dict) -> str:
    return metric + "{" + ", ".join(f'{name}="{value}"' for name, value in sorted(labels.items())) + "}"


def of_node(instance: str, metric: str, values: str, /, **labels: str) -> dict:
    """A series of a node."""
    return {"series": selector(metric, CLUSTER | {"job": "holdfast", "instance": instance} | labels), "values": values}


def of_web(instance: str, metric: str, values: str, /, **labels: str) -> dict:
    """A series of the virtual router `web` on a node."""
    return of_node(instance, metric, values, **WEB, interface="eth0", **labels)


def state(instance: str, which: str, values: str) -> dict:
    return of_web(instance, "holdfast_vrrp_state", values, state=which)


def up(instance: str, values: str = "1x200") -> dict:
    return of_node(instance, "up", values)


def alert(name: str, /, **labels: str) -> dict:
    """A firing alert with these labels beside the cluster and its severity."""
    return {"alertname": name, "severity": alerts()[name]["labels"]["severity"]} | CLUSTER | labels


def node_alert(name: str, instance: str, /, **labels: str) -> dict:
    return alert(name, job="holdfast", instance=instance, **labels)


def web_alert(name: str, instance: str = "", /, **labels: str) -> dict:
    """Of the virtual router `web`: as the whole cluster has it, or one node."""
    if not instance:
        return alert(name, **WEB, **labels)
    return node_alert(name, instance, **WEB, interface="eth0", **labels)


def plain(summary: str) -> str:
    """As it reads when nobody rehearses."""
    return summary.removeprefix("{{ if $labels.drill }}DRILL: {{ end }}")


class Story:
    def __init__(self, *series: dict):
        # A target that is always there, so that only who wants to hears of the absence of all.
        other = {"series": 'up{cluster="other", job="holdfast", instance="z"}', "values": "1x1000"}
        self.test = {"interval": f"{STEP}s", "input_series": [*series, other], "promql_expr_test": [], "alert_rule_test": []}

    def at(self, moment: str, *expected: dict) -> "Story":
        """These alerts, and no others, fire."""
        samples = [{"labels": selector("ALERTS", {"alertstate": "firing"} | each), "value": 1} for each in expected]
        self.test["promql_expr_test"].append({"expr": FIRING, "eval_time": moment, "exp_samples": samples})
        return self

    def until(self, moment: str, *expected: str) -> "Story":
        """Alerts of these names, and no others, fired at any time up to then."""
        samples = [{"labels": selector("", {"alertname": name}), "value": 1} for name in expected]
        expression = f"group by (alertname) (last_over_time({FIRING}[1d]))"
        self.test["promql_expr_test"].append({"expr": expression, "eval_time": moment, "exp_samples": samples})
        return self

    def says(self, moment: str, description: str, expected: dict, summary: str = "") -> "Story":
        """The one alert of its name reaches people in these words."""
        name = expected["alertname"]
        annotations = alerts()[name]["annotations"]
        said = {"exp_labels": {key: value for key, value in expected.items() if key != "alertname"},
                "exp_annotations": annotations | {"description": description, "summary": summary or plain(annotations["summary"])}}
        self.test["alert_rule_test"].append({"eval_time": moment, "alertname": name, "exp_alerts": [said]})
        return self

    def holds(self) -> None:
        told = {"rule_files": [str(RULES)], "evaluation_interval": f"{STEP}s", "tests": [self.test]}
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            json.dump(told, file)  # JSON is YAML
            file.flush()
            promtool("test", "rules", file.name)
