"""The status page in a real browser: what a person sees who was woken. HOLDFAST_PICTURES=DIR keeps pictures of it."""
import os
import pathlib
import re

import pytest

from lab.browser import Browser
from lab.daemons import Holdfast
from lab.lan import Lan
from lab.receivers import ADDRESS, MailReceiver, WebReceiver
from lab.router import VirtualRouter, many
from lab.waiting import wait_for
from test_blindness import NOBODYS_PROTOCOL, taps

ROUTER = VirtualRouter()
PORT = 10112
PICTURES = os.environ.get("HOLDFAST_PICTURES")
PHONE = {"width": 390, "height": 844, "phone": True}
WALL = {"width": 3840, "height": 2160}
LIGHT = {"width": 1000, "height": 780}
DARK = LIGHT | {"dark": True}
# What a browser says of a node that ends, also in the midst of an answer.
GONE = r"^network: .*net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED_ENCODING)"


@pytest.fixture
def stage():
    with Lan("a", "b", "client", "gateway", second=("a", "b")) as made:
        yield made


@pytest.fixture
def browser(stage):
    """At the client; whatever a test does, the page's own policy is never broken, and no script fails."""
    opened = Browser(stage["client"])
    yield opened
    opened.close()
    assert not [said for said in opened.complaints if not re.search(GONE, said)]


def page(lan: Lan, label: str) -> str:
    return f"http://{lan[label].address}:{PORT}"


def pair(lan: Lan, *routers: VirtualRouter, names=("lb1", "lb2"), **sections: dict) -> tuple[Holdfast, Holdfast]:
    """Two nodes that show each other's page; a is master."""
    def node(label: str, other: str, priority: int, name: str) -> Holdfast:
        hello = {"listen": f"{lan[label].second_address}:{PORT}", "peers": [f"{lan[other].second_address}:{PORT}"], "key": "k" * 32}
        made = {"node": {"name": name}, "hello": hello,
                "http": {"listen": f"0.0.0.0:{PORT}", "peer_pages": [page(lan, other)]},
                "detector": {"gateways": [lan["gateway"].address], "ping_interval": "300ms"}}
        more = {"peers": [lan[other].address]}
        described = [VirtualRouter(one.vrid, priority, one.addresses, interval=one.interval, more=more) for one in routers]
        merged = {key: made[key] | value if key in made else value for key, value in sections.items()}
        return Holdfast(lan[label], *described, **(made | merged))

    a, b = node("a", "b", 200, names[0]), node("b", "a", 100, names[1])
    lan.start(a, b)
    for router in routers:
        lan.settles("a", router.address)
    for daemon in (a, b):
        wait_for(lambda: daemon.verdict(routers[0].name) == "healthy", 10, "it is healthy")
    return a, b


def keep(browser: Browser, name: str, look: dict) -> None:
    """A picture for the manual, if somebody wants pictures."""
    browser.look(**look)
    if PICTURES:
        browser.picture(pathlib.Path(PICTURES) / f"{name}.png")


def fits(browser: Browser) -> bool:
    """Nothing is wider than the window."""
    return browser.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_calm_pair_is_seen_from_either_side(stage, browser):
    pair(stage, ROUTER)
    browser.look(**LIGHT)
    browser.open(page(stage, "a"))
    browser.shows("This node holds 10.77.0.10.", "#node h1")
    browser.shows("10.77.0.1 holds 10.77.0.10; this node stands by.", ".peer")
    assert "Nothing is wrong." in browser.text("#node") and "on this host" in browser.text("#node .addresses")
    assert browser.evaluate("document.title").startswith("● This node holds 10.77.0.10")
    keep(browser, "pair", {"width": 1600, "height": 900})
    browser.open(page(stage, "b"))
    browser.shows("10.77.0.1 holds 10.77.0.10; this node stands by.", "#node h1")
    browser.shows("This node holds 10.77.0.10.", ".peer h1")
    for look in (PHONE, WALL, DARK):
        browser.look(**look)
        assert fits(browser), look
    keep(browser, "phone", PHONE)


def test_the_facts_are_there_without_scripts(stage, browser):
    pair(stage, ROUTER)
    browser.scripts(allowed=False)
    browser.look(**LIGHT)
    browser.open(page(stage, "b"))
    for fact in ("10.77.0.1 holds 10.77.0.10; this node stands by.", "Backup", "priority 200, last advert", "configured 100",
                 "10.77.0.254", "answers", "lb1 (10.78.0.1)", "no second owner is seen"):
        browser.shows(fact, "#node")
    assert browser.evaluate("document.querySelector('.peer a').href") == page(stage, "a") + "/"
    assert browser.evaluate("document.querySelectorAll('#node svg rect').length") >= 1
    shown = browser.text("#node .who")
    wait_for(lambda: browser.text("#node .who") not in (shown, ""), 8, "the page loads itself again")


def test_a_page_can_be_read_aloud(stage, browser):
    pair(stage, ROUTER)
    browser.open(page(stage, "a"))
    browser.shows("This node holds", ".node h1")
    outline = browser.outline()
    roles = [role for role, _ in outline]
    assert "main" in roles and "article" in roles and roles.count("region") >= 2
    assert ("heading", "This node holds 10.77.0.10.") in [(role, name.lstrip("● ")) for role, name in outline]
    assert any(role in ("image", "img") and name.startswith("The last minute: ") for role, name in outline)
    levels = browser.evaluate("[...document.querySelectorAll('#node :is(h1,h2,h3,h4)')].map(one => +one.tagName[1])")
    assert levels[0] == 1 and all(later <= earlier + 2 for earlier, later in zip(levels, levels[1:]))


def test_a_split_says_who_since_when_why_and_what_to_do(stage, browser):
    _, b = pair(stage, ROUTER)
    browser.look(**LIGHT)
    browser.open(page(stage, "b"))
    browser.shows("stands by", "#node h1")
    stage.cut("a", "b")
    browser.shows("Split brain: two nodes hold the address", "#node h1")  # without being loaded again
    browser.shows("This node holds 10.77.0.10, and so does 10.77.0.1.", "#node .head")
    shown = browser.text("#node .trouble")
    for part in ("split_brain", "since", "Why:", "02:00:00:00:00:01", "What to do", "tcpdump -ni eth0", "holdfast yield vr51",
                 "Evidence"):
        assert part in shown, part
    assert b.verdict() == "split_brain"
    assert browser.text("#said").startswith("✕ Split brain")  # what a screen reader says
    browser.shows("Split brain", ".peer h1")
    keep(browser, "split", LIGHT | {"height": 900})
    keep(browser, "split-dark", {"width": 1600, "height": 900, "dark": True})
    browser.look(**PHONE)
    assert fits(browser)
    browser.evaluate("document.querySelector('#node details').open = false")
    stamp = browser.text("#node .who")
    wait_for(lambda: browser.text("#node .who") != stamp, 6, "it was fetched anew")
    assert browser.evaluate("document.querySelector('#node details').open") is False  # as the reader left it


def test_a_fenced_node_tells_the_way_back(stage, browser):
    pair(stage, ROUTER, detector={"policy": "fence"}, fence={"delay": "300ms", "startup_grace": "1s"})
    stage.cut("a", "b")
    browser.look(**DARK)
    browser.open(page(stage, "b"))
    browser.shows("This node was taken out of service", "#node h1")
    browser.shows("holdfast fence clear vr51", "#node .trouble")
    browser.shows("latched", "#node .around")
    keep(browser, "fenced", DARK)


def test_a_blind_detector_is_said(stage, browser):
    a, _ = pair(stage, ROUTER)
    with taps(a) as found:
        for tap in found:
            tap.bind((tap.getsockname()[0], NOBODYS_PROTOCOL))
    browser.look(**LIGHT)
    browser.open(page(stage, "a"))
    browser.shows("The detector sees nothing", "#node h1", within=15)
    browser.shows("a second owner would go unnoticed", "#node .trouble")
    keep(browser, "blind", LIGHT)


def test_it_is_shown_who_is_told_and_who_is_not(stage, browser):
    def shows(pattern: str, within: float) -> None:  # how many are told of depends on what passed for a moment
        wait_for(lambda: re.search(pattern, browser.text("#node .around")), within, f"the page shows {pattern!r}")

    web = WebReceiver(stage["a"], 8080)
    a, _ = pair(stage, ROUTER, webhook=[{"url": f"http://{ADDRESS}:8080/secret"}],
                mail={"server": f"smtp://{ADDRESS}:2525", "to": ["ops@example.org"], "from": "lb@example.org"})
    browser.look(**LIGHT)
    browser.open(page(stage, "a"))
    shows(rf"Webhook http://{ADDRESS}:8080 ● arrives \d+ sent, the last ", 10)
    browser.shows(f"Mail by smtp://{ADDRESS}:2525 ▲ does not arrive for ", "#node .around", within=10)
    shown = browser.text("#node .around")
    assert "Telling others" in shown and re.search(r"nothing sent so far; \d+ waits?", shown) and "secret" not in shown
    browser.shows("Nothing is wrong.", "#node .head")  # of the service
    keep(browser, "told", LIGHT)
    mail = MailReceiver(stage["a"], 2525)
    shows(rf"Mail by smtp://{ADDRESS}:2525 ● arrives \d+ sent, the last ", 20)
    wait_for(lambda: len(mail.mails) == a.metric("holdfast_notify_messages_total", outlet="mail", result="sent"), 3,
             "each is counted")
    browser.look(**PHONE)
    assert fits(browser)
    web.stop()
    mail.stop()


def test_nobody_is_told_where_nothing_says_so(stage, browser):
    pair(stage, ROUTER)
    browser.open(page(stage, "a"))
    browser.shows("Gateways", "#node .around")
    assert "Telling others" not in browser.text("#node")


def test_silence_of_the_daemon_is_shown(stage, browser):
    a, b = pair(stage, ROUTER)
    browser.open(page(stage, "a"))
    browser.shows("stands by", ".peer h1")
    b.crash()
    browser.shows(f"{page(stage, 'b')}/ does not answer, since", ".peer .live")
    assert browser.text("#node .live") == ""
    a.crash()
    browser.shows("This node does not answer, since", "#node .live")


HOSTILE = ('<b>"&\'\u00fc\u6f22', "</script><img/src=x/onerror=alert(1)>")


def test_names_are_text_whatever_they_are(stage, browser):
    pair(stage, ROUTER, names=HOSTILE)
    browser.open(page(stage, "a"))
    browser.shows(HOSTILE[0], "#node .who b")
    browser.shows(HOSTILE[1], ".peer .who b")
    browser.shows(HOSTILE[1], "#node .around")  # as its hello says
    assert browser.evaluate("document.querySelectorAll('img, main script, b b').length") == 0
    assert HOSTILE[0] in browser.evaluate("document.title")


def test_many_routers_stay_readable(stage, browser):
    routers = many(20, 200, 1.0)
    a, _ = pair(stage, *routers)
    browser.look(**LIGHT)
    browser.open(page(stage, "a"))
    browser.shows("This node serves 20 of 20 virtual routers", "#node h1")
    assert len(a.get("/").encode()) < 60_000
    assert browser.evaluate("document.querySelectorAll('#node tbody tr').length") == 20
    keep(browser, "many", LIGHT)
    browser.look(**PHONE)
    assert fits(browser)
    browser.open(page(stage, "a") + "/?instance=vr7")
    browser.shows("This node holds 10.77.1.7.", "#node h1")
