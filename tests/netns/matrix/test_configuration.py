"""Reloads of every kind: broken files, half-written files, files that are none, and a hundred a second. Rows C1 to C3."""
import os
import signal
import threading
import time
from dataclasses import replace

import pytest

from lab.capture import UNNOTICED
from lab.daemons import Holdfast
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

WEB = VirtualRouter(51, 200, ("10.77.0.10/24",))
MAIL = VirtualRouter(52, 200, ("10.77.0.11/24",))
ADDRESS = WEB.address


@pytest.fixture
def daemon(lan):
    """`a` alone, master of web and mail."""
    started = lan.start(Holdfast(lan["a"], WEB, MAIL))
    lan.settles("a", WEB.address)
    lan.settles("a", MAIL.address)
    wait_for(lambda: started.ask("status")["ok"], 3, "it answers")
    return started


def broken(text: str) -> dict:
    return {
        "empty": lambda file: file.write_text(""),
        "half": lambda file: file.write_text(text[: text.rindex("10.77")]),  # within a word
        "binary": lambda file: file.write_bytes(bytes(range(256)) * 100),
        "zeros": lambda file: file.write_bytes(bytes(4096)),
        "large": lambda file: file.write_text("# nothing\n" * 2_000_000),
        "missing": lambda file: file.unlink(),
        "folder": lambda file: (file.unlink(), file.mkdir()),
        "pipe": lambda file: (file.unlink(), os.mkfifo(file)),
        "endless": lambda file: (file.unlink(), file.symlink_to("/dev/zero")),
        "dangling": lambda file: (file.unlink(), file.symlink_to("nowhere.toml")),
        "twice the same router": lambda file: file.write_text(text + text[text.index("[[instance]]"):]),
    }


@pytest.mark.parametrize("how", broken("[[instance]] 10.77"))
def test_a_file_that_is_none_changes_nothing_and_can_be_mended(lan, daemon, how):  # C1, C3
    before, since = list(lan.watch.events), time.time()
    broken(daemon.file.read_text())[how](daemon.file)
    assert not daemon.ask("reload")["ok"]
    wait_for(lambda: daemon.metric("holdfast_config_last_reload_successful") == 0, 2, "that is counted")
    stays(lambda: lan.watch.events == before, 0.3, "no address comes or goes")
    assert lan.capture.longest_silence("a", since, vrid=51) < UNNOTICED
    daemon.file.rmdir() if daemon.file.is_dir() else daemon.file.unlink(missing_ok=True)
    daemon.configure(WEB, MAIL)
    assert daemon.ask("reload")["ok"]
    wait_for(lambda: daemon.metric("holdfast_config_last_reload_successful") == 1, 2, "that is counted")
    assert lan.watch.events == before


def test_addresses_that_change_places_are_each_held_once(lan, daemon):  # C2
    daemon.configure(replace(WEB, addresses=MAIL.addresses), replace(MAIL, addresses=WEB.addresses))
    assert daemon.ask("reload")["ok"]
    wait_for(lambda: lan.capture.adverts("a", vrid=51, addresses=(MAIL.address,)), 3, "web advertises mail's address")
    lan.settles("a", WEB.address)
    lan.settles("a", MAIL.address)


def test_an_instance_that_goes_to_another_interface_takes_its_address_along(lan, daemon):  # C2
    lan["a"].ip("link add lan1 type veth peer name far1", "address add 10.78.9.1/24 dev lan1", "link set far1 up",
                "link set lan1 up")
    since, before = time.time(), lan.watch.history(ADDRESS)
    daemon.configure(WEB, replace(MAIL, interface="lan1"))
    assert daemon.ask("reload")["ok"]
    wait_for(lambda: lan["a"].holders(MAIL.address) == ["lan1"], 5, "mail's address is on lan1 alone")
    assert lan.watch.history(ADDRESS) == before
    assert lan.capture.longest_silence("a", since, vrid=51) < UNNOTICED


def test_an_instance_of_another_name_is_the_same_on_the_wire(lan, daemon):  # C2
    daemon.configure(WEB, replace(MAIL, more={"name": "post"}))
    assert daemon.ask("reload")["ok"]
    wait_for(lambda: daemon.status("post")["state"] == "master", 5, "post is master")
    lan.settles("a", MAIL.address)


def test_a_storm_of_reloads_of_a_file_that_is_being_written_disturbs_nobody(lan, daemon):  # C3: 100 a second
    good = daemon.file.read_text()
    before, since = list(lan.watch.events), time.time()
    descriptors = len(os.listdir(f"/proc/{daemon.pid}/fd"))
    ended = threading.Event()

    def write() -> None:
        """In place and piece by piece, as an editor without manners does."""
        while not ended.is_set():
            with daemon.file.open("w") as file:
                for at in range(0, len(good), 64):
                    file.write(good[at : at + 64])
                    file.flush()
                    time.sleep(0.002)
            ended.wait(0.2)

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(300):
        daemon.signal(signal.SIGHUP)
        time.sleep(0.01)
    ended.set()
    writer.join()
    assert daemon.ask("reload")["ok"]
    assert lan.watch.events == before
    assert lan.capture.longest_silence("a", since, vrid=51) < UNNOTICED
    wait_for(lambda: len(os.listdir(f"/proc/{daemon.pid}/fd")) <= descriptors, 3, "no descriptor more is open")


def test_a_link_that_is_swung_over_is_read_as_a_whole(lan, daemon):  # C3
    folder, text = daemon.file.parent, daemon.file.read_text()
    for number, priority in enumerate((150, 160, 170)):
        version = folder / f"version{number}.toml"
        version.write_text(text.replace("priority = 200", f"priority = {priority}"))
        fresh = folder / "fresh"
        fresh.symlink_to(version.name)
        fresh.replace(daemon.file)
        assert daemon.ask("reload")["ok"]
        wait_for(lambda: lan.capture.adverts("a", vrid=52, priority=priority), 2, f"it advertises {priority}")
