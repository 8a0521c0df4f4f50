// What a raw ICMP socket delivers: a reply is one by a second reader too.
#include "daemon/io/echo_reply.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

std::size_t begin_of(const net::Bytes& packet, net::Family family) {
    return family == net::Family::ipv4 && !packet.empty() ? std::size_t{packet[0]} % 16 * 4 : 0;
}

bool is_reply(const net::Bytes& packet, std::size_t begin, net::Family family) {
    if (family == net::Family::ipv4 && begin < 20) return false;
    if (packet.size() < begin + 8) return false;
    return packet[begin] == (family == net::Family::ipv4 ? 0 : 129);
}

void read(Input in) {
    const net::Family family = in.flag() ? net::Family::ipv6 : net::Family::ipv4;
    const net::IpAddress source = in.address(family);
    const net::Bytes packet = in.rest();
    const std::size_t begin = begin_of(packet, family);
    const auto reply = io::parse_echo_reply(packet, family, source);
    ensure(reply.has_value() == is_reply(packet, begin, family), "replies are replies, and nothing else is");
    if (!reply) return;
    const auto word = [&](std::size_t at) { return packet[begin + at] << 8 | packet[begin + at + 1]; };
    ensure(reply->source == source && reply->id == word(4) && reply->sequence == word(6), "to what, and from whom");
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
