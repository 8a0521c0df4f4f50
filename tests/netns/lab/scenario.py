"""The mark of a scenario: its number in the table of scenarios, its title, and the modes in which it is played."""
import os

import pytest

from lab.scene import PLAIN, Mode

LONG = os.environ.get("HOLDFAST_LONG") == "1"


def scenario(identity: str, title: str, *modes: Mode, long: tuple[Mode, ...] = ()):
    """@scenario("S07", "protocol 112 is dropped both ways", PLAIN, HELLO): the test's `scene` is of each mode in turn, and
    of those in `long` with HOLDFAST_LONG=1.
    """

    def decorate(test):
        played = [*(modes or (PLAIN,)), *(long if LONG else ())]
        scenes = [pytest.param(mode, id=str(mode).replace(" ", "-").replace(",", "")) for mode in played]
        return pytest.mark.scenario(identity, title)(pytest.mark.parametrize("scene", scenes, indirect=True)(test))

    return decorate
