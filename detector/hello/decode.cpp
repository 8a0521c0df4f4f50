#include <algorithm>
#include <bitset>
#include <optional>
#include <utility>

#include "detector/hello/codec.hpp"
#include "detector/hello/format.hpp"

namespace holdfast::hello {

namespace {

std::uint64_t u64(net::Reader& in) {
    const std::uint64_t high = in.u32();
    return (high << 32) | in.u32();
}

net::Duration milliseconds(net::Reader& in) {
    return std::chrono::milliseconds{in.u32()};
}

std::optional<net::IpAddress> address(net::Reader& in) {
    const std::size_t size = in.u8();
    if (size != 4 && size != 16) return std::nullopt;
    const net::ByteView bytes = in.take(size);
    return in.ok() ? std::optional{net::IpAddress::from_bytes(bytes)} : std::nullopt;
}

template <std::size_t size>
std::array<std::uint8_t, size> array(net::Reader& in) {
    std::array<std::uint8_t, size> bytes{};
    std::ranges::copy(in.take(size), bytes.begin());
    return bytes;
}

// A name is shown and logged: nothing in it may be taken for anything else.
std::string text(net::ByteView bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) text += byte > ' ' && byte <= '~' ? static_cast<char>(byte) : '?';
    return text;
}

template <class Enum>
std::optional<Enum> one_of(std::uint8_t value, Enum last) {
    return value <= std::to_underlying(last) ? std::optional{Enum{value}} : std::nullopt;
}

bool read_heard(net::Reader& in, std::vector<Heard>& heard) {
    const std::size_t count = in.u8();
    if (count > format::most_heard) return false;
    for (std::size_t i = 0; i < count; ++i) {
        const auto source = address(in);
        if (!source) return false;
        heard.push_back({*source, milliseconds(in)});
    }
    return in.ok();
}

std::optional<Instance> instance(net::Reader in) {
    Instance instance;
    const std::uint8_t family = in.u8();
    if (family != 4 && family != 6) return std::nullopt;
    instance.family = family == 4 ? net::Family::ipv4 : net::Family::ipv6;
    instance.vrid = vrrp::Vrid{in.u8()};
    const auto state = one_of(in.u8(), State::fenced);
    const std::uint8_t flags = in.u8();
    instance.withdrawn = (flags & format::withdrawn) != 0;
    instance.pinned = (flags & format::pinned) != 0;
    instance.leaving = (flags & format::leaving) != 0;
    instance.broken = (flags & format::broken) != 0;
    instance.addresses_present = (flags & format::addresses_present) != 0;
    instance.priority = vrrp::Priority{in.u8()};
    instance.settings = u64(in);
    instance.since = milliseconds(in);
    const auto primary = address(in);
    if (!state || !primary || instance.vrid == vrrp::Vrid{} || !read_heard(in, instance.heard)) return std::nullopt;
    instance.state = *state;
    instance.primary = *primary;
    return instance;
}

bool read_addresses(net::Reader in, std::vector<net::IpAddress>& into) {
    while (in.left() > 0) {
        const auto one = address(in);
        if (!one) return false;
        into.push_back(*one);
    }
    return into.size() <= format::most_links;
}

bool read_macs(net::Reader in, std::vector<net::MacAddress>& into) {
    while (in.ok() && in.left() > 0) into.push_back({array<6>(in)});
    return in.ok() && into.size() <= format::most_links;
}

class Fields {
public:
    // False: malformed.
    bool read(std::uint16_t type, net::ByteView value) {
        if (type == 0 || type > std::to_underlying(format::Field::instance)) return true;  // of a newer version
        seen_.set(type);
        net::Reader in{value};
        return take(format::Field{type}, in) && in.ok();
    }
    bool complete() const {
        return std::ranges::all_of(std::array{format::Field::boot, format::Field::sequence, format::Field::echo},
                                   [&](format::Field field) { return seen_.test(std::to_underlying(field)); });
    }
    Message message;

private:
    bool take(format::Field field, net::Reader& in) {
        switch (field) {
            case format::Field::node:
                message.node = text(in.take(std::min(in.left(), format::most_text)));
                return true;
            case format::Field::boot:
                message.boot = array<16>(in);
                return true;
            case format::Field::sequence:
                message.sequence = u64(in);
                return true;
            case format::Field::echo:
                message.echo = {.boot = array<16>(in), .sequence = u64(in)};
                return true;
            case format::Field::gateways:
                message.gateways = one_of(in.u8(), Path::down).value_or(Path::unknown);
                return true;
            case format::Field::macs:
                return read_macs(in, message.macs);
            case format::Field::addresses:
                return read_addresses(in, message.addresses);
            case format::Field::instance:
                return add(instance(in));
        }
        return true;
    }
    bool add(std::optional<Instance> instance) {
        if (!instance || message.instances.size() == most_instances) return false;
        message.instances.push_back(std::move(*instance));
        return true;
    }

    std::bitset<std::to_underlying(format::Field::instance) + 1> seen_;
};

// In the same time wherever they differ.
bool same(const Digest& ours, net::ByteView theirs) {
    unsigned difference = 0;
    for (std::size_t i = 0; i < ours.size(); ++i) difference |= static_cast<unsigned>(ours[i] ^ theirs[i]);
    return difference == 0;
}

bool is_ours(net::ByteView bytes) {
    return bytes.size() >= format::head_size + Digest{}.size() && bytes.size() <= largest_message &&
           std::ranges::equal(bytes.first(format::magic.size()), format::magic) &&
           bytes[format::magic.size()] == format::version;
}

}  // namespace

std::expected<Message, Fault> decode(net::ByteView bytes, const Sign& sign) {
    if (!is_ours(bytes)) return std::unexpected{Fault::malformed};
    const net::ByteView signed_part = bytes.first(bytes.size() - Digest{}.size());
    if (!same(sign(signed_part), bytes.last(Digest{}.size()))) return std::unexpected{Fault::forged};

    net::Reader in{signed_part.subspan(format::head_size)};
    Fields fields;
    while (in.left() > 0) {
        const std::uint16_t type = in.u16();
        const net::ByteView value = in.take(in.u16());
        if (!in.ok() || !fields.read(type, value)) return std::unexpected{Fault::malformed};
    }
    if (!fields.complete()) return std::unexpected{Fault::malformed};
    return std::move(fields.message);
}

}  // namespace holdfast::hello
