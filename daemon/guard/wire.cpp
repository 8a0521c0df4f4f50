#include "daemon/guard/wire.hpp"

#include <functional>
#include <utility>

#include "daemon/guard/wire_parts.hpp"
#include "daemon/guard/wire_routing.hpp"

namespace holdfast::guard {
namespace {

constexpr auto promises_kind = std::to_underlying(Kind::promises);
constexpr auto leftovers_kind = std::to_underlying(Kind::leftovers);

void put(net::Writer& writer, const Promise& promise) {
    writer.u32(promise.slot);
    put_time(writer, promise.silence_limit);
    writer.u32(static_cast<std::uint32_t>(promise.addresses.size()));
    for (const GuardedAddress& address : promise.addresses) put_address(writer, address.interface, address.prefix);
    writer.u32(static_cast<std::uint32_t>(promise.routing.size()));
    for (const net::Routing& entry : promise.routing) put_routing(writer, entry);
}

std::optional<Promise> take_promise(net::Reader& reader) {
    Promise promise{.slot = reader.u32(), .silence_limit = take_time(reader), .addresses = {}};
    for (std::uint32_t left = reader.u32(); left > 0; --left) {
        const auto address = take_address(reader);
        if (!address) return std::nullopt;
        promise.addresses.push_back(*address);
    }
    for (std::uint32_t left = reader.u32(); left > 0; --left) {
        auto entry = take_routing(reader);
        if (!entry) return std::nullopt;
        promise.routing.push_back(std::move(*entry));
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
std::vector<net::Bytes> in_messages(std::span<const T> items, Kind kind,
                                    const std::function<void(net::Writer&)>& begin) {
    std::vector<net::Bytes> messages;
    std::size_t next = 0;
    while (next < items.size()) {
        net::Writer writer;
        writer.u8(std::to_underlying(kind));
        begin(writer);
        while (next < items.size() && writer.view().size() < message_size) put(writer, items[next++]);
        messages.push_back(writer.take());
    }
    return messages;
}

}  // namespace

std::optional<Kind> kind_of(net::ByteView message) {
    if (message.empty() || message[0] < promises_kind || message[0] > std::to_underlying(Kind::handoff)) {
        return std::nullopt;
    }
    return Kind{message[0]};
}

std::vector<net::Bytes> encode(std::span<const Promise> promises, net::Instant at) {
    return in_messages(promises, Kind::promises,
                       [at](net::Writer& writer) { put_time(writer, at.time_since_epoch()); });
}

std::optional<Told> decode_promises(net::ByteView message) {
    net::Reader reader{message};
    if (reader.u8() != promises_kind) return std::nullopt;
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
    return in_messages(leftovers, Kind::leftovers, [](net::Writer&) {});
}

std::optional<std::vector<Leftover>> decode_leftovers(net::ByteView message) {
    net::Reader reader{message};
    if (reader.u8() != leftovers_kind) return std::nullopt;
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
