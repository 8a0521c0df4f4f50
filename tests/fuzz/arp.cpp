// An Ethernet frame with ARP, judged by a second reader; and our own probes, which must be ARP to it.
#include "detector/frames.hpp"
#include "tests/fuzz/wire.hpp"

namespace holdfast::fuzz {
namespace {

using detector::Arp;

// RFC 826: Ethernet, IPv4, a request or a reply, whole.
bool is_arp(net::ByteView frame) {
    return frame.size() >= 42 && u16_at(frame, 12) == 0x0806 && u16_at(frame, 14) == 1 && u16_at(frame, 16) == 0x0800 &&
           frame[18] == 6 && frame[19] == 4 && (u16_at(frame, 20) == 1 || u16_at(frame, 20) == 2);
}

void check_arp(net::ByteView frame, const Arp& arp) {
    ensure(arp.reply == (u16_at(frame, 20) == 2), "a reply is a reply");
    ensure(std::ranges::equal(arp.sender_mac.bytes, frame.subspan(22, 6)), "the sender's Ethernet address");
    ensure(std::ranges::equal(arp.sender.bytes(), frame.subspan(28, 4)), "the sender's IP address");
    ensure(std::ranges::equal(arp.target_mac.bytes, frame.subspan(32, 6)), "the target's Ethernet address");
    ensure(std::ranges::equal(arp.target.bytes(), frame.subspan(38, 4)), "the target's IP address");
}

void check_probe(const net::MacAddress& own, const net::IpAddress& sender, const net::IpAddress& address) {
    const net::Bytes probe = detector::arp_probe(own, sender, address);
    const auto frame = detector::parse_frame(probe);
    ensure(frame && frame->source == own, "a probe of ours is a frame from us");
    const auto* arp = std::get_if<Arp>(&frame->content);
    ensure(arp && !arp->reply && arp->sender == sender && arp->target == address, "that asks for the address");
    const auto anonymous = detector::parse_frame(detector::arp_probe(own, address));
    ensure(std::get<Arp>(anonymous->content).sender.is_unspecified(), "without a sender no cache changes");
}

void read(Input in) {
    const bool plausible = in.flag();
    net::Bytes frame = in.rest();
    if (plausible && frame.size() >= 20) {
        const net::Bytes form{0x08, 0x06, 0, 1, 0x08, 0, 6, 4};
        std::ranges::copy(form, frame.begin() + 12);
    }
    const auto parsed = detector::parse_frame(frame);
    const Arp* arp = parsed ? std::get_if<Arp>(&parsed->content) : nullptr;
    ensure(is_arp(frame) == (arp != nullptr), "two readers agree on what is ARP");
    if (arp == nullptr) return;
    check_arp(frame, *arp);
    check_probe(arp->sender_mac, arp->sender, arp->target);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
