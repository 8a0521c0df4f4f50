// A stream of netlink messages, of routing and of nftables, cut up as libnl does it, and read.
#include "daemon/io/netlink.hpp"

#include <cstring>
#include <memory>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>

#include "daemon/io/netlink_parse.hpp"
#include "daemon/io/nft_news.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

constexpr std::string_view table = "holdfast";

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

// Its label is one byte, and only ours is ours.
void check_standing(nl_msg& message) {
    const auto standing = io::parse_standing_address(message);
    const auto address = io::parse_address(message);
    ensure(standing.has_value() == address.has_value(), "an address stands where there is one");
    if (!standing) return;
    ensure(standing->interface == address->index && standing->prefix == address->prefix, "and is the same");
    const nlattr* mark = nlmsg_find_attr(nlmsg_hdr(&message), sizeof(ifaddrmsg), IFA_PROTO);
    ensure(!standing->ours || (mark != nullptr && nla_len(mark) == 1), "only a mark says that it is ours");
}

// Where the attribute is, by a second reader; nothing if it is not there as a whole.
net::ByteView attribute_in(net::ByteView message, std::uint16_t kind) {
    for (std::size_t at = sizeof(nlmsghdr) + sizeof(nfgenmsg); at + sizeof(nlattr) <= message.size();) {
        nlattr head{};
        std::memcpy(&head, message.data() + at, sizeof head);
        if (head.nla_len < sizeof head || head.nla_len > message.size() - at) return {};
        if ((head.nla_type & NLA_TYPE_MASK) == kind)
            return message.subspan(at + sizeof head, head.nla_len - sizeof head);
        at += (head.nla_len + 3U) & ~3U;
    }
    return {};
}

void check_nft(nl_msg& message) {
    const nlmsghdr* header = nlmsg_hdr(&message);
    const auto news = io::parse_nft_news(message, table);
    ensure(news.has_value() == (header->nlmsg_len >= sizeof(nlmsghdr) + sizeof(nfgenmsg)), "what is whole is read");
    if (!news) return;
    const net::ByteView bytes{reinterpret_cast<const std::uint8_t*>(header), header->nlmsg_len};
    const net::ByteView name = attribute_in(bytes, NFTA_TABLE_NAME), pid = attribute_in(bytes, NFTA_GEN_PROC_PID);
    const bool is_ours = std::string_view{reinterpret_cast<const char*>(name.data()), name.size()}.starts_with(table);
    ensure(!news->touches || is_ours, "only what has our table's name touches it");
    ensure(news->author == 0 || pid.size() == 4, "an author is a number of four bytes");
    ensure(!news->touches || !news->ends, "the end of a transaction touches nothing");
}

void understand(nl_msg& message) {
    if (nlmsg_hdr(&message)->nlmsg_type >> 8 == NFNL_SUBSYS_NFTABLES) return check_nft(message);
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
            check_standing(message);
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
