"""Builds with a sanitizer (HOLDFAST_BUILD): each process that has something to report writes it into a folder of the LAN's.
Guard and steward have no terminal, and what they say at their end would be lost.
"""
import os
import pathlib

OPTIONS = ("ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS")


def folder_of(lan: pathlib.Path) -> pathlib.Path:
    return lan / "sanitizer"


def prepare(lan: pathlib.Path) -> None:
    folder_of(lan).mkdir()
    folder_of(lan).chmod(0o1777)  # engines are not root


def environment(lan: pathlib.Path) -> dict[str, str]:
    """What tells the processes where to; other builds do not look at it."""
    where = f"log_path={folder_of(lan)}/report:print_stacktrace=1"
    return {name: ":".join(filter(None, (os.environ.get(name), where))) for name in OPTIONS}


def demand_silence(lan: pathlib.Path) -> None:
    reports = [report.read_text(errors="replace") for report in folder_of(lan).iterdir()]
    assert not reports, "a sanitizer reports:\n" + "\n".join(reports)
