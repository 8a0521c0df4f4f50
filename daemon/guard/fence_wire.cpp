#include "daemon/guard/fence_wire.hpp"

#include <utility>

#include "daemon/guard/wire_parts.hpp"

namespace holdfast::guard {
namespace {

constexpr std::size_t most_details = 16384;

net::Writer begin(Kind kind) {
    net::Writer writer;
    writer.u8(std::to_underlying(kind));
    return writer;
}

template <class Items, class Put>
void put_each(net::Writer& writer, const Items& items, Put put) {
    writer.u32(static_cast<std::uint32_t>(items.size()));
    for (const auto& item : items) put(item);
}

// A count that lies ends with the message.
template <class Take>
void take_each(net::Reader& reader, Take take) {
    for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) take();
}

template <class T>
void put_optional(net::Writer& writer, const std::optional<T>& value, void (*put)(net::Writer&, T)) {
    writer.u8(value ? 1 : 0);
    if (value) put(writer, *value);
}

// What means nothing makes the whole message one that means nothing.
void spoil(net::Reader& reader) {
    reader.take(reader.left() + 1);
}

template <class Enum>
Enum take_enum(net::Reader& reader, Enum last) {
    const std::uint8_t number = reader.u8();
    if (number > std::to_underlying(last)) spoil(reader);
    return Enum{number};
}

void put(net::Writer& writer, const fence::Settings& settings) {
    put_each(writer, settings.command, [&](const std::string& argument) { put_text(writer, argument); });
    put_time(writer, settings.timeout);
    put_text(writer, settings.watchdog);
    put_number(writer, static_cast<std::uint64_t>(settings.max_per_hour));
    put_each(writer, settings.escalate, [&](fence::Escalation rung) { writer.u8(std::to_underlying(rung)); });
    put_optional(writer, settings.release, net::put_time);
}

fence::Settings take_settings(net::Reader& reader) {
    fence::Settings settings;
    take_each(reader, [&] { settings.command.push_back(take_text(reader)); });
    settings.timeout = take_time(reader);
    settings.watchdog = take_text(reader);
    settings.max_per_hour = static_cast<int>(take_number(reader));
    take_each(reader, [&] { settings.escalate.push_back(take_enum(reader, fence::Escalation::reboot)); });
    if (reader.u8() != 0) settings.release = take_time(reader);
    return settings;
}

void put(net::Writer& writer, const fence::Latch& latch) {
    put_each(writer, latch.instances, [&](const fence::Latched& entry) {
        put_text(writer, entry.instance);
        put_text(writer, entry.verdict);
        put_text(writer, entry.reason);
        put_number(writer, static_cast<std::uint64_t>(entry.at));
    });
    put_each(writer, latch.fences, [&](fence::UnixTime at) { put_number(writer, static_cast<std::uint64_t>(at)); });
    writer.u8(latch.unreadable ? 1 : 0);
    if (latch.unreadable) put_text(writer, *latch.unreadable);
}

fence::Latch take_latch(net::Reader& reader) {
    fence::Latch latch;
    take_each(reader, [&] {
        fence::Latched entry;
        entry.instance = take_text(reader);
        entry.verdict = take_text(reader);
        entry.reason = take_text(reader);
        entry.at = static_cast<fence::UnixTime>(take_number(reader));
        latch.instances.push_back(std::move(entry));
    });
    take_each(reader, [&] { latch.fences.push_back(static_cast<fence::UnixTime>(take_number(reader))); });
    if (reader.u8() != 0) latch.unreadable = take_text(reader);
    return latch;
}

// None unless it was this kind of message, and exactly that.
template <class T, class Take>
std::optional<T> decode(net::ByteView message, Kind kind, Take take) {
    net::Reader reader{message};
    if (reader.u8() != std::to_underlying(kind)) return std::nullopt;
    T value = take(reader);
    if (!reader.ok() || reader.left() > 0) return std::nullopt;
    return value;
}

fence::Order take_order(net::Reader& reader) {
    fence::Order order;
    order.id = take_number(reader);
    order.instance = take_text(reader);
    order.verdict = take_text(reader);
    order.reason = take_text(reader);
    order.details = take_text(reader);
    take_each(reader, [&] {
        std::string name = take_text(reader);
        order.environment.emplace_back(std::move(name), take_text(reader));
    });
    take_each(reader, [&] {
        const auto address = take_address(reader);
        if (!address) return spoil(reader);
        order.addresses.emplace_back(address->interface, address->prefix);
    });
    return order;
}

}  // namespace

net::Bytes encode(const Equipment& equipment) {
    net::Writer writer = begin(Kind::equipment);
    put(writer, equipment.fence);
    put_text(writer, equipment.state_dir.native());
    put_text(writer, equipment.script_user);
    return writer.take();
}

std::optional<Equipment> decode_equipment(net::ByteView message) {
    return decode<Equipment>(message, Kind::equipment, [](net::Reader& reader) {
        Equipment equipment;
        equipment.fence = take_settings(reader);
        equipment.state_dir = take_text(reader);
        equipment.script_user = take_text(reader);
        return equipment;
    });
}

net::Bytes encode(const Reminder& reminder) {
    net::Writer writer = begin(Kind::reminder);
    put(writer, reminder.latch);
    return writer.take();
}

std::optional<Reminder> decode_reminder(net::ByteView message) {
    return decode<Reminder>(message, Kind::reminder, [](net::Reader& reader) { return Reminder{take_latch(reader)}; });
}

net::Bytes encode(const fence::Order& order) {
    net::Writer writer = begin(Kind::order);
    put_number(writer, order.id);
    for (const std::string& text : {order.instance, order.verdict, order.reason}) put_text(writer, text);
    put_text(writer, order.details.size() <= most_details ? order.details : "");
    put_each(writer, order.environment, [&](const auto& variable) {
        put_text(writer, variable.first);
        put_text(writer, variable.second);
    });
    put_each(writer, order.addresses, [&](const auto& address) { put_address(writer, address.first, address.second); });
    return writer.take();
}

std::optional<fence::Order> decode_order(net::ByteView message) {
    return decode<fence::Order>(message, Kind::order, take_order);
}

net::Bytes encode(const fence::Latch& latch) {
    net::Writer writer = begin(Kind::latch);
    put(writer, latch);
    return writer.take();
}

std::optional<fence::Latch> decode_latch(net::ByteView message) {
    return decode<fence::Latch>(message, Kind::latch, take_latch);
}

net::Bytes encode(const fence::Progress& progress) {
    net::Writer writer = begin(Kind::progress);
    put_number(writer, progress.order);
    writer.u8(std::to_underlying(progress.step)).u8(progress.succeeded ? 1 : 0);
    put_text(writer, progress.what);
    put_time(writer, progress.took);
    writer.u8(progress.last ? 1 : 0);
    return writer.take();
}

std::optional<fence::Progress> decode_progress(net::ByteView message) {
    return decode<fence::Progress>(message, Kind::progress, [](net::Reader& reader) {
        fence::Progress progress;
        progress.order = take_number(reader);
        progress.step = take_enum(reader, fence::Step::reboot);
        progress.succeeded = reader.u8() != 0;
        progress.what = take_text(reader);
        progress.took = take_time(reader);
        progress.last = reader.u8() != 0;
        return progress;
    });
}

}  // namespace holdfast::guard
