// The quantities of VRRP, each with its own type. RFC 9568 says Active; operators and dashboards say master, so does
// Holdfast.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <ratio>
#include <string_view>

#include "daemon/net/address.hpp"

namespace holdfast::vrrp {

enum class Version : std::uint8_t { v2 = 2, v3 = 3 };

// Virtual router identifier, 1-255 (RFC 9568 §5.2.3).
enum class Vrid : std::uint8_t {};

// RFC 9568 §5.2.4: 0 resigns, 1-254 compete, 255 owns the addresses.
class Priority {
public:
    constexpr Priority() = default;
    constexpr explicit Priority(std::uint8_t value) : value_{value} {}
    constexpr std::uint8_t value() const { return value_; }
    constexpr bool is_leaving() const { return value_ == 0; }
    constexpr bool is_owner() const { return value_ == 255; }
    constexpr auto operator<=>(const Priority&) const = default;

private:
    std::uint8_t value_ = 100;
};

inline constexpr Priority leaving{0};

// The unit of the interval on the wire of version 3; 1-4095 (RFC 9568 §5.2.7).
using Centiseconds = std::chrono::duration<std::int32_t, std::centi>;

// Version 3 over IPv4 exists in two forms; each rejects the other elsewhere (P61).
enum class ChecksumForm : std::uint8_t { rfc9568, pseudo_header };
std::string_view label(ChecksumForm form);  // "rfc9568" | "pseudo-header"

// The simple password of version 2 (RFC 2338 §5.3.6), zero padded.
using Password = std::array<std::uint8_t, 8>;

inline constexpr std::uint8_t protocol_number = 112;
inline constexpr std::uint8_t hop_limit = 255;

// 224.0.0.18 and ff02::12 (RFC 9568 §5.1.1, §5.1.2).
net::IpAddress multicast_group(net::Family family);
// 00-00-5E-00-01-{VRID} and 00-00-5E-00-02-{VRID} (RFC 9568 §7.3).
net::MacAddress virtual_mac(net::Family family, Vrid vrid);

}  // namespace holdfast::vrrp
