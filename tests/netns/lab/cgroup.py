"""Control groups, each below the one in which the tests run: frozen, or (version 1) without memory, processes or CPU time."""
import contextlib
import itertools
import os
import pathlib
import time

import pytest

from lab.namespace import PREFIX

ROOT = pathlib.Path("/sys/fs/cgroup")
UNIFIED = ""  # the hierarchy of version 2
FREEZERS = {"freezer": ("freezer.state", "FROZEN", "THAWED"), UNIFIED: ("cgroup.freeze", 1, 0)}

_counter = itertools.count()


def ours(controller: str) -> pathlib.Path | None:
    """The group in which the tests run, if there is such a hierarchy."""
    entries = [line.split(":", 2) for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines()]
    path = next((path for _, controllers, path in entries if controller in controllers.split(",")), None)
    folders = [ROOT / controller] if controller else [ROOT / "unified", ROOT]
    folder = next((folder for folder in folders if folder.is_dir()), None)
    group = folder / path.lstrip("/") if folder and path is not None else None
    return group if group and (group / "cgroup.procs").exists() else None


@contextlib.contextmanager
def frozen(*pids: int):
    """They stand still, as the processes of a paused machine do, until the context ends."""
    controller = "freezer" if ours("freezer") else UNIFIED
    setting, yes, no = FREEZERS[controller]
    with ControlGroup(controller, *pids) as group:
        group[setting] = yes
        try:
            yield
        finally:
            group[setting] = no


class ControlGroup:
    """`with ControlGroup("pids", *pids) as group:` - its processes return to where the tests are when it ends."""

    def __init__(self, controller: str, *pids: int):
        self._parent = ours(controller)
        if self._parent is None:
            pytest.skip(f"no control group for {controller or 'freezing, of either version'}")
        self.path = self._parent / f"{PREFIX}{os.getpid()}-{next(_counter)}"
        self._pids = pids

    def __enter__(self):
        self.path.mkdir()
        for pid in self._pids:
            with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
                self["cgroup.procs"] = pid
        return self

    def __setitem__(self, setting: str, value: int | str) -> None:
        (self.path / setting).write_text(str(value))

    def __getitem__(self, setting: str) -> str:
        return (self.path / setting).read_text().strip()

    def __exit__(self, *_) -> None:
        for pid in self["cgroup.procs"].split():
            try:
                (self._parent / "cgroup.procs").write_text(pid)
            except ProcessLookupError:
                pass  # it ended meanwhile
        for _ in range(100):
            try:
                return self.path.rmdir()
            except OSError:
                time.sleep(0.01)  # the kernel is not yet done with what was killed
