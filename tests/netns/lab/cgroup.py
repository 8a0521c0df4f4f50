"""Control groups (version 1), each below the one in which the tests run: frozen, without memory, processes or CPU time."""
import itertools
import os
import pathlib
import time

import pytest

from lab.namespace import PREFIX

ROOT = pathlib.Path("/sys/fs/cgroup")

_counter = itertools.count()


class ControlGroup:
    """`with ControlGroup("freezer", *pids) as group:` - its processes return to where the tests are when it ends."""

    def __init__(self, controller: str, *pids: int):
        entries = [line.split(":", 2) for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines()]
        own = next((path for _, controllers, path in entries if controller in controllers.split(",")), None)
        if own is None or not (ROOT / controller).is_dir():
            pytest.skip(f"no control group for {controller}, of version 1")
        self._parent = ROOT / controller / own.lstrip("/")
        self.path = self._parent / f"{PREFIX}{os.getpid()}-{next(_counter)}"
        self._pids = pids

    def __enter__(self):
        self.path.mkdir()
        for pid in self._pids:
            self["cgroup.procs"] = pid
        return self

    def __setitem__(self, setting: str, value: int | str) -> None:
        (self.path / setting).write_text(str(value))

    def __getitem__(self, setting: str) -> str:
        return (self.path / setting).read_text().strip()

    def __exit__(self, *_) -> None:
        if (self.path / "freezer.state").exists():
            self["freezer.state"] = "THAWED"
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
