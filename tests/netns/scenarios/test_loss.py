"""Bad links: what comes and goes is called flapping; a split is only what lasted longer than an interval."""
from dataclasses import replace

from lab.scenario import scenario
from lab.scene import FAST, HELLO, PLAIN, SPLITS, VIRTUAL_MAC, moment
from lab.waiting import stays, wait_for

LOSSY = replace(FAST, interval=0.1)
WATCHED = 20  # seconds of bad link


def overlaps(scene) -> list[tuple[float, float]]:
    """Begin and end of each time when two hosts held the address."""
    held, since, found = set(), 0.0, []
    for event in scene.lan.watch.history(scene.router.address):
        before = len(held)
        (held.add if event.added else held.discard)(event.host)
        if before < 2 <= len(held):
            since = event.time
        if before >= 2 > len(held):
            found.append((since, event.time))
    return found + ([(since, float("inf"))] if len(held) > 1 else [])


def splits_were_long(scene) -> None:
    """Whoever announced a split did so during an overlap of about an interval or more, or just after it."""
    long = [(begin, end) for begin, end in overlaps(scene) if end - begin > 0.8 * scene.router.interval]
    for label in ("a", "b"):
        for said in scene.announced(label):
            if said["to"] in SPLITS:
                at = moment(said)
                assert any(begin < at < end + 0.5 for begin, end in long), f"{label} at {at}: {said['reason']}; {overlaps(scene)}"


def watch_loss(scene, bound: float) -> None:
    """b says `flapping` within the bound; so does a, unless its contests last and are splits. The loss goes on."""
    scene.expect("b", "flapping", bound)
    scene.expect_one_of("a", {"flapping", "split_brain"}, bound)
    stays(scene.owners, WATCHED - scene.since_fault(), "somebody holds the address")
    jeopardy = ["jeopardy"] if scene.mode.hello else []  # b says by hello that it misses our adverts
    scene.all_only("flapping", "suspected", "split_brain", "zombie_owner", *jeopardy)
    splits_were_long(scene)


@scenario("S11", "30 % of the adverts are lost, both ways", PLAIN, long=(HELLO,))
def test_random_loss_is_flapping(scene):
    scene.elected(LOSSY)
    with scene.fault():
        scene.lan.cut("a", "b", loss=30)
    watch_loss(scene, 60)


@scenario("S12", "60 % of the adverts are lost on the way from a to b", PLAIN, long=(HELLO,))
def test_one_sided_loss_is_flapping(scene):
    scene.elected(LOSSY)
    with scene.fault():
        scene.lan.drop("a", "b", loss=60)
    watch_loss(scene, 40)


@scenario("S36", "the master's link flaps every two seconds", PLAIN, VIRTUAL_MAC)
def test_a_link_that_comes_and_goes_is_flapping_and_no_split(scene):
    scene.elected()
    with scene.fault():
        for _ in range(4):
            scene.lan.unplug("a")
            wait_for(lambda: "a" not in scene.owners(), 1, "a lets go")
            scene.served_by("b", within=3)
            scene.lan.plug("a")
            scene.owned_by("a", within=8)
    scene.expect_both("flapping", scene.since_fault() + 3)
    scene.all_only("jeopardy", "flapping", "suspected")
    scene.action = "the address leaves a with each loss"
