// What an Ethernet frame carries.
#pragma once

#include <cstdint>

namespace holdfast::net {

inline constexpr std::uint16_t ethertype_ipv4 = 0x0800;
inline constexpr std::uint16_t ethertype_arp = 0x0806;
inline constexpr std::uint16_t ethertype_ipv6 = 0x86dd;

}  // namespace holdfast::net
