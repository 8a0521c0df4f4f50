#!/usr/bin/env python3
"""Line coverage by folder, of a build with HOLDFAST_COVERAGE whose tests have run: coverage.py BUILD [--missing]

Fails below 95 % in any of the folders that only decide, and below 85 % over all. A line counts as run when any compilation
of it ran. --missing lists the lines that did not.
"""
import argparse
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/tidy"))

from layers import PURE  # noqa: E402

PRODUCT = ("daemon", "detector", "metrics")
PURE_AT_LEAST, ALL_AT_LEAST = 95, 85
BATCH = 40  # files for one gcov

Lines = dict[pathlib.PurePath, dict[int, bool]]  # of each source: line, and whether it ran


def read(notes: list[pathlib.Path]) -> list[dict]:
    """What gcov says of each source that these objects were compiled from."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["gcov", "--json-format", "--hash-filenames", *notes], cwd=folder, check=True, capture_output=True)
        return [source for report in pathlib.Path(folder).glob("*.gcov.json.gz")
                for source in json.loads(gzip.decompress(report.read_bytes()))["files"]]


def lines_of(build: pathlib.Path) -> Lines:
    notes = sorted(build.resolve().rglob("*.gcno"))
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(read, (notes[at:at + BATCH] for at in range(0, len(notes), BATCH))))
    lines: Lines = defaultdict(dict)
    for source in (source for report in reports for source in report):
        path = pathlib.Path(build.resolve(), source["file"]).resolve()
        if not path.is_relative_to(ROOT) or path.relative_to(ROOT).parts[0] not in PRODUCT:
            continue
        known = lines[path.relative_to(ROOT)]
        for line in source["lines"]:
            known[line["line_number"]] = known.get(line["line_number"], False) or line["count"] > 0
    return lines


def show(name: str, runs: list[bool], at_least: int | None) -> bool:
    """One line of the table; whether it is enough."""
    share = 100 * sum(runs) / max(1, len(runs))
    enough = at_least is None or (runs != [] and share >= at_least)
    limit = f"  {'met' if enough else 'MISSED'}, at least {at_least} %" if at_least else ""
    print(f"{name:18} {sum(runs):6} of {len(runs):6} lines  {share:5.1f} %{limit}")
    return enough


def tell_missing(lines: Lines) -> None:
    for path, runs in sorted(lines.items()):
        if left_out := sorted(number for number, ran in runs.items() if not ran):
            print(f"{path}: {' '.join(map(str, left_out))}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--missing", action="store_true")
    options = parser.parse_args()
    lines = lines_of(options.build)
    if options.missing:
        tell_missing(lines)
    folders: dict[str, list[bool]] = defaultdict(list)
    for path, runs in lines.items():
        folders[str(path.parent)] += runs.values()
    enough = [show(name, runs, PURE_AT_LEAST if name in PURE else None) for name, runs in sorted(folders.items())]
    pure = [folders[name] for name in sorted(PURE)]
    enough.append(show("all that decide", sum(pure, []), PURE_AT_LEAST))
    enough.append(show("all", sum(folders.values(), []), ALL_AT_LEAST))
    return 0 if all(enough) else 1


if __name__ == "__main__":
    sys.exit(main())
