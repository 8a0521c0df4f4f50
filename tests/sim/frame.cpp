#include "tests/sim/frame.hpp"

#include "daemon/net/ethertype.hpp"
#include "detector/frames.hpp"
#include "detector/wire.hpp"

namespace holdfast::sim {
namespace {

constexpr std::size_t ethernet_header = 14;
constexpr std::size_t ipv6_header = 40;

vrrp::Datagram ipv6_datagram(net::ByteView packet) {
    return {.source = net::IpAddress::from_bytes(packet.subspan(8, 16)),
            .destination = net::IpAddress::from_bytes(packet.subspan(24, 16)),
            .hop_limit = packet[7],
            .message = packet.subspan(ipv6_header)};
}

}  // namespace

std::expected<vrrp::Datagram, vrrp::DropReason> datagram_of(const Frame& frame, net::Family family) {
    const net::ByteView packet = net::ByteView{frame.bytes}.subspan(ethernet_header);
    if (family == net::Family::ipv4) return vrrp::parse_ipv4(packet);
    return ipv6_datagram(packet);
}

std::optional<Question> question_of(const Frame& frame) {
    const auto parsed = detector::parse_frame(frame.bytes);
    const auto* arp = parsed ? std::get_if<detector::Arp>(&parsed->content) : nullptr;
    if (arp == nullptr || arp->reply || arp->sender == arp->target) return std::nullopt;
    return Question{arp->sender_mac, arp->sender, arp->target};
}

Frame answer_to(const Question& question, const net::MacAddress& owner) {
    constexpr std::uint16_t reply = 2;
    net::Writer frame;
    frame.append(question.asker.bytes).append(owner.bytes).u16(net::ethertype_arp);
    frame.u16(1).u16(net::ethertype_ipv4).u8(6).u8(4).u16(reply);
    frame.append(owner.bytes).append(question.address.bytes());
    frame.append(question.asker.bytes).append(question.from.bytes());
    return {Frame::Kind::answer, frame.take()};
}

std::optional<Claim> claim_of(const Frame& frame) {
    const auto parsed = detector::parse_frame(frame.bytes);
    if (!parsed) return std::nullopt;
    if (const auto* arp = std::get_if<detector::Arp>(&parsed->content)) return Claim{arp->sender, arp->sender_mac};
    if (const auto* advertised = std::get_if<detector::NeighbourAdvertisement>(&parsed->content)) {
        return Claim{advertised->target, advertised->target_mac};
    }
    return std::nullopt;
}

}  // namespace holdfast::sim
