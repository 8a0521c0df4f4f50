"""Runs a command under the system call filter of a systemd unit, as systemd would, where no systemd runs.

    python3 -m lab.sandbox UNIT COMMAND...
"""
import ctypes
import os
import pathlib
import re
import subprocess
import sys

SCMP_ACT_ALLOW, SCMP_ACT_EPERM = 0x7FFF0000, 0x00050001
NEEDED_TO_BEGIN = {"execve", "seccomp"}  # systemd's filter lets its own exec through


def members(name: str) -> set[str]:
    """A group of system calls, spelt out."""
    if not name.startswith("@"):
        return {name}
    listed = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True).stdout
    words = {line.strip() for line in listed.splitlines()[1:]}
    return {call for word in words if word and not word.startswith("#") for call in members(word)}


def allowed_by(unit: pathlib.Path) -> set[str]:
    calls = members("@default")
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit.read_text(), re.MULTILINE):
        listed = {call for word in line.removeprefix("~").split() for call in members(word)}
        calls = calls - listed if line.startswith("~") else calls | listed
    return calls


def confine(calls: set[str]) -> None:
    """In this process, and what it executes."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    made = library.seccomp_init(SCMP_ACT_EPERM)
    for call in calls:
        number = library.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:  # others are of other machines
            library.seccomp_rule_add(made, SCMP_ACT_ALLOW, number, 0)
    if library.seccomp_load(made) != 0:
        raise OSError("seccomp")


if __name__ == "__main__":
    confine(allowed_by(pathlib.Path(sys.argv[1])) | NEEDED_TO_BEGIN)
    os.execvp(sys.argv[2], sys.argv[2:])
