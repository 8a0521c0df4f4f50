"""With the daemons as a test leaves them: memory, descriptors, processes and metrics are sane."""
import contextlib
import math
import os
import pathlib
import re

from prometheus_client.parser import text_string_to_metric_families

from lab.audit.subject import Subject
from lab.lan import Host
from lab.processes import alive, descendants, descriptors, name_of

MEMORY = 64 << 10  # KB, of each process
DESCRIPTORS = 64  # of a process that was not seen when all was calm
MORE = 24  # than when all was calm: connections, scripts, what is opened when it is first needed
OF_AN_INSTANCE = 6
HELPERS = 4  # guard, steward, two runners
OURS = ("holdfast", "hf-")


def strays(host: Host) -> list[str]:
    """What runs there, and was started neither by the test nor by what the test started and still runs."""
    known = set(descendants(os.getpid()))
    return [f"{name_of(pid)} ({pid})" for pid in host.processes() if pid not in known and alive(pid)]


def memory(subject: Subject) -> list[str]:
    return [f"{name_of(pid)} of {daemon.host.label} has {size} KB" for daemon in subject.holdfasts()
            for pid in [daemon.pid, *descendants(daemon.pid)] if (size := resident(pid)) > MEMORY]


def resident(pid: int) -> int:
    """KB; 0 for a process that is gone, or is built with a sanitizer."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        process = pathlib.Path(f"/proc/{pid}")
        if re.search(r"lib[at]san|memcheck", (process / "maps").read_text()):
            return 0
        return int(re.search(r"VmRSS:\s+(\d+)", (process / "status").read_text() + "VmRSS: 0").group(1))
    return 0


def open_files(subject: Subject) -> list[str]:
    """Of engine and helpers, beside what they had when the LAN was calm for the first time."""
    wrong = []
    for daemon in subject.holdfasts():
        count = max(len(subject.instances(daemon)), len(daemon.routers))
        for pid in [daemon.pid, *descendants(daemon.pid)]:
            before, then = subject.lan.calm.get(pid, (DESCRIPTORS - MORE, 0))
            if (now := descriptors(pid)) > before + MORE + OF_AN_INSTANCE * max(0, count - then):
                wrong.append(f"{name_of(pid)} of {daemon.host.label} has {now} descriptors, {before} before")
    return wrong


def children(subject: Subject) -> list[str]:
    """The engine has its helpers, the scripts are done, and nobody is orphaned."""
    wrong = [f"{one} runs on {host.label} and is nobody's child" for host in subject.hosts() for one in strays(host)]
    for daemon in subject.holdfasts():
        names = [name_of(pid) for pid in descendants(daemon.pid) if alive(pid)]
        helpers = [name for name in names if name.startswith(OURS)]
        if len(helpers) > HELPERS:
            wrong.append(f"{daemon.host.label} has the helpers {helpers}")
        if scripts := [name for name in names if name and name not in helpers]:
            wrong.append(f"{daemon.host.label} goes on running {scripts}")
    return wrong


def metrics(subject: Subject) -> list[str]:
    """They are served, can be read, and are sane."""
    wrong = []
    for daemon in subject.holdfasts():
        if daemon.http == "off":
            continue
        try:
            page = daemon.try_get("/metrics")
            problems = insane(page) if page else ["/metrics is not served"]
        except (OSError, ValueError) as error:
            problems = [f"/metrics: {error}"]
        wrong += [f"{daemon.host.label}: {problem}" for problem in problems]
    return wrong


def insane(page: str) -> list[str]:
    """Samples that are negative, or no number; histograms whose buckets fall. A ValueError where the page is none."""
    wrong: list[str] = []
    last: dict[tuple, float] = {}
    for sample in (sample for family in text_string_to_metric_families(page) for sample in family.samples):
        if not sample.name.startswith("holdfast_"):
            continue
        shown = f"{sample.name}{sample.labels}"
        below_zero = sample.value < 0 and not sample.name.startswith("holdfast_check_number")
        if math.isnan(sample.value) or below_zero:
            wrong.append(f"{shown} is {sample.value}")
        if sample.name.endswith("_bucket"):
            series = (sample.name, *sorted(item for item in sample.labels.items() if item[0] != "le"))
            if sample.value < last.get(series, 0):
                wrong.append(f"{shown} falls")
            last[series] = sample.value
    return wrong
