"""Checks decide: a fault moves the address, a weight moves the priority, and what hangs or cannot be run has failed."""
import os
import shutil
import socket
import subprocess

from lab.daemons import HOLDFAST, Holdfast, alive
from lab.lan import Host, Lan
from lab.pair import elected
from lab.router import VirtualRouter
from lab.waiting import stays, wait_for

ROUTER = VirtualRouter()
ROOT = {"script_user": "root"}
QUICK = {"interval": "100ms", "fall": 1, "rise": 1}


def tracking(*tracks) -> VirtualRouter:
    return VirtualRouter(more={"tracks": tracks})


def script(host: Host, text: str, name: str = "check.sh") -> str:
    path = host.folder / name
    path.write_text("#!/bin/sh\n" + text + "\n")
    path.chmod(0o755)
    return str(path)


def flag_check(lan: Lan) -> dict:
    """Of each node: up while the file `well` is in its folder, which it is now."""
    for label in ("a", "b"):
        (lan[label].folder / "well").touch()
        script(lan[label], 'test -e "${0%/*}/well" || { echo "not well"; exit 7; }')
    return {"name": "flag", **QUICK}


def pair(lan: Lan, router: VirtualRouter, **check) -> tuple[Holdfast, Holdfast]:
    """Both nodes run the same kind of check, of the script or file in their own folders."""
    a, b = (Holdfast(lan[label], router, node=ROOT) for label in ("a", "b"))
    for daemon, other, priority in ((a, "b", 200), (b, "a", 100)):
        own = {name: value.replace("FOLDER", str(daemon.host.folder)) if isinstance(value, str) else
               [word.replace("FOLDER", str(daemon.host.folder)) for word in value] if isinstance(value, list) else value
               for name, value in check.items()}
        daemon.sections = {"node": ROOT, "check": [own]}
        more = router.more | {"peers": [lan[other].address]}
        daemon.configure(VirtualRouter(priority=priority, more=more))
    lan.start(a, b)
    lan.settles("a")
    return a, b


def check_of(daemon: Holdfast) -> dict:
    reply = daemon.ask("status")
    return reply["result"]["checks"][0]


def test_a_failing_script_of_weight_0_is_a_fault_until_it_succeeds_again(lan):
    a, _ = pair(lan, tracking("flag"), **flag_check(lan), command=["FOLDER/check.sh"])
    (lan["a"].folder / "well").unlink()
    lan.settles("b", bound=3)
    wait_for(lambda: a.status()["state"] == "fault", 3, "a shows its fault")
    assert "flag" in a.status()["reason"] and "not well" in check_of(a)["reason"] + check_of(a)["output"]
    assert a.metric("holdfast_check_up", check="flag") == 0
    assert a.metric("holdfast_check_failures_total", check="flag") > 0
    (lan["a"].folder / "well").touch()
    lan.settles("a", bound=3)
    assert a.metric("holdfast_check_up", check="flag") == 1


def test_a_failing_script_with_a_weight_lowers_the_priority_and_explain_says_so(lan):
    a, _ = pair(lan, tracking({"check": "flag", "weight": -150}), **flag_check(lan), command=["FOLDER/check.sh"])
    (lan["a"].folder / "well").unlink()
    lan.settles("b", bound=3)
    wait_for(lambda: a.status()["state"] == "backup", 3, "a shows that it is backup")
    assert a.status()["priority"]["effective"] == 50
    assert "flag" in a.client("explain", ROUTER.name).stdout
    (lan["a"].folder / "well").touch()
    lan.settles("a", bound=3)


def test_a_script_that_hangs_is_killed_with_its_children_and_has_failed(lan):
    for label in ("a", "b"):
        (lan[label].folder / "well").touch()
        script(lan[label], 'test -e "${0%/*}/well" && exit 0\nsleep 600 & echo $! > "${0%/*}/child"\nwait')
    a, _ = pair(lan, tracking("flag"), name="flag", **QUICK, command=["FOLDER/check.sh"])
    (lan["a"].folder / "well").unlink()
    lan.settles("b", bound=3)
    wait_for(lambda: a.metric("holdfast_check_timeouts_total", check="flag") > 0, 3, "the check timed out")
    child = int(wait_for((lan["a"].folder / "child").read_text, 2, "the script has said whom it started"))
    (lan["a"].folder / "well").touch()
    lan.settles("a", bound=3)
    wait_for(lambda: not alive(child), 3, "what the script started is gone")


def test_a_script_that_vanishes_has_failed(lan):
    a, _ = pair(lan, tracking("flag"), **flag_check(lan), command=["FOLDER/check.sh"])
    (lan["a"].folder / "check.sh").unlink()
    lan.settles("b", bound=3)
    wait_for(lambda: a.status()["state"] == "fault", 3, "a shows its fault")


def test_a_process_that_dies_moves_the_address_and_brings_it_back_when_it_lives(lan):
    sleepers = {}
    for label in ("a", "b"):
        program = lan[label].folder / f"hf-sleep-{label}"
        shutil.copy("/bin/sleep", program)
        sleepers[label] = subprocess.Popen([program, "600"])
        lan.callback(lambda process=sleepers[label]: (process.kill(), process.wait()))
    a, b = (Holdfast(lan[label]) for label in ("a", "b"))
    for daemon, priority in ((a, 200), (b, 100)):
        label = daemon.host.label
        daemon.sections = {"check": [{"name": "program", "type": "process", "process": f"hf-sleep-{label}", **QUICK}]}
        daemon.configure(VirtualRouter(priority=priority, more={"tracks": ["program"]}))
    lan.start(a, b)
    lan.settles("a")
    sleepers["a"].kill()
    sleepers["a"].wait()
    lan.settles("b", bound=3)
    reborn = subprocess.Popen([lan["a"].folder / "hf-sleep-a", "600"])
    lan.callback(lambda: (reborn.kill(), reborn.wait()))
    lan.settles("a", bound=5)


def test_a_port_that_nobody_listens_on_is_a_fault(lan):
    with lan["a"].entered():
        server = socket.create_server(("127.0.0.1", 3306))
    a = Holdfast(lan["a"], check=[{"name": "mysql", "type": "tcp", "target": "127.0.0.1:3306", **QUICK}])
    a.configure(VirtualRouter(more={"tracks": ["mysql"]}))
    lan.start(a)
    lan.settles("a")
    server.close()
    wait_for(lambda: a.status()["state"] == "fault", 3, "a is in fault")
    assert "mysql" in a.status()["reason"]
    wait_for(lambda: not lan.watch.owners(ROUTER.address), 1, "the address is gone")


def test_the_number_in_a_file_is_added_to_the_priority(lan):
    weight = lan["a"].folder / "weight"
    weight.write_text("0\n")
    a = Holdfast(lan["a"], check=[{"name": "tuning", "type": "file", "path": str(weight), **QUICK}])
    a.configure(VirtualRouter(priority=100, more={"tracks": ["tuning"]}))
    lan.start(a)
    lan.settles("a")
    weight.write_text("-30\n")
    wait_for(lambda: a.status()["priority"]["effective"] == 70, 3, "the number counts")
    wait_for(lambda: lan.capture.adverts("a", priority=70), 3, "it is advertised")


def test_nothing_is_a_master_before_its_check_has_reported(lan):
    script(lan["a"], "sleep 2")
    a = Holdfast(lan["a"], node=ROOT, check=[{"name": "slow", "command": [str(lan["a"].folder / "check.sh")],
                                              "interval": "5s", "timeout": "4s"}])
    a.configure(VirtualRouter(more={"tracks": ["slow"]}))
    lan.start(a)
    wait_for(lambda: "slow" in a.status()["reason"], 3, "it says what it waits for")
    assert not lan.watch.owners(ROUTER.address)
    lan.settles("a", bound=6)


def test_a_reload_changes_checks_and_disturbs_nobody(lan):
    a, _ = pair(lan, tracking("flag"), **flag_check(lan), command=["FOLDER/check.sh"])
    before = lan.watch.history(ROUTER.address)
    a.sections["check"] = [{"name": "flag", **QUICK, "command": ["/bin/true"]}]
    a.configure(*a.routers)
    assert a.client("reload").returncode == 0
    (lan["a"].folder / "well").unlink()
    stays(lambda: lan.watch.history(ROUTER.address) == before, 2, "the new check is up")


def test_a_script_that_others_may_write_is_refused_with_its_place(lan):
    path = script(lan["a"], "exit 0")
    os.chmod(path, 0o777)
    a = Holdfast(lan["a"], node=ROOT, check=[{"name": "flag", "command": [path]}])
    a.configure(VirtualRouter(more={"tracks": ["flag"]}))
    checked = subprocess.run([HOLDFAST, "config", "check", a.file], capture_output=True, text=True)
    assert checked.returncode == 4
    assert "check.sh" in checked.stderr and "o+w" in checked.stderr


def test_a_drained_master_hands_over_and_stays_out_until_it_is_undrained(lan):
    a, _ = elected(lan)
    assert a.client("drain").returncode == 0
    lan.settles("b", bound=3)
    wait_for(lambda: a.status()["drained"], 3, "a shows that it is drained")
    stays(lambda: lan.watch.owners(ROUTER.address) == {"b"}, 1, "b keeps it")
    assert a.client("undrain").returncode == 0
    lan.settles("a", bound=3)


def test_a_group_moves_as_one_when_a_tracked_interface_goes_down(lan):
    routers = [VirtualRouter(vrid, addresses=(f"10.77.0.{vrid}/24",)) for vrid in (51, 52)]
    a, b = (Holdfast(lan[label]) for label in ("a", "b"))
    lan["a"].ip("link add uplink type veth peer name uplink-far", "link set uplink up", "link set uplink-far up")
    for daemon, priority in ((a, 200), (b, 100)):
        daemon.sections = {"group": [{"name": "gw", "instances": [router.name for router in routers]}]}
        tracks = {"track_interfaces": ["uplink"]} if daemon is a else {}
        daemon.configure(*[VirtualRouter(r.vrid, priority, r.addresses, more=tracks if r.vrid == 52 else {}) for r in routers])
    lan.start(a, b)
    for router in routers:
        lan.settles("a", router.address)
    lan["a"].ip("link set uplink-far down")
    for router in routers:
        lan.settles("b", router.address, bound=3)
    assert a.status("vr51")["state"] == "fault" and a.status("vr51")["group"] == "gw"
    lan["a"].ip("link set uplink-far up")
    for router in routers:
        lan.settles("a", router.address, bound=3)


def test_a_web_server_that_answers_with_an_error_is_a_fault(lan):
    site = lan["a"].folder / "site"
    site.mkdir()
    (site / "healthz").write_text("all is well\n")
    with lan["a"].entered():
        server = subprocess.Popen(["python3", "-m", "http.server", "8080", "--bind", "127.0.0.1", "--directory", site],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    lan.callback(lambda: (server.kill(), server.wait()))
    check = {"name": "page", "type": "http", "url": "http://127.0.0.1:8080/healthz", "body": "well", **QUICK}
    a = Holdfast(lan["a"], check=[check])
    a.configure(VirtualRouter(more={"tracks": ["page"]}))
    lan.start(a)
    lan.settles("a")
    (site / "healthz").unlink()
    wait_for(lambda: a.status()["state"] == "fault", 3, "a is in fault")
    assert "404" in a.status()["reason"]


def test_a_ping_is_up_while_enough_of_its_targets_answer(lan):
    targets = [lan["b"].address, "10.77.0.99"]
    a = Holdfast(lan["a"], check=[{"name": "reach", "type": "ping", "targets": targets, **QUICK}])
    a.configure(VirtualRouter(more={"tracks": ["reach"]}))
    lan.start(a)
    lan.settles("a")
    lan["b"].ip("link set eth0 down")
    wait_for(lambda: a.status()["state"] == "fault", 3, "a is in fault")


def test_a_reload_brings_the_first_ping(lan):
    """Its socket takes a right that the thread of reloads has not."""
    a = lan.start(Holdfast(lan["a"], ROUTER))
    lan.settles("a")
    a.sections["check"] = [{"name": "reach", "type": "ping", "targets": [lan["b"].address], **QUICK}]
    a.configure(tracking("reach"))
    assert a.client("reload").returncode == 0
    lan["b"].ip("link set eth0 down")
    wait_for(lambda: a.status()["state"] == "fault", 3, "a is in fault")
    lan["b"].ip("link set eth0 up")
    wait_for(lambda: a.status()["state"] != "fault", 3, "b answers again")
