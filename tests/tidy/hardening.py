"""The built executables have what compiler and linker can give against exploits: hardening.py EXECUTABLE...

Read from the files, not from the flags.
"""
import re
import subprocess
import sys


def output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def readelf(*arguments: str) -> str:
    return output("readelf", "--wide", *arguments)


def has_landing_pads(path: str, header: str) -> bool:
    """Where the machine knows them, a function begins with one; the C library decides whether they count."""
    if "X86-64" not in header:
        return True
    return "endbr64" in output("objdump", "--disassemble=main", path)


def missing(path: str) -> list[str]:
    """What the executable lacks, in words."""
    header, dynamic, segments = readelf("-h", path), readelf("-d", path), readelf("-l", path)
    symbols = readelf("--dyn-syms", path)
    stack = re.search(r"GNU_STACK\s+(?:\S+\s+){5}(\S+)", segments)
    flags = re.findall(r"LOAD\s+(?:\S+\s+){5}([RWE ]+?)\s+0x", segments)
    wanted = {
        "position independent code": "DYN" in header and "PIE" in dynamic,
        "all its symbols bound at the start": "BIND_NOW" in dynamic,
        "read-only relocations": "GNU_RELRO" in segments,
        "a stack that is not executable": bool(stack) and "E" not in stack[1],
        "memory that is either written or executed": bool(flags) and not any("W" in one and "E" in one for one in flags),
        "code apart from data": sum("E" in one for one in flags) == 1 and "R E" in flags,
        "no search path of its own": not re.search(r"\((RPATH|RUNPATH)\)", dynamic),
        "a stack protector": "__stack_chk_fail" in symbols,
        "checked functions of the C library": bool(re.search(r"__\w+_chk\b", symbols.replace("__stack_chk_fail", ""))),
        "landing pads": has_landing_pads(path, header),
    }
    return [name for name, there in wanted.items() if not there]


def main() -> int:
    lacks = {path: missing(path) for path in sys.argv[1:]}
    for path, names in lacks.items():
        for name in names:
            print(f"{path} lacks {name}")
    return 1 if not lacks or any(lacks.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
