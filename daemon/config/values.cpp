#include "daemon/config/values.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "daemon/config/duration.hpp"

namespace holdfast::config {

namespace {

// Why no machine can have it; empty: one can.
std::string_view impossible(const net::IpAddress& address) {
    if (address.is_unspecified()) return "is no address of a machine";
    if (address.is_multicast()) return "is a multicast address";
    if (address.is_loopback()) return "is a loopback address";
    if (address.is_limited_broadcast()) return "is the broadcast address";
    return {};
}

std::string prefix_hint(std::string_view written) {
    if (written.find('/') == std::string_view::npos) return {};
    const bool address_is_fine = net::IpAddress::parse(written.substr(0, written.find('/'))).has_value();
    return address_is_fine ? "the length after the slash is 0 to 32, or 0 to 128 for IPv6" : "";
}

}  // namespace

bool is_possible(const net::IpAddress& address, const toml::node& node, Problems& problems) {
    const std::string_view why = impossible(address);
    if (why.empty()) return true;
    problems.error(place_of(node), fmt::format("{} {}", net::to_string(address), why));
    return false;
}

std::string_view kind_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "a list";
        case toml::node_type::string:
            return "a string";
        case toml::node_type::integer:
            return "a whole number";
        case toml::node_type::floating_point:
            return "a number with a point";
        case toml::node_type::boolean:
            return "true or false";
        case toml::node_type::date:
            return "a date";
        case toml::node_type::time:
            return "a time of day";
        case toml::node_type::date_time:
            return "a date and time";
        case toml::node_type::none:
            break;
    }
    return "nothing";
}

void wrong_kind(const toml::node& node, std::string_view needed, Problems& problems, std::string hint) {
    problems.error(place_of(node), fmt::format("{} is needed here, not {}", needed, kind_of(node)), std::move(hint));
}

Reader<bool> boolean() {
    return [](const toml::node& node, Problems& problems) -> std::optional<bool> {
        if (node.is_boolean()) return node.value<bool>();
        wrong_kind(node, "true or false", problems, node.is_string() ? "without quotes" : "");
        return std::nullopt;
    };
}

Reader<std::string> text() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::string> {
        if (node.is_string()) return node.value<std::string>();
        wrong_kind(node, "a string", problems);
        return std::nullopt;
    };
}

Reader<int> whole_number(int least, int most) {
    return [least, most](const toml::node& node, Problems& problems) -> std::optional<int> {
        if (!node.is_integer()) {
            wrong_kind(node, "a whole number", problems, node.is_string() ? "without quotes" : "");
            return std::nullopt;
        }
        const std::int64_t value = **node.as_integer();
        if (value >= least && value <= most) return static_cast<int>(value);
        problems.error(place_of(node), fmt::format("{} is out of range: {} to {}", value, least, most));
        return std::nullopt;
    };
}

Reader<net::Duration> duration(net::Duration least, net::Duration most) {
    return [least, most](const toml::node& node, Problems& problems) -> std::optional<net::Duration> {
        const std::string unit_hint = "a number and a unit (ms, s, m, h), like \"100ms\" or \"1.5s\"";
        if (!node.is_string()) {
            wrong_kind(node, "a duration", problems,
                       node.is_integer() ? fmt::format("write the unit: \"{}s\"", **node.as_integer()) : unit_hint);
            return std::nullopt;
        }
        const std::string written = **node.as_string();
        const std::optional<net::Duration> value = parse_duration(written);
        if (!value) {
            problems.error(place_of(node), in_quotes(written) + " is not a duration", unit_hint);
            return std::nullopt;
        }
        if (*value >= least && *value <= most) return value;
        problems.error(place_of(node),
                       fmt::format("{} is out of range: {} to {}", written, to_text(least), to_text(most)));
        return std::nullopt;
    };
}

Reader<net::IpAddress> host_address() {
    return [](const toml::node& node, Problems& problems) -> std::optional<net::IpAddress> {
        const std::optional<std::string> written = text()(node, problems);
        if (!written) return std::nullopt;
        const std::optional<net::IpAddress> address = net::IpAddress::parse(*written);
        if (address) return is_possible(*address, node, problems) ? address : std::nullopt;
        const std::string hint = net::Prefix::parse(*written) ? "without the length of the network" : "";
        problems.error(place_of(node), in_quotes(*written) + " is not an IP address", hint);
        return std::nullopt;
    };
}

Reader<net::Prefix> host_prefix() {
    return [](const toml::node& node, Problems& problems) -> std::optional<net::Prefix> {
        const std::optional<std::string> written = text()(node, problems);
        if (!written) return std::nullopt;
        const std::optional<net::Prefix> prefix = net::Prefix::parse(*written);
        if (prefix) return is_possible(prefix->address, node, problems) ? prefix : std::nullopt;
        problems.error(place_of(node), in_quotes(*written) + " is not an IP address with the length of its network",
                       prefix_hint(*written));
        return std::nullopt;
    };
}

void not_a_choice(const toml::node& node, const std::vector<std::string_view>& words,
                  const std::vector<std::string_view>& planned, Problems& problems) {
    if (!node.is_string()) {
        wrong_kind(node, "a string", problems, fmt::format("one of \"{}\"", fmt::join(words, "\", \"")));
        return;
    }
    const std::string written = **node.as_string();
    if (std::ranges::find(planned, written) != planned.end()) {
        problems.error(place_of(node), in_quotes(written) + " is not supported yet",
                       fmt::format("use \"{}\"", fmt::join(words, "\" or \"")));
        return;
    }
    const std::string meant = did_you_mean(written, words);
    problems.error(place_of(node), in_quotes(written) + " is not possible here",
                   meant.empty() ? fmt::format("one of \"{}\"", fmt::join(words, "\", \"")) : meant);
}

}  // namespace holdfast::config
