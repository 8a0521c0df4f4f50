"""Mail, webhooks and the stream tell what happens; whatever their servers do delays no transition."""
import contextlib
import json
import socket
import subprocess
import time
import urllib.request

import pytest

from lab.daemons import ROOT, Holdfast
from lab.lan import Lan
from lab.receivers import ADDRESS, MailReceiver, StreamReader, WebReceiver, babbler, tls_of
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter()
TO = {"to": ["ops@example.org"], "from": "lb@example.org"}


def only(lan: Lan, **sections) -> Holdfast:
    """One node, started."""
    a = Holdfast(lan["a"], ROUTER, **sections)
    lan.start(a)
    lan.settles("a")
    return a


def takes_over_in_time(lan: Lan, **sections) -> Holdfast:
    """`b` has these sections, and becomes master when `a` is gone, as soon as ever; `b`."""
    a = Holdfast(lan["a"], VirtualRouter(priority=200))
    b = Holdfast(lan["b"], VirtualRouter(priority=100), **sections)
    lan.start(a)
    lan.settles("a")
    lan.start(b)
    wait_for(lambda: b.status()["state"] == "backup", 3, "b is backup")
    lan["a"].ip("link set eth0 down")
    lan.settles("b", bound=ROUTER.master_down + 1)
    return b


# ---- the stream

def test_a_reader_of_the_stream_is_told_how_things_stand_and_then_what_happens(lan):
    path = lan["a"].folder / "run/stream.sock"
    a = only(lan, stream={"socket": str(path)})
    reader = StreamReader(path)
    first = reader.next()
    assert (first["type"], first["name"], first["state"], first["node"]) == ("snapshot", ROUTER.name, "master", "a")
    assert reader.next()["type"] == "live"
    lan["a"].ip("link set eth0 down")
    told = reader.until(type="transition")
    assert (told["name"], told["state"], told["previous"]) == (ROUTER.name, "fault", "master")
    assert told["addresses"] == ["10.77.0.10/24"]
    wait_for(lambda: a.metric("holdfast_notify_stream_readers") == 1, 3, "it is counted")
    reader.close()
    wait_for(lambda: a.metric("holdfast_notify_stream_readers") == 0, 3, "who leaves is not counted")


def test_verdicts_and_decisions_are_in_the_stream(lan):
    path = lan["a"].folder / "run/stream.sock"
    a = only(lan, stream={"socket": str(path)})
    reader = StreamReader(path)
    assert a.client("drill", "split", ROUTER.name, "--for", "2s").returncode == 0
    assert reader.until(type="event", event="drill")["fields"]["kind"] == "split"
    told = reader.until(type="verdict", verdict="split_brain")
    assert (told["severity"], told["detail"], told["state"]) == ("critical", "drill", "master")


def test_a_reader_that_does_not_read_is_dropped_and_the_others_are_not(lan):
    path = lan["a"].folder / "run/stream.sock"
    routers = [VirtualRouter(vrid, addresses=(f"10.77.1.{vrid}/24",)) for vrid in range(1, 201)]
    a = Holdfast(lan["a"], *routers, stream={"socket": str(path)})
    lan.start(a)
    wait_for(lambda: path.exists(), 5, "the stream is there")
    slow = socket.socket(socket.AF_UNIX)
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.connect(str(path))
    fast = StreamReader(path)
    fast.until(type="live")
    begun = time.monotonic()
    while a.metric("holdfast_notify_stream_readers_dropped_total", reason="slow") == 0:
        assert time.monotonic() - begun < 40
        for state in ("down", "up"):
            lan["a"].ip(f"link set eth0 {state}")
            fast.until(type="transition", name="vr200", state="fault" if state == "down" else "backup")
    wait_for(lambda: a.metric("holdfast_notify_stream_readers") == 1, 3, "the other stays")
    slow.close()


def test_the_stream_moves_with_a_reload_and_is_gone_after_the_stop(lan):
    before, after = (lan["a"].folder / f"run/{name}.sock" for name in ("one", "two"))
    a = only(lan, stream={"socket": str(before)})
    a.sections["stream"] = {"socket": str(after)}
    a.configure(*a.routers)
    assert a.client("reload").returncode == 0
    wait_for(lambda: after.exists() and not before.exists(), 3, "it has moved")
    assert StreamReader(after).until(type="live")
    assert a.stop() == 0
    assert not after.exists()


def test_the_stream_is_gone_after_a_reload_without_it(lan):
    path = lan["a"].folder / "run/stream.sock"
    a = only(lan, stream={"socket": str(path)})
    wait_for(path.exists, 5, "the stream is there")
    del a.sections["stream"]
    a.configure(*a.routers)
    assert a.client("reload").returncode == 0
    wait_for(lambda: not path.exists(), 3, "it is gone")


def test_a_file_in_the_streams_place_is_left_alone(lan):
    path = lan["a"].folder / "precious"
    path.write_text("x")
    a = only(lan, stream={"socket": str(path)})
    wait_for(lambda: any(event["event"] == "stream_unavailable" for event in a.events()), 3, "it is said")
    assert path.read_text() == "x"


# ---- webhooks

def test_a_webhook_gets_each_happening_by_https(lan):
    folder = lan["a"].folder
    receiver = WebReceiver(lan["a"], 8443, tls_of(folder))
    hook = {"url": f"https://{ADDRESS}:8443/hook?x=1", "headers": {"Authorization": "Bearer 42"},
            "ca_file": str(folder / "server.pem")}
    a = only(lan, webhook=[hook])
    wait_for(lambda: len(receiver.posts) >= 2, 5, "both states are told")
    assert [(body["type"], body["state"]) for body in receiver.bodies()[:2]] == [("transition", "backup"), ("transition", "master")]
    path, headers, _ = receiver.posts[0]
    assert path == "/hook?x=1" and headers["Authorization"] == "Bearer 42"
    assert headers["Content-Type"] == "application/json"
    assert a.stop() == 0
    assert receiver.bodies()[-1]["state"] == "stopped"  # before it has ended
    receiver.stop()


def test_a_webhook_of_unknown_authority_is_told_nothing(lan):
    receiver = WebReceiver(lan["a"], 8443, tls_of(lan["a"].folder))
    a = only(lan, webhook=[{"url": f"https://{ADDRESS}:8443/"}])
    wait_for(lambda: any(event["event"] == "notify_undelivered" for event in a.events()), 5, "it is said")
    assert not receiver.posts
    receiver.stop()


def test_a_webhook_that_fails_is_called_again_and_one_that_refuses_is_not(lan):
    failing = WebReceiver(lan["a"], 8080, statuses=(503, 500, 200))
    refusing = WebReceiver(lan["a"], 8081, statuses=(404, 404, 200))
    a = only(lan, webhook=[{"url": f"http://{ADDRESS}:{port}/"} for port in (8080, 8081)])
    wait_for(lambda: len(failing.posts) >= 2, 10, "it got both after all")
    assert [body["state"] for body in failing.bodies()[:2]] == ["backup", "master"]
    url = {port: f"http://{ADDRESS}:{port}" for port in (8080, 8081)}
    wait_for(lambda: a.metric("holdfast_notify_messages_total", target=url[8080], result="sent") >= 2, 3, "sent is counted")
    assert a.metric("holdfast_notify_messages_total", target=url[8080], result="retried") == 2
    assert a.metric("holdfast_notify_messages_total", target=url[8081], result="refused") == 2
    failing.stop()
    refusing.stop()


@pytest.mark.parametrize("answer", [None, b"\x00\xffgarbage\r\n" * 100], ids=["silent", "garbage"])
def test_a_webhook_that_says_nothing_or_nonsense_delays_no_transition(lan, answer):
    with babbler(lan["b"], 8080, answer) as connections:
        b = takes_over_in_time(lan, webhook=[{"url": f"http://{ADDRESS}:8080/"}])
        wait_for(lambda: connections, 3, "it was called")
        assert b.metric("holdfast_notify_messages_total", outlet="webhook", result="sent") == 0


# ---- mail

def test_a_mail_arrives_once_by_starttls_with_a_password(lan):
    folder = lan["a"].folder
    receiver = MailReceiver(lan["a"], 2525, tls_of(folder), ("lb", "secret"))
    settings = TO | {"server": f"smtp://{ADDRESS}:2525", "user": "lb", "password": "secret", "ca_file": str(folder / "server.pem")}
    a = only(lan, mail=settings)
    wait_for(lambda: receiver.mails, 5, "a mail comes")
    mail = receiver.mails[0]
    assert receiver.envelopes[0] == ("lb@example.org", ["ops@example.org"])
    assert mail["From"] == "Holdfast <lb@example.org>" and mail["To"] == "ops@example.org"
    assert mail["Subject"] == f"[a] {ROUTER.name} is master, and 1 more"
    assert mail["Date"] and mail["Message-ID"] and mail["Auto-Submitted"] == "auto-generated"
    assert f"{ROUTER.name} is master, before backup: heard nothing" in mail.get_content()
    stays(lambda: len(receiver.mails) == 1, 3, "it came once")
    assert a.metric("holdfast_notify_messages_total", outlet="mail", result="sent") == 1
    assert a.stop() == 0
    assert f"{ROUTER.name} is stopped" in receiver.mails[-1]["Subject"]
    receiver.stop()


def test_a_password_is_never_sent_in_the_clear(lan):
    receiver = MailReceiver(lan["a"], 2525)
    only(lan, mail=TO | {"server": f"smtp://{ADDRESS}:2525", "user": "lb", "password": "secret"})
    stays(lambda: not receiver.mails, 4, "no mail without TLS")
    receiver.stop()


def test_a_mail_waits_for_a_server_that_is_away(lan):
    a = only(lan, mail=TO | {"server": f"smtp://{ADDRESS}:2525"})
    wait_for(lambda: a.metric("holdfast_notify_messages_total", outlet="mail", result="retried") >= 1, 6, "it was tried")
    receiver = MailReceiver(lan["a"], 2525)
    wait_for(lambda: receiver.mails, 10, "it comes when the server does")
    assert len(receiver.mails) == 1
    receiver.stop()


def test_many_take_overs_are_one_mail(lan):
    receiver = MailReceiver(lan["a"], 2525)
    routers = [VirtualRouter(vrid, addresses=(f"10.77.1.{vrid}/24",)) for vrid in range(1, 101)]
    a = Holdfast(lan["a"], *routers, mail=TO | {"server": f"smtp://{ADDRESS}:2525"})
    lan.start(a)
    lan.settles("a", "10.77.1.100")
    wait_for(lambda: receiver.mails, 5, "a mail comes")
    text = receiver.mails[0].get_content()
    assert all(f"vr{vrid} is master" in text for vrid in (1, 50, 100))
    stays(lambda: len(receiver.mails) == 1, 3, "it is one")
    receiver.stop()


@pytest.mark.parametrize("answer", [None, b"\x00\xffgarbage\r\n" * 100], ids=["silent", "garbage"])
def test_a_mail_server_that_says_nothing_or_nonsense_delays_no_transition(lan, answer):
    with babbler(lan["b"], 2525, answer) as connections:
        takes_over_in_time(lan, mail=TO | {"server": f"smtp://{ADDRESS}:2525"})
        wait_for(lambda: connections, 5, "it was written to")


def test_a_mail_of_a_split_says_what_to_do(lan):
    receiver = MailReceiver(lan["a"], 2525)
    a = only(lan, mail=TO | {"server": f"smtp://{ADDRESS}:2525"})
    wait_for(lambda: receiver.mails, 5, "the first mail comes")
    lan["client"].ip("addr add 10.77.0.10/24 dev eth0")
    wait_for(lambda: a.verdict() == "address_conflict", 20, "the conflict is found")
    wait_for(lambda: any("address_conflict" in mail["Subject"] for mail in receiver.mails), 5, "it is written")
    text = next(mail for mail in receiver.mails if "address_conflict" in mail["Subject"]).get_content()
    assert "What to do:" in text and f"holdfast explain {ROUTER.name}" in text
    receiver.stop()


# ---- Alertmanager

def pushed(receiver: WebReceiver, alert: str) -> list[dict]:
    """All that was said of this alert."""
    return [one for body in receiver.bodies() for one in body if one["labels"]["alertname"] == alert]


def test_a_critical_verdict_is_pushed_to_each_alertmanager_within_two_seconds_and_resolved(lan):
    receivers = [WebReceiver(lan["a"], port) for port in (9093, 9094)]
    urls = [f"http://{ADDRESS}:{port}" for port in (9093, 9094, 9095)]  # nobody is at the last one
    a = only(lan, alertmanager={"urls": urls, "labels": {"cluster": "lb"}})
    begun = time.monotonic()
    assert a.client("drill", "split", ROUTER.name, "--for", "3s").returncode == 0
    for receiver in receivers:
        wait_for(lambda: pushed(receiver, "HoldfastSplitBrain"), 2, "it is pushed")
    assert time.monotonic() - begun < 2
    alert = pushed(receivers[0], "HoldfastSplitBrain")[0]
    assert receivers[0].posts[0][0] == "/api/v2/alerts"
    wanted = {"severity": "critical", "name": ROUTER.name, "vrid": "51", "family": "ipv4", "cluster": "lb", "drill": "true",
              "instance": "a", "job": "holdfast", "interface": "eth0"}
    assert wanted.items() <= alert["labels"].items()
    assert alert["endsAt"] > alert["startsAt"]

    def resolved(receiver: WebReceiver) -> bool:
        last = pushed(receiver, "HoldfastSplitBrain")[-1]
        return last["labels"] == alert["labels"] and last["endsAt"] < alert["endsAt"]
    for receiver in receivers:
        wait_for(lambda: resolved(receiver), 6, "it is resolved when the drill is over")
        receiver.stop()
    assert a.metric("holdfast_alerts_pushed_total", result="succeeded") >= 4


def test_the_real_alertmanager_takes_what_is_pushed(lan):
    folder = lan["a"].folder / "alertmanager"
    folder.mkdir()
    program = ["prometheus-alertmanager", f"--config.file={ROOT / 'alerts/alertmanager.yml'}", f"--storage.path={folder}",
               "--web.listen-address=127.0.0.1:9093", "--cluster.listen-address="]
    manager = subprocess.Popen(lan["a"].command(*program), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    lan.callback(lambda: (manager.kill(), manager.wait()))

    def alerts() -> list[dict]:
        with lan["a"].entered(), contextlib.suppress(OSError):
            with urllib.request.urlopen("http://127.0.0.1:9093/api/v2/alerts", timeout=2) as answer:
                return [one for one in json.load(answer) if one["labels"]["alertname"] == "HoldfastSplitBrain"]
        return None

    wait_for(lambda: alerts() == [], 15, "Alertmanager answers")
    a = only(lan, alertmanager={"urls": ["http://127.0.0.1:9093"]})
    assert a.client("drill", "split", ROUTER.name, "--for", "3s").returncode == 0
    wait_for(alerts, 2, "the alert is there")
    assert alerts()[0]["status"]["state"] == "active" and alerts()[0]["labels"]["drill"] == "true"
    wait_for(lambda: alerts() == [], 8, "it is resolved")
