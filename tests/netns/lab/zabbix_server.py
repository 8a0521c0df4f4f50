"""Debian's Zabbix server, with its database and its frontend, whose API the tests use."""
import gzip
import itertools
import json
import pathlib
import re
import subprocess
import urllib.error
import urllib.request

from lab.lan import Host, Lan
from lab.machine import Machine, Service
from lab.waiting import wait_for

SQL = pathlib.Path("/usr/share/zabbix-server-mysql")
# Of all that Zabbix brings along: who may log in. Its thousands of templates take a minute to load.
NEEDED = re.compile(r"^INSERT INTO `(role|role_rule|users|usrgrp|users_groups|hstgrp|config)`")
SERVER = """DBHost=localhost
DBSocket=/run/mysqld/mysqld.sock
DBName=zabbix
DBUser=root
ListenIP=127.0.0.1
PidFile=/run/zabbix.pid
SocketDir=/run
LogType=console
AllowRoot=1
CacheUpdateFrequency=1
StartDiscoverers=0
AllowUnsupportedDBVersions=1
"""
FRONTEND = """<?php
$DB = ['TYPE' => 'MYSQL', 'SERVER' => 'localhost', 'PORT' => '0', 'DATABASE' => 'zabbix', 'USER' => 'root', 'PASSWORD' => '',
       'SCHEMA' => '', 'ENCRYPTION' => false, 'KEY_FILE' => '', 'CERT_FILE' => '', 'CA_FILE' => '', 'VERIFY_HOST' => false,
       'CIPHER_LIST' => '', 'VAULT_URL' => '', 'VAULT_DB_PATH' => '', 'VAULT_TOKEN' => '', 'DOUBLE_IEEE754' => true];
$IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
"""
DATABASE = ("--no-defaults", "--user=mysql", "--datadir=/var/lib/mysql", "--socket=/run/mysqld/mysqld.sock", "--skip-networking",
            "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_bin")


class Zabbix:
    def __init__(self, lan: Lan, host: Host):
        self.host = host
        self.machine = Machine(host)
        self._numbers = itertools.count(1)
        self._token = None
        self._database(lan)
        self.machine.put("/etc/zabbix/zabbix_server.conf", SERVER)
        self.machine.put("/etc/zabbix/zabbix.conf.php", FRONTEND)
        lan.start(Service(self.machine, "zabbix_server", "--foreground", "--config", "/etc/zabbix/zabbix_server.conf"),
                  Service(self.machine, "php", "-d", "mysqli.default_socket=/run/mysqld/mysqld.sock",
                          "-S", "127.0.0.1:8080", "-t", "/usr/share/zabbix"))
        self._token = wait_for(lambda: self._try("user.login", username="Admin", password="zabbix"), 30, "Zabbix lets Admin in")

    def _database(self, lan: Lan) -> None:
        self.machine.folder("/run/mysqld", "mysql")
        data = self.machine.folder("/var/lib/mysql", "mysql")
        subprocess.run(["mariadb-install-db", "--no-defaults", "--user=mysql", f"--datadir={data}", "--skip-test-db",
                        "--auth-root-authentication-method=socket"], check=True, capture_output=True)
        for folder in (self.host.folder / "root", self.host.folder / "root/var", self.host.folder / "root/var/lib"):
            folder.chmod(0o755)
        lan.start(Service(self.machine, "mariadbd", *DATABASE))
        wait_for((self.machine.root / "run/mysqld/mysqld.sock").exists, 30, "the database is up")
        data = [line for line in gzip.open(SQL / "data.sql.gz", "rt") if NEEDED.match(line)]
        schema = gzip.open(SQL / "schema.sql.gz", "rt").read()
        statements = f"CREATE DATABASE zabbix; USE zabbix; SET foreign_key_checks=0; {schema} {''.join(data)}"
        self.machine.run("mariadb", "--no-defaults", "-S", "/run/mysqld/mysqld.sock", stdin=statements)

    def _try(self, method: str, **parameters):
        try:
            return self.call(method, **parameters)
        except (OSError, AssertionError):
            return None  # not yet listening, or not yet ready

    def call(self, method: str, *listed, **parameters):
        """The result of a call of the API."""
        asked = {"jsonrpc": "2.0", "method": method, "params": list(listed) or parameters, "id": next(self._numbers),
                 "auth": self._token}
        request = urllib.request.Request("http://127.0.0.1:8080/api_jsonrpc.php", json.dumps(asked).encode(),
                                         {"Content-Type": "application/json-rpc"})
        with self.host.entered(), urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read().decode()
        replied = json.loads(text) if text.startswith("{") else {"error": text}
        assert "error" not in replied, f"{method}: {replied['error']}"
        return replied["result"]

    def take_in(self, template: str) -> None:
        """As somebody who imports a file and leaves every box ticked."""
        kinds = ("groups", "templates", "valueMaps", "items", "discoveryRules", "triggers", "httptests", "templateDashboards")
        rules = {kind: {"createMissing": True} | ({} if kind == "groups" else {"updateExisting": True}) for kind in kinds}
        assert self.call("configuration.import", format="yaml", rules=rules, source=template) is True

    def group(self, name: str) -> str:
        return self.call("hostgroup.create", name=name)["groupids"][0]

    def add(self, name: str, group: str, template: str, address: str = "", /, **macros: str) -> None:
        """A host, with an interface if it has an address."""
        (found,) = self.call("template.get", filter={"host": [template]})
        interface = {"type": 1, "main": 1, "useip": 1, "ip": address, "dns": "", "port": "10050"}
        set_here = [{"macro": f"{{$HOLDFAST.{macro.upper()}}}", "value": value} for macro, value in macros.items()]
        self.call("host.create", host=name, groups=[{"groupid": group}], templates=[{"templateid": found["templateid"]}],
                  interfaces=[interface] if address else [], macros=set_here)

    def items(self, host: str) -> dict[str, dict]:
        """By key, with `lastvalue`, `state` (1: not supported) and `error`."""
        found = self.call("item.get", host=host, output=["key_", "lastvalue", "state", "error"], webitems=True)
        return {item["key_"]: item for item in found}

    def problems(self) -> set[tuple[str, str]]:
        """What is wrong now: host and name."""
        found = self.call("trigger.get", only_true=True, expandDescription=True, selectHosts=["host"], output=["description"],
                          monitored=True, filter={"value": 1})
        return {(trigger["hosts"][0]["host"], trigger["description"]) for trigger in found}
