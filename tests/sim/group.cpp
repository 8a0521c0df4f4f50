#include "tests/sim/group.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;

constexpr const char* interface = "eth0";
constexpr std::size_t stations = 6;  // the hosts, and a stranger
constexpr vrrp::Vrid web_vrid{51};

net::IpAddress ip(const std::string& text) {
    return net::IpAddress::parse(text).value();
}

// They are asked for after each event.
template <std::size_t size>
std::array<net::Prefix, size> table(const std::string& start, int first, std::uint8_t length) {
    std::array<net::Prefix, size> all;
    for (net::Prefix& one : all) one = {ip(start + std::to_string(first++)), length};
    return all;
}

vrrp::Priority priority_of(int number) {
    return vrrp::Priority{static_cast<std::uint8_t>(number)};
}

engine::Tracking tracking(const Plan& plan) {
    if (!plan.tracks) return {};
    const TracksPlan& t = *plan.tracks;
    return {
        .checks = {{.check = check, .weight = t.check}},
        .interfaces = {{.interface = "eth1", .weight = t.uplink, .down_delay = t.down_delay, .up_delay = t.up_delay}}};
}

int configured(const Plan& plan, const Variation& variation, bool is_second) {
    return is_second && plan.moves.opposed ? 255 - variation.priority : variation.priority;
}

// A positive weight counts while it is well, a negative one while it is not.
int part_of(int weight, bool well) {
    return well == (weight > 0) ? weight : 0;
}

engine::InstanceSettings instance(const Plan& plan, const char* name, vrrp::Vrid vrid, int priority) {
    engine::InstanceSettings settings;
    settings.name = name;
    settings.interface = interface;
    settings.vrid = vrid;
    settings.family = plan.group.family;
    settings.version = plan.group.version;
    settings.priority = priority_of(priority);
    settings.advert_interval = std::chrono::duration_cast<vrrp::Centiseconds>(plan.group.interval);
    settings.preempt = plan.group.preempt;
    settings.preempt_delay = plan.moves.preempt_delay;
    if (plan.keys) settings.hmac = vrrp::HmacSettings{.keys = {{1, "the key"}}};
    if (!plan.moves.together) settings.tracking = tracking(plan);
    if (!plan.group.lease) settings.lease = 0s;
    if (!plan.group.bursts) settings.garp = {.repeat = 1, .delay = {}, .refresh = {}};
    return settings;
}

detector::WatchedInstance watched(const Plan& plan, int host, const engine::InstanceSettings& of) {
    detector::WatchedInstance watched;
    watched.name = of.name;
    watched.interface = of.interface;
    watched.vrid = of.vrid;
    watched.family = of.family;
    watched.version = of.version;
    watched.priority = of.priority;
    watched.advert_interval = of.advert_interval;
    watched.hmac = of.hmac;
    for (const net::Prefix& address : of.addresses) watched.addresses.push_back(address.address);
    for (int other = 0; other < static_cast<int>(plan.hosts.size()); ++other) {
        if (other != host) watched.peers.push_back(primary(of.family, other).address);
    }
    return watched;
}

detector::HelloSettings hello_settings(const Plan& plan, int host) {
    detector::HelloSettings hello;
    hello.listen = {channel_address(host), hello_port};
    for (int other = 0; other < static_cast<int>(plan.hosts.size()); ++other) {
        if (other != host) hello.peers.push_back({channel_address(other), hello_port});
    }
    return hello;
}

}  // namespace

net::MacAddress mac_of(int host) {
    return {{0x02, 0, 0, 0, 0, static_cast<std::uint8_t>(11 + host)}};
}

const net::Prefix& primary(net::Family family, int host) {
    static const auto v4 = table<stations>("10.0.0.", 11, 24), v6 = table<stations>("fe80::", 11, 64);
    return (family == net::Family::ipv4 ? v4 : v6).at(static_cast<std::size_t>(host));
}

const net::Prefix& virtual_address(net::Family family, int number) {
    static const auto v4 = table<address_count>("10.0.0.", 1, 24), v6 = table<address_count>("fe80::f:", 1, 64);
    return (family == net::Family::ipv4 ? v4 : v6).at(static_cast<std::size_t>(number));
}

net::IpAddress gateway_address() {
    return net::IpAddress::v4(10, 0, 0, 254);
}

net::IpAddress channel_address(int host) {
    return net::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(11 + host));
}

int priority_of(const Plan& plan, const Variation& variation, bool is_second, bool check_works, bool uplink) {
    int priority = configured(plan, variation, is_second);
    if (plan.tracks) priority += part_of(plan.tracks->check, check_works) + part_of(plan.tracks->uplink, uplink);
    return std::clamp(priority, 1, 254);
}

engine::Settings engine_settings(const Plan& plan, int host, const Variation& variation) {
    engine::Settings settings{host_name(host), {}};
    engine::InstanceSettings first = instance(plan, web, web_vrid, variation.priority);
    for (int n = 0; n < variation.addresses; ++n) first.addresses.push_back(virtual_address(plan.group.family, n));
    settings.instances.push_back(std::move(first));
    if (variation.second) {
        engine::InstanceSettings other =
            instance(plan, second, vrrp::Vrid{second_vrid}, configured(plan, variation, true));
        other.addresses.push_back(virtual_address(plan.group.family, address_count - 1));
        settings.instances.push_back(std::move(other));
    }
    settings.start_delay = plan.moves.start_delay;
    if (plan.moves.together) {
        engine::GroupSettings& group = settings.groups.emplace_back();
        group.name = "both";
        for (const engine::InstanceSettings& one : settings.instances) group.instances.push_back(one.name);
        group.tracking = tracking(plan);
    }
    return settings;
}

std::optional<detector::Settings> detector_settings(const Plan& plan, int host, const Variation& variation) {
    if (!plan.detector) return std::nullopt;
    detector::Settings settings;
    settings.node = host_name(host);
    settings.gateway_auto = false;
    settings.gateways = {gateway_address()};
    settings.audit_interval = 5s;
    settings.policy = plan.detector->policy;
    settings.trust_lan = plan.detector->trust_lan;
    settings.delay = 1s;
    settings.startup_grace = 5s;
    if (plan.detector->hello) settings.hello = hello_settings(plan, host);
    for (const engine::InstanceSettings& one : engine_settings(plan, host, variation).instances) {
        settings.instances.push_back(watched(plan, host, one));
    }
    return settings;
}

app::Fencing::Settings fencing_settings(const Plan& plan, int host, const Variation& variation) {
    app::Fencing::Settings settings;
    settings.node = host_name(host);
    settings.fence.release = 20s;
    settings.judged = plan.detector.has_value();
    if (plan.detector) settings.policy = plan.detector->policy;
    settings.instances = {web};
    if (variation.second) settings.instances.emplace_back(second);
    return settings;
}

}  // namespace holdfast::sim
