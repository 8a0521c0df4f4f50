"""A host with an /etc, /run and /var of its own, so that services and configuration files run as they are shipped; and with its own
view of single programs of /usr/bin.
"""
import pathlib
import shutil

from lab.daemons import HOLDFAST, HOLDFASTD, Daemon, Holdfast
from lab.lan import Host

USERS = {"holdfast": 990, "holdfast-script": 991}  # as conf/holdfast.sysusers has them made
LIVE = ("holdfast", "keepalived")  # folders of /etc that may change while somebody looks

# `ip netns exec` has made a mount namespace already. What this machine has in /etc shows through where nothing is put.
ENTER = """
root=$1
shift
mount -t overlay none -o "lowerdir=$root/etc:/etc" /etc
for live in %s; do mount --bind "$root/etc/$live" "/etc/$live"; done
for program in "$root"/usr/bin/*; do [ ! -e "$program" ] || mount --bind "$program" "/usr/bin/${program##*/}"; done
mount --bind "$root/run" /run
mount --bind "$root/var" /var
exec "$@"
""" % " ".join(LIVE)


class Machine:
    def __init__(self, host: Host):
        self.host = host
        self.root = host.folder / "root"
        for folder in ("etc", "run", "var/lib/holdfast", "var/log", *(f"etc/{live}" for live in LIVE)):
            (self.root / folder).mkdir(parents=True)
        for name, entry in (("passwd", "{0}:x:{1}:{1}::/:/usr/sbin/nologin\n"), ("group", "{0}:x:{1}:\n")):
            known = pathlib.Path("/etc", name).read_text()
            ours = (entry.format(user, number) for user, number in USERS.items() if f"\n{user}:" not in known)
            (self.root / "etc" / name).write_text(known + "".join(ours))

    def folder(self, path: str, owner: str = "root") -> pathlib.Path:
        """Makes a folder such as /var/log/nginx."""
        made = self.root / path.lstrip("/")
        made.mkdir(parents=True, exist_ok=True)
        shutil.chown(made, owner)
        return made

    def put(self, path: str, text: str, mode: int = 0o644) -> pathlib.Path:
        """Writes a file such as /etc/nginx/nginx.conf."""
        file = self.folder(str(pathlib.PurePath(path).parent)) / pathlib.PurePath(path).name
        file.write_text(text)
        file.chmod(mode)
        return file

    def copy(self, source: pathlib.Path, path: str) -> pathlib.Path:
        """As `put`, with the text and mode of a file."""
        return self.put(path, source.read_text(), source.stat().st_mode & 0o777)

    def within(self, *words: str) -> list[str]:
        """The command that runs `words` here; for the host's `command` and `run`."""
        return ["sh", "-ec", ENTER, "sh", str(self.root), *map(str, words)]

    def run(self, *words: str, stdin: str | None = None) -> str:
        return self.host.run(*self.within(*words), stdin=stdin)


class Service(Daemon):
    """A program of Debian's in the foreground, as its unit would start it."""

    def __init__(self, machine: Machine, *words: str):
        super().__init__(machine.host, pathlib.PurePath(words[0]).name)
        self._words = machine.within(*words)

    def arguments(self) -> list[str]:
        return self._words


class Installed(Holdfast):
    """holdfastd as it is installed: with /etc/holdfast/holdfast.toml, which somebody else has written."""

    def __init__(self, machine: Machine, *more: str):
        Daemon.__init__(self, machine.host, "holdfastd")
        self.machine = machine
        self.more = more
        self.routers = ()
        self.file = machine.root / "etc/holdfast/holdfast.toml"
        self.socket = machine.root / "run/holdfast/control.sock"

    def arguments(self) -> list[str]:
        return self.machine.within(HOLDFASTD, "--log-format", "text", *self.more)

    def check(self) -> str:
        """What `holdfast config check` says of the file; an error raises."""
        return self.machine.run(HOLDFAST, "config", "check", "/etc/holdfast/holdfast.toml")
