#include "daemon/config/addressing.hpp"

#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "daemon/config/names.hpp"
#include "daemon/io/routing_names.hpp"

namespace holdfast::config {

namespace {

constexpr std::uint32_t usual_priority = 16384;  // of a rule
constexpr int most_metric = std::numeric_limits<int>::max();

// What an address is without a length is rarely meant.
Reader<net::Prefix> prefix_with_length() {
    return [](const toml::node& node, Problems& problems) -> std::optional<net::Prefix> {
        const auto prefix = host_prefix()(node, problems);
        const std::string_view written = node.value_or(std::string_view{"/"});
        if (!prefix || written.contains('/')) return prefix;
        problems.warning(
            place_of(node), fmt::format("{} has no length of a network: /{} is taken", written, prefix->length),
            fmt::format("write \"{}/24\" or what it is; \"{}/{}\" if it is meant", written, written, prefix->length));
        return prefix;
    };
}

Reader<std::string> label() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::string> {
        auto written = text()(node, problems);
        if (!written || (written->size() <= 15 && !written->contains(' '))) return written;
        problems.error(place_of(node), "a label has at most 15 characters, and no blank", "\"eth0:web\"");
        return std::nullopt;
    };
}

Reader<std::uint8_t> scope() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::uint8_t> {
        if (node.is_integer()) {
            const auto number = whole_number(0, 255)(node, problems);
            return number ? std::optional{static_cast<std::uint8_t>(*number)} : std::nullopt;
        }
        const auto written = text()(node, problems);
        if (!written) return std::nullopt;
        const auto number = io::scope_called(*written);
        if (!number) {
            problems.error(place_of(node), in_quotes(*written) + " is no scope", "\"global\", \"link\", \"host\"");
        }
        return number;
    };
}

Reader<std::uint32_t> table() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::uint32_t> {
        if (node.is_integer()) {
            const auto number = whole_number(1, most_metric)(node, problems);
            return number ? std::optional{static_cast<std::uint32_t>(*number)} : std::nullopt;
        }
        const auto written = text()(node, problems);
        if (!written) return std::nullopt;
        const auto number = io::table_called(*written);
        if (!number) {
            problems.error(place_of(node), in_quotes(*written) + " is no table of /etc/iproute2/rt_tables",
                           "name it there, or write its number");
        }
        return number;
    };
}

Reader<std::uint32_t> number(int least, int most) {
    return as<std::uint32_t, int>(whole_number(least, most), [](int n) { return static_cast<std::uint32_t>(n); });
}

// The bits behind its length are zero.
net::Prefix network_of(const net::Prefix& prefix) {
    const net::ByteView bytes = prefix.address.bytes();
    net::Bytes masked{bytes.begin(), bytes.end()};
    for (std::size_t bit = prefix.length; bit < masked.size() * 8; ++bit) {
        masked[bit / 8] = static_cast<std::uint8_t>(masked[bit / 8] & ~(0x80U >> bit % 8));
    }
    return {net::IpAddress::from_bytes(masked), prefix.length};
}

Reader<net::Prefix> network() {
    return [](const toml::node& node, Problems& problems) -> std::optional<net::Prefix> {
        const auto written = text()(node, problems);
        if (!written) return std::nullopt;
        if (*written == "default") return net::Prefix{{}, 0};
        const auto prefix = net::Prefix::parse(*written);
        if (!prefix) {
            problems.error(place_of(node), in_quotes(*written) + " is no network",
                           "\"198.51.100.0/24\", or \"default\"");
            return std::nullopt;
        }
        const net::Prefix network = network_of(*prefix);
        if (network == *prefix) return prefix;
        problems.error(place_of(node), in_quotes(*written) + " is an address in a network",
                       fmt::format("\"{}\"", net::to_string(network)));
        return std::nullopt;
    };
}

std::optional<std::uint32_t> parse_mark(std::string_view text) {
    const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    if (hexadecimal) text.remove_prefix(2);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct Mark {
    std::uint32_t mark = 0;
    std::uint32_t mask = 0;
};

// 7, "0x10", "0x10/0xf0"
Reader<Mark> firewall_mark() {
    return [](const toml::node& node, Problems& problems) -> std::optional<Mark> {
        constexpr std::uint32_t whole = std::numeric_limits<std::uint32_t>::max();
        if (node.is_integer()) {
            const auto number = whole_number(0, most_metric)(node, problems);
            return number ? std::optional{Mark{static_cast<std::uint32_t>(*number), whole}} : std::nullopt;
        }
        const auto written = text()(node, problems);
        if (!written) return std::nullopt;
        const std::size_t slash = written->find('/');
        const auto mark = parse_mark(std::string_view{*written}.substr(0, slash));
        const auto mask = slash == std::string::npos ? std::optional{whole}
                                                     : parse_mark(std::string_view{*written}.substr(slash + 1));
        if (mark && mask && *mask != 0) return Mark{*mark, *mask};
        problems.error(place_of(node), in_quotes(*written) + " is no mark", "7, \"0x10\" or \"0x10/0xf0\"");
        return std::nullopt;
    };
}

// A table of its own in the list, all of it readable.
template <class T>
std::optional<T> read_entry(const toml::node& node, std::string_view title, std::string_view example,
                            Problems& problems, void (*body)(TableReader&, T&)) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
        wrong_kind(node, "a table", problems, std::string{example});
        return std::nullopt;
    }
    T entry{};
    Written written;
    TableReader reader{*table, title, problems, written};
    body(reader, entry);
    reader.finish();
    return entry;
}

void read_route(TableReader& reader, engine::RouteSettings& into) {
    net::Route& route = into.route;
    if (!reader.has("to"))
        reader.problems().error(reader.place(), "the route goes nowhere", "to = \"198.51.100.0/24\"");
    reader.read("to", route.to, network());
    reader.read("via", route.via, or_word("", host_address()));
    reader.read("interface", into.interface, interface_name());
    reader.read("source", route.source, or_word("", host_address()));
    reader.read("scope", route.scope, as<std::optional<std::uint8_t>, std::uint8_t>(scope(), [](std::uint8_t number) {
                    return std::optional{number};
                }));
    reader.read("table", route.table, table());
    reader.read("metric", route.metric, number(0, most_metric));
    reader.read("mtu", route.mtu, number(68, 65535));
    reader.read("onlink", route.onlink, boolean());
}

void read_rule(TableReader& reader, net::Rule& into) {
    const auto optional_network = as<std::optional<net::Prefix>, net::Prefix>(
        network(), [](net::Prefix prefix) { return prefix.length > 0 ? std::optional{prefix} : std::nullopt; });
    into.priority = usual_priority;
    reader.read("priority", into.priority, number(1, most_metric));
    reader.read("from", into.from, optional_network);
    reader.read("to", into.to, optional_network);
    reader.read("incoming", into.incoming, interface_name());
    reader.read("outgoing", into.outgoing, interface_name());
    Mark mark;
    reader.read("fwmark", mark, firewall_mark());
    into.mark = mark.mark;
    into.mask = mark.mask;
    if (!reader.has("table")) reader.problems().error(reader.place(), "the rule leads to no table", "table = 100");
    reader.read("table", into.table, table());
}

}  // namespace

Reader<net::Prefix> held_address(Placements& placements) {
    return [&placements](const toml::node& node, Problems& problems) -> std::optional<net::Prefix> {
        const toml::table* inner = node.as_table();
        if (inner == nullptr) return prefix_with_length()(node, problems);
        std::optional<net::Prefix> address;
        engine::Placement placement;
        Written written;
        TableReader reader{*inner, "an address", problems, written};
        reader.read("address", address, or_word("", prefix_with_length()));
        reader.read("interface", placement.interface, interface_name());
        reader.read("label", placement.label, label());
        reader.read("scope", placement.scope, scope());
        reader.finish();
        if (!address && !written.is_broken("address")) problems.error(place_of(node), "the address is missing");
        if (address && placement != engine::Placement{}) placements[address->address] = placement;
        return address;
    };
}

Reader<engine::RouteSettings> route() {
    return [](const toml::node& node, Problems& problems) {
        return read_entry<engine::RouteSettings>(node, "a route", "{ to = \"198.51.100.0/24\", via = \"192.0.2.254\" }",
                                                 problems, read_route);
    };
}

Reader<net::Rule> rule() {
    return [](const toml::node& node, Problems& problems) {
        return read_entry<net::Rule>(node, "a rule", "{ from = \"192.0.2.0/24\", table = 100 }", problems, read_rule);
    };
}

}  // namespace holdfast::config
