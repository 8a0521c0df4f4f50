"""A real browser in a host's namespace, without a window: Chromium, told what to do over a pipe by its own protocol."""
import base64
import json
import os
import pathlib
import select
import subprocess
import time

from lab.lan import Host
from lab.waiting import wait_for

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
         "--disable-component-update", "--disable-extensions", "--disable-sync", "--hide-scrollbars", "--mute-audio",
         "--no-first-run", "--no-default-browser-check", "--no-pings", "--force-color-profile=srgb",
         "--font-render-hinting=none"]
PATIENCE = 30  # seconds for one answer: the machine may be busy


class Browser:
    """One tab. `complaints` is what it said on its console of what it refused or could not do."""

    def __init__(self, host: Host):
        self.complaints: list[str] = []
        self._unread = b""
        self._number = 0
        self._session = ""
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        profile = host.folder / "chromium"
        profile.mkdir(exist_ok=True)
        command = host.command("bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "-",
                               CHROMIUM, *QUIET, "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank")
        with (profile / "log").open("wb") as log:
            self._process = subprocess.Popen(command, pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=log, env=os.environ | {"HOME": str(profile)})
        os.close(theirs_in)
        os.close(theirs_out)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    # The protocol.

    def call(self, method: str, **parameters) -> dict:
        """The browser's answer."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while True:
            answer = self._message(end)
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]
            self._note(answer)

    def _message(self, end: float) -> dict:
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._in], [], [], max(0.0, end - time.monotonic()))
            assert ready, "the browser says nothing"
            piece = os.read(self._in, 1 << 20)
            assert piece, "the browser has ended"
            self._unread += piece
        message, _, self._unread = self._unread.partition(b"\0")
        return json.loads(message)

    def _note(self, event: dict) -> None:
        details = event.get("params", {})
        if event.get("method") == "Log.entryAdded":
            self.complaints.append(f"{details['entry']['source']}: {details['entry']['text']} {details['entry'].get('url', '')}")
        if event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(details["exceptionDetails"].get("exception", {}).get("description", str(details)))
        if event.get("method") == "Runtime.consoleAPICalled" and details["type"] in ("error", "warning", "assert"):
            self.complaints.append(str(details["args"]))

    # What a person does.

    def look(self, width: int = 1000, height: int = 800, dark: bool = False, phone: bool = False) -> None:
        """The size of the window, the colours that are preferred."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def scripts(self, allowed: bool) -> None:
        self.call("Emulation.setScriptExecutionDisabled", value=not allowed)

    def open(self, url: str) -> None:
        failed = self.call("Page.navigate", url=url).get("errorText")
        assert not failed, f"{url}: {failed}"
        wait_for(lambda: self.evaluate("document.readyState") == "complete" and self.evaluate("location.href") != "about:blank",
                 10, f"{url} is loaded")

    def evaluate(self, expression: str):
        """The value of a JavaScript expression, within the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, f"{expression}: {answer['exceptionDetails']}"
        return answer["result"].get("value")

    def text(self, selector: str = "body") -> str:
        """What can be read there."""
        return self.evaluate(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")

    def shows(self, text: str, selector: str = "body", within: float = 10) -> None:
        wait_for(lambda: text in self.text(selector), within, f"the page shows {text!r}, not {self.text(selector)[:2000]!r}")

    def outline(self) -> list[tuple[str, str]]:
        """Role and name of all that a screen reader would find."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]]

    def picture(self, file: pathlib.Path, height: int = 0) -> pathlib.Path:
        """PNG of the window, or of so many pixels from the top of the page."""
        width = self.evaluate("innerWidth")
        clip = {"clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}} if height else {}
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=bool(height), **clip)
        file.write_bytes(base64.b64decode(shot["data"]))
        return file

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)
