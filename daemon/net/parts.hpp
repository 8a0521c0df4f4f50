// What messages between our processes are made of, written to the end of one and read from it. After a read that fails
// reader.ok() is false.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/net/bytes.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::net {

void put_number(Writer& writer, std::uint64_t number);
std::uint64_t take_number(Reader& reader);

void put_time(Writer& writer, Duration time);
Duration take_time(Reader& reader);

void put_text(Writer& writer, std::string_view text);
std::string take_text(Reader& reader);

}  // namespace holdfast::net
