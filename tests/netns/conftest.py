"""Each test gets a LAN of its own; what the daemons said is shown when a test fails."""
import pytest

from lab.lan import Lan
from lab.namespace import sweep

LOG_TAIL = 4000  # characters


@pytest.fixture(scope="session", autouse=True)
def no_leftovers():
    sweep()


@pytest.fixture
def lan():
    """Two routers and a client on one switch."""
    with Lan("a", "b", "client") as made:
        yield made


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    lan = item.funcargs.get("lan")
    if lan is not None and report.when == "call" and report.failed:
        for log in sorted(lan.folder.glob("*/*.log")):
            report.sections.append((str(log.relative_to(lan.folder)), log.read_text(errors="replace")[-LOG_TAIL:]))
