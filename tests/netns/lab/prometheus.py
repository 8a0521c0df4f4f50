"""Debian's Prometheus and Alertmanager on a host, and somebody who is paged."""
import contextlib
import http.server
import json
import pathlib
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from lab.daemons import ROOT, Daemon
from lab.lan import Host
from lab.waiting import wait_for

RULES = ROOT / "alerts/holdfast.rules.yml"
ROUTES = ROOT / "alerts/alertmanager.yml"


def ready(host: Host, port: int) -> bool:
    with contextlib.suppress(OSError), host.entered():  # not yet listening, or not yet ready
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=5).status == 200
    return False


class Prometheus(Daemon):
    """It scrapes the hosts as the cluster `lab`; the scrape interval is in seconds."""

    def __init__(self, host: Host, targets: list[Host], scrape: float = 1, rules: pathlib.Path = RULES):
        super().__init__(host, "prometheus")
        self.file = host.folder / "prometheus.json"  # JSON is YAML
        interval = f"{scrape * 1000:.0f}ms"
        watched = {"targets": [f"{target.address}:10112" for target in targets], "labels": {"cluster": "lab"}}
        self.file.write_text(json.dumps({
            "global": {"scrape_interval": interval, "scrape_timeout": interval, "evaluation_interval": interval},
            "rule_files": [str(rules)],
            "alerting": {"alertmanagers": [{"static_configs": [{"targets": ["127.0.0.1:9093"]}]}]},
            "scrape_configs": [{"job_name": "holdfast", "static_configs": [watched]}]}))

    def arguments(self) -> list[str]:
        return ["prometheus", "--config.file", str(self.file), "--storage.tsdb.path", str(self.host.folder / "tsdb"),
                "--web.listen-address", "127.0.0.1:9090", "--rules.alert.resend-delay", "5s", "--log.level", "warn"]

    def ask(self, path: str, **parameters: str) -> list | dict:
        """The data that the API answers with."""
        query = urllib.parse.urlencode(parameters)
        try:
            with self.host.entered(), urllib.request.urlopen(f"http://127.0.0.1:9090/api/v1/{path}?{query}", timeout=10) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path} {parameters}: {error.read().decode()}") from error

    def ready(self) -> bool:
        return ready(self.host, 9090)

    def now(self, query: str) -> dict[frozenset, float]:
        """Each series with its last value."""
        return {frozenset(found["metric"].items()): float(found["value"][1])
                for found in self.ask("query", query=query)["result"]}

    def over(self, query: str, since: float, until: float, step: float = 1) -> list[tuple[dict, list[float]]]:
        """Each series with its values over a time, as a panel shows them."""
        found = self.ask("query_range", query=query, start=str(since), end=str(until), step=str(step))["result"]
        return [(series["metric"], [float(value) for _, value in series["values"]]) for series in found]


class Alertmanager(Daemon):
    def __init__(self, host: Host, routes: pathlib.Path = ROUTES):
        super().__init__(host, "alertmanager")
        self.routes = routes

    def arguments(self) -> list[str]:
        return ["prometheus-alertmanager", "--config.file", str(self.routes), "--storage.path", str(self.host.folder / "am"),
                "--web.listen-address", "0.0.0.0:9093", "--cluster.listen-address", "", "--log.level", "warn"]

    def ready(self) -> bool:
        return ready(self.host, 9093)


class Pager:
    """Hears what Alertmanager sends: `pages` are (monotonic time, receiver, notification)."""

    def __init__(self, host: Host):
        self.pages: list[tuple[float, str, dict]] = []
        pages = self.pages

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                pages.append((time.monotonic(), self.path.strip("/"), sent))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        with host.entered():
            self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 9099), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def received(self, receiver: str, status: str) -> list[tuple[float, dict]]:
        return [(at, sent) for at, to, sent in list(self.pages) if to == receiver and sent["status"] == status]

    def first(self, receiver: str, status: str, bound: float) -> tuple[float, dict]:
        return wait_for(lambda: self.received(receiver, status), bound, f"{receiver} hears of something {status}")[0]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
