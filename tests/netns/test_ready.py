"""The ready configurations of conf/, as they are, with the services they are for: a service stops, its address moves; it starts
again, and the address comes back or stays, as configured. A client measures how long nobody answers.
"""
import contextlib
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time

import pytest

from lab.daemons import ROOT
from lab.lan import Host, Lan
from lab.machine import Installed, Machine, Service
from lab.probe import Probe
from lab.waiting import stays, wait_for

CONF = ROOT / "conf"
READY = ("haproxy", "mysql", "nginx", "router", "unicast")
ADDRESS = "192.0.2.10"
ELECTED = 15  # seconds, on a busy machine
SKEW = 0.15  # seconds: that of priority 220, at an interval of 1 s
PATIENCE = 1.5  # seconds beyond what must pass, for a machine that five tests share
KEY = "an0therKeyThatNobodyKn0ws=\n"


@pytest.fixture
def lan():
    """Two nodes, a client and a server; the nodes and the client have a second network."""
    with Lan("a", "b", "client", "server", second=("a", "b", "client")) as made:
        for label, address in (("a", "192.0.2.11"), ("b", "192.0.2.12"), ("client", "192.0.2.100"), ("server", "192.0.2.21")):
            readdress(made[label], "eth0", address)
        for label, address in (("a", "10.0.0.1"), ("b", "10.0.0.2"), ("client", "10.0.0.100")):
            readdress(made[label], "eth1", address)
        yield made


def readdress(host: Host, interface: str, address: str) -> None:
    host.ip(f"address flush dev {interface} scope global", f"address add {address}/24 dev {interface}")


def machines(lan: Lan, name: str, a: str, b: str) -> list[Machine]:
    """Both nodes with the folder conf/NAME as /etc/holdfast, and their own file of it as holdfast.toml."""
    made = []
    for label, node in (("a", a), ("b", b)):
        machine = Machine(lan[label])
        for file in (CONF / name).iterdir():
            machine.copy(file, f"/etc/holdfast/{file.name}")
        machine.copy(CONF / name / f"{node}.toml", "/etc/holdfast/holdfast.toml")
        machine.put("/etc/holdfast/hello.key", KEY, 0o600)
        made.append(machine)
    return made


def start(lan: Lan, nodes: list[Machine], address: str = ADDRESS) -> list[Installed]:
    """The daemons, with `a` as master and well; their configurations are without a warning."""
    daemons = [Installed(node) for node in nodes]
    for daemon in daemons:
        assert "warning" not in daemon.check()
    a, b = daemons
    lan.start(a)
    lan.settles("a", address, ELECTED)
    lan.start(b)
    wait_for(lambda: states(b) == {"backup"}, ELECTED, "b is backup")
    return daemons


def states(daemon: Installed) -> set[str]:
    return {shown["state"] for shown in daemon.ask("status")["result"]["instances"]} if daemon.socket.exists() else set()


def serve(lan: Lan, machine: Machine, *words: str) -> Service:
    service = Service(machine, *words)
    lan.callback(service.end)
    service.start()
    return service


def test_what_is_commented_out_is_right_too(lan):
    machine = Machine(lan["a"])
    machine.put("/etc/holdfast/hello.key", KEY, 0o600)
    for script in ("check_mysql", "fence", "move_address", "notify"):
        machine.put(f"/etc/holdfast/{script}.sh", "#!/bin/sh\n", 0o755)
    for folder in READY:
        for file in sorted((CONF / folder).glob("*.toml")):
            whole = re.sub(r"^# (?=\[|[a-z_.]+ = )", "", file.read_text(), flags=re.MULTILINE)
            assert whole != file.read_text()
            machine.put("/etc/holdfast/holdfast.toml", whole)
            Installed(machine).check()


class Client:
    """Asks an address again and again, and keeps the longest time without an answer."""

    def __init__(self, host: Host, ask, address: str = ADDRESS):
        self._host, self._ask, self._address = host, ask, address
        self._ended = threading.Event()
        self.answered, self.outage = 0, 0.0

    def __enter__(self):
        self._thread = threading.Thread(target=self._loop, daemon=True)
        self._thread.start()
        wait_for(lambda: self.answered, 5, "the service answers")
        return self

    def __exit__(self, *_):
        wanted = self.answered + 5  # the last silence is over
        with contextlib.ExitStack() as end:
            end.callback(self._thread.join)
            end.callback(self._ended.set)
            wait_for(lambda: self.answered >= wanted, 5, "the service answers again")

    def _loop(self) -> None:
        with self._host.entered():
            last = time.monotonic()
            while not self._ended.wait(0.01):
                with contextlib.suppress(OSError):
                    if self._ask(self._address):
                        now = time.monotonic()
                        self.outage = max(self.outage, now - last) if self.answered else 0
                        last, self.answered = now, self.answered + 1


def web(address: str) -> bool:
    with socket.create_connection((address, 80), timeout=0.3) as tcp:
        tcp.sendall(b"GET / HTTP/1.0\r\nHost: www\r\n\r\n")
        return b" 200 " in tcp.recv(64)


def moves(lan: Lan, ask, what, to: str, bound: float, title: str) -> None:
    """`what` is done, the address goes to `to`, and a client misses its service for no longer than the bound."""
    with Client(lan["client"], ask) as client:
        begun = time.monotonic()
        what()
        lan.settles(to, ADDRESS, 12)
        moved = time.monotonic() - begun
    print(f"{title}: the address moved after {moved:.2f} s, the client missed {client.outage:.2f} s, at most {bound:.2f} s")
    assert client.outage < bound


def lost(interval: float, fall: int, timeout: float) -> float:
    """The longest that a service may be missed: all failures of its check, the protocol, and patience."""
    return interval * fall + timeout + SKEW + PATIENCE


def nginx(lan: Lan, machine: Machine) -> Service:
    machine.copy(CONF / "nginx/nginx.conf", "/etc/nginx/nginx.conf")
    machine.folder("/var/log/nginx")
    machine.folder("/var/lib/nginx")
    machine.put("/var/www/html/index.html", f"this is {machine.host.label}\n")
    return serve(lan, machine, "nginx", "-g", "daemon off;")


def test_nginx(lan):
    nodes = machines(lan, "nginx", "web1", "web2")
    servers = [nginx(lan, node) for node in nodes]
    start(lan, nodes)
    moves(lan, web, servers[0].stop, "b", lost(1, 2, 0.5), "nginx stops")
    moves(lan, web, servers[0].start, "a", 0.5, "nginx starts again")


def test_a_pair_without_multicast(lan):
    nodes = machines(lan, "unicast", "node1", "node2")
    servers = [nginx(lan, node) for node in nodes]
    lan.drop(None, None, "ip daddr 224.0.0.0/4")
    daemons = start(lan, nodes)
    assert not lan.capture.adverts(destination="224.0.0.18")
    moves(lan, web, servers[0].stop, "b", lost(1, 2, 0.5), "the service stops")
    moves(lan, web, servers[0].start, "a", 0.5, "the service starts again")
    assert [daemon.metric("holdfast_split_brain") for daemon in daemons] == [0, 0]
    lan["b"].firewall("ingress")
    wait_for(lambda: [daemon.metric("holdfast_split_brain") for daemon in daemons] == [1, 1], 8, "both report the split")
    assert daemons[1].metric("holdfast_hello_up") == 1
    lan["b"].run("nft", "delete", "table", "netdev", "lab")
    lan.settles("a", ADDRESS, 5)


def haproxy(lan: Lan, machine: Machine) -> Service:
    machine.folder("/run/haproxy")
    machine.folder("/var/lib/haproxy")
    machine.copy(CONF / "haproxy/haproxy.cfg", "/etc/haproxy/haproxy.cfg")
    return serve(lan, machine, "haproxy", "-db", "-f", "/etc/haproxy/haproxy.cfg")


def backend(lan: Lan) -> None:
    site = lan["server"].folder / "site"
    site.mkdir()
    (site / "index.html").write_text("all is well\n")
    with lan["server"].entered():
        server = subprocess.Popen(["python3", "-m", "http.server", "80", "--directory", site], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
    lan.callback(lambda: (server.kill(), server.wait()))


def test_haproxy(lan):
    nodes = machines(lan, "haproxy", "lb1", "lb2")
    backend(lan)
    balancers = [haproxy(lan, node) for node in nodes]
    start(lan, nodes)
    moves(lan, web, balancers[0].stop, "b", lost(1, 2, 0.5), "haproxy stops")
    moves(lan, web, balancers[0].start, "a", 0.5, "haproxy starts again")


def test_a_load_balancer_that_reaches_no_server_gives_way_to_one_that_does(lan):
    nodes = machines(lan, "haproxy", "lb1", "lb2")
    backend(lan)
    for node in nodes:
        haproxy(lan, node)
    a, _ = start(lan, nodes)
    lan.cut("a", "server", "all")
    lan.settles("b", ADDRESS, 15)
    wait_for(lambda: states(a) == {"backup"}, 2, "a is backup, and in no fault")
    lan.heal()
    lan.settles("a", ADDRESS, 15)


def provider(lan: Lan) -> None:
    """The next hop of both routers, which reaches what is inside by their address."""
    readdress(lan["server"], "eth0", "192.0.2.1")
    lan["server"].ip("route add 10.0.0.0/24 via 192.0.2.2")


def passed_on(lan: Lan, label: str, since: float) -> int:
    """How many ICMP packets the router has sent to the outside."""
    return sum(frame[12:14] == b"\x08\x00" and frame[23] == 1 for frame in lan.capture.frames(label, since))


def test_routers(lan):
    provider(lan)
    for label, outside, inside in (("a", "192.0.2.3", "10.0.0.2"), ("b", "192.0.2.4", "10.0.0.3")):
        readdress(lan[label], "eth0", outside)
        readdress(lan[label], "eth1", inside)
        lan[label].ip("route add default via 192.0.2.1")
        lan[label].run("sysctl", "--quiet", "--load", str(CONF / "router/90-router.conf"))
    lan["client"].ip("link set eth0 down", "route add default via 10.0.0.1")
    start(lan, machines(lan, "router", "gw1", "gw2"), "10.0.0.1")
    assert lan.watch.owners("192.0.2.2") == {"a"}

    def passes(port: str, what: str, to: str, bound: float) -> None:
        with Probe(lan["client"], "192.0.2.1", 0.01) as probe:
            lan.switch.ip(f"link set dev {port} {what}")
            lan.settles(to, "10.0.0.1", ELECTED)
            lan.settles(to, "192.0.2.2", 1)
            moved = time.time()
            wait_for(lambda: passed_on(lan, to, moved) >= 50, 5, f"the client goes on for a while by {to}")
        print(f"{port} {what}: the client missed {probe.outage:.2f} s, at most {bound:.2f} s")
        assert probe.outage < bound

    passes("a", "down", "b", 3 + 2 * SKEW + PATIENCE)  # nobody outside hears a resignation
    passes("a", "up", "a", 1)


@pytest.fixture(scope="module")
def empty_database() -> pathlib.Path:
    """/var/lib/mysql as Debian makes it."""
    with tempfile.TemporaryDirectory(prefix="hf-mysql-") as folder:
        os.chmod(folder, 0o755)
        data = pathlib.Path(folder, "data")
        subprocess.run(["mariadb-install-db", "--no-defaults", "--user=mysql", f"--datadir={data}", "--skip-test-db",
                        "--auth-root-authentication-method=socket", "--innodb-log-file-size=4M"], check=True)
        yield data


SMALL = """[mariadb]
innodb_log_file_size = 4M
innodb_buffer_pool_size = 16M
max_connect_errors = 1000000
log_warnings = 1
"""
REPLICATE = "CHANGE MASTER TO MASTER_HOST='{}', MASTER_USER='replication', MASTER_PASSWORD='change me', " \
            "MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1; START SLAVE;"


def mariadb(lan: Lan, machine: Machine, node: str, data: pathlib.Path) -> Service:
    machine.folder("/run/mysqld", "mysql")
    shutil.rmtree(machine.folder("/var/lib/mysql"))
    subprocess.run(["cp", "-a", data, machine.root / "var/lib/mysql"], check=True)
    machine.copy(CONF / f"mysql/{node}.cnf", "/etc/mysql/mariadb.conf.d/60-double-master.cnf")
    machine.put("/etc/mysql/mariadb.conf.d/99-small.cnf", SMALL)
    return serve(lan, machine, "mariadbd", "--user=mysql")


def sql(machine: Machine, statements: str) -> str:
    return machine.run("mariadb", "--batch", "--skip-column-names", stdin=statements).strip()


def greets(address: str) -> bool:
    """MariaDB says its version first, to those who may come from there."""
    with socket.create_connection((address, 3306), timeout=0.3) as tcp:
        return tcp.recv(5)[4:] == b"\x0a"


def test_mariadb(lan, empty_database):
    nodes = machines(lan, "mysql", "db1", "db2")
    servers = [mariadb(lan, node, name, empty_database) for node, name in zip(nodes, ("db1", "db2"))]
    for node, other in zip(nodes, ("10.0.0.2", "10.0.0.1")):
        wait_for((node.root / "run/mysqld/mysqld.sock").exists, 30, "mariadbd is up")
        sql(node, (CONF / "mysql/setup.sql").read_text() + REPLICATE.format(other))
    daemons = start(lan, nodes)
    sql(nodes[0], "CREATE USER 'shop'@'192.0.2.%'; CREATE DATABASE shop; CREATE TABLE shop.orders (id INT AUTO_INCREMENT PRIMARY KEY); "
                  "INSERT INTO shop.orders VALUES ()")
    wait_for(lambda: sql(nodes[1], "SELECT 1 FROM information_schema.tables WHERE table_schema = 'shop' AND table_name = 'orders'")
             and sql(nodes[1], "SELECT * FROM shop.orders"), 10, "b has it")
    moves(lan, greets, servers[0].stop, "b", lost(2, 3, 2), "mariadb stops")
    sql(nodes[1], "INSERT INTO shop.orders VALUES ()")
    servers[0].start()
    wait_for(lambda: states(daemons[0]) == {"backup"}, 30, "a is well again")
    stays(lambda: lan.watch.owners(ADDRESS) == {"b"}, 4, "b keeps the address")
    wait_for(lambda: sql(nodes[0], "SELECT COUNT(*) FROM shop.orders") == "2", 10, "a has caught up")
    servers[1].stop()
    lan.settles("a", ADDRESS, 12)
