// Which bytes the checksum of a VRRP message covers. Version 2: the message (RFC 3768 §5.3.8). Version 3 over IPv6: the
// pseudo-header too. Version 3 over IPv4: either, as RFC 9568 §5.2.8 and readers of RFC 5798 disagree (P61).
#pragma once

#include <optional>

#include "daemon/net/address.hpp"
#include "daemon/net/bytes.hpp"
#include "daemon/net/checksum.hpp"
#include "daemon/vrrp/types.hpp"

namespace holdfast::vrrp {

struct Route {
    net::IpAddress source;
    net::IpAddress destination;
};

// The sum to begin with: of the pseudo-header where `form` and the family want one, else nothing.
net::ChecksumSum checksum_base(Version version, ChecksumForm form, const Route& route, std::size_t message_size);

// The form in which the message verifies, or none. The form says something of version 3 over IPv4 only.
std::optional<ChecksumForm> verify_checksum(Version version, const Route& route, net::ByteView message);

}  // namespace holdfast::vrrp
