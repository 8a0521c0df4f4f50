#include "daemon/guard/handoff.hpp"

#include <utility>

#include "daemon/guard/wire.hpp"
#include "daemon/guard/wire_parts.hpp"

namespace holdfast::guard {
namespace {

void put_ip(net::Writer& writer, const net::IpAddress& address) {
    const auto bytes = address.bytes();
    writer.u8(static_cast<std::uint8_t>(bytes.size())).append(bytes);
}

std::optional<net::IpAddress> take_ip(net::Reader& reader) {
    const net::ByteView bytes = reader.take(reader.u8());
    if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
    return net::IpAddress::from_bytes(bytes);
}

std::optional<Repeat> take_repeat(net::Reader& reader) {
    Repeat repeat{.slot = reader.u32(),
                  .interface = net::InterfaceIndex{static_cast<int>(reader.u32())},
                  .source = {},
                  .destination = {},
                  .framed = reader.u8() != 0,
                  .bytes = {}};
    for (net::IpAddress* address : {&repeat.source, &repeat.destination}) {
        const auto taken = take_ip(reader);
        if (!taken) return std::nullopt;
        *address = *taken;
    }
    const net::ByteView bytes = reader.take(reader.u16());
    repeat.bytes.assign(bytes.begin(), bytes.end());
    if (!reader.ok() || repeat.slot >= slot_count) return std::nullopt;
    return repeat;
}

}  // namespace

net::Bytes encode(const Handoff& handoff) {
    net::Writer writer;
    writer.u8(std::to_underlying(Kind::handoff));
    put_time(writer, handoff.time);
    for (const Repeat& repeat : handoff.adverts) {
        writer.u32(repeat.slot).u32(static_cast<std::uint32_t>(repeat.interface)).u8(repeat.framed ? 1 : 0);
        put_ip(writer, repeat.source);
        put_ip(writer, repeat.destination);
        writer.u16(static_cast<std::uint16_t>(repeat.bytes.size())).append(repeat.bytes);
    }
    return writer.take();
}

std::optional<Handoff> decode_handoff(net::ByteView message) {
    net::Reader reader{message};
    if (reader.u8() != std::to_underlying(Kind::handoff)) return std::nullopt;
    Handoff handoff{.time = take_time(reader), .adverts = {}};
    while (reader.left() > 0) {
        auto repeat = take_repeat(reader);
        if (!repeat) return std::nullopt;
        handoff.adverts.push_back(std::move(*repeat));
    }
    if (!reader.ok()) return std::nullopt;
    return handoff;
}

}  // namespace holdfast::guard
