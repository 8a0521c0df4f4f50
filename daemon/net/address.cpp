#include "daemon/net/address.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include <arpa/inet.h>

#include "daemon/net/ensure.hpp"

namespace holdfast::net {

std::string_view label(Family family) {
    return family == Family::ipv4 ? "ipv4" : "ipv6";
}

IpAddress IpAddress::v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
    const std::array<std::uint8_t, 4> quad{a, b, c, d};
    return from_bytes(quad);
}

IpAddress IpAddress::from_bytes(ByteView bytes) {
    ensure(bytes.size() == 4 || bytes.size() == 16, "an IP address has 4 or 16 bytes");
    IpAddress address;
    address.family_ = bytes.size() == 4 ? Family::ipv4 : Family::ipv6;
    std::ranges::copy(bytes, address.bytes_.begin());
    return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    if (text.contains('\0')) return std::nullopt;  // inet_pton would stop there
    const std::string terminated{text};
    std::array<std::uint8_t, 16> raw{};
    if (inet_pton(AF_INET, terminated.c_str(), raw.data()) == 1) return from_bytes({raw.data(), 4});
    if (inet_pton(AF_INET6, terminated.c_str(), raw.data()) == 1) return from_bytes(raw);
    return std::nullopt;
}

bool IpAddress::is_unspecified() const {
    return std::ranges::all_of(bytes(), [](std::uint8_t b) { return b == 0; });
}

bool IpAddress::is_multicast() const {
    return family_ == Family::ipv4 ? (bytes_[0] & 0xf0) == 0xe0 : bytes_[0] == 0xff;
}

bool IpAddress::is_loopback() const {
    if (family_ == Family::ipv4) return bytes_[0] == 127;
    return bytes_[15] == 1 && std::all_of(bytes_.begin(), bytes_.end() - 1, [](std::uint8_t b) { return b == 0; });
}

bool IpAddress::is_link_local() const {
    if (family_ == Family::ipv4) return bytes_[0] == 169 && bytes_[1] == 254;
    return bytes_[0] == 0xfe && (bytes_[1] & 0xc0) == 0x80;
}

bool IpAddress::is_limited_broadcast() const {
    return family_ == Family::ipv4 && std::ranges::all_of(bytes(), [](std::uint8_t b) { return b == 0xff; });
}

std::string to_string(const IpAddress& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = address.family() == Family::ipv4 ? AF_INET : AF_INET6;
    inet_ntop(family, address.bytes().data(), text.data(), text.size());
    return text.data();
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::optional<IpAddress> address = IpAddress::parse(text.substr(0, slash));
    if (!address) return std::nullopt;
    const std::uint8_t longest = address->family() == Family::ipv4 ? 32 : 128;
    if (slash == std::string_view::npos) return Prefix{*address, longest};
    const std::string_view digits = text.substr(slash + 1);
    std::uint8_t length = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty() || length > longest) {
        return std::nullopt;
    }
    return Prefix{*address, length};
}

bool Prefix::contains(const IpAddress& other) const {
    if (other.family() != address.family()) return false;
    for (std::size_t bit = 0; bit < length; bit += 8) {
        const std::size_t left = length - bit;
        const auto mask = static_cast<std::uint8_t>(left >= 8 ? 0xff : 0xff << (8 - left));
        if ((address.bytes()[bit / 8] & mask) != (other.bytes()[bit / 8] & mask)) return false;
    }
    return true;
}

std::string to_string(const Prefix& prefix) {
    return to_string(prefix.address) + "/" + std::to_string(prefix.length);
}

std::string to_string(const MacAddress& mac) {
    std::array<char, 18> text{};
    std::snprintf(text.data(), text.size(), "%02x:%02x:%02x:%02x:%02x:%02x", mac.bytes[0], mac.bytes[1], mac.bytes[2],
                  mac.bytes[3], mac.bytes[4], mac.bytes[5]);
    return text.data();
}

std::optional<MacAddress> parse_mac(std::string_view text) {
    if (text.size() != 17) return std::nullopt;
    MacAddress mac;
    for (std::size_t i = 0; i < 6; ++i) {
        const char* first = text.data() + i * 3;
        const auto [end, error] = std::from_chars(first, first + 2, mac.bytes[i], 16);
        if (error != std::errc{} || end != first + 2 || (i < 5 && *end != ':')) return std::nullopt;
    }
    return mac;
}

IpAddress solicited_node_group(const IpAddress& address) {
    ensure(address.family() == Family::ipv6, "only IPv6 has solicited-node groups");
    const ByteView b = address.bytes();
    std::array<std::uint8_t, 16> group{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, b[13], b[14], b[15]};
    return IpAddress::from_bytes(group);
}

MacAddress multicast_mac(const IpAddress& group) {
    const ByteView b = group.bytes();
    if (group.family() == Family::ipv4) {
        return {{0x01, 0x00, 0x5e, static_cast<std::uint8_t>(b[1] & 0x7f), b[2], b[3]}};
    }
    return {{0x33, 0x33, b[12], b[13], b[14], b[15]}};
}

}  // namespace holdfast::net

std::size_t std::hash<holdfast::net::IpAddress>::operator()(const holdfast::net::IpAddress& address) const noexcept {
    std::size_t value = address.bytes().size();
    for (const std::uint8_t byte : address.bytes()) value = value * 1099511628211U ^ byte;
    return value;
}
