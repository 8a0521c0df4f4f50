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
                const auto [found, fresh] = holders.try_emplace({draft.settings.interface, list[i].address}, &draft);
                if (fresh || found->second == &draft) continue;
                problems.error(draft.written.place(key, i),
                               fmt::format("{} is held by instance {} on {} already", net::to_string(list[i].address),
                                           in_quotes(found->second->settings.name), draft.settings.interface));
            }
        };
        check("addresses", draft.settings.addresses);
        check("excluded_addresses", draft.settings.excluded_addresses);
    }
}

}  // namespace

void check_together(const std::vector<Draft>& drafts, Problems& problems) {
    check_names(drafts, problems);
    check_routers(drafts, problems);
    check_addresses(drafts, problems);
}

}  // namespace holdfast::config
