#include "daemon/io/netlink_parse.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <functional>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netlink/addr.h>
#include <netlink/msg.h>
#include <netlink/object.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/route.h>
#include <netlink/route/rule.h>

#include "daemon/io/netlink.hpp"

namespace holdfast::io {
namespace {

net::ByteView bytes_of(nl_addr* address) {
    if (address == nullptr) return {};
    return {static_cast<const std::uint8_t*>(nl_addr_get_binary_addr(address)), nl_addr_get_len(address)};
}

std::optional<net::IpAddress> ip_of(nl_addr* address) {
    const net::ByteView bytes = bytes_of(address);
    if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
    return net::IpAddress::from_bytes(bytes);
}

net::MacAddress mac_of(rtnl_link* link) {
    net::MacAddress mac;
    const net::ByteView bytes = bytes_of(rtnl_link_get_addr(link));
    if (rtnl_link_get_arptype(link) == ARPHRD_ETHER && bytes.size() == mac.bytes.size()) {
        std::ranges::copy(bytes, mac.bytes.begin());
    }
    return mac;
}

// Below it on this host; that of a veth, say, may be in another namespace.
net::InterfaceIndex base_of(rtnl_link* link, std::string_view kind) {
    const bool is_above = kind == "macvlan" || kind == "macvtap" || kind == "ipvlan" || kind == "vlan";
    return net::InterfaceIndex{is_above ? rtnl_link_get_link(link) : 0};
}

std::string_view text_of(const char* text) {
    return text != nullptr ? text : "";
}

net::Link link_of(rtnl_link* link) {
    constexpr unsigned needed = IFF_UP | IFF_RUNNING;  // RUNNING: the operational state is up or unknown
    const std::string_view kind = text_of(rtnl_link_get_type(link));
    const bool is_marked = text_of(rtnl_link_get_ifalias(link)).starts_with(link_mark);
    return {.index = net::InterfaceIndex{rtnl_link_get_ifindex(link)},
            .name = std::string{text_of(rtnl_link_get_name(link))},
            .up = (rtnl_link_get_flags(link) & needed) == needed,
            .mac = mac_of(link),
            .mtu = rtnl_link_get_mtu(link),
            .frames_received = rtnl_link_get_stat(link, RTNL_LINK_RX_PACKETS),
            .ours = is_marked && kind == "macvlan",
            .base = base_of(link, kind)};
}

std::optional<net::LinkAddress> address_of(rtnl_addr* address) {
    const auto ip = ip_of(rtnl_addr_get_local(address));
    const int length = rtnl_addr_get_prefixlen(address);
    if (!ip || length < 0 || length > static_cast<int>(ip->bytes().size() * 8)) return std::nullopt;
    const unsigned flags = rtnl_addr_get_flags(address);
    // The same bit is IFA_F_TEMPORARY in IPv6.
    const bool secondary = ip->family() == net::Family::ipv4 && (flags & IFA_F_SECONDARY) != 0;
    return net::LinkAddress{.index = net::InterfaceIndex{rtnl_addr_get_ifindex(address)},
                            .prefix = {*ip, static_cast<std::uint8_t>(length)},
                            .secondary = secondary,
                            .tentative = (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) != 0};
}

bool is_main_default(rtnl_route* route) {
    nl_addr* destination = rtnl_route_get_dst(route);
    return rtnl_route_get_table(route) == RT_TABLE_MAIN && rtnl_route_get_type(route) == RTN_UNICAST &&
           (destination == nullptr || nl_addr_get_prefixlen(destination) == 0);
}

std::vector<Gateway> gateways_of(rtnl_route* route) {
    std::vector<Gateway> gateways;
    if (!is_main_default(route)) return gateways;
    for (int i = 0; i < rtnl_route_get_nnexthops(route); ++i) {
        rtnl_nexthop* hop = rtnl_route_nexthop_n(route, i);
        if (const auto ip = ip_of(rtnl_route_nh_get_gateway(hop))) {
            gateways.emplace_back(net::InterfaceIndex{rtnl_route_nh_get_ifindex(hop)}, *ip);
        }
    }
    return gateways;
}

net::IpAddress nothing_of(int family) {
    return family == AF_INET ? net::IpAddress{} : net::IpAddress::from_bytes(std::array<std::uint8_t, 16>{});
}

std::optional<net::Prefix> prefix_of(nl_addr* address) {
    const auto ip = ip_of(address);
    if (!ip) return std::nullopt;
    const unsigned length = nl_addr_get_prefixlen(address);
    if (length > ip->bytes().size() * 8) return std::nullopt;
    return net::Prefix{*ip, static_cast<std::uint8_t>(length)};
}

bool is_of_ip(int family) {
    return family == AF_INET || family == AF_INET6;
}

std::optional<net::Routing> our_route_of(rtnl_route* route) {
    const int family = rtnl_route_get_family(route);
    const bool is_ours = rtnl_route_get_protocol(route) == routing_mark && rtnl_route_get_type(route) == RTN_UNICAST;
    if (!is_ours || !is_of_ip(family) || rtnl_route_get_nnexthops(route) != 1) return std::nullopt;
    rtnl_nexthop* hop = rtnl_route_nexthop_n(route, 0);
    unsigned mtu = 0;
    if (rtnl_route_get_metric(route, RTAX_MTU, &mtu) < 0) mtu = 0;
    return net::Route{.to = prefix_of(rtnl_route_get_dst(route)).value_or(net::Prefix{nothing_of(family), 0}),
                      .via = ip_of(rtnl_route_nh_get_gateway(hop)),
                      .interface = net::InterfaceIndex{rtnl_route_nh_get_ifindex(hop)},
                      .source = ip_of(rtnl_route_get_pref_src(route)),
                      .table = rtnl_route_get_table(route),
                      .metric = rtnl_route_get_priority(route),
                      .mtu = mtu,
                      .scope = rtnl_route_get_scope(route),
                      .onlink = (rtnl_route_nh_get_flags(hop) & RTNH_F_ONLINK) != 0};
}

std::optional<net::Routing> our_rule_of(rtnl_rule* rule) {
    const int family = rtnl_rule_get_family(rule);
    std::uint8_t protocol = 0;
    const bool is_ours = rtnl_rule_get_protocol(rule, &protocol) == 0 && protocol == routing_mark;
    if (!is_ours || !is_of_ip(family)) return std::nullopt;
    return net::Rule{.family = family == AF_INET ? net::Family::ipv4 : net::Family::ipv6,
                     .priority = rtnl_rule_get_prio(rule),
                     .from = prefix_of(rtnl_rule_get_src(rule)),
                     .to = prefix_of(rtnl_rule_get_dst(rule)),
                     .incoming = std::string{text_of(rtnl_rule_get_iif(rule))},
                     .outgoing = std::string{text_of(rtnl_rule_get_oif(rule))},
                     .mark = rtnl_rule_get_mark(rule),
                     .mask = rtnl_rule_get_mask(rule),
                     .table = rtnl_rule_get_table(rule)};
}

using ObjectSink = std::function<void(nl_object*)>;

// libnl makes an object of the message, which lives as long as the call.
void with_object(nl_msg& message, ObjectSink sink) {
    nl_msg_parse(
        &message, [](nl_object* object, void* argument) { (*static_cast<ObjectSink*>(argument))(object); }, &sink);
}

// No kernel sends what libnl 3.7 would not survive: of a `via` without an address it would copy less than nothing,
// after a next hop of no length, or of more than its list has, make others until no memory is left.
bool are_vias_whole(const void* attributes, int length) {
    const nlattr* attribute = nullptr;
    int rest = 0;
    nla_for_each_attr(attribute, static_cast<const nlattr*>(attributes), length, rest) {
        if (nla_type(attribute) == RTA_VIA && nla_len(attribute) < static_cast<int>(sizeof(rtvia))) return false;
    }
    return true;
}

bool are_hops_whole(const nlattr* hops) {
    const auto* bytes = static_cast<const std::byte*>(nla_data(hops));
    for (int left = nla_len(hops), length = 0; left > 0; left -= length, bytes += length) {
        rtnexthop hop{};
        if (left < static_cast<int>(sizeof hop)) return false;
        std::memcpy(&hop, bytes, sizeof hop);
        length = RTNH_ALIGN(hop.rtnh_len);
        if (hop.rtnh_len < sizeof hop || length > left) return false;
        if (!are_vias_whole(bytes + sizeof hop, hop.rtnh_len - static_cast<int>(sizeof hop))) return false;
    }
    return true;
}

bool is_route_whole(nl_msg& message) {
    const nlmsghdr* header = nlmsg_hdr(&message);
    if (nlmsg_valid_hdr(header, sizeof(rtmsg)) == 0) return false;
    if (!are_vias_whole(nlmsg_attrdata(header, sizeof(rtmsg)), nlmsg_attrlen(header, sizeof(rtmsg)))) return false;
    const nlattr* attribute = nullptr;
    int rest = 0;
    nlmsg_for_each_attr(attribute, header, sizeof(rtmsg), rest) {
        if (nla_type(attribute) == RTA_MULTIPATH && !are_hops_whole(attribute)) return false;
    }
    return true;
}

void with_route(nl_msg& message, const std::function<void(rtnl_route*)>& sink) {
    if (!is_route_whole(message)) return;
    with_object(message, [&](nl_object* object) { sink(reinterpret_cast<rtnl_route*>(object)); });
}

}  // namespace

std::optional<net::Link> parse_link(nl_msg& message) {
    if (nlmsg_valid_hdr(nlmsg_hdr(&message), sizeof(ifinfomsg)) == 0) return std::nullopt;
    const auto* header = static_cast<const ifinfomsg*>(nlmsg_data(nlmsg_hdr(&message)));
    if (header->ifi_family != AF_UNSPEC) return std::nullopt;
    std::optional<net::Link> link;
    with_object(message, [&](nl_object* object) { link = link_of(reinterpret_cast<rtnl_link*>(object)); });
    return link;
}

std::optional<net::LinkAddress> parse_address(nl_msg& message) {
    std::optional<net::LinkAddress> address;
    with_object(message, [&](nl_object* object) { address = address_of(reinterpret_cast<rtnl_addr*>(object)); });
    return address;
}

std::optional<StandingAddress> parse_standing_address(nl_msg& message) {
    const auto address = parse_address(message);
    if (!address) return std::nullopt;
    const auto* header = static_cast<const ifaddrmsg*>(nlmsg_data(nlmsg_hdr(&message)));
    nlattr* mark = nlmsg_find_attr(nlmsg_hdr(&message), sizeof(ifaddrmsg), IFA_PROTO);
    return StandingAddress{.interface = address->index,
                           .prefix = address->prefix,
                           .ours = mark != nullptr && nla_len(mark) == 1 && nla_get_u8(mark) == address_mark,
                           .leased = (header->ifa_flags & IFA_F_PERMANENT) == 0};
}

std::optional<net::Routing> parse_our_routing(nl_msg& message) {
    std::optional<net::Routing> entry;
    if (nlmsg_hdr(&message)->nlmsg_type == RTM_NEWRULE) {
        with_object(message, [&](nl_object* object) { entry = our_rule_of(reinterpret_cast<rtnl_rule*>(object)); });
    } else {
        with_route(message, [&](rtnl_route* route) { entry = our_route_of(route); });
    }
    return entry;
}

std::vector<Gateway> parse_default_route(nl_msg& message) {
    std::vector<Gateway> gateways;
    with_route(message, [&](rtnl_route* route) { gateways = gateways_of(route); });
    return gateways;
}

}  // namespace holdfast::io
