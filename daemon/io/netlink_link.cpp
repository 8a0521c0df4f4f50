// Macvlans: made, mended, brought up and removed.

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "daemon/io/netlink.hpp"
#include "daemon/io/netlink_parse.hpp"
#include "daemon/io/netlink_socket.hpp"

namespace holdfast::io {
namespace {

// What is removed goes through this group: by one message for all of it, since each link alone costs the kernel 14 ms.
constexpr std::uint32_t leaving_group = 0x686f6c64;

Message request(int type, int flags, ifinfomsg header = {}) {
    Message message{nlmsg_alloc_simple(type, flags)};
    nlmsg_append(message.get(), &header, sizeof header, NLMSG_ALIGNTO);
    return message;
}

ifinfomsg of(net::InterfaceIndex index) {
    ifinfomsg header{};
    header.ifi_index = static_cast<int>(index);
    return header;
}

void put_mac(nl_msg& message, const net::MacAddress& mac) {
    nla_put(&message, IFLA_ADDRESS, static_cast<int>(mac.bytes.size()), mac.bytes.data());
}

// Bridge mode: in another, frames from the virtual MAC, which every router has, would not reach the interface below.
void put_kind(nl_msg& message) {
    nlattr* info = nla_nest_start(&message, IFLA_LINKINFO);
    nla_put_string(&message, IFLA_INFO_KIND, "macvlan");
    nlattr* data = nla_nest_start(&message, IFLA_INFO_DATA);
    nla_put_u32(&message, IFLA_MACVLAN_MODE, MACVLAN_MODE_BRIDGE);
    nla_nest_end(&message, data);
    nla_nest_end(&message, info);
}

void put_mark(nl_msg& message, const std::string& name) {
    nla_put_string(&message, IFLA_IFALIAS, (std::string{link_mark} + " " + name).c_str());
}

// The mark does not fit the first message, which makes the link; they are sent as one.
std::vector<Message> making(const Macvlan& wanted) {
    std::vector<Message> messages;
    messages.push_back(request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL));
    nl_msg& made = *messages.back();
    nla_put_string(&made, IFLA_IFNAME, wanted.name.c_str());
    nla_put_u32(&made, IFLA_LINK, static_cast<std::uint32_t>(wanted.base));
    put_mac(made, wanted.mac);
    put_kind(made);
    messages.push_back(request(RTM_SETLINK, 0));
    nla_put_string(messages.back().get(), IFLA_IFNAME, wanted.name.c_str());
    put_mark(*messages.back(), wanted.name);
    return messages;
}

// Setting the MAC that it has would be told to everybody as a change.
std::vector<Message> mending(const Macvlan& wanted, const net::Link& found) {
    std::vector<Message> messages;
    messages.push_back(request(RTM_NEWLINK, 0, of(found.index)));
    put_kind(*messages.back());
    put_mark(*messages.back(), wanted.name);
    if (found.mac != wanted.mac) put_mac(*messages.back(), wanted.mac);
    return messages;
}

Result<void> perform(nl_sock& socket, std::span<const Message> messages, const std::string& doing) {
    const auto answer = converse(socket, messages);
    if (!answer) return std::unexpected{answer.error()};
    if (!answer->refusals.empty()) return failed(doing, answer->refusals.front().code);
    return {};
}

}  // namespace

Result<net::Link> Netlink::link(const std::string& name) {
    const Message question = request(RTM_GETLINK, 0);
    nla_put_string(question.get(), IFLA_IFNAME, name.c_str());
    std::optional<net::Link> link;
    const auto answer = converse(*socket_, {&question, 1}, [&](nl_msg& message) { link = parse_link(message); });
    if (!answer) return std::unexpected{answer.error()};
    if (!link) return failed("ask for " + name, ENODEV);
    return std::move(*link);
}

Result<void> Netlink::make(const Macvlan& wanted) {
    const Result<net::Link> found = link(wanted.name);
    if (!found) return perform(*socket_, making(wanted), "make a macvlan");
    if (found->base != wanted.base) return failed("make a macvlan", EEXIST);
    return perform(*socket_, mending(wanted, *found), "mend a macvlan");
}

Result<void> Netlink::bring_up(net::InterfaceIndex index) {
    ifinfomsg header = of(index);
    header.ifi_flags = header.ifi_change = IFF_UP;
    const Message message = request(RTM_SETLINK, 0, header);
    return perform(*socket_, {&message, 1}, "bring an interface up");
}

Result<void> Netlink::remove(std::span<const net::InterfaceIndex> links) {
    std::vector<Message> messages;
    for (const net::InterfaceIndex index : links) {
        messages.push_back(request(RTM_SETLINK, 0, of(index)));
        nla_put_u32(messages.back().get(), IFLA_GROUP, leaving_group);
    }
    messages.push_back(request(RTM_DELLINK, 0));
    nla_put_u32(messages.back().get(), IFLA_GROUP, leaving_group);
    const auto answer = converse(*socket_, messages);
    if (!answer) return std::unexpected{answer.error()};
    for (const Refusal& refusal : answer->refusals) {
        if (refusal.code != ENODEV) return failed("remove a macvlan", refusal.code);
    }
    return {};
}

}  // namespace holdfast::io
