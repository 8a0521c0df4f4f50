// An IPv4 packet as a raw socket gives it, for a router of any settings.
#include "tests/fuzz/adverts.hpp"

namespace holdfast::fuzz {
namespace {

// Addressed and summed as a peer would, which no mutation hits upon.
void make_plausible(net::Bytes& packet, const vrrp::Expectation& expected, bool with_header) {
    const std::size_t begin = packet.size() < 20 ? packet.size() : std::size_t{4} * (packet[0] & 0x0f);
    if (packet.size() < begin + 8 || begin < 20) return;
    const bool unicast = !expected.unicast_peers.empty();
    const net::IpAddress destination = unicast ? expected.own_addresses[0] : group(net::Family::ipv4);
    packet[0] = static_cast<std::uint8_t>(0x40 | (packet[0] & 0x0f));
    put_u16(packet, 2, static_cast<std::uint16_t>(packet.size()));
    packet[8] = 255;
    std::ranges::copy(destination.bytes(), packet.begin() + 16);
    const net::IpAddress source = net::IpAddress::from_bytes(net::ByteView{packet}.subspan(12, 4));
    const net::ByteView message = net::ByteView{packet}.subspan(begin);
    const std::size_t size = std::min(declared_size(message, net::Family::ipv4), message.size());
    seal(packet, begin, begin + size, 6, with_header ? pseudo_header(source, destination, 112, size) : 0);
}

void read(Input in) {
    const vrrp::Expectation expected = choose_expectation(in, net::Family::ipv4);
    const std::uint8_t plausible = in.u8();
    net::Bytes packet = in.rest();
    if ((plausible & 1) != 0) make_plausible(packet, expected, (plausible & 2) != 0);

    const auto datagram = vrrp::parse_ipv4(packet);
    if (!datagram) return ensure(datagram.error() == vrrp::DropReason::ip_header, "an IP header is wrong in one way");
    const net::ByteView message = datagram->message;
    ensure(message.data() >= packet.data() + 20 && message.data() + message.size() <= packet.data() + packet.size(),
           "the message lies in the packet");
    check_advert(*datagram, expected);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
