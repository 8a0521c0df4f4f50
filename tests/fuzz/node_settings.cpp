// Bytes -> what the engine is told to do, out of a few kinds of instances.
#include "tests/fuzz/node_settings.hpp"

#include <string>
#include <vector>

#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

using namespace std::chrono_literals;
using namespace engine;

InstanceSettings template_of(std::size_t kind) {
    InstanceSettings s;
    s.interface = "eth0";
    s.addresses = {prefix("192.0.2.1/24")};
    switch (kind) {
        case 1:
            s.version = vrrp::Version::v2;
            s.password = vrrp::Password{'s', 'e', 'c', 'r', 'e', 't'};
            break;
        case 2:
            s.family = net::Family::ipv6;
            s.addresses = {prefix("fe80::1/64"), prefix("2001:db8::1/64")};
            break;
        case 3:
            s.priority = vrrp::Priority{255};
            s.addresses = {prefix("192.0.2.11/24")};
            break;
        case 4:
            s.virtual_mac = true;
            break;
        case 5:
            s.unicast_peers = {ip("192.0.2.12"), ip("192.0.2.13")};
            break;
        case 6:
            s.interface = "eth1";
            s.addresses = {prefix("198.51.100.1/24"), prefix("198.51.100.2/32")};
            s.excluded_addresses = {prefix("2001:db8:1::1/64")};
            break;
        case 7:
            s.family = net::Family::ipv6;
            s.virtual_mac = true;
            s.addresses = {prefix("fe80::1/64")};
            break;
        default:
            break;
    }
    return s;
}

// Of their own for each place, so that no two instances want the same.
void set_apart(InstanceSettings& s, std::uint8_t place) {
    s.name = std::string(1, static_cast<char>('a' + place));
    s.vrid = vrrp::Vrid{static_cast<std::uint8_t>(51 + place)};
    if (s.priority.is_owner()) return;
    for (auto* list : {&s.addresses, &s.excluded_addresses}) {
        for (net::Prefix& one : *list) {
            net::Bytes bytes{one.address.bytes().begin(), one.address.bytes().end()};
            bytes.back() = static_cast<std::uint8_t>(bytes.back() + 32 * place);
            one.address = net::IpAddress::from_bytes(bytes);
        }
    }
}

Tracking weighted_tracking() {
    return {.checks = {{.check = "load", .weight = -60}},
            .interfaces = {{.interface = "eth1", .weight = 40, .down_delay = 500ms, .up_delay = 1s}}};
}

vrrp::HmacSettings keys(bool permissive) {
    return {.keys = {{1, "the key"}}, .mode = permissive ? vrrp::HmacMode::permissive : vrrp::HmacMode::enforce};
}

net::Route route(const char* to, std::uint32_t table) {
    net::Route made;
    made.to = prefix(to);
    made.table = table;
    return made;
}

void add_routing(InstanceSettings& s, std::uint8_t place) {
    const bool v4 = s.family == net::Family::ipv4;
    const std::uint32_t table = 100U + place;
    s.routes = {{.route = route(v4 ? "203.0.113.0/24" : "2001:db8:9::/48", table), .interface = ""},
                {.route = route(v4 ? "0.0.0.0/0" : "::/0", table), .interface = "eth1"}};
    net::Rule rule;
    rule.family = s.family;
    rule.priority = rule.table = table;
    rule.from = s.addresses.front();
    s.rules = {rule};
}

InstanceSettings instance(Input& in, std::uint8_t place) {
    const std::uint8_t kind = in.u8(), priority = in.u8(), how = in.u8();
    InstanceSettings s = template_of(kind % 8);
    if (!s.priority.is_owner()) s.priority = vrrp::Priority{static_cast<std::uint8_t>(priority % 254 + 1)};
    s.advert_interval = vrrp::Centiseconds{(how & 1) != 0 && s.version == vrrp::Version::v3 ? 10 : 100};
    s.preempt = (how & 2) == 0;
    if ((how & 4) != 0) s.start_hold = 0ns;
    if ((how & 8) != 0) s.lease = 0s;
    if ((how & 16) != 0) s.garp = {.repeat = 1, .delay = 0ns, .refresh = 2s};
    if ((how & 32) != 0) s.checksum = vrrp::ChecksumForm::rfc9568;
    if ((how & 64) != 0 && s.addresses.size() > 1) s.addresses.pop_back();
    if ((kind & 8) != 0) s.tracking.checks.push_back({.check = "app"});
    if ((kind & 16) != 0) s.tracking = weighted_tracking();
    if ((kind & 32) != 0 && s.version == vrrp::Version::v3) s.hmac = keys((how & 128) != 0);
    if ((kind & 64) != 0) add_routing(s, place);
    if ((kind & 128) != 0) s.preempt_delay = s.preempt ? 3s : 0s;
    set_apart(s, place);
    return s;
}

GroupSettings group_of(const std::vector<InstanceSettings>& instances) {
    GroupSettings group{"all", {}};
    for (const InstanceSettings& one : instances) group.instances.push_back(one.name);
    return group;
}

}  // namespace

// One owner at most: an owner's addresses are the host's.
Settings take_settings(Input& in) {
    Settings all{"lb1", {}};
    const std::uint8_t how = in.u8();
    const std::size_t count = 1 + how % 16 % 3;
    for (std::size_t place = 0; place < count; ++place) {
        InstanceSettings next = instance(in, static_cast<std::uint8_t>(place));
        const bool owned = std::ranges::any_of(all.instances, [](const auto& s) { return s.priority.is_owner(); });
        if (!owned || !next.priority.is_owner()) all.instances.push_back(std::move(next));
    }
    if ((how & 16) != 0) all.groups = {group_of(all.instances)};
    if ((how & 32) != 0 && !all.groups.empty()) all.groups[0].tracking.checks.push_back({.check = "app"});
    if ((how & 64) != 0) all.start_delay = 3s;
    return all;
}

}  // namespace holdfast::fuzz
