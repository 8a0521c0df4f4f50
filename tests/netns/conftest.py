"""Each test gets a LAN of its own; what the daemons said is shown when a test fails."""
import pytest

from lab.audit import audit
from lab.lan import Lan
from lab.namespace import sweep

LOG_TAIL = 4000  # characters
PASSED = pytest.StashKey[bool]()


@pytest.fixture(scope="session", autouse=True)
def no_leftovers():
    sweep()


@pytest.fixture
def lan():
    """Two routers and a client on one switch."""
    with Lan("a", "b", "client") as made:
        yield made


def waived(item) -> set[str]:
    return {name for mark in item.iter_markers("waives") for name in mark.args}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    """A test is passed when its audits are."""
    (yield).get_result()
    if "lan" in item.funcargs:
        audit(item.funcargs["lan"], waived(item))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown(item):
    """A scenario asserts itself who owns what; its daemons are asked for its record before they are stopped."""
    wrong = None
    if "scene" in item.funcargs and item.stash.get(PASSED, False):
        try:
            audit(item.funcargs["scene"].lan, waived(item) | {"owners", "announcements"})
        except AssertionError as error:
            wrong = error
    (yield).get_result()
    if wrong:
        raise wrong


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    if report.when == "call":
        item.stash[PASSED] = report.passed
    lan = item.funcargs.get("lan")
    if lan is not None and report.when == "call" and report.failed:
        for log in sorted(lan.folder.glob("*/*.log")):
            report.sections.append((str(log.relative_to(lan.folder)), log.read_text(errors="replace")[-LOG_TAIL:]))
