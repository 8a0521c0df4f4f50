"""Daemons under test on a host: started from a generated configuration, signalled and ended by process id."""
import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tomllib
import urllib.error
import urllib.request

from lab import sanitizer
from lab.lan import Host
from lab.processes import alive, children, descendants, name_of  # also for those who ask daemons
from lab.router import VirtualRouter, holdfast_instance, toml
from lab.waiting import wait_for

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("HOLDFAST_BUILD", ROOT / "build"))
HOLDFASTD = BUILD / "daemon/app/holdfastd"
HOLDFAST = BUILD / "daemon/cli/holdfast"
DEADLY = {signal.SIGKILL, signal.SIGABRT}  # of what tests send: other signals a daemon obeys, and ends well


def _signal(pids: list[int], number: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # a script that has just ended
            os.kill(pid, number)


class Daemon:
    """A process (with children) in a host's namespace; its output is in `log()`."""

    def __init__(self, host: Host, program: str):
        self.host = host
        self._log = host.folder / f"{program}.log"
        self._process: subprocess.Popen | None = None
        self._killed_by: set[int] = set()  # what the test sent to this life that nobody survives
        self._earlier_deaths: list[int] = []
        self.crashed = False  # nobody was left that could tidy up
        self.environment: dict[str, str] = {}  # beside our own

    def arguments(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        self._earlier_deaths = self.deaths()
        self._killed_by = set()
        self.crashed = False
        reports = sanitizer.environment(self.host.folder.parent)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self.host.command(*self.arguments()), stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=subprocess.STDOUT, cwd=self.host.folder,
                                             env=os.environ | reports | self.environment)

    def deaths(self) -> list[int]:
        """How each of its lives ended that did so neither in an orderly way nor by the test's own hand."""
        code = self.exit_code()
        return self._earlier_deaths + ([code] if code and -code not in self._killed_by else [])

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def exit_code(self) -> int | None:
        """The exit code; None as long as it runs."""
        return self._process.poll() if self._process else None

    def signal(self, number: int) -> None:
        self._killed_by |= {number} & DEADLY
        os.kill(self.pid, number)

    def crash(self) -> None:
        """kill -9 of the daemon and its children: what a failing host does to it. Stopped first, so that none of them lives
        to see another die and tidies up after it, as keepalived's children would.
        """
        self.crashed = True
        self._killed_by.add(signal.SIGKILL)
        pids = [self.pid, *descendants(self.pid)]
        for number in (signal.SIGSTOP, signal.SIGKILL):
            _signal(pids, number)
        self._process.wait()

    def freeze(self) -> None:
        """The daemon and its children stop, as those of a paused machine do, until `thaw`."""
        _signal([self.pid, *descendants(self.pid)], signal.SIGSTOP)

    def thaw(self) -> None:
        _signal([*descendants(self.pid), self.pid], signal.SIGCONT)

    def wait(self, bound: float = 10) -> int:
        """The exit code, within the bound."""
        return self._process.wait(bound)

    def stop(self) -> int:
        """An orderly end."""
        self.signal(signal.SIGTERM)
        return self.wait()

    def end(self) -> None:
        """Whatever state it is in, it is gone afterwards; its children end with the namespace at the latest."""
        if self.running:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGTERM)
            try:
                self.wait(3)
            except subprocess.TimeoutExpired:
                self.crash()

    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""


class Holdfast(Daemon):
    """holdfastd from a TOML file in the host's folder. `sections` are merged into the file: detector={...}, http={...}."""

    _listen = "127.0.0.1:10112"

    def __init__(self, host: Host, *routers: VirtualRouter, **sections: dict):
        super().__init__(host, "holdfastd")
        self.sections = sections
        self.file = host.folder / "holdfast.toml"
        self.socket = host.folder / "run/control.sock"
        (host.folder / "state").mkdir(exist_ok=True)  # a fence refuses to go without
        self.configure(*routers)

    def configure(self, *routers: VirtualRouter) -> None:
        """Writes the file; a running daemon sees it at the next reload."""
        folder = self.host.folder
        node = {"name": self.host.label, "run_dir": str(folder / "run"), "state_dir": str(folder / "state")}
        settings = {"node": node | self.sections.get("node", {})}
        settings |= {name: table for name, table in self.sections.items() if name != "node"}
        self.routers = routers
        self.file.write_text(toml(settings | {"instance": [holdfast_instance(router) for router in routers]}))

    def arguments(self) -> list[str]:
        return [str(HOLDFASTD), "-c", str(self.file), "--log-format", "text"]

    def helper(self, name: str) -> int:
        """The process id of what was started beside the engine: "holdfast-guard", "hf-steward"."""
        def found() -> list[int]:
            return [pid for pid in descendants(self.pid) if alive(pid) and name_of(pid) == name]
        return wait_for(found, 5, f"{name} runs")[0]

    def guard(self) -> int:
        return self.helper("holdfast-guard")

    def client(self, *words: str) -> subprocess.CompletedProcess:
        """`holdfast WORDS`, on this daemon's control socket, which opens a moment after the first turn."""
        if self.running:
            wait_for(self._is_controllable, 3, f"{self.host.label} answers at its control socket")
        return subprocess.run([HOLDFAST, "--socket", self.socket, *words], capture_output=True, text=True, timeout=20)

    def _is_controllable(self) -> bool:
        with socket.socket(socket.AF_UNIX) as control:
            return control.connect_ex(str(self.socket)) == 0

    @property
    def http(self) -> str:
        """Where it listens, as its file says, or said when it last was one."""
        with contextlib.suppress(UnicodeDecodeError, tomllib.TOMLDecodeError):
            if self.file.is_file():
                self._listen = tomllib.loads(self.file.read_text()).get("http", {}).get("listen", self._listen)
        return self._listen

    def ask(self, verb: str, **more) -> dict:
        """What the control socket replies to a request: {"ok": …, "result" or "error": …}."""
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(10)
            wait_for(lambda: control.connect_ex(str(self.socket)) == 0, 3, f"{self.host.label} answers at its control socket")
            control.sendall(json.dumps({"verb": verb} | more).encode() + b"\n")
            return json.loads(b"".join(iter(lambda: control.recv(65536), b"")))

    def get(self, path: str, patience: float = 5) -> str:
        """What the HTTP server answers, which may begin to listen within `patience` seconds."""
        return wait_for(lambda: self.try_get(path), patience, f"{self.host.label} serves {path}")

    def try_get(self, path: str) -> str | None:
        """What it answers; nothing while nobody listens. An answer that says no is an HTTPError."""
        server = self.http.replace("0.0.0.0:", "127.0.0.1:").replace("[::]:", "[::1]:")
        try:
            with self.host.entered(), urllib.request.urlopen(f"http://{server}{path}", timeout=5) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError:
            raise
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return None  # not yet listening, or just closing

    def code(self, path: str) -> int:
        """The HTTP status code."""
        try:
            self.get(path)
            return 200
        except urllib.error.HTTPError as error:
            return error.code

    def status(self, name: str = "vr51") -> dict:
        """The instance as the API shows it."""
        def found() -> list[dict]:  # one that was added may take a moment
            return [shown for shown in json.loads(self.get("/api/v1/status"))["instances"] if shown["name"] == name]
        return wait_for(found, 5, f"{self.host.label} shows {name}")[0]

    def metric(self, series: str, **labels: str) -> float:
        """The sum of the series of this name that carry these labels; there must be one."""
        values = self._values(self.get("/metrics"), series, labels)
        assert values, f"no series {series} with {labels}"
        return sum(values)

    def counted(self, series: str, **labels: str) -> float:
        """The same of what appears when it first counts; its family is there from the start."""
        page = self.get("/metrics")
        assert f"# TYPE {series} " in page, f"no family {series}"
        return sum(self._values(page, series, labels))

    @staticmethod
    def _values(page: str, series: str, labels: dict[str, str]) -> list[float]:
        wanted = {f'{label}="{value}"' for label, value in labels.items()}
        found = re.findall(rf"^{series}(?:\{{(.*)\}})? (\S+)$", page, re.MULTILINE)
        return [float(value) for text, value in found if wanted <= set(re.findall(r'\w+="[^"]*"', text))]

    def events(self) -> list[dict]:
        """What happened since it was started, the oldest first."""
        return json.loads(self.client("events", "--json", "--since", "24h").stdout)["events"]

    def verdict(self, name: str = "vr51") -> str:
        return self.status(name)["verdict"]["name"]
