#include "daemon/vrrp/checksum.hpp"

namespace holdfast::vrrp {
namespace {

// RFC 793 §3.1 and RFC 8200 §8.1 order the fields differently; their sum is the same.
net::ChecksumSum pseudo_header(const Route& route, std::size_t message_size) {
    net::ChecksumSum sum;
    sum.add(route.source.bytes()).add(route.destination.bytes());
    return sum.add(std::uint16_t{protocol_number}).add(static_cast<std::uint16_t>(message_size));
}

bool verifies(Version version, ChecksumForm form, const Route& route, net::ByteView message) {
    return checksum_base(version, form, route, message.size()).add(message).verifies();
}

}  // namespace

net::ChecksumSum checksum_base(Version version, ChecksumForm form, const Route& route, std::size_t message_size) {
    if (version == Version::v2) return {};
    const bool message_only = route.source.family() == net::Family::ipv4 && form == ChecksumForm::rfc9568;
    return message_only ? net::ChecksumSum{} : pseudo_header(route, message_size);
}

std::optional<ChecksumForm> verify_checksum(Version version, const Route& route, net::ByteView message) {
    if (verifies(version, ChecksumForm::rfc9568, route, message)) return ChecksumForm::rfc9568;
    if (version == Version::v2 || route.source.family() == net::Family::ipv6) return std::nullopt;
    if (verifies(version, ChecksumForm::pseudo_header, route, message)) return ChecksumForm::pseudo_header;

    // Some sum the group's address even when they send to a single peer (P64).
    const Route to_group{route.source, multicast_group(net::Family::ipv4)};
    if (verifies(version, ChecksumForm::pseudo_header, to_group, message)) return ChecksumForm::pseudo_header;
    return std::nullopt;
}

}  // namespace holdfast::vrrp
