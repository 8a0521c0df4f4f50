// An IPv6 datagram: the message alone, and beside it what the kernel says in control messages.
#include "tests/fuzz/adverts.hpp"

namespace holdfast::fuzz {
namespace {

constexpr std::uint8_t plausible = 1, hop_limit_told = 2, extension_headers = 4, to_the_group = 8;

void read(Input in) {
    const vrrp::Expectation expected = choose_expectation(in, net::Family::ipv6);
    const std::uint8_t facts = in.u8();
    vrrp::Datagram datagram;
    datagram.source = in.address(net::Family::ipv6);
    datagram.destination = (facts & to_the_group) != 0 ? group(net::Family::ipv6) : expected.own_addresses[0];
    const std::uint8_t hop_limit = in.u8();
    if ((facts & hop_limit_told) != 0) datagram.hop_limit = hop_limit;
    datagram.has_options = (facts & extension_headers) != 0;
    net::Bytes message = in.rest();
    if ((facts & plausible) != 0) {
        datagram.hop_limit = 255;
        const std::size_t size = std::min(declared_size(message, net::Family::ipv6), message.size());
        seal(message, 0, size, 6, pseudo_header(datagram.source, datagram.destination, 112, size));
    }
    datagram.message = message;
    check_advert(datagram, expected);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
