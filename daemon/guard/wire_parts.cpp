#include "daemon/guard/wire_parts.hpp"

namespace holdfast::guard {

void put_number(net::Writer& writer, std::uint64_t number) {
    writer.u32(static_cast<std::uint32_t>(number >> 32)).u32(static_cast<std::uint32_t>(number));
}

std::uint64_t take_number(net::Reader& reader) {
    const std::uint64_t high = reader.u32();
    return high << 32 | reader.u32();
}

void put_time(net::Writer& writer, net::Duration time) {
    put_number(writer, static_cast<std::uint64_t>(time.count()));
}

net::Duration take_time(net::Reader& reader) {
    return net::Duration{static_cast<std::int64_t>(take_number(reader))};
}

void put_text(net::Writer& writer, std::string_view text) {
    writer.u32(static_cast<std::uint32_t>(text.size()));
    writer.append({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::string take_text(net::Reader& reader) {
    const net::ByteView bytes = reader.take(reader.u32());
    return {bytes.begin(), bytes.end()};
}

void put_address(net::Writer& writer, net::InterfaceIndex interface, const net::Prefix& prefix) {
    const net::ByteView bytes = prefix.address.bytes();
    writer.u32(static_cast<std::uint32_t>(interface)).u8(prefix.length);
    writer.u8(static_cast<std::uint8_t>(bytes.size())).append(bytes);
}

std::optional<GuardedAddress> take_address(net::Reader& reader) {
    GuardedAddress result;
    result.interface = net::InterfaceIndex{static_cast<int>(reader.u32())};
    result.prefix.length = reader.u8();
    const std::uint8_t size = reader.u8();
    const net::ByteView bytes = reader.take(size);
    if (!reader.ok() || (size != 4 && size != 16) || result.prefix.length > size * 8) return std::nullopt;
    result.prefix.address = net::IpAddress::from_bytes(bytes);
    return result;
}

}  // namespace holdfast::guard
