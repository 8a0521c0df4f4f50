#!/usr/bin/env python3
"""The shape of the code, checked on its text: who may include whom, what pure folders may not touch, how long files are.

    layers.py [ROOT]     # prints each breach as file:line: and the median length; exit code 1 if there is a breach
"""
import pathlib
import re
import statistics
import sys

# Each folder and what it may include; more than the targets' link lines, this is the picture of DESIGN.md.
MAY_INCLUDE = {
    "daemon/net": set(),
    "daemon/vrrp": {"daemon/net"},
    "daemon/engine": {"daemon/vrrp", "daemon/net"},
    "daemon/fence": {"daemon/net"},
    "daemon/checks": {"daemon/net"},
    "detector/hello": {"daemon/vrrp", "daemon/net"},
    "detector": {"detector/hello", "daemon/vrrp", "daemon/net"},
    "daemon/notify": {"daemon/engine", "daemon/vrrp", "detector", "daemon/net"},
    "daemon/io": {"daemon/net"},
    "daemon/guard": {"daemon/fence", "daemon/io", "daemon/net"},
    "daemon/runner": {"daemon/io", "daemon/net"},
    "daemon/web": {"daemon/io", "daemon/net"},
    "daemon/probes": {"daemon/checks", "daemon/runner", "daemon/web", "daemon/io", "daemon/net"},
    "daemon/post": {"daemon/notify", "daemon/runner", "daemon/web", "daemon/io", "daemon/engine", "detector", "daemon/net"},
    "daemon/config": {"daemon/runner", "daemon/io", "daemon/engine", "daemon/fence", "daemon/checks", "daemon/notify", "detector", "daemon/vrrp", "daemon/net"},
    "daemon/import": {"daemon/config", "daemon/net"},
    "metrics": {"daemon/engine", "daemon/fence", "daemon/checks", "daemon/notify", "detector", "daemon/vrrp", "daemon/net"},
    "detector/sensor": {"detector", "detector/hello", "daemon/io", "daemon/vrrp", "daemon/net"},
    "daemon/cli": {"daemon/config", "daemon/import", "daemon/io", "daemon/net"},
    "daemon/app": {"daemon/notify", "daemon/post", "daemon/checks", "daemon/runner", "daemon/probes", "daemon/engine", "daemon/fence", "detector/hello", "daemon/vrrp", "daemon/net", "daemon/io", "daemon/guard", "daemon/config", "metrics",
                   "detector", "detector/sensor"},
}
PURE = {"daemon/net", "daemon/vrrp", "daemon/engine", "daemon/fence", "daemon/checks", "daemon/notify", "detector/hello", "detector"}
IMPURE_HEADERS = re.compile(
    r"thread|mutex|shared_mutex|condition_variable|future|atomic|random|iostream|fstream|filesystem|ctime|time\.h|csignal"
    r"|unistd\.h|fcntl\.h|poll\.h|pthread\.h|(sys|net|netinet|netpacket|linux|boost|asio|fmt|spdlog|netlink|prometheus)/.*"
)
ADDRESS_TEXT = "arpa/inet.h"  # inet_ntop and its inverse, for daemon/net alone
IMPURE_CALLS = re.compile(
    r"::now\s*\(|\b(?:rand|srand|getenv|system|clock_gettime|gettimeofday|f?printf|puts|fopen|abort|exit)\s*\("
)
THE_LAST_WORD = pathlib.PurePath("daemon/net/ensure.cpp")  # says why, and aborts
LONGEST, LONGEST_TEST = 300, 500
CODE = {".cpp", ".hpp"}
COUNTED = CODE | {".py", ".sh"}


def folder_of(path: pathlib.PurePath) -> str:
    """The room that a path belongs to: the longest folder of the table above it."""
    rooms = [room for room in MAY_INCLUDE if path.is_relative_to(room)]
    return max(rooms, key=len, default="")


def breaches(path: pathlib.PurePath, text: str) -> list[str]:
    """What is wrong in one source file, as `file:line: text`."""
    room = folder_of(path)
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        for problem in _line_breaches(room, line, path == THE_LAST_WORD):
            found.append(f"{path}:{number}: {problem}")
    return found


def _line_breaches(room: str, line: str, may_end: bool):
    if ours := re.match(r'\s*#\s*include\s+"([^"]+)"', line):
        target = folder_of(pathlib.PurePath(ours[1]))
        if not target:
            yield f'"{ours[1]}" is not a full path from the top'
        elif target != room and target not in MAY_INCLUDE[room]:
            yield f"{room} must not include {target}"
    if room not in PURE:
        return
    if system := re.match(r"\s*#\s*include\s+<([^>]+)>", line):
        if IMPURE_HEADERS.fullmatch(system[1]):
            yield f"<{system[1]}> in {room}, which is pure"
        if system[1] == ADDRESS_TEXT and room != "daemon/net":
            yield f"<{ADDRESS_TEXT}> in {room}: only daemon/net turns addresses into text"
    elif not may_end and (call := IMPURE_CALLS.search(line.split("//")[0])):
        yield f"{call[0]} in {room}, which is pure"


def check(root: pathlib.Path) -> tuple[list[str], list[int]]:
    """All breaches of a tree, and the lengths of its product files."""
    found, lengths = [], []
    for top in ("daemon", "detector", "metrics", "tests"):
        for file in sorted((root / top).rglob("*")):
            if file.suffix not in COUNTED or not file.is_file():
                continue
            path, text = file.relative_to(root), file.read_text()
            limit = LONGEST_TEST if top == "tests" else LONGEST
            length = text.count("\n")
            if length > limit:
                found.append(f"{path}: {length} lines, at most {limit}")
            if file.suffix in CODE and top != "tests":
                lengths.append(length)
                found += breaches(path, text)
    return found, lengths


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2])
    found, lengths = check(root)
    print("\n".join(found + [f"{len(lengths)} files, median {statistics.median(lengths):.0f} lines, longest {max(lengths)}"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
