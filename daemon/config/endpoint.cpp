#include "daemon/config/endpoint.hpp"

#include <charconv>

#include <system_error>

#include <fmt/format.h>

namespace holdfast::config {

namespace {

// IPv6 in brackets, IPv4 without.
std::optional<net::IpAddress> host_of(std::string_view text) {
    const bool brackets = text.starts_with('[') && text.ends_with(']');
    if (brackets) text = text.substr(1, text.size() - 2);
    const auto address = net::IpAddress::parse(text);
    return address && brackets == (address->family() == net::Family::ipv6) ? address : std::nullopt;
}

std::optional<detector::Endpoint> parse_endpoint(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto address = host_of(text.substr(0, colon));
    const auto port = port_number(text.substr(colon + 1));
    if (!address || !port) return std::nullopt;
    return detector::Endpoint{*address, *port};
}

}  // namespace

std::optional<std::uint16_t> port_number(std::string_view digits) {
    std::uint16_t port = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return error == std::errc{} && stop == digits.data() + digits.size() && port != 0 ? std::optional{port}
                                                                                      : std::nullopt;
}

Reader<detector::Endpoint> endpoint() {
    return [](const toml::node& node, Problems& problems) -> std::optional<detector::Endpoint> {
        const std::optional<std::string> written = text()(node, problems);
        if (!written) return std::nullopt;
        const auto found = parse_endpoint(*written);
        if (!found) {
            problems.error(place_of(node), in_quotes(*written) + " is not an address with a port",
                           "\"10.0.0.1:10112\", or \"[2001:db8::1]:10112\"");
            return std::nullopt;
        }
        if (!is_possible(found->address, node, problems)) return std::nullopt;
        if (found->address.family() == net::Family::ipv4 || !found->address.is_link_local()) return found;
        problems.error(place_of(node), net::to_string(found->address) + " says nothing without its interface",
                       "use an address that is not link-local");
        return std::nullopt;
    };
}

std::string to_text(const detector::Endpoint& endpoint) {
    const std::string address = net::to_string(endpoint.address);
    const bool brackets = endpoint.address.family() == net::Family::ipv6;
    return fmt::format("{}{}{}:{}", brackets ? "[" : "", address, brackets ? "]" : "", endpoint.port);
}

}  // namespace holdfast::config
