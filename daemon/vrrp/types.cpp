#include "daemon/vrrp/types.hpp"

#include <utility>

namespace holdfast::vrrp {

std::string_view label(ChecksumForm form) {
    return form == ChecksumForm::rfc9568 ? "rfc9568" : "pseudo-header";
}

net::IpAddress multicast_group(net::Family family) {
    if (family == net::Family::ipv4) return net::IpAddress::v4(224, 0, 0, 18);
    static constexpr std::array<std::uint8_t, 16> group{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12};
    return net::IpAddress::from_bytes(group);
}

net::MacAddress virtual_mac(net::Family family, Vrid vrid) {
    const std::uint8_t kind = family == net::Family::ipv4 ? 1 : 2;
    return {{0x00, 0x00, 0x5e, 0x00, kind, std::to_underlying(vrid)}};
}

}  // namespace holdfast::vrrp
