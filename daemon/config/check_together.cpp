#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "daemon/config/checks.hpp"

namespace holdfast::config {

namespace {

// Remembers where each value was first, and tells of the second.
template <class T>
class Unique {
public:
    // The line of the first one.
    std::optional<std::uint32_t> seen(const T& value, Place place) {
        const auto [found, fresh] = first_.try_emplace(value, place.line);
        return fresh ? std::nullopt : std::optional{found->second};
    }

private:
    std::map<T, std::uint32_t> first_;
};

void check_names(const std::vector<Draft>& drafts, Problems& problems) {
    Unique<std::string> names;
    for (const Draft& draft : drafts) {
        if (draft.settings.name.empty()) continue;
        const Place place = draft.written.place("name");
        if (const auto line = names.seen(draft.settings.name, place)) {
            problems.error(place, fmt::format("the name {} is taken by the instance of line {}",
                                              in_quotes(draft.settings.name), *line));
        }
    }
}

void check_routers(const std::vector<Draft>& drafts, Problems& problems) {
    Unique<std::tuple<std::string, vrrp::Vrid, net::Family>> routers;
    for (const Draft& draft : drafts) {
        const engine::InstanceSettings& s = draft.settings;
        if (s.interface.empty() || s.vrid == vrrp::Vrid{} || s.addresses.empty()) continue;
        const Place place = draft.written.place("vrid");
        if (const auto line = routers.seen({s.interface, s.vrid, s.family}, place)) {
            problems.error(place,
                           fmt::format("vrid {} on {} ({}) is taken, see line {}", std::to_underlying(s.vrid),
                                       s.interface, net::label(s.family), *line),
                           "a virtual router is known by interface, vrid and family: choose another vrid");
        }
    }
}

void check_addresses(const std::vector<Draft>& drafts, Problems& problems) {
    // Repetitions within an instance are told elsewhere.
    std::map<std::pair<std::string, net::IpAddress>, const Draft*> holders;
    for (const Draft& draft : drafts) {
        const auto check = [&](std::string_view key, const std::vector<net::Prefix>& list) {
            for (std::size_t i = 0; i < list.size(); ++i) {
                const auto placement = draft.settings.placements.find(list[i].address);
                const bool elsewhere =
                    placement != draft.settings.placements.end() && !placement->second.interface.empty();
                const std::string& interface = elsewhere ? placement->second.interface : draft.settings.interface;
                const auto [found, fresh] = holders.try_emplace({interface, list[i].address}, &draft);
                if (fresh || found->second == &draft) continue;
                problems.error(draft.written.place(key, i),
                               fmt::format("{} is held by instance {} on {} already", net::to_string(list[i].address),
                                           in_quotes(found->second->settings.name), interface));
            }
        };
        check("addresses", draft.settings.addresses);
        check("excluded_addresses", draft.settings.excluded_addresses);
    }
}

// The kernel holds one of a kind.
void check_routes(const std::vector<Draft>& drafts, Problems& problems) {
    constexpr std::uint32_t ipv6_default = 1024;  // IP6_RT_PRIO_USER
    Unique<std::tuple<net::Prefix, std::uint32_t, std::uint32_t>> routes;
    for (const Draft& draft : drafts) {
        for (std::size_t i = 0; i < draft.settings.routes.size(); ++i) {
            const net::Route& route = draft.settings.routes[i].route;
            const bool is_default = route.metric == 0 && route.to.address.family() == net::Family::ipv6;
            const Place place = draft.written.place("routes", i);
            const auto line = routes.seen({route.to, route.table, is_default ? ipv6_default : route.metric}, place);
            if (!line) continue;
            problems.error(place, fmt::format("the route of line {} has the same destination, table and metric", *line),
                           "give it a metric of its own");
        }
    }
}

// The kernel removes the first rule that has what the request names, and whatever else.
bool may_remove(const net::Rule& one, const net::Rule& other) {
    const auto is_met = [](const std::optional<net::Prefix>& wanted, const std::optional<net::Prefix>& there) {
        return !wanted || wanted->length == 0 || wanted == there;
    };
    return is_met(one.from, other.from) && is_met(one.to, other.to) &&
           (one.incoming.empty() || one.incoming == other.incoming) &&
           (one.outgoing.empty() || one.outgoing == other.outgoing) && (one.mark == 0 || one.mark == other.mark) &&
           (one.mask == 0 || one.mask == other.mask);
}

void check_rules(const std::vector<Draft>& drafts, Problems& problems) {
    using Seen = std::pair<const net::Rule*, std::uint32_t>;  // and its line
    std::map<std::tuple<net::Family, std::uint32_t, std::uint32_t>, std::vector<Seen>> rules;
    for (const Draft& draft : drafts) {
        for (std::size_t i = 0; i < draft.settings.rules.size(); ++i) {
            const net::Rule& rule = draft.settings.rules[i];
            const Place place = draft.written.place("rules", i);
            std::vector<Seen>& before = rules[{rule.family, rule.table, rule.priority}];
            const auto rival = std::ranges::find_if(before, [&](const Seen& seen) {
                return may_remove(rule, *seen.first) || may_remove(*seen.first, rule);
            });
            if (rival != before.end()) {
                problems.error(place,
                               fmt::format("the kernel may remove this rule in place of that of line {}, or that one "
                                           "in place of this",
                                           rival->second),
                               "give it a priority of its own");
            }
            before.emplace_back(&rule, place.line);
        }
    }
}

}  // namespace

void check_together(const std::vector<Draft>& drafts, Problems& problems) {
    check_names(drafts, problems);
    check_routers(drafts, problems);
    check_addresses(drafts, problems);
    check_routes(drafts, problems);
    check_rules(drafts, problems);
}

}  // namespace holdfast::config
