#include "example.hpp"

namespace holdfast::metrics {
namespace {

using namespace std::chrono_literals;

engine::InstanceStatus instance(const char* name, vrrp::Vrid vrid, net::Family family, const char* address) {
    engine::InstanceStatus status;
    status.settings.name = name;
    status.settings.interface = "eth0";
    status.settings.vrid = vrid;
    status.settings.family = family;
    status.since = now - 90s;
    status.advert_interval = 1s;
    status.master_down_interval = 3609375us;
    status.skew = 609375us;
    status.lease = 4s;
    status.addresses.push_back({*net::Prefix::parse(address), false, false});
    status.counters.transitions[{engine::InstanceState::backup, "startup"}] = 1;
    status.counters.transitions[{engine::InstanceState::master, "silence"}] = 0;
    return status;
}

engine::InstanceStatus master_of_web() {
    auto status = instance("web", vrrp::Vrid{51}, net::Family::ipv4, "192.0.2.10/24");
    status.state = engine::InstanceState::master;
    status.reason = "heard nothing for 3.609 s";
    status.settings.priority = vrrp::Priority{200};
    status.effective_priority = vrrp::Priority{180};
    status.priority_why = {"200 configured", "-20 gateway"};
    status.addresses[0].present = true;
    status.peers.push_back({*net::IpAddress::parse("192.0.2.2"), vrrp::Priority{100}, now - 95s, true});
    status.peers.push_back({*net::IpAddress::parse("192.0.2.3"), vrrp::Priority{}, std::nullopt, true});
    return status;
}

engine::InstanceStatus backup_of_six() {
    auto status = instance("six", vrrp::Vrid{6}, net::Family::ipv6, "2001:db8::10/64");
    status.state = engine::InstanceState::backup;
    status.reason = "fe80::2 leads";
    status.master = {*net::IpAddress::parse("fe80::2"), vrrp::Priority{200}, now - 1s, false};
    status.peers.push_back(*status.master);
    return status;
}

detector::InstanceReport healthy(const char* name) {
    detector::InstanceReport report;
    report.name = name;
    report.since = now - 80s;
    report.reason = "one owner, fresh evidence";
    return report;
}

}  // namespace

Example::Example() {
    status.node = "lb1";
    status.at = now;
    status.instances = {master_of_web(), backup_of_six()};
    status.interfaces = {{"eth0", true, {}}};
    report.at = now;
    report.instances = {healthy("web"), healthy("six")};
    report.gateways = {{*net::IpAddress::parse("192.0.2.1"), true, 7, 2, {}}};
    checks.resize(1);
    checks[0].name = "nginx";
    checks[0].type = "script";
    checks[0].health = checks::Health::up;
    checks[0].since = now - 60s;
    checks[0].reason = "exit code 0";
    notify.parties = {{.key = {engine::Subject::instance, "web"}}, {.key = {engine::Subject::group, "gw"}}};
    notify.outlets = {{.outlet = "mail", .target = "smtp://127.0.0.1:25"},
                      {.outlet = "alertmanager", .target = "http://127.0.0.1:9093"}};
    daemon.version = "0.1.0";
    daemon.revision = "abc";
    daemon.started = wall - 1h;
    daemon.config_sha256 = "0123";
    daemon.last_reload_success = wall - 1h;
    daemon.sockets_open = daemon.netlink_in_step = daemon.guard_alive = true;
    daemon.last_turn = now - 100ms;
    events.push_back({1, wall - 2h, {net::Level::info, "transition", "web", {{"to", "backup"}}}});
    events.push_back({2, wall - 90s, {net::Level::warning, "transition", "web", {{"to", "master"}}}});
}

Snapshot Example::snapshot() const {
    return {std::make_shared<const engine::Status>(status),
            std::make_shared<const detector::Report>(report),
            std::make_shared<const DaemonStatus>(daemon),
            std::make_shared<const EventLog>(events),
            std::make_shared<const FenceStatus>(fence),
            std::make_shared<const checks::Status>(checks),
            std::make_shared<const notify::Status>(notify),
            now,
            wall};
}

detector::NeighbourReport neighbour(const char* address, const char* node) {
    return {*net::IpAddress::parse(address), node, now - 1s, true, true, false};
}

detector::NeighbourReport never_heard(const char* address) {
    return {*net::IpAddress::parse(address), "", std::nullopt, false, false, false};
}

detector::Evidence evidence(detector::EvidenceKind kind, detector::Trust trust) {
    return {kind, "192.0.2.2", "02:00:00:00:00:02", "eth0", "advert with priority 100", now - 5s, now - 3s, 3, trust};
}

}  // namespace holdfast::metrics
