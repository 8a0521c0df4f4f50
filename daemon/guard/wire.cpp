#include "daemon/guard/wire.hpp"

#include <functional>

namespace holdfast::guard {
namespace {

constexpr std::uint8_t version = 1;

void put_time(net::Writer& writer, net::Duration time) {
    const auto count = static_cast<std::uint64_t>(time.count());
    writer.u32(static_cast<std::uint32_t>(count >> 32)).u32(static_cast<std::uint32_t>(count));
}

net::Duration take_time(net::Reader& reader) {
    const std::uint64_t high = reader.u32();
    return net::Duration{static_cast<std::int64_t>(high << 32 | reader.u32())};
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
    if (!reader.ok() || (size != 4 && size != 16)) return std::nullopt;
    result.prefix.address = net::IpAddress::from_bytes(bytes);
    return result;
}

void put(net::Writer& writer, const Promise& promise) {
    writer.u32(promise.slot);
    put_time(writer, promise.silence_limit);
    writer.u32(static_cast<std::uint32_t>(promise.addresses.size()));
    for (const GuardedAddress& address : promise.addresses) put_address(writer, address.interface, address.prefix);
}

std::optional<Promise> take_promise(net::Reader& reader) {
    Promise promise{.slot = reader.u32(), .silence_limit = take_time(reader), .addresses = {}};
    for (std::uint32_t left = reader.u32(); left > 0; --left) {
        const auto address = take_address(reader);
        if (!address) return std::nullopt;
        promise.addresses.push_back(*address);
    }
    if (!reader.ok() || promise.slot >= slot_count) return std::nullopt;
    return promise;
}

void put(net::Writer& writer, const Leftover& leftover) {
    put_address(writer, leftover.interface, leftover.prefix);
    put_time(writer, leftover.remaining);
}

// As many messages as it takes, each begun by `begin`.
template <class T>
std::vector<net::Bytes> in_messages(std::span<const T> items, const std::function<void(net::Writer&)>& begin) {
    std::vector<net::Bytes> messages;
    std::size_t next = 0;
    while (next < items.size()) {
        net::Writer writer;
        writer.u8(version);
        begin(writer);
        while (next < items.size() && writer.view().size() < message_size) put(writer, items[next++]);
        messages.push_back(writer.take());
    }
    return messages;
}

}  // namespace

std::vector<net::Bytes> encode(std::span<const Promise> promises, net::Instant at) {
    return in_messages(promises, [at](net::Writer& writer) { put_time(writer, at.time_since_epoch()); });
}

std::optional<Told> decode_promises(net::ByteView message) {
    net::Reader reader{message};
    if (reader.u8() != version) return std::nullopt;
    Told told{.at = net::Instant{take_time(reader)}, .promises = {}};
    while (reader.left() > 0) {
        auto promise = take_promise(reader);
        if (!promise) return std::nullopt;
        told.promises.push_back(std::move(*promise));
    }
    if (!reader.ok()) return std::nullopt;
    return told;
}

std::vector<net::Bytes> encode(std::span<const Leftover> leftovers) {
    return in_messages(leftovers, [](net::Writer&) {});
}

std::optional<std::vector<Leftover>> decode_leftovers(net::ByteView message) {
    net::Reader reader{message};
    if (reader.u8() != version) return std::nullopt;
    std::vector<Leftover> leftovers;
    while (reader.left() > 0) {
        const auto address = take_address(reader);
        const net::Duration remaining = take_time(reader);
        if (!address || !reader.ok()) return std::nullopt;
        leftovers.push_back({address->interface, address->prefix, remaining});
    }
    return leftovers;
}

}  // namespace holdfast::guard
