"""When a host's kernel removed addresses, as seen by a reader that nothing else on this machine delays."""
import contextlib
import datetime
import re
import subprocess

from lab.lan import Host
from lab.waiting import wait_for


@contextlib.contextmanager
def removals(host: Host):
    """The addresses that the kernel removed, each with the time: a function that tells all so far."""
    seen = host.folder / "removals"
    with seen.open("w") as file:
        reader = subprocess.Popen(host.command("chrt", "--fifo", "90", "ip", "-tshort", "monitor", "address"), stdout=file)

    def removed() -> list[tuple[float, str]]:
        found = re.findall(r"^\[(\S+)\] ?Deleted .* inet6? ([^/ ]+)", seen.read_text(), re.MULTILINE)
        return [(datetime.datetime.fromisoformat(when).timestamp(), address) for when, address in found]

    try:
        wait_for(lambda: speaks(host) and removed(), 2, "the reader listens")
        yield removed
    finally:
        reader.kill()
        reader.wait()


def speaks(host: Host) -> bool:
    """Makes the kernel report a removal."""
    host.ip("address add 127.0.0.9/32 dev lo", "address delete 127.0.0.9/32 dev lo")
    return True
