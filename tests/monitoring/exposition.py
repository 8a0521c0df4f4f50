"""Text of /metrics, read; and the catalogue of what is in it."""
import re
from collections import defaultdict

LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
SERIES = re.compile(r'^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$', re.MULTILINE)
# One matcher of Zabbix' Prometheus patterns, and the whole pattern: metric{label="value",…} == number
MATCHER = re.compile(r'(\w+)(=~|!~|!=|=)"((?:[^"\\]|\\.)*)"')
PATTERN = re.compile(r'^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?(?: *== *(\S+))?$')


class Exposition:
    """Types and help by family; each series once, however often the text has it."""

    def __init__(self, text: str):
        self.help = dict(re.findall(r"^# HELP (\w+) (.*)$", text, re.MULTILINE))
        self.types = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE))
        self.series: dict[str, list[tuple[dict[str, str], str]]] = defaultdict(list)
        for name, labels, value in SERIES.findall(text):
            self.series[name].append((dict(LABEL.findall(labels)), value))

    def _of_family(self, family: str) -> list[tuple[dict[str, str], str]]:
        return self.series.get(family, []) + self.series.get(f"{family}_bucket", [])

    def labels(self, family: str) -> list[str]:
        """In the order in which they are written; the bounds of a histogram are none."""
        found = dict.fromkeys(label for labels, _ in self._of_family(family) for label in labels)
        return [label for label in found if label != "le"]

    def without_series(self) -> list[str]:
        return [family for family in self.types if not self._of_family(family)]

    def find(self, pattern: str) -> list[tuple[dict[str, str], str]]:
        """The series that a Prometheus pattern of Zabbix chooses."""
        metric, matchers, wanted = PATTERN.fullmatch(pattern).groups()
        return [(labels, value) for labels, value in self.series.get(metric, [])
                if all(_matches(labels.get(name, ""), how, text) for name, how, text in MATCHER.findall(matchers or ""))
                and (wanted is None or float(value) == float(wanted))]


def _matches(value: str, how: str, text: str) -> bool:
    same = bool(re.search(text, value)) if "~" in how else value == text
    return same != how.startswith("!")


def table(exposition: Exposition) -> str:
    """The catalogue, as Markdown."""
    instance = ["name", "interface", "vrid", "family"]
    rows = ["| metric | type | labels | what it tells |", "|---|---|---|---|"]
    for family, kind in exposition.types.items():
        labels = exposition.labels(family)
        own = labels[:4] == instance
        words = ["…"] * own + [f"`{label}`" for label in (labels[4:] if own else labels)]
        rows.append(f"| `{family}` | {kind} | {', '.join(words)} | {exposition.help[family]} |")
    return "\n".join(rows) + "\n"
