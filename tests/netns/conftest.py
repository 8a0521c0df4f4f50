"""Each test gets a LAN of its own, and every LAN is audited; what the daemons said is shown when a test fails."""
from functools import partial

import pytest

from lab.audit import audit
from lab.lan import Lan
from lab.namespace import sweep

LOG_TAIL = 4000  # characters
DEFENCE = 12.0  # seconds: the winner of a split that heals announces its address at most once in ten
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


def lan_of(value) -> Lan | None:
    """A fixture's value is a LAN, or has one as `lan`, or there is none."""
    found = value if isinstance(value, Lan) else getattr(value, "lan", None)
    return found if isinstance(found, Lan) else None


def lans(item) -> list[Lan]:
    """Of the test's own fixtures; wider ones live on."""
    wider = {name for name, fixtures in item._fixtureinfo.name2fixturedefs.items() if fixtures[-1].scope != "function"}
    found = [lan_of(value) for name, value in item.funcargs.items() if name not in wider]
    return list({id(lan): lan for lan in found if lan}.values())


@pytest.hookimpl(hookwrapper=True)
def pytest_fixture_setup(fixturedef, request):
    """What many tests share is audited when the last of them has ended."""
    made = (yield).get_result()
    if fixturedef.scope != "function" and (lan := lan_of(made)):
        fixturedef.addfinalizer(partial(audit, lan))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    """A test is passed when its audits are."""
    (yield).get_result()
    if "scene" not in item.funcargs:
        for lan in lans(item):
            audit(lan, waived(item))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown(item):
    """The daemons of a scenario are asked for its record before they are audited, which ends them."""
    wrong = None
    if "scene" in item.funcargs and item.stash.get(PASSED, False):
        try:
            audit(item.funcargs["scene"].lan, waived(item), DEFENCE)
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
    if "scene" in item.funcargs or report.when != "call" or not report.failed:
        return
    for lan in lans(item):
        for log in sorted(lan.folder.glob("*/*.log")):
            report.sections.append((str(log.relative_to(lan.folder)), log.read_text(errors="replace")[-LOG_TAIL:]))
