#!/usr/bin/env python3
"""Writes the table of scenarios into DESIGN.md, from what a run recorded.

    HOLDFAST_RECORDS=/tmp/records python3 -m pytest tests/netns/scenarios -n 3
    tests/netns/scenario_table.py /tmp/records DESIGN.md     # between the two markers; without a file: prints it
"""
import json
import pathlib
import sys

BEGIN, END = "<!-- scenarios: written by tests/netns/scenario_table.py -->", "<!-- end of scenarios -->"
HEAD = """| # | what happens | played | verdict on a | on b | seconds | what is done |
|---|---|---|---|---|---|---|"""
FAILED = "**not met**"


def read(folder: pathlib.Path) -> list[dict]:
    """The last outcome of each test, in the order of the scenarios' numbers."""
    lines = [json.loads(line) for file in sorted(folder.glob("*.jsonl"), key=lambda file: file.stat().st_mtime)
             for line in file.read_text().splitlines()]
    latest = {line["test"]: line for line in lines if line["outcome"] != "skipped"}
    return sorted(latest.values(), key=lambda line: (line["id"] == "measure", line["id"], line["title"]))


def rows(lines: list[dict]) -> list[str]:
    """A row for each scenario; modes with the same outcome share it, with the longest time."""
    shared: dict[tuple, list[dict]] = {}
    for line in lines:
        passed = line["outcome"] == "passed"
        outcome = (line["a"], line["b"], line["c"], line["action"] if line["id"] != "measure" else "") if passed else FAILED
        shared.setdefault((line["id"], line["title"], outcome), []).append(line)
    return [row(identity, title, outcome, played) for (identity, title, outcome), played in shared.items()]


def row(identity: str, title: str, outcome, played: list[dict]) -> str:
    modes = ", ".join(dict.fromkeys(line["mode"].replace(", ", " with ") for line in played))
    number = "" if identity == "measure" else identity
    if outcome == FAILED:
        return f"| {number} | {title} | {modes} | {FAILED} | | | |"
    a, b, c, action = outcome
    times = [line["seconds"] for line in played if line["seconds"]]
    verdicts = [f"`{words.replace(' + ', '` + `')}`" if words else "–" for words in (a, b)]
    if c:
        verdicts[1] += f"; on c `{c}`"
    seconds = f"{max(times):.1f}" if times else "–"
    return f"| {number} | {title} | {modes} | {' | '.join(verdicts)} | {seconds} | {'; '.join(dict.fromkeys(line['action'] for line in played))} |"


def table(lines: list[dict]) -> str:
    failed = sum(line["outcome"] != "passed" for line in lines)
    summary = f"{len(lines)} tests of {len({line['id'] for line in lines} - {'measure'})} scenarios, {failed} not met."
    return "\n".join([HEAD, *rows(lines), "", summary])


def main() -> None:
    text = table(read(pathlib.Path(sys.argv[1])))
    if len(sys.argv) < 3:
        return print(text)
    file = pathlib.Path(sys.argv[2])
    before, found, rest = file.read_text().partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        sys.exit(f"{file} has no markers: {BEGIN} … {END}")
    file.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


if __name__ == "__main__":
    main()
