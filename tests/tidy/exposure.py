#!/usr/bin/env python3
"""How much systemd lets a unit do, by systemd's own measure: 0 nothing, 10 everything.

    exposure.py UNIT MOST     # prints the measure; exit code 1 if it is above MOST
"""
import re
import subprocess
import sys


def exposure(unit: str) -> float:
    said = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--no-pager", unit], capture_output=True, text=True,
                          env={"PATH": "/usr/bin:/bin", "SYSTEMD_COLORS": "0", "LC_ALL": "C.UTF-8"})
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", said.stdout)
    if not found:
        sys.exit(f"systemd-analyze says nothing of {unit}: {said.stderr.strip()}")
    return float(found[1])


if __name__ == "__main__":
    measured, most = exposure(sys.argv[1]), float(sys.argv[2])
    print(f"{sys.argv[1]}: {measured}, at most {most}")
    sys.exit(measured > most)
