#include "daemon/config/instance.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "daemon/config/addressing.hpp"
#include "daemon/config/duration.hpp"
#include "daemon/config/hmac_section.hpp"
#include "daemon/config/names.hpp"
#include "daemon/config/secret.hpp"
#include "daemon/config/tracking.hpp"

namespace holdfast::config {

namespace {

using namespace std::chrono_literals;

Reader<vrrp::Version> version() {
    return [](const toml::node& node, Problems& problems) -> std::optional<vrrp::Version> {
        const std::optional<int> number = whole_number(2, 3)(node, problems);
        if (!number) return std::nullopt;
        return *number == 2 ? vrrp::Version::v2 : vrrp::Version::v3;
    };
}

// The steps that each version allows are checked when the version is known.
Reader<vrrp::Centiseconds> advert_interval() {
    return [](const toml::node& node, Problems& problems) -> std::optional<vrrp::Centiseconds> {
        const std::optional<net::Duration> interval = duration(10ms, 255s)(node, problems);
        if (!interval) return std::nullopt;
        if (*interval % 10ms == 0s) return std::chrono::duration_cast<vrrp::Centiseconds>(*interval);
        problems.error(place_of(node), "the interval is sent in steps of 10ms", "round it to a multiple of 10ms");
        return std::nullopt;
    };
}

Reader<std::chrono::seconds> lease() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::chrono::seconds> {
        if (node.value<std::string_view>() == "off") return 0s;
        const std::optional<net::Duration> value = duration(1s, 3600s)(node, problems);
        if (!value) return std::nullopt;
        if (*value % 1s == 0s) return std::chrono::duration_cast<std::chrono::seconds>(*value);
        problems.error(place_of(node), "the kernel counts a lease in whole seconds");
        return std::nullopt;
    };
}

Reader<std::optional<vrrp::ChecksumForm>> checksum() {
    return one_of<std::optional<vrrp::ChecksumForm>>({{"auto", std::nullopt},
                                                      {"rfc9568", vrrp::ChecksumForm::rfc9568},
                                                      {"pseudo-header", vrrp::ChecksumForm::pseudo_header}});
}

void read_authentication(TableReader& reader, std::optional<vrrp::Password>& into) {
    into.reset();
    bool by_password = false;
    const bool has_password = reader.has("password");
    reader.read("type", by_password, one_of<bool>({{"none", false}, {"pass", true}}));
    reader.read("password", into, as<std::optional<vrrp::Password>, vrrp::Password>(password(), [](auto words) {
                    return std::optional{words};
                }));
    if (!reader.has("type")) {
        reader.problems().error(reader.place(), "the type of authentication is missing", "type = \"pass\"");
    } else if (by_password && !has_password) {
        reader.problems().error(reader.place(), "the password is missing", "password = \"…\", 1 to 8 bytes");
    }
    if (!by_password) into.reset();
}

void read_garp(TableReader& reader, engine::GarpSettings& into) {
    reader.read("repeat", into.repeat, whole_number(1, 100));
    reader.read("delay", into.delay, duration(0s, 1h));
    reader.read("refresh", into.refresh, duration(0s, 24h));
    reader.read("refresh_repeat", into.refresh_repeat, whole_number(1, 100));
    reader.read("interval", into.interval, duration(1ms, 10s));
    reader.read("pace", into.pace, duration(0s, 1s));
}

}  // namespace

Draft read_instance(const toml::table& table, std::string_view title, const Draft& defaults, Problems& problems) {
    Draft draft = defaults;
    draft.written.set_whole(place_of(table));
    TableReader reader{table, title, problems, draft.written};
    engine::InstanceSettings& into = draft.settings;
    const auto vrid = as<vrrp::Vrid, int>(whole_number(1, 255), [](int n) { return vrrp::Vrid(n); });
    const auto priority = as<vrrp::Priority, int>(whole_number(1, 255),
                                                  [](int n) { return vrrp::Priority{static_cast<std::uint8_t>(n)}; });

    reader.read("name", into.name, name());
    reader.read("interface", into.interface, interface_name());
    reader.read("vrid", into.vrid, vrid);
    reader.read("priority", into.priority, priority);
    reader.read("peers", into.peers, list_of(host_address()));
    reader.read("addresses", into.addresses, list_of(held_address(into.placements)));
    reader.read("excluded_addresses", into.excluded_addresses, list_of(held_address(into.placements)));
    reader.read("routes", into.routes, list_of(route()));
    reader.read("rules", into.rules, list_of(rule()));
    reader.read("accept", into.accept, boolean());
    reader.read("version", into.version, version());
    reader.read("advert_interval", into.advert_interval, advert_interval());
    reader.read("preempt", into.preempt, boolean());
    reader.read("preempt_delay", into.preempt_delay, duration(0s, 1h));
    reader.read("start_hold", into.start_hold, or_word("auto", duration(0s, 1h)));
    reader.read("virtual_mac", into.virtual_mac, boolean());
    reader.read("source", into.source, or_word("", host_address()));
    reader.read("unicast_peers", into.unicast_peers, list_of(host_address()));
    reader.table("authentication", "authentication",
                 [&](TableReader& inner) { read_authentication(inner, into.password); });
    reader.table("hmac", "hmac", [&](TableReader& inner) { read_hmac(inner, into.hmac); });
    reader.read("checksum", into.checksum, checksum());
    reader.read("lease", into.lease, or_word("auto", lease()));
    reader.table("garp", "garp", [&](TableReader& inner) { read_garp(inner, into.garp); });
    read_tracking(reader, into.tracking, draft.unweighted);
    read_notify(reader, draft.notify);
    reader.finish();
    return draft;
}

}  // namespace holdfast::config
