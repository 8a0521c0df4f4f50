// Routes and rules: added unless one is there, ours removed, ours listed.

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <netlink/addr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>
#include <netlink/route/rule.h>

#include "daemon/io/netlink.hpp"
#include "daemon/io/netlink_parse.hpp"
#include "daemon/io/netlink_socket.hpp"
#include "daemon/io/sockaddr.hpp"
#include "daemon/net/ensure.hpp"

namespace holdfast::io {
namespace {

struct Free {
    void operator()(nl_addr* address) const { nl_addr_put(address); }
    void operator()(rtnl_route* route) const { rtnl_route_put(route); }
    void operator()(rtnl_rule* rule) const { rtnl_rule_put(rule); }
};
using Address = std::unique_ptr<nl_addr, Free>;

int number_of(net::Family family) {
    return family == net::Family::ipv4 ? AF_INET : AF_INET6;
}

Address kernel_address(const net::Prefix& prefix) {
    const net::ByteView bytes = prefix.address.bytes();
    Address address{nl_addr_build(number_of(prefix.address.family()), bytes.data(), bytes.size())};
    net::ensure(address != nullptr, "memory does not run out");
    nl_addr_set_prefixlen(address.get(), prefix.length);
    return address;
}
Address kernel_address(const net::IpAddress& address) {
    return kernel_address({address, static_cast<std::uint8_t>(address.bytes().size() * 8)});
}

void add_next_hop(rtnl_route& into, const net::Route& route) {
    rtnl_nexthop* hop = rtnl_route_nh_alloc();
    net::ensure(hop != nullptr, "memory does not run out");
    rtnl_route_nh_set_ifindex(hop, static_cast<int>(route.interface));
    if (route.via) rtnl_route_nh_set_gateway(hop, kernel_address(*route.via).get());
    if (route.onlink) rtnl_route_nh_set_flags(hop, RTNH_F_ONLINK);
    rtnl_route_add_nexthop(&into, hop);
}

nl_msg* build(const net::Route& route, RoutingChange::Kind kind) {
    const std::unique_ptr<rtnl_route, Free> object{rtnl_route_alloc()};
    net::ensure(object != nullptr, "memory does not run out");
    rtnl_route_set_family(object.get(), static_cast<std::uint8_t>(number_of(route.to.address.family())));
    rtnl_route_set_dst(object.get(), kernel_address(route.to).get());
    rtnl_route_set_type(object.get(), RTN_UNICAST);
    rtnl_route_set_table(object.get(), route.table);
    rtnl_route_set_protocol(object.get(), routing_mark);
    if (route.scope) rtnl_route_set_scope(object.get(), *route.scope);
    if (route.metric != 0) rtnl_route_set_priority(object.get(), route.metric);
    if (route.mtu != 0) rtnl_route_set_metric(object.get(), RTAX_MTU, route.mtu);
    if (route.source) rtnl_route_set_pref_src(object.get(), kernel_address(*route.source).get());
    add_next_hop(*object, route);
    nl_msg* message = nullptr;
    const int result = kind == RoutingChange::Kind::add
                           ? rtnl_route_build_add_request(object.get(), NLM_F_CREATE | NLM_F_EXCL, &message)
                           : rtnl_route_build_del_request(object.get(), 0, &message);
    net::ensure(result >= 0, "a destination and a next hop make a request");
    return message;
}

nl_msg* build(const net::Rule& rule, RoutingChange::Kind kind) {
    const std::unique_ptr<rtnl_rule, Free> object{rtnl_rule_alloc()};
    net::ensure(object != nullptr, "memory does not run out");
    rtnl_rule_set_family(object.get(), number_of(rule.family));
    rtnl_rule_set_action(object.get(), FR_ACT_TO_TBL);
    rtnl_rule_set_prio(object.get(), rule.priority);
    rtnl_rule_set_table(object.get(), rule.table);
    rtnl_rule_set_protocol(object.get(), routing_mark);
    if (rule.from) rtnl_rule_set_src(object.get(), kernel_address(*rule.from).get());
    if (rule.to) rtnl_rule_set_dst(object.get(), kernel_address(*rule.to).get());
    if (!rule.incoming.empty()) rtnl_rule_set_iif(object.get(), rule.incoming.c_str());
    if (!rule.outgoing.empty()) rtnl_rule_set_oif(object.get(), rule.outgoing.c_str());
    if (rule.mask != 0) {
        rtnl_rule_set_mark(object.get(), rule.mark);
        rtnl_rule_set_mask(object.get(), rule.mask);
    }
    nl_msg* message = nullptr;
    const int result = kind == RoutingChange::Kind::add
                           ? rtnl_rule_build_add_request(object.get(), NLM_F_CREATE | NLM_F_EXCL, &message)
                           : rtnl_rule_build_delete_request(object.get(), 0, &message);
    net::ensure(result >= 0, "a rule makes a request");
    return message;
}

Message request(const RoutingChange& change) {
    return Message{std::visit([&](const auto& entry) { return build(entry, change.kind); }, change.entry)};
}

template <class Header>
Message question(int type, Header header) {
    Message message{nlmsg_alloc_simple(type, NLM_F_DUMP)};
    nlmsg_append(message.get(), &header, sizeof header, NLMSG_ALIGNTO);
    return message;
}

// What a kernel was built without has nothing of ours.
bool is_missing_there(int code) {
    return code == EOPNOTSUPP || code == EAFNOSUPPORT;
}

}  // namespace

std::vector<ChangeFailure> Netlink::apply(std::span<const RoutingChange> changes) {
    std::vector<Message> messages;
    messages.reserve(changes.size());
    for (const RoutingChange& change : changes) messages.push_back(request(change));
    return apply_each(*socket_, messages);
}

// Asked so that the kernel leaves out the routes of others, which may be a million.
Result<std::vector<net::Routing>> Netlink::our_routing() {
    auto socket = open_netlink();
    if (!socket) return std::unexpected{socket.error()};
    set_option(nl_socket_get_fd(socket->get()), SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
    std::vector<net::Routing> all;
    const auto take = [&](nl_msg& message) {
        if (auto entry = parse_our_routing(message)) all.push_back(std::move(*entry));
    };
    for (const int family : {AF_INET, AF_INET6}) {
        rtmsg routes{};
        routes.rtm_family = static_cast<unsigned char>(family);
        routes.rtm_protocol = routing_mark;
        fib_rule_hdr rules{};
        rules.family = static_cast<std::uint8_t>(family);
        for (const Message& message : {question(RTM_GETROUTE, routes), question(RTM_GETRULE, rules)}) {
            const auto answer = converse(**socket, {&message, 1}, take);
            if (!answer) return std::unexpected{answer.error()};
            if (answer->refusals.empty() || is_missing_there(answer->refusals.front().code)) continue;
            return failed("list our routes and rules", answer->refusals.front().code);
        }
    }
    return all;
}

}  // namespace holdfast::io
