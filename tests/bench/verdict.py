#!/usr/bin/env python3
"""How late is the address on the other node, after the failure that decided a check?

From the end of a script that fails, and from a web server's answer that it is not well, to the kernel's event that the other
node has the address, less the protocol's own time: the backup's skew after a resignation.
"""
import http.server
import threading
import time

from common import Holdfast, Lan, Steal, Targets, VirtualRouter, arguments, wait_for

LIMIT = 50  # ms
SCRIPT = """#!/bin/bash
test -e "${0%/*}/well" && exit 0
[ -e "${0%/*}/failed" ] || echo "$EPOCHREALTIME" >"${0%/*}/failed"
exit 1
"""
CHECK = {"name": "service", "rise": 1}


class Script:
    """A check whose script tells when it failed first; it decides by itself, with fall 1."""

    def __init__(self, host):
        self._well, self._failed = host.folder / "well", host.folder / "failed"
        self._well.touch()
        path = host.folder / "check.sh"
        path.write_text(SCRIPT)
        path.chmod(0o755)
        self.settings = CHECK | {"fall": 1, "interval": "1s", "command": [str(path)]}

    def fail(self) -> None:
        self._failed.unlink(missing_ok=True)
        self._well.unlink()

    def recover(self) -> None:
        self._well.touch()

    def decided(self) -> float:
        return float(self._failed.read_text())


class Web:
    """A web server that answers 503, and remembers when it did so for the third time."""

    def __init__(self, host):
        self._well, self._failures = True, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if not outer._well:
                    outer._failures.append(time.time())
                self.send_response(204 if outer._well else 503)
                self.end_headers()

            def log_message(self, *_):
                pass

        with host.entered():
            self._server = http.server.HTTPServer(("127.0.0.1", 8080), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.settings = CHECK | {"fall": 3, "interval": "200ms", "type": "http", "url": "http://127.0.0.1:8080/"}

    def fail(self) -> None:
        self._failures.clear()
        self._well = False

    def recover(self) -> None:
        self._well = True

    def decided(self) -> float:
        return self._failures[2]


def lateness(kind: type, runs: int) -> list[float]:
    """Of each run, in seconds."""
    high, low = (VirtualRouter(priority=priority, interval=1.0, more={"tracks": tracks})
                 for priority, tracks in ((200, ["service"]), (100, [])))
    late = []
    with Lan("a", "b", "client") as lan:
        check = kind(lan["a"])
        a = Holdfast(lan["a"], node={"script_user": "root"}, check=[check.settings])
        a.configure(high)
        lan.start(a)
        lan.settles("a")
        lan.start(Holdfast(lan["b"], low))
        for _ in range(runs):
            time.sleep(2)  # b has heard a
            check.fail()
            lan.settles("b")
            late.append(lan.watch.history(low.address)[-1].time - check.decided() - low.skew)
            check.recover()
            wait_for(lambda: a.status()["state"] != "fault", 5, "a is well again")
            lan.settles("a")
    return late


def main() -> None:
    options = arguments(__doc__, runs=5)
    print("address on the other node, after the deciding failure and the protocol's own time, in ms")
    targets = Targets()
    for kind in (Script, Web):
        steal = Steal()
        values = [1000 * value for value in lateness(kind, options.runs)]
        shown = " ".join(f"{value:7.1f}" for value in values)
        print(f"{kind.__name__.lower():8}{shown}   steal {steal.percent():.1f} %", flush=True)
        targets.at_most(f"{kind.__name__.lower()}, in ms", max(values), LIMIT)
    targets.exit()


if __name__ == "__main__":
    main()
