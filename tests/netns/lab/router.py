"""One virtual router, and how each daemon is told about it."""
import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class VirtualRouter:
    vrid: int = 51
    priority: int = 100
    addresses: tuple[str, ...] = ("10.77.0.10/24",)
    version: int = 3
    interval: float = 0.1  # seconds
    preempt: bool = True
    password: str = ""
    unicast_peers: tuple[str, ...] = ()
    interface: str = "eth0"
    more: dict = field(default_factory=dict)  # further keys of Holdfast's [[instance]]

    @property
    def name(self) -> str:
        return f"vr{self.vrid}" + ("v6" if ":" in self.addresses[0] else "")

    @property
    def address(self) -> str:
        """The first address, without its prefix length."""
        return self.addresses[0].split("/")[0]

    @property
    def skew(self) -> float:
        return (256 - self.priority) / 256 * (self.interval if self.version == 3 else 1)

    @property
    def master_down(self) -> float:
        """The RFC's interval of silence after which this router, as backup, takes over; seconds."""
        return 3 * self.interval + self.skew


def many(count: int, priority: int, interval: float) -> list[VirtualRouter]:
    """Routers with VRIDs 1 to `count`, one address each."""
    return [VirtualRouter(vrid, priority, (f"10.77.1.{vrid}/16",), interval=interval) for vrid in range(1, count + 1)]


def toml(settings: dict) -> str:
    """Tables and arrays of tables one level deep: all that the tests need."""
    lines = []
    for key, value in settings.items():
        tables = value if isinstance(value, list) else [value]
        for table in tables:
            lines.append(f"[[{key}]]" if isinstance(value, list) else f"[{key}]")
            lines += [f"{name} = {_value(entry)}" for name, entry in table.items()]
    return "\n".join(lines) + "\n"


def _value(value) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(entry)}" for name, entry in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    return json.dumps(value)


def holdfast_instance(router: VirtualRouter) -> dict:
    instance = {
        "name": router.name,
        "interface": router.interface,
        "vrid": router.vrid,
        "priority": router.priority,
        "addresses": router.addresses,
        "version": router.version,
        "advert_interval": f"{router.interval * 1000:.0f}ms",
        "preempt": router.preempt,
    }
    if router.unicast_peers:
        instance["unicast_peers"] = router.unicast_peers
    if router.password:
        instance["authentication"] = {"type": "pass", "password": router.password}
    return instance | router.more


def keepalived_instance(router: VirtualRouter) -> str:
    def block(name: str, lines: tuple[str, ...]) -> str:
        return f"  {name} {{\n    " + "\n    ".join(lines) + "\n  }\n" if lines else ""

    return (
        f"vrrp_instance {router.name} {{\n"
        f"  state BACKUP\n  interface {router.interface}\n  virtual_router_id {router.vrid}\n"
        f"  priority {router.priority}\n  advert_int {router.interval:g}\n  version {router.version}\n"
        + ("" if router.preempt else "  nopreempt\n")
        + ("  use_vmac\n" if router.more.get("virtual_mac") else "")
        + (f"  authentication {{\n    auth_type PASS\n    auth_pass {router.password}\n  }}\n" if router.password else "")
        + block("unicast_peer", router.unicast_peers)
        + block("virtual_ipaddress", router.addresses)
        + "}\n"
    )
