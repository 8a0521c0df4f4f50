"""Each scenario gets a stage of its own; with HOLDFAST_RECORDS=FOLDER its outcome becomes a line of the table."""
import json
import os
import pathlib

import pytest

from lab.scene import Scene

LOG_TAIL = 4000  # characters


@pytest.fixture
def scene(request):
    made = Scene(request.param)
    yield made
    made.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    (yield).get_result()
    if "scene" in item.funcargs:
        item.funcargs["scene"].probes_harm_nobody()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    scene = item.funcargs.get("scene")
    if scene is None or report.when != "call":
        return
    if report.failed:
        for log in sorted(scene.lan.folder.glob("*/*.log")):
            report.sections.append((str(log.relative_to(scene.lan.folder)), log.read_text(errors="replace")[-LOG_TAIL:]))
    if folder := os.environ.get("HOLDFAST_RECORDS"):
        write(pathlib.Path(folder), item, scene, report.outcome)


def write(folder: pathlib.Path, item, scene: Scene, outcome: str) -> None:
    identity, title = item.get_closest_marker("scenario").args
    folder.mkdir(parents=True, exist_ok=True)
    line = {"id": identity, "title": title, "outcome": outcome, "test": item.name} | scene.record()
    with (folder / f"{os.getpid()}.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")
