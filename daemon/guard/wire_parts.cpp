#include "daemon/guard/wire_parts.hpp"

namespace holdfast::guard {

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
