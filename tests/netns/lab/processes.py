"""Processes by the word of /proc, which may be gone while they are asked for."""
import contextlib
import os
import pathlib


def children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # the process ends just now
        for path in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # the thread does
                found += map(int, path.read_text().split())
    return found


def descendants(pid: int) -> list[int]:
    return [below for child in children(pid) for below in [child, *descendants(child)]]


def name_of(pid: int) -> str:
    """What the process calls itself; nothing if it is gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def state_of(pid: int) -> str:
    """R, S, T …, or "" without such a process."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return ""


def alive(pid: int) -> bool:
    """The process exists and is no zombie."""
    return state_of(pid) not in ("Z", "")


def descriptors(pid: int) -> int:
    """How many it has open."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return len(os.listdir(f"/proc/{pid}/fd"))
    return 0
