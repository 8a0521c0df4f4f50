"""The mark of a scenario: its number in the table of scenarios, its title, and the modes in which it is played."""
import pytest

from lab.scene import PLAIN, Mode


def scenario(identity: str, title: str, *modes: Mode):
    """@scenario("S07", "protocol 112 is dropped both ways", PLAIN, HELLO): the test's `scene` is of each mode in turn."""

    def decorate(test):
        played = [pytest.param(mode, id=str(mode).replace(" ", "-").replace(",", "")) for mode in modes or (PLAIN,)]
        return pytest.mark.scenario(identity, title)(pytest.mark.parametrize("scene", played, indirect=True)(test))

    return decorate
