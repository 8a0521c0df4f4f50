// An Ethernet frame with neighbour discovery, judged by the rules of RFC 4861 §7.1; and our own probes and
// announcements, which must pass them.
#include "daemon/engine/announcement.hpp"
#include "detector/frames.hpp"
#include "tests/fuzz/wire.hpp"

namespace holdfast::fuzz {
namespace {

using detector::NeighbourAdvertisement;
using detector::NeighbourSolicitation;

constexpr std::size_t network = 14, icmp = 54, target = 62, options = 78;
constexpr net::MacAddress our_mac{{2, 0, 0, 0, 0, 1}};
constexpr std::uint8_t solicitation = 135, advertisement = 136;

net::IpAddress address_at(net::ByteView frame, std::size_t offset) {
    return net::IpAddress::from_bytes(frame.subspan(offset, 16));
}

void make_plausible(net::Bytes& frame, std::uint8_t type) {
    if (frame.size() < options) return;
    put_u16(frame, 12, 0x86dd);
    frame[network] = 0x60;
    put_u16(frame, network + 4, static_cast<std::uint16_t>(frame.size() - icmp));
    frame[network + 6] = 58;
    frame[network + 7] = 255;
    frame[icmp] = type;
    frame[icmp + 1] = 0;
    const auto base =
        pseudo_header(address_at(frame, network + 8), address_at(frame, network + 24), 58, frame.size() - icmp);
    seal(frame, icmp, frame.size(), 2, base);
}

// RFC 4861 §7.1.1, §7.1.2: "All included options have a length that is greater than zero."
bool has_empty_option(net::ByteView list) {
    for (std::size_t at = 0; at + 1 < list.size(); at += std::size_t{8} * list[at + 1]) {
        if (list[at + 1] == 0) return true;
    }
    return false;
}

void check_neighbour(net::ByteView frame, const net::IpAddress& about, std::uint8_t type) {
    const std::size_t size = u16_at(frame, network + 4);
    const net::ByteView message = frame.subspan(icmp, size);
    const auto base = pseudo_header(address_at(frame, network + 8), address_at(frame, network + 24), 58, size);
    ensure(frame[network] >> 4 == 6 && frame[network + 6] == 58 && frame[network + 7] == 255, "IPv6, from this link");
    ensure(message[0] == type && message[1] == 0, "of its type, code 0");
    ensure(folded(words(message) + base) == 0xffff, "the checksum verifies");
    ensure(about == address_at(frame, target), "the target is where it is in every message");
    ensure(!about.is_multicast(), "nobody has a multicast address");
    ensure(!has_empty_option(message.subspan(options - icmp)), "an option without length spoils the message");
}

void check(net::ByteView frame, const net::MacAddress&, const NeighbourSolicitation& asked) {
    check_neighbour(frame, asked.target, solicitation);
    ensure(asked.source == address_at(frame, network + 8), "who asks is who sends");
    ensure(!asked.source.is_unspecified() || !asked.source_mac, "who has no address yet gives no Ethernet address");
    if (!asked.source.is_link_local()) return;  // we ask from ours alone
    const auto probe = detector::parse_frame(detector::neighbour_probe(our_mac, asked.source, asked.target));
    const auto* ours = probe ? std::get_if<NeighbourSolicitation>(&probe->content) : nullptr;
    ensure(ours && ours->target == asked.target && ours->source == asked.source, "our probe passes the same rules");
}

void check(net::ByteView frame, const net::MacAddress& source, const NeighbourAdvertisement& said) {
    check_neighbour(frame, said.target, advertisement);
    ensure(!said.solicited || !address_at(frame, network + 24).is_multicast(), "an answer is not for everybody");
    const auto announced = detector::parse_frame(engine::announcement(said.target, source));
    const auto* ours = announced ? std::get_if<NeighbourAdvertisement>(&announced->content) : nullptr;
    ensure(ours && ours->target == said.target && ours->target_mac == source, "our announcement passes the same rules");
}

void check(net::ByteView, const net::MacAddress&, const detector::Arp&) {}
void check(net::ByteView frame, const net::MacAddress&, const vrrp::Datagram& datagram) {
    const net::ByteView m = datagram.message;
    ensure(m.empty() || (m.data() >= frame.data() && m.data() + m.size() <= frame.data() + frame.size()),
           "a message lies in its frame");
}

void read(Input in) {
    const std::uint8_t plausible = in.u8();
    net::Bytes frame = in.rest();
    if ((plausible & 1) != 0) make_plausible(frame, (plausible & 2) != 0 ? solicitation : advertisement);
    const auto parsed = detector::parse_frame(frame);
    if (!parsed) return;
    ensure(std::ranges::equal(parsed->source.bytes, net::ByteView{frame}.subspan(6, 6)), "the frame's source");
    std::visit([&](const auto& content) { check(frame, parsed->source, content); }, parsed->content);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
