"""Seeds that people, programs and the daemon could have written: configurations, orders, answers, requests."""

CONFIG = {
    "smallest": '[[instance]]\nname = "web"\ninterface = "eth0"\nvrid = 51\naddresses = ["192.0.2.10/24"]\n',
    "empty": "",
    "all": """[node]
name = "lb1"
state_dir = "/var/lib/holdfast"
realtime = false
[http]
listen = "off"
[log]
level = "debug"
format = "json"
[defaults]
priority = 150
advert_interval = "100ms"
[[instance]]
name = "web"
interface = "eth0"
vrid = 51
peers = ["192.0.2.12"]
addresses = ["192.0.2.10/24", "192.0.2.11"]
excluded_addresses = ["2001:db8::5/64"]
preempt = false
start_hold = "2s"
source = "192.0.2.2"
checksum = "rfc9568"
virtual_mac = true
lease = "off"
garp = { repeat = 2, delay = "1s", refresh = "60s" }
[[instance]]
name = "old"
interface = "eth1"
vrid = 52
version = 2
advert_interval = "2s"
addresses = ["192.0.2.20/24"]
authentication = { type = "pass", password = "1111" }
unicast_peers = ["192.0.2.3"]
[[instance]]
name = "six"
interface = "eth0"
vrid = 51
addresses = ["fe80::1/64", "2001:db8::1/64"]
[detector]
policy = "fence"
gateways = ["192.0.2.1"]
on_isolation = "yield"
audit_interval = "5s"
[fence]
command = ["/bin/true"]
escalate = ["block", "reboot"]
release = "clean-for 60s"
[hello]
listen = "192.0.2.2:10112"
peers = ["192.0.2.3:10112"]
key = "0123456789abcdef"
""",
    "unknown_key": '[[instance]]\nnam = "web"\n',
    "open_string": '[[instance]]\nname = "web\nvrid = 51\n',
    "twice": '[node]\nname = "a"\nname = "b"\n[node]\n',
    "windows": "[node]\r\nname = 5\r\n",
    "wrong_types": '[[instance]]\nname = 1\ninterface = []\nvrid = "x"\npriority = 300\naddresses = [1, {}]\n[http]\nlisten = "x:y"\n',
    "numbers": "[[instance]]\nvrid = 9223372036854775807\npriority = -1\nadvert_interval = \"99999999999999999999s\"\ngarp = { repeat = 1e300 }\n",
    "planned": "[[check]]\nname = \"x\"\n[mail]\nserver = \"smtp://\"\n",
    "deep": "a = " + "[" * 60 + "]" * 60 + "\n",
    "escape_codes": 'x\x1b[31m = "\x07"\n',
    "durations": "[detector]\naudit_interval = \"0s\"\nping_interval = \"1h1ms\"\nfall = 0\n[fence]\ntimeout = \"-1s\"\nrelease = \"clean-for\"\n",
}

CONTROL = {
    "status": {"verb": "status"}, "yield": {"verb": "yield", "instance": "web", "clear": True}, "hold": {"verb": "hold", "instance": "web"},
    "fence_clear": {"verb": "fence", "what": "clear"}, "fence_force": {"verb": "fence", "what": "force", "instance": "web"},
    "dry_run": {"verb": "fence", "what": "dry-run"}, "drill": {"verb": "drill", "kind": "split", "instance": "web", "seconds": 5},
    "failover": {"verb": "drill", "kind": "failover", "instance": "web"}, "drill_negative": {"verb": "drill", "kind": "split", "instance": "web", "seconds": -1},
    "events": {"verb": "events", "since_seconds": 60, "after": 1}, "unknown": {"verb": "x"}, "wrong_type": {"verb": 5}, "null_instance": {"verb": "yield", "instance": None},
}

CLI_INSTANCE = {
    "name": "web", "interface": "eth0", "vrid": 51, "family": "ipv4", "version": 3, "state": "master", "since": "2026-11-22T11:57:50.250Z", "reason": "heard nothing for 3.219 s",
    "priority": {"effective": 200, "configured": 200, "why": ["configured 200"]}, "master": {"node": "lb1", "address": None, "priority": 200}, "advert_interval_seconds": 1.0,
    "master_down_interval_seconds": 3.21875, "lease_seconds": 4, "addresses": [{"address": "10.77.0.10/24", "present": True, "foreign": False}], "peers": [{"address": "10.77.0.2", "priority": None}],
    "verdict": {"name": "split_brain", "severity": "critical", "since": "2026-11-22T11:57:50.250Z", "reason": "two", "evidence": [{"who": "x", "what": "y", "where": "z", "count": 3}], "also": ["x"]},
    "checks": [{"name": "app", "health": "down"}], "routing": [{"entry": "default", "present": False}], "group": "all", "stray": ["10.77.0.9"], "withdrawn": "yielded", "operator": "hold",
}
CLI_EVENT = {"id": 1, "at": "2026-11-22T11:57:50.250Z", "level": "error", "event": "transition", "instance": "web", "fields": {"from": "backup", "to": "master", "why": "two words"}}
CLI = {
    "status": {"node": "lb1", "version": "1", "uptime_seconds": 100, "instances": [CLI_INSTANCE], "groups": [{"name": "all", "state": "master", "members": ["web"]}], "interfaces": [],
               "fence": {"state": "fenced", "latched": [{"instance": "web", "at": "2026-11-22T11:57:50Z"}], "last": [{"step": "command", "ok": False, "after_seconds": 1.5}]}},
    "events": {"events": [CLI_EVENT, CLI_EVENT | {"id": 2}]}, "far_future": {"instances": [CLI_INSTANCE | {"since": "9999-12-31T23:59:59.999Z"}]}, "year_0": {"events": [CLI_EVENT | {"at": "0000-01-01T00:00:00Z"}]},
    "moment_without_fraction": {"instances": [CLI_INSTANCE | {"since": "2026-11-22T11:57:50.Z"}]}, "controls": {"events": [CLI_EVENT | {"event": "\x1b[31m\x07", "fields": {"\x1b[2J": "\n"}}]},
    "wrong_types": {"instances": [CLI_INSTANCE | {"priority": [], "master": 5, "verdict": "x", "addresses": {}, "peers": 1, "lease_seconds": "4"}], "fence": [], "events": {"a": 1}},
    "numbers": {"instances": [CLI_INSTANCE | {"vrid": 1e300, "lease_seconds": -1e300, "advert_interval_seconds": 18446744073709551615}]}, "null": None, "list": [[], {}],
}


HTTP = {
    "page": "GET\n0\n\ntext/html\ngzip", "metrics": "GET\n1\n\n\ngzip, deflate", "livez": "GET\n2\n\n\n", "readyz": "GET\n3\nverbose\n\n",
    "healthz": "GET\n4\nexclude=peers\napplication/json\n", "role": "GET\n5\ninstance=web\n\n", "role_escaped": "GET\n5\ninstance=%77e%62\n\n",
    "role_unknown": "GET\n5\ninstance=%0d%0aSet-Cookie:x\n\n", "status": "HEAD\n6\n\n\n", "events": "GET\n7\nsince=10m\n\n", "events_wrong": "GET\n7\nsince=99999999999d\n\n",
    "post": "POST\n/metrics\n\n\n", "unknown": "GET\n/metricsx\n\n\n", "half_escape": "GET\n5\ninstance=%4\n\n", "refused_gzip": "GET\n1\n\n\ngzip;q=0.000",
}
