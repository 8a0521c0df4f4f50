// What is held, together: where addresses live, and what routes and rules have to do with the instance.
#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "daemon/config/checks.hpp"
#include "daemon/config/duration.hpp"

namespace holdfast::config {

namespace {

bool is_among(const std::vector<net::Prefix>& list, const net::IpAddress& address) {
    return std::ranges::find(list, address, &net::Prefix::address) != list.end();
}

// What [defaults] says of addresses that this instance has not, and what says nothing.
void settle_placements(engine::InstanceSettings& s) {
    for (auto& [address, placement] : s.placements) {
        if (placement.interface == s.interface) placement.interface.clear();
    }
    std::erase_if(s.placements, [&](const auto& entry) {
        const auto& [address, placement] = entry;
        const bool is_held = is_among(s.addresses, address) || is_among(s.excluded_addresses, address);
        return !is_held || placement == engine::Placement{};
    });
}

void check_placements(const Draft& draft, Problems& problems) {
    const engine::InstanceSettings& s = draft.settings;
    const auto check = [&](std::string_view key, const std::vector<net::Prefix>& list) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto found = s.placements.find(list[i].address);
            if (found == s.placements.end() || s.family == net::Family::ipv4) continue;
            const engine::Placement& placement = found->second;
            const Place place = draft.written.place(key, i);
            if (!placement.label.empty()) problems.error(place, "IPv6 addresses have no labels", "leave it out");
            if (placement.scope != 0) {
                problems.error(place, "the scope of an IPv6 address is in the address itself", "leave it out");
            }
            if (key == "addresses" && i == 0 && !placement.interface.empty()) {
                problems.error(place, "the link-local address of the router belongs on its own interface",
                               "leave out interface");
            }
        }
    };
    check("addresses", s.addresses);
    check("excluded_addresses", s.excluded_addresses);
}

// "default" was read before the family was known.
void settle_default(net::Prefix& to, net::Family family) {
    constexpr std::array<std::uint8_t, 16> nothing{};
    if (to.length == 0)
        to.address = net::IpAddress::from_bytes(std::span{nothing}.first(family == net::Family::ipv4 ? 4 : 16));
}

void check_routes(Draft& draft, Problems& problems) {
    engine::InstanceSettings& s = draft.settings;
    for (std::size_t i = 0; i < s.routes.size(); ++i) {
        auto& [route, interface] = s.routes[i];
        const Place place = draft.written.place("routes", i);
        settle_default(route.to, s.family);
        const auto fits = [&](const auto& address) { return !address || address->family() == s.family; };
        if (route.to.address.family() != s.family || !fits(route.via) || !fits(route.source)) {
            problems.error(place, fmt::format("the route is not of {}, as this instance is", net::label(s.family)),
                           "an instance has one address family: write a second [[instance]] for the other");
        }
        if (route.onlink && !route.via) problems.error(place, "onlink says something of via, which is missing");
    }
}

void check_rules(Draft& draft, Problems& problems) {
    engine::InstanceSettings& s = draft.settings;
    for (std::size_t i = 0; i < s.rules.size(); ++i) {
        net::Rule& rule = s.rules[i];
        rule.family = s.family;
        const Place place = draft.written.place("rules", i);
        const auto fits = [&](const auto& prefix) { return !prefix || prefix->address.family() == s.family; };
        if (!fits(rule.from) || !fits(rule.to)) {
            problems.error(place, fmt::format("the rule is not of {}, as this instance is", net::label(s.family)),
                           "an instance has one address family: write a second [[instance]] for the other");
        }
    }
}

// All have to be announced before the first one is again.
void check_pace(const Draft& draft, Problems& problems) {
    const engine::InstanceSettings& s = draft.settings;
    const net::Duration round = s.garp.pace * static_cast<int>(s.addresses.size() + s.excluded_addresses.size());
    if (s.garp.refresh == net::Duration{} || s.garp.refresh >= round) return;
    problems.error(draft.written.place("garp"),
                   fmt::format("at this pace the announcements take {}, and are refreshed each {}", to_text(round),
                               to_text(s.garp.refresh)),
                   "make refresh longer or pace shorter");
}

// RFC 9568 §6.1: an owner accepts whatever is said.
void check_owner(Draft& draft, Problems& problems) {
    engine::InstanceSettings& s = draft.settings;
    if (!s.priority.is_owner()) return;
    if (!s.accept) {
        problems.warning(draft.written.place("accept"),
                         "with priority 255 the addresses are this node's own, and answer");
        s.accept = true;
    }
}

}  // namespace

void check_addressing(Draft& draft, Problems& problems) {
    settle_placements(draft.settings);
    check_placements(draft, problems);
    check_routes(draft, problems);
    check_rules(draft, problems);
    check_pace(draft, problems);
    check_owner(draft, problems);
}

}  // namespace holdfast::config
