// What messages are made of, written to the end of one and read from it. After a read that fails reader.ok() is false,
// or none is returned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/guard/promise.hpp"
#include "daemon/net/bytes.hpp"

namespace holdfast::guard {

void put_number(net::Writer& writer, std::uint64_t number);
std::uint64_t take_number(net::Reader& reader);

void put_time(net::Writer& writer, net::Duration time);
net::Duration take_time(net::Reader& reader);

void put_text(net::Writer& writer, std::string_view text);
std::string take_text(net::Reader& reader);

void put_address(net::Writer& writer, net::InterfaceIndex interface, const net::Prefix& prefix);
std::optional<GuardedAddress> take_address(net::Reader& reader);

}  // namespace holdfast::guard
