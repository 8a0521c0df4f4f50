"""A network namespace: made, entered for a moment, and removed together with what runs in it."""
import contextlib
import ctypes
import os
import re
import signal
import socket
import subprocess

PREFIX = "hf-"  # names are hf-PID-NUMBER-ROLE: PID is the process that made it, so that leftovers can be told
CLONE_NEWNET = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)


def run(*command: str, stdin: str | None = None, check: bool = True) -> str:
    """What the command printed; a failure shows its error output."""
    done = subprocess.run(command, input=stdin, capture_output=True, text=True)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def _enter(path: str) -> None:
    with open(path, "rb") as namespace:
        if _libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns {path}")


class Namespace:
    """One network namespace of ours, under /run/netns."""

    def __init__(self, name: str):
        self.name = name
        run("ip", "netns", "add", name)
        self.ip("link set lo up")

    def ip(self, *commands: str) -> None:
        """Performs `ip` commands in one process."""
        run("ip", "-n", self.name, "-batch", "-", stdin="\n".join(commands) + "\n")

    def run(self, *command: str, stdin: str | None = None, check: bool = True) -> str:
        return run("ip", "netns", "exec", self.name, *command, stdin=stdin, check=check)

    def command(self, *command: str) -> list[str]:
        """`ip netns exec` replaces itself: the process id of what is started is that of the command."""
        return ["ip", "netns", "exec", self.name, *command]

    @contextlib.contextmanager
    def entered(self):
        """The calling thread, and it alone, is inside; sockets made here stay in the namespace."""
        home = f"/proc/self/task/{_libc.gettid()}/ns/net"
        with open(home, "rb") as origin:
            _enter(f"/run/netns/{self.name}")
            try:
                yield
            finally:
                _libc.setns(origin.fileno(), CLONE_NEWNET)

    def socket(self, family: int, kind: int, protocol: int = 0) -> socket.socket:
        with self.entered():
            return socket.socket(family, kind, protocol)

    def processes(self) -> list[int]:
        return [int(pid) for pid in run("ip", "netns", "pids", self.name, check=False).split()]

    def remove(self) -> None:
        """Ends every process in the namespace (all were started for it) and removes it."""
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        run("ip", "netns", "delete", self.name, check=False)


def sweep() -> None:
    """Removes the namespaces of runs that were killed before they could do it themselves."""
    for name in re.findall(rf"^{PREFIX}\S+", run("ip", "netns", "list"), re.MULTILINE):
        maker = name.removeprefix(PREFIX).split("-")[0]
        if maker.isdigit() and not os.path.exists(f"/proc/{maker}"):
            leftover = object.__new__(Namespace)
            leftover.name = name
            leftover.remove()
