"""Signed adverts (draft-cassen-vrrp-auth-hmac): a pair with keys, strangers without, recordings, and keys that change."""
import hashlib
import hmac
import ipaddress
import struct
import time
from dataclasses import replace

import pytest

from lab.daemons import Holdfast
from lab.packets import ipv4, vrrp3
from lab.pair import elected
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for
from test_hostile import discarded

OLD, NEW = bytes(range(32)), bytes(range(100, 164))
ADDRESS = "10.77.0.10"
TRAILER = 28


def keys(active: int = 1, mode: str = "enforce", **secrets: bytes) -> dict:
    return {"hmac": {"keys": {name[1:]: f"hex:{key.hex()}" for name, key in secrets.items()}, "active": active, "mode": mode}}


def signing(more: dict, **changes) -> VirtualRouter:
    return VirtualRouter(more=more, **changes)


def trailer(source: str, message: bytes, key: bytes = OLD, key_id: int = 1, at: float | None = None) -> bytes:
    """What Holdfast must accept behind a message, and sends; made with Python's hmac."""
    now = time.time() if at is None else at
    head = struct.pack("!BBHLHH", 1, key_id, 0, int(now), int(now % 1 * 65536), 0)
    packed = ipaddress.ip_address(source).packed
    bound = struct.pack("!BBBB", 4 if len(packed) == 4 else 6, message[0] >> 4, message[1], 0) + packed.ljust(16, b"\0")
    bare = message[:6] + b"\0\0" + message[8:]
    return head + hmac.new(key, bound + bare + head + bytes(16), hashlib.sha256).digest()[:16]


def vrrp_of(frame: bytes) -> bytes:
    """The message and what follows it, of a frame with IPv4."""
    return frame[14 + (frame[14] & 15) * 4:14 + int.from_bytes(frame[16:18], "big")]


def adverts(lan, host: str, since: float = 0) -> list[bytes]:
    return [frame for frame in lan.capture.frames(host, since) if frame[12:14] == b"\x08\0" and frame[23] == 112]


def test_the_wire_is_that_of_the_draft(lan):
    lan.start(Holdfast(lan["a"], signing(keys(k1=OLD), priority=200)))
    lan.settles("a")
    wait_for(lambda: adverts(lan, "a"), 5, "a advertises")
    message = vrrp_of(adverts(lan, "a")[-1])
    body, tail = message[:-TRAILER], message[-TRAILER:]
    assert len(body) == 12
    seconds, fraction = struct.unpack("!LH", tail[4:10])
    assert abs(seconds + fraction / 65536 - time.time()) < 5
    bound = struct.pack("!BBBB", 4, 3, 51, 0) + ipaddress.ip_address(lan["a"].address).packed.ljust(16, b"\0")
    bare = body[:6] + b"\0\0" + body[8:]
    assert tail[12:] == hmac.new(OLD, bound + bare + tail[:12] + bytes(16), hashlib.sha256).digest()[:16]


@pytest.mark.parametrize("changes", [{}, {"version": 2, "interval": 1.0}, {"addresses": ("fe80::77/64", "fd77::10/64")}],
                         ids=["version-3", "version-2", "ipv6"])
def test_a_pair_with_one_key_elects_and_fails_over(lan, changes):
    router = signing(keys(k1=OLD), **changes)
    a, b = elected(lan, router)
    wait_for(lambda: (b.status(router.name)["master"] or {}).get("priority") == 200, 5, "b follows a")
    a.signal(9)  # its guard removes the address
    lan.settles("b", router.address, bound=3 * router.master_down + 2)


def test_a_stranger_without_a_key_moves_nothing(lan):
    a, b = elected(lan, signing(keys(k1=OLD)))
    before = lan.watch.history(ADDRESS)
    stranger = "10.77.0.77"
    strong = vrrp3(51, 254, [ADDRESS], 10)
    lan["client"].send(ipv4(stranger, strong), times=3)
    lan["client"].send(ipv4(stranger, strong + trailer(stranger, strong, NEW)), times=3)
    lan["client"].send(ipv4(stranger, strong + trailer(stranger, strong, OLD, 9)), times=3)
    lan["client"].send(ipv4(stranger, strong + trailer(stranger, strong, OLD, at=time.time() - 60)), times=3)
    for daemon in (a, b):
        for reason in ("hmac_missing", "hmac_fail", "hmac_key", "hmac_time"):
            wait_for(lambda: discarded(daemon, reason) == 3, 3, f"three adverts refused: {reason}")
    stays(lambda: lan.watch.history(ADDRESS) == before, 0.5, "the address neither comes nor goes")


def test_who_has_the_key_is_believed(lan):
    a = lan.start(Holdfast(lan["a"], signing(keys(k1=OLD), priority=200)))
    lan.settles("a")
    strong = vrrp3(51, 254, [ADDRESS], 10)
    lan["client"].send(ipv4("10.77.0.77", strong + trailer("10.77.0.77", strong)))
    wait_for(lambda: a.status("vr51")["state"] == "backup", 2, "a yields to the stronger router")
    lan.settles("a")


def test_a_recording_is_refused_and_counted(lan):
    a, b = elected(lan, signing(keys(k1=OLD)))
    recorded = adverts(lan, "a")[-1]
    a.stop()
    lan.settles("b")
    lan["client"].send(recorded, times=3)  # within the window, with a priority above b's
    wait_for(lambda: discarded(b, "hmac_replay") == 3, 3, "three recordings are counted")
    stays(lambda: lan.watch.owners(ADDRESS) == {"b"}, 0.5, "b stays master")
    assert b.status("vr51")["state"] == "master"


def test_keys_rotate_on_a_running_pair_without_an_event(lan):
    router = signing(keys(k1=OLD))
    a, b = elected(lan, router)
    before = list(lan.watch.events)

    def rotate(**new) -> None:
        for daemon, priority, other in ((a, 200, "b"), (b, 100, "a")):
            daemon.configure(replace(router, priority=priority, more=keys(**new) | {"peers": [lan[other].address]}))
            assert daemon.client("reload").returncode == 0

    rotate(k1=OLD, k2=NEW, active=1)
    rotate(k1=OLD, k2=NEW, active=2)
    rotate(k2=NEW, active=2)
    since = time.time()
    fresh = wait_for(lambda: (found := adverts(lan, "a", since))[3:] and found, 3, "a advertises with the new key")
    assert {vrrp_of(frame)[-TRAILER + 1] for frame in fresh} == {2}
    stays(lambda: list(lan.watch.events) == before, 0.5, "no address comes or goes")
    assert sum(b.metric("holdfast_vrrp_adverts_discarded_total", reason=f"hmac_{why}")
               for why in ("missing", "type", "time", "key", "fail", "replay")) == 0
    assert b.status("vr51")["state"] == "backup" and a.status("vr51")["hmac"]["accepted"] == [2]
    assert a.status("vr51")["verdict"]["name"] == "healthy"


def test_signatures_are_introduced_without_an_event(lan):
    router = VirtualRouter()
    a, b = elected(lan, router)
    before = list(lan.watch.events)
    for mode in ("receive-only", "permissive", "enforce"):
        for daemon, priority, other in ((a, 200, "b"), (b, 100, "a")):
            daemon.configure(replace(router, priority=priority, more=keys(mode=mode, k1=OLD) | {"peers": [lan[other].address]}))
            assert daemon.client("reload").returncode == 0
        stays(lambda: list(lan.watch.events) == before, 0.5, f"{mode}: no address comes or goes")
    assert "adverts are signed with key 1" in a.client("explain", "vr51").stdout


def test_a_key_is_shown_nowhere(lan):
    a = lan.start(Holdfast(lan["a"], signing(keys(k1=OLD), priority=200)))
    lan.settles("a")
    shown = a.client("status", "--json").stdout + a.client("explain", "vr51").stdout + a.log()
    assert OLD.hex() not in shown and OLD.decode("latin1") not in shown


def test_a_handoff_is_refused_where_adverts_are_signed(lan):
    a = lan.start(Holdfast(lan["a"], signing(keys(k1=OLD), priority=200)))
    lan.settles("a")
    refused = a.client("handoff")
    assert refused.returncode != 0 and "signs its adverts" in refused.stderr + refused.stdout
    assert a.running
