"""Each configuration of tests/import/corpus is one that keepalived accepts, and Holdfast accepts what comes of it.

Both look at interfaces and scripts, so both run in a network namespace and a mount namespace of their own, with what
the corpus names.
"""
import re
import shutil
import subprocess

import pytest

from lab.daemons import HOLDFAST, HOLDFASTD, ROOT

CORPUS = ROOT / "tests/import/corpus"
NAMES = sorted(path.stem for path in CORPUS.glob("*.conf"))
ID = "main"
OK, FAILED, INVALID, SCRIPT_SECURITY = 0, 1, 4, 6  # the last one is keepalived's alone

HOST = """
for link in eth0 eth1 eth2 eth3; do ip link add "$link" type veth peer name "peer-$link"; done
mount -t tmpfs none /etc/keepalived
for script in check_apiserver check_mysql dual gateway move_elastic_ip notify odd port_open reachable record \
    to_backup to_master; do
    printf '#!/bin/sh\\n' >"/etc/keepalived/$script.sh"
done
printf '#!/bin/sh\\n' >/etc/keepalived/fifo.py
chmod 755 /etc/keepalived/*
exec "$@"
"""


def on_a_host(*command) -> subprocess.CompletedProcess:
    return subprocess.run(["unshare", "--net", "--mount", "sh", "-e", "-c", HOST, "sh", *map(str, command)], cwd=CORPUS,
                          capture_output=True, text=True, timeout=60)


def holdfast(*words) -> subprocess.CompletedProcess:
    return subprocess.run([HOLDFAST, *words], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("name", NAMES)
def test_keepalived_accepts_it(name, tmp_path):
    shutil.copytree(CORPUS, tmp_path, dirs_exist_ok=True)
    file = tmp_path / f"{name}.conf"
    # keepalived 2.2.7 ends itself by SIGTERM in a test of scripts that are not root's.
    file.write_text(re.sub(r"user nobody\b.*", "user root", file.read_text()))
    done = on_a_host("keepalived", "--config-test", "--config-id", ID, "--use-file", file)
    assert done.returncode in (OK, SCRIPT_SECURITY), done.stdout + done.stderr
    assert "Unknown keyword" not in done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_holdfast_accepts_what_comes_of_it(name, tmp_path):
    result = tmp_path / "holdfast.toml"
    done = holdfast("config", "import", CORPUS / f"{name}.conf", "-i", ID, "-o", result)
    assert done.returncode == OK, done.stderr
    checked = on_a_host(HOLDFASTD, "--check", "-c", result)
    assert checked.returncode == OK, checked.stderr


def test_strict_fails_when_something_has_no_equivalent():
    assert holdfast("config", "import", CORPUS / "nginx_pair.conf", "--strict").returncode == OK
    assert holdfast("config", "import", CORPUS / "virtual_servers.conf", "--strict").returncode == FAILED


def test_a_broken_file_is_refused_with_its_place(tmp_path):
    broken = tmp_path / "keepalived.conf"
    broken.write_text("vrrp_instance A {\n")
    done = holdfast("config", "import", broken)
    assert done.returncode == INVALID
    assert f"{broken}:1:1: error: the block of \"vrrp_instance\" begins here" in done.stderr
