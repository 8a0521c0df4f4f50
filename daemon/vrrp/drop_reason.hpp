// Why an advertisement was not processed. The order is the order of the checks (P73); each has its counter and its
// test.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace holdfast::vrrp {

enum class DropReason : std::uint8_t {
    ip_header,          // P40: not a whole IPv4 header, or lengths that contradict each other
    fragment,           // no legitimate advertisement needs fragments
    options,            // IPv4 options or IPv6 extension headers
    truncated,          // P43: fewer than 8 bytes of VRRP
    version,            // P44, P45: neither 2 nor 3, or not the virtual router's
    type,               // P46: not an ADVERTISEMENT
    vrid,               // P51: no such virtual router on this interface and family
    own_source,         // P29: our own address as source: a loop or a duplicate
    ttl,                // P41, P42
    src,                // P70: a source that no router can have, or a stranger to a unicast group
    dst,                // P69: neither the group nor (unicast) ourselves
    checksum,           // P50
    count_zero,         // P54
    length,             // P47-P49
    auth_type,          // P57
    auth_fail,          // P57
    hmac_missing,       // hmac.hpp: no trailer, although we want one
    hmac_type,          // a trailer of another kind
    hmac_time,          // its time is not ours: a recording, or a clock that is wrong
    hmac_key,           // a key that we do not have
    hmac_fail,          // another key under that number, or forged
    hmac_replay,        // heard before
    interval_zero,      // P55
    interval_mismatch,  // P58: version 2 only
    first_not_ll,       // P56
    owner,              // P53: version 2, we own the addresses
    address_list,       // P68: version 2, a differing list from one who is no owner
    stranger_resigned,  // priority 0 from one who is not the current master
};
inline constexpr std::size_t drop_reason_count = 28;

std::string_view label(DropReason reason);  // the enumerator's name

using DropCounts = std::array<std::uint64_t, drop_reason_count>;

}  // namespace holdfast::vrrp
