"""What the processes may do, by the kernel's word; and that this suffices for all that they must."""
import os
import pathlib
import socket
import subprocess
import threading

import pytest

from lab.daemons import HOLDFASTD, ROOT, Holdfast
from lab.lan import Lan
from lab.pair import elected
from lab.router import VirtualRouter
from lab.waiting import wait_for

NET_ADMIN_AND_RAW = (1 << 12) | (1 << 13)
NOBODY = 65534
NODE = {"user": "nobody"}
ROUTER = VirtualRouter()
NAME, ADDRESS = ROUTER.name, ROUTER.address


def of_status(path: pathlib.Path) -> dict[str, str]:
    return dict(line.split(":\t", 1) for line in (path / "status").read_text().splitlines())


def capabilities(status: dict[str, str]) -> dict[str, int]:
    return {name: int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}


def threads(pid: int) -> list[pathlib.Path]:
    return list(pathlib.Path(f"/proc/{pid}/task").iterdir())


def process(pid: int) -> dict[str, str]:
    return of_status(pathlib.Path(f"/proc/{pid}"))


@pytest.fixture
def master(lan) -> Holdfast:
    a = lan.start(Holdfast(lan["a"], ROUTER, node=NODE))
    lan.settles("a")
    a.get("/livez")
    return a


def test_every_thread_of_the_engine_is_an_unprivileged_users(master):
    assert {of_status(thread)["Uid"] for thread in threads(master.pid)} == {"\t".join([str(NOBODY)] * 4)}
    assert {of_status(thread)["Gid"] for thread in threads(master.pid)} == {"\t".join([str(NOBODY)] * 4)}


def test_the_engine_has_two_capabilities_and_can_get_no_other(master):
    assert capabilities(process(master.pid)) == {"CapInh": 0, "CapPrm": NET_ADMIN_AND_RAW, "CapEff": NET_ADMIN_AND_RAW,
                                                 "CapBnd": NET_ADMIN_AND_RAW, "CapAmb": 0}


def test_every_thread_of_the_engine_has_forgone_system_calls_and_new_privileges(master):
    kept = {(of_status(thread)["Seccomp"], of_status(thread)["NoNewPrivs"]) for thread in threads(master.pid)}
    assert kept == {("2", "1")}


NEEDS_CAPABILITIES = {"holdfastd", "hf-detector"}  # sockets of interfaces that come later


def name_of(thread: pathlib.Path) -> str:
    name = (thread / "comm").read_text().strip()
    return "civetweb" if name.startswith("civetweb") else name


def test_two_threads_of_the_engine_have_capabilities_and_all_others_none(master):
    none = dict.fromkeys(("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"), 0)
    seen = {name_of(thread): capabilities(of_status(thread)) | {"CapBnd": 0} for thread in threads(master.pid)}
    assert {name for name, held in seen.items() if held != none} == NEEDS_CAPABILITIES
    assert seen.keys() > {"civetweb", "http-scribe", "hf-post", "hf-checks", "hf-log", "hf-background"}


def test_the_engines_own_thread_alone_is_real_time(master):
    ordinary = {int(thread.name): os.sched_getscheduler(int(thread.name)) == os.SCHED_OTHER for thread in threads(master.pid)}
    assert [thread for thread, is_ordinary in ordinary.items() if not is_ordinary] == [master.pid]


def test_the_guard_keeps_its_rights_but_traces_nobody(master):
    guard = process(master.guard())
    assert guard["Uid"].split()[0] == "0"
    assert (guard["Seccomp"], guard["NoNewPrivs"]) == ("2", "0")


def test_without_such_a_user_the_engine_stays_root_and_says_so(lan):
    a = lan.start(Holdfast(lan["a"], ROUTER))
    lan.settles("a")
    if process(a.pid)["Uid"].split()[0] != "0":
        pytest.skip("there is a user holdfast")
    assert "engine_stays_root" in a.log()
    assert capabilities(process(a.pid))["CapEff"] == NET_ADMIN_AND_RAW


def test_a_user_who_was_named_and_does_not_exist_is_a_mistake(lan):
    a = Holdfast(lan["a"], ROUTER, node={"user": "holdfast-nobody-of-that-name"})
    assert subprocess.run([HOLDFASTD, "-c", a.file, "--check"], capture_output=True).returncode == 4


def test_a_configuration_that_root_alone_can_read_is_reloaded(lan):
    key = lan["a"].folder / "vrrp.password"
    key.write_text("sesame\n")
    key.chmod(0o600)
    a = Holdfast(lan["a"], VirtualRouter(version=2, interval=1.0, more={
        "authentication": {"type": "pass", "password": f"file:{key}"}}), node=NODE)
    a.file.chmod(0o600)
    lan.start(a)
    lan.settles("a")
    a.configure(VirtualRouter(version=2, interval=1.0, addresses=("10.77.0.11/24",), more={
        "authentication": {"type": "pass", "password": f"file:{key}"}}))
    a.file.chmod(0o600)
    assert a.client("reload").stdout == "configuration reloaded\n"
    lan.settles("a", "10.77.0.11")


def test_a_wrong_configuration_is_told_with_its_place(master):
    master.file.write_text(master.file.read_text().replace('name = "a"', "name = 7"))
    refused = master.client("reload")
    assert refused.returncode == 4
    assert f"{master.file}:2:" in refused.stderr


def test_decisions_outlive_a_restart(lan):
    a = lan.start(Holdfast(lan["a"], ROUTER, node=NODE))
    lan.settles("a")
    assert a.client("hold", NAME).returncode == 0
    kept = lan["a"].folder / "state/decisions.json"
    wait_for(kept.exists, 3, "the decision is written")
    assert (kept.stat().st_uid, kept.stat().st_mode & 0o777) == (0, 0o600)
    a.stop()
    a.start()
    wait_for(lambda: a.status()["operator"] == "hold", 5, "the decision is remembered")


def test_the_control_socket_is_roots_and_its_groups(master):
    assert (master.socket.stat().st_uid, master.socket.stat().st_mode & 0o777) == (0, 0o660)
    refused = subprocess.run(["setpriv", f"--reuid={NOBODY - 1}", f"--regid={NOBODY - 1}", "--clear-groups", "/usr/bin/python3", "-c",
                              f"import socket; socket.socket(socket.AF_UNIX).connect({str(master.socket)!r})"],
                             capture_output=True, text=True)
    assert "PermissionError" in refused.stderr


def fence_script(lan: Lan) -> pathlib.Path:
    script = lan["a"].folder / "fence.sh"
    script.write_text(f"#!/bin/sh\nid -u > {lan['a'].folder}/fenced\n")
    script.chmod(0o755)
    return script


def test_a_fences_script_is_run_as_root_by_the_guard(lan):
    a, _ = elected(lan, ROUTER, node=NODE, detector={"policy": "fence", "trust_lan": True},
                   fence={"command": [str(fence_script(lan))]})
    assert "ready" in a.client("fence", "dry-run").stdout
    assert a.client("fence", "force", NAME).returncode == 0
    wait_for((lan["a"].folder / "fenced").exists, 5, "the script has run")
    wait_for(lambda: (lan["a"].folder / "fenced").read_text() == "0\n", 1, "as root")
    wait_for((lan["a"].folder / "state/fence.latch").exists, 3, "the fence is latched")


def test_a_lost_guard_is_replaced_by_one_with_the_same_rights(master):
    first = master.guard()
    before = capabilities(process(first))
    os.kill(first, 9)
    wait_for(lambda: master.guard() != first, 5, "a new guard")
    assert capabilities(process(master.guard())) == before


@pytest.mark.waives("socket", "children", why="the steward would have removed the control socket, and is the parent of the guard")
def test_a_lost_steward_is_told_and_moves_no_address(lan, master):
    os.kill(master.helper("hf-steward"), 9)
    wait_for(lambda: "steward_died" in master.log(), 3, "the log says so")
    assert master.client("reload").returncode != 0
    assert lan.watch.owners(ADDRESS) == {"a"}


class Steward:
    """holdfast-steward.socket, as systemd would serve it: each connection is handed to `holdfastd --steward`."""

    def __init__(self, daemon: Holdfast):
        self.path = daemon.host.folder / "steward.sock"
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(str(self.path))
        os.chown(self.path, NOBODY, NOBODY)
        self._listener.listen()
        command = " ".join(daemon.host.command(str(HOLDFASTD), "--steward", "-c", str(daemon.file)))
        self._command = ["sh", "-c", f"exec 3<&0; exec {command}"]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                engine, _ = self._listener.accept()
            except OSError:
                return
            subprocess.Popen(self._command, stdin=engine, env=os.environ | {"LISTEN_FDS": "1"})
            engine.close()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


class Unprivileged(Holdfast):
    """Started as conf/holdfast.service says, beside a steward that is a service of its own."""

    def arguments(self) -> list[str]:
        rights = "+net_admin,+net_raw"
        return ["chrt", "--reset-on-fork", "--rr", "10",
                "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs", f"--bounding-set=-all,{rights}",
                f"--inh-caps={rights}", f"--ambient-caps={rights}",
                "env", f"PYTHONPATH={ROOT / 'tests/netns'}",
                "/usr/bin/python3", "-m", "lab.sandbox", str(ROOT / "conf/holdfast.service"), *super().arguments()]


@pytest.fixture
def served(lan):
    a = Unprivileged(lan["a"], VirtualRouter(more={"virtual_mac": True}), detector={"policy": "fence", "trust_lan": True},
                     fence={"command": [str(fence_script(lan))]})
    a.file.chmod(0o600)
    steward = Steward(a)
    a.environment = {"HOLDFAST_STEWARD": str(steward.path)}
    lan.start(a)
    lan.settles("a")
    yield a
    steward.close()


def test_a_daemon_that_never_was_root_serves_and_reloads(served):
    assert process(served.pid)["Uid"].split()[0] == str(NOBODY)
    assert capabilities(process(served.pid))["CapPrm"] == NET_ADMIN_AND_RAW
    assert os.sched_getscheduler(served.pid) & ~os.SCHED_RESET_ON_FORK == os.SCHED_RR
    assert served.client("reload").stdout == "configuration reloaded\n"


def start_beside(steward: pathlib.Path, daemon: Holdfast, file: pathlib.Path) -> subprocess.CompletedProcess:
    return subprocess.run(daemon.host.command(str(HOLDFASTD), "-c", str(file)), env=os.environ | {"HOLDFAST_STEWARD": str(steward)},
                          capture_output=True, text=True, timeout=20)


def test_a_steward_that_hangs_up_is_no_wrong_configuration(lan):
    """Exit code 4 would keep systemd from trying again."""
    path = lan["a"].folder / "steward.sock"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(str(path))
    listener.listen()
    threading.Thread(target=lambda: listener.accept()[0].close(), daemon=True).start()
    a = Holdfast(lan["a"], ROUTER)
    refused = start_beside(path, a, a.file)
    listener.close()
    assert (refused.returncode, refused.stderr) == (1, "error: ask the steward: broken pipe\n")


def test_a_steward_of_another_file_is_refused(lan):
    a = Holdfast(lan["a"], ROUTER)
    steward = Steward(a)
    other = a.file.with_name("other.toml")
    refused = start_beside(steward.path, a, other)
    steward.close()
    assert refused.returncode == 4
    assert f"{other}: error: is not what the steward reads: that is {a.file}" in refused.stderr


def test_a_daemon_that_never_was_root_leaves_no_core_file_and_can_be_traced_by_nobody_of_its_user(served):
    """The kernel gives the files in /proc of a process that may not be dumped to root."""
    assert os.stat(f"/proc/{served.pid}/environ").st_uid == 0


def test_no_thread_of_its_http_has_a_capability(served):
    served.get("/livez")
    http = [thread for thread in threads(served.pid) if "civetweb" in (thread / "comm").read_text()]
    assert http and {of_status(thread)["CapPrm"] for thread in http} == {"0" * 16}


def test_a_daemon_that_never_was_root_is_fenced_by_its_guard(lan, served):
    assert served.client("fence", "force", NAME).returncode == 0
    wait_for((lan["a"].folder / "fenced").exists, 5, "the script has run")


def test_a_daemon_that_never_was_root_takes_over_from_its_predecessor(lan, served):
    before = lan.watch.history(ADDRESS)
    assert served.client("handoff").returncode == 0
    served.wait()
    served.start()
    wait_for(lambda: served.status()["state"] == "master", 5, "it is master again")
    assert lan.watch.history(ADDRESS) == before
