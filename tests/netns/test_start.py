"""When the daemon ends by itself, what it says then, and what it leaves behind: nothing."""
import subprocess

from lab.daemons import HOLDFASTD, Holdfast
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

FIVE_MISTAKES = """
[node]
name = 7
[http]
listen = "nowhere"
[[instance]]
name = "web"
interface = "eth0"
vrid = 300
priorty = 100
addresses = ["10.77.0.999/24"]
"""


def launch(host, *command: str) -> subprocess.CompletedProcess:
    """Runs a command that must end by itself."""
    return subprocess.run(host.command(*command), capture_output=True, text=True, timeout=20)


def written(lan, text: str) -> str:
    file = lan["a"].folder / "wrong.toml"
    file.write_text(text)
    return str(file)


def test_a_wrong_configuration_ends_the_daemon_with_4(lan):
    assert launch(lan["a"], HOLDFASTD, "-c", written(lan, FIVE_MISTAKES)).returncode == 4


def test_every_mistake_is_listed_at_once(lan):
    said = launch(lan["a"], HOLDFASTD, "-c", written(lan, FIVE_MISTAKES)).stderr
    assert said.count(": error: ") == 5, said


def test_a_missing_file_ends_the_daemon_with_4(lan):
    assert launch(lan["a"], HOLDFASTD, "-c", "/nowhere/holdfast.toml").returncode == 4


def test_a_right_configuration_checks_out(lan):
    a = Holdfast(lan["a"], VirtualRouter())
    assert launch(lan["a"], HOLDFASTD, "-c", str(a.file), "--check").returncode == 0


def test_a_wrong_configuration_is_found_by_check(lan):
    assert launch(lan["a"], HOLDFASTD, "-c", written(lan, FIVE_MISTAKES), "--check").returncode == 4


def without_permission(lan) -> subprocess.CompletedProcess:
    a = Holdfast(lan["a"], VirtualRouter())
    daemon = f"exec {HOLDFASTD} -c {a.file}"
    return launch(lan["a"], "capsh", "--drop=cap_net_admin,cap_net_raw", "--", "-c", daemon)


def test_missing_permission_ends_the_daemon_with_1(lan):
    assert without_permission(lan).returncode == 1


def test_missing_permission_is_said_in_one_sentence(lan):
    errors = [line for line in without_permission(lan).stderr.splitlines() if "CAP_NET" in line]
    assert len(errors) == 1


def second_daemon(lan) -> subprocess.CompletedProcess:
    lan.start(Holdfast(lan["a"], VirtualRouter()))
    lan.settles("a")
    other = lan["a"].folder / "other.toml"
    first = (lan["a"].folder / "holdfast.toml").read_text()
    other.write_text(first.replace("/run", "/run2").replace("/state", "/state2"))
    return launch(lan["a"], HOLDFASTD, "-c", str(other))


def test_a_second_daemon_in_the_namespace_ends_with_1(lan):
    assert second_daemon(lan).returncode == 1


def test_a_second_daemon_does_not_disturb_the_first(lan):
    second_daemon(lan)
    stays(lambda: lan.watch.owners("10.77.0.10") == {"a"}, 1, "the first keeps its address")


def test_a_stopped_daemon_leaves_nothing_behind(lan):
    before = set(lan["a"].addresses())
    a = lan.start(Holdfast(lan["a"], VirtualRouter()))
    lan.settles("a")
    assert a.stop() == 0
    wait_for(lambda: not lan["a"].processes(), 3, "no process is left")
    assert set(lan["a"].addresses()) == before
    assert not a.socket.exists()
