"""The usual scene: Holdfast on both routers, `a` the preferred one."""
from dataclasses import replace

from lab.daemons import Holdfast
from lab.lan import Lan
from lab.router import VirtualRouter
from lab.waiting import wait_for


def elected(lan: Lan, router: VirtualRouter = VirtualRouter(), **sections: dict) -> tuple[Holdfast, Holdfast]:
    """`a` (priority 200) is master, `b` (priority 100) its backup; each has the other as `peers`, which the detector
    needs to know a backup that never spoke. `sections` go into both configurations.
    """

    def node(label: str, other: str, priority: int) -> Holdfast:
        peers = {"peers": [lan[other].link_local if ":" in router.address else lan[other].address]}
        return Holdfast(lan[label], replace(router, priority=priority, more=router.more | peers), **sections)

    a, b = node("a", "b", 200), node("b", "a", 100)
    for daemon in (a, b):
        lan.start(daemon)
        wait_for(daemon.log, 5, "it runs")  # so that a is the first to hear nobody
    for address in router.addresses:
        lan.settles("a", address.split("/")[0], bound=10 + 7 * router.interval)
    return a, b
