"""A host with as many virtual routers as there can be."""
import time

from lab.daemons import Holdfast
from lab.router import many
from lab.waiting import wait_for

COUNT, INTERVAL = 255, 1.0


def test_255_instances_are_elected_and_fail_over_together(lan):
    high, low = many(COUNT, 200, INTERVAL), many(COUNT, 100, INTERVAL)
    addresses = [router.address for router in low]

    def all_held_by(host: str) -> bool:
        return all(lan.watch.owners(address) == {host} for address in addresses)

    a, _ = lan.start(Holdfast(lan["a"], *high), Holdfast(lan["b"], *low))
    wait_for(lambda: all_held_by("a"), 15, "a holds all addresses")
    since = time.time()
    a.signal(9)
    wait_for(lambda: all_held_by("b"), low[0].master_down + 2, "b holds all addresses")
    assert [overlap for address in addresses for overlap in lan.watch.overlaps(address, since)] == []
