#include <algorithm>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

#include "daemon/net/ensure.hpp"
#include "detector/hello/codec.hpp"
#include "detector/hello/format.hpp"

namespace holdfast::hello {

namespace {

template <class List>
auto at_most(std::size_t count, const List& list) {
    return std::span{list}.first(std::min(count, list.size()));
}

net::ByteView bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void u64(net::Writer& out, std::uint64_t value) {
    out.u32(static_cast<std::uint32_t>(value >> 32)).u32(static_cast<std::uint32_t>(value));
}

void milliseconds(net::Writer& out, net::Duration duration) {
    using std::chrono::milliseconds;
    const auto whole = std::chrono::duration_cast<milliseconds>(duration).count();
    constexpr auto longest = milliseconds::rep{std::numeric_limits<std::uint32_t>::max()};
    out.u32(static_cast<std::uint32_t>(std::clamp(whole, milliseconds::rep{0}, longest)));
}

void address(net::Writer& out, const net::IpAddress& address) {
    out.u8(static_cast<std::uint8_t>(address.bytes().size())).append(address.bytes());
}

void field(net::Writer& out, format::Field type, net::ByteView value) {
    out.u16(static_cast<std::uint16_t>(type)).u16(static_cast<std::uint16_t>(value.size())).append(value);
}

net::Bytes sequence(std::uint64_t number) {
    net::Writer out;
    u64(out, number);
    return out.take();
}

net::Bytes echo(const Echo& echo) {
    net::Writer out;
    u64(out.append(echo.boot), echo.sequence);
    return out.take();
}

net::Bytes macs(const std::vector<net::MacAddress>& all) {
    net::Writer out;
    for (const net::MacAddress& mac : at_most(format::most_links, all)) out.append(mac.bytes);
    return out.take();
}

net::Bytes addresses(const std::vector<net::IpAddress>& all) {
    net::Writer out;
    for (const net::IpAddress& one : at_most(format::most_links, all)) address(out, one);
    return out.take();
}

std::uint8_t flags(const Instance& instance) {
    unsigned set = 0;
    if (instance.withdrawn) set |= format::withdrawn;
    if (instance.pinned) set |= format::pinned;
    if (instance.addresses_present) set |= format::addresses_present;
    if (instance.leaving) set |= format::leaving;
    if (instance.broken) set |= format::broken;
    return static_cast<std::uint8_t>(set);
}

net::Bytes instance(const Instance& instance) {
    net::Writer out;
    out.u8(instance.family == net::Family::ipv4 ? 4 : 6).u8(static_cast<std::uint8_t>(instance.vrid));
    out.u8(static_cast<std::uint8_t>(instance.state)).u8(flags(instance)).u8(instance.priority.value());
    u64(out, instance.settings);
    milliseconds(out, instance.since);
    address(out, instance.primary);
    const auto heard = at_most(format::most_heard, instance.heard);
    out.u8(static_cast<std::uint8_t>(heard.size()));
    for (const Heard& one : heard) {
        address(out, one.source);
        milliseconds(out, one.ago);
    }
    return out.take();
}

// What every part says.
net::Writer common(const Message& message) {
    net::Writer out;
    out.append(format::magic).u8(format::version).u8(0);
    field(out, format::Field::node, bytes_of(std::string_view{message.node}.substr(0, format::most_text)));
    field(out, format::Field::boot, message.boot);
    field(out, format::Field::sequence, sequence(message.sequence));
    field(out, format::Field::echo, echo(message.echo));
    const auto gateways = static_cast<std::uint8_t>(message.gateways);
    field(out, format::Field::gateways, {&gateways, 1});
    field(out, format::Field::macs, macs(message.macs));
    field(out, format::Field::addresses, addresses(message.addresses));
    return out;
}

}  // namespace

std::vector<Message> in_parts(Message whole) {
    const std::vector<Instance> instances = std::exchange(whole.instances, {});
    const std::size_t room = largest_message - common(whole).view().size() - Digest{}.size();
    std::vector<Message> parts{whole};
    std::size_t used = 0;
    for (const Instance& one : instances) {
        const std::size_t size = format::field_head + instance(one).size();
        if (used + size > room || parts.back().instances.size() == most_instances) {
            parts.push_back(whole);
            used = 0;
        }
        parts.back().instances.push_back(one);
        used += size;
    }
    return parts;
}

net::Bytes encode(const Message& message, const Sign& sign) {
    net::Writer out = common(message);
    for (const Instance& one : message.instances) field(out, format::Field::instance, instance(one));
    out.append(sign(out.view()));
    net::ensure(out.view().size() <= largest_message, "in_parts() fills no message beyond its size");
    return out.take();
}

}  // namespace holdfast::hello
