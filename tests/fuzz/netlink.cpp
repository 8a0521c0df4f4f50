// A stream of netlink messages, cut up as libnl does it, and read.
#include <memory>

#include <linux/rtnetlink.h>
#include <netlink/msg.h>

#include "daemon/io/netlink_parse.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

struct Free {
    void operator()(nl_msg* message) const { nlmsg_free(message); }
};
using Message = std::unique_ptr<nl_msg, Free>;

void check_address(const net::LinkAddress& address) {
    const std::size_t longest = address.prefix.address.bytes().size() * 8;
    ensure(address.prefix.length <= longest, "a network is no longer than its address");
    address.prefix.contains(address.prefix.address);
    ensure(net::Prefix::parse(to_string(address.prefix)) == address.prefix, "an address is what its text says");
}

void understand(nl_msg& message) {
    switch (nlmsg_hdr(&message)->nlmsg_type) {
        case RTM_NEWLINK:
        case RTM_DELLINK:
            if (const auto link = io::parse_link(message)) {
                ensure(link->name.size() < 16, "a name has at most 15 bytes");
            }
            return;
        case RTM_NEWADDR:
        case RTM_DELADDR:
            if (const auto address = io::parse_address(message)) check_address(*address);
            return;
        case RTM_NEWRULE:
            if (const auto rule = io::parse_our_routing(message)) ensure(satisfies(*rule, *rule), "a rule is itself");
            return;
        case RTM_NEWROUTE:
            if (const auto route = io::parse_our_routing(message))
                ensure(satisfies(*route, *route), "a route is itself");
            for (const auto& [interface, gateway] : io::parse_default_route(message)) {
                ensure(net::IpAddress::parse(to_string(gateway)) == gateway, "a gateway is what its text says");
            }
            return;
        default:
            return;
    }
}

void read(Input in) {
    while (in.left() >= sizeof(nlmsghdr)) {
        net::Bytes head = in.take(sizeof(nlmsghdr));
        auto* header = reinterpret_cast<nlmsghdr*>(head.data());
        const std::size_t said = header->nlmsg_len & 0x0fff;
        const net::Bytes body = in.take(said > head.size() ? said - head.size() : 0);
        header->nlmsg_len = static_cast<std::uint32_t>(head.size() + body.size());
        head.insert(head.end(), body.begin(), body.end());
        const Message message{nlmsg_convert(reinterpret_cast<nlmsghdr*>(head.data()))};
        nlmsg_set_proto(message.get(), NETLINK_ROUTE);
        understand(*message);
    }
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
