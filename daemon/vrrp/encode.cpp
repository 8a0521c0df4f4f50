#include <algorithm>
#include <utility>

#include "daemon/net/ensure.hpp"
#include "daemon/vrrp/advertisement.hpp"
#include "daemon/vrrp/checksum.hpp"
#include "daemon/vrrp/wire.hpp"

namespace holdfast::vrrp {
namespace {

using std::chrono::seconds;

void ensure_sendable(const Advertisement& advert, const Sending& sending) {
    const net::Family family = sending.source.family();
    const auto same_family = [&](const net::IpAddress& address) { return address.family() == family; };
    net::ensure(same_family(sending.destination), "an advertisement leaves by one family");
    net::ensure(std::ranges::all_of(advert.addresses, same_family), "addresses are of the family that carries them");
    net::ensure(!advert.addresses.empty() && advert.addresses.size() <= 255, "the count of addresses is one byte");
}

void write_interval_v2(net::Writer& out, Centiseconds interval) {
    const auto whole = std::chrono::duration_cast<seconds>(interval);
    net::ensure(whole == interval && whole >= seconds{1} && whole <= seconds{255}, "version 2 counts 1 to 255 seconds");
    out.u8(static_cast<std::uint8_t>(whole.count()));
}

void write_interval_v3(net::Writer& out, Centiseconds interval) {
    net::ensure(interval >= Centiseconds{1} && interval <= Centiseconds{4095}, "version 3 has 12 bits of centiseconds");
    out.u16(static_cast<std::uint16_t>(interval.count()));
}

}  // namespace

net::Bytes encode(const Advertisement& advert, const Sending& sending) {
    ensure_sendable(advert, sending);
    const bool is_v2 = advert.version == Version::v2;

    net::Writer out;
    out.u8(static_cast<std::uint8_t>(std::to_underlying(advert.version) << 4 | wire::advertisement_type));
    out.u8(std::to_underlying(advert.vrid));
    out.u8(advert.priority.value());
    out.u8(static_cast<std::uint8_t>(advert.addresses.size()));
    if (is_v2) {
        out.u8(sending.password ? wire::simple_password : wire::no_authentication);
        write_interval_v2(out, advert.interval);
    } else {
        write_interval_v3(out, advert.interval);
    }
    out.u16(0);  // the checksum, when all else is known
    for (const net::IpAddress& address : advert.addresses) out.append(address.bytes());
    if (is_v2) out.append(sending.password.value_or(Password{}));

    const std::size_t size = out.view().size();
    if (sending.seal) out.append(trailer(*sending.seal, sending.source, out.view()));
    const net::ByteView covered = out.view().first(wire::covered(sending.source.family(), size, out.view().size()));
    const Route route{sending.source, sending.destination};
    net::ChecksumSum sum = checksum_base(advert.version, sending.checksum_form, route, covered.size());
    out.put_u16(wire::checksum_offset, sum.add(covered).complement());
    return out.take();
}

}  // namespace holdfast::vrrp
