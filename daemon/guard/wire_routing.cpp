#include "daemon/guard/wire_routing.hpp"

#include <utility>

#include "daemon/guard/wire_parts.hpp"

namespace holdfast::guard {
namespace {

enum class Entry : std::uint8_t { route, rule };

void put_ip(net::Writer& writer, const std::optional<net::IpAddress>& address) {
    const net::ByteView bytes = address ? address->bytes() : net::ByteView{};
    writer.u8(static_cast<std::uint8_t>(bytes.size())).append(bytes);
}

// False: that is no address.
bool take_ip(net::Reader& reader, std::optional<net::IpAddress>& into) {
    const net::ByteView bytes = reader.take(reader.u8());
    if (!reader.ok()) return false;
    if (bytes.empty()) return true;
    if (bytes.size() != 4 && bytes.size() != 16) return false;
    into = net::IpAddress::from_bytes(bytes);
    return true;
}

void put_prefix(net::Writer& writer, const std::optional<net::Prefix>& prefix) {
    put_ip(writer, prefix ? std::optional{prefix->address} : std::nullopt);
    writer.u8(prefix ? prefix->length : 0);
}

bool take_prefix(net::Reader& reader, std::optional<net::Prefix>& into) {
    std::optional<net::IpAddress> address;
    if (!take_ip(reader, address)) return false;
    const std::uint8_t length = reader.u8();
    if (!reader.ok() || (address && length > address->bytes().size() * 8)) return false;
    if (address) into = net::Prefix{*address, length};
    return true;
}

void put(net::Writer& writer, const net::Route& route) {
    writer.u8(std::to_underlying(Entry::route));
    put_prefix(writer, route.to);
    put_ip(writer, route.via);
    put_ip(writer, route.source);
    writer.u32(static_cast<std::uint32_t>(route.interface)).u32(route.table).u32(route.metric).u32(route.mtu);
    writer.u8(route.scope ? 1 : 0).u8(route.scope.value_or(0)).u8(route.onlink ? 1 : 0);
}

std::optional<net::Routing> take_route(net::Reader& reader) {
    std::optional<net::Prefix> to;
    net::Route route;
    if (!take_prefix(reader, to) || !to) return std::nullopt;
    route.to = *to;
    if (!take_ip(reader, route.via) || !take_ip(reader, route.source)) return std::nullopt;
    route.interface = net::InterfaceIndex{static_cast<int>(reader.u32())};
    route.table = reader.u32();
    route.metric = reader.u32();
    route.mtu = reader.u32();
    const bool has_scope = reader.u8() != 0;
    const std::uint8_t scope = reader.u8();
    if (has_scope) route.scope = scope;
    route.onlink = reader.u8() != 0;
    const net::Family family = route.to.address.family();
    const auto fits = [&](const auto& address) { return !address || address->family() == family; };
    if (!reader.ok() || !fits(route.via) || !fits(route.source)) return std::nullopt;
    return route;
}

void put(net::Writer& writer, const net::Rule& rule) {
    writer.u8(std::to_underlying(Entry::rule)).u8(rule.family == net::Family::ipv4 ? 4 : 6);
    put_prefix(writer, rule.from);
    put_prefix(writer, rule.to);
    put_text(writer, rule.incoming);
    put_text(writer, rule.outgoing);
    writer.u32(rule.priority).u32(rule.mark).u32(rule.mask).u32(rule.table);
}

std::optional<net::Routing> take_rule(net::Reader& reader) {
    net::Rule rule;
    rule.family = reader.u8() == 4 ? net::Family::ipv4 : net::Family::ipv6;
    if (!take_prefix(reader, rule.from) || !take_prefix(reader, rule.to)) return std::nullopt;
    rule.incoming = take_text(reader);
    rule.outgoing = take_text(reader);
    rule.priority = reader.u32();
    rule.mark = reader.u32();
    rule.mask = reader.u32();
    rule.table = reader.u32();
    const auto fits = [&](const auto& prefix) { return !prefix || prefix->address.family() == rule.family; };
    if (!reader.ok() || !fits(rule.from) || !fits(rule.to)) return std::nullopt;
    return rule;
}

}  // namespace

void put_routing(net::Writer& writer, const net::Routing& entry) {
    std::visit([&](const auto& e) { put(writer, e); }, entry);
}

std::optional<net::Routing> take_routing(net::Reader& reader) {
    const std::uint8_t kind = reader.u8();
    if (!reader.ok()) return std::nullopt;
    if (kind == std::to_underlying(Entry::route)) return take_route(reader);
    return kind == std::to_underlying(Entry::rule) ? take_rule(reader) : std::nullopt;
}

}  // namespace holdfast::guard
