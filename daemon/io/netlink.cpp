#include "daemon/io/netlink.hpp"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#include "daemon/io/netlink_parse.hpp"
#include "daemon/io/netlink_socket.hpp"

namespace holdfast::io {
namespace {

constexpr int dump_attempts = 10;

template <class Header>
Message request(int type, int flags, Header header) {
    Message message{nlmsg_alloc_simple(type, flags)};
    nlmsg_append(message.get(), &header, sizeof header, NLMSG_ALIGNTO);
    return message;
}

Result<Answer> ask(nl_sock& socket, Message message, const MessageSink& sink) {
    auto answer = converse(socket, {&message, 1}, sink);
    if (answer && !answer->refusals.empty()) return failed("ask the kernel", answer->refusals.front().code);
    return answer;
}

// A dump that the kernel calls inconsistent is worth nothing: `sink` sees the whole again after `restart`.
template <class Header>
Result<void> dump_all(nl_sock& socket, int type, Header header, const std::function<void()>& restart,
                      const MessageSink& sink) {
    for (int attempt = 0; attempt < dump_attempts; ++attempt) {
        restart();
        const auto answer = ask(socket, request(type, NLM_F_DUMP, header), sink);
        if (!answer) return std::unexpected{answer.error()};
        if (!answer->interrupted) return {};
    }
    return failed("picture a network that changes all the time", EAGAIN);
}

}  // namespace

Result<Netlink> Netlink::open() {
    auto socket = open_netlink();
    if (!socket) return std::unexpected{socket.error()};
    return Netlink{std::move(*socket)};
}

Result<KernelPicture> Netlink::dump() {
    KernelPicture picture;
    const auto links = dump_all(
        *socket_, RTM_GETLINK, ifinfomsg{}, [&] { picture.links.clear(); },
        [&](nl_msg& message) {
            if (auto link = parse_link(message)) picture.links.push_back(std::move(*link));
        });
    if (!links) return std::unexpected{links.error()};
    const auto addresses = dump_all(
        *socket_, RTM_GETADDR, ifaddrmsg{}, [&] { picture.addresses.clear(); },
        [&](nl_msg& message) {
            if (auto address = parse_address(message)) picture.addresses.push_back(*address);
        });
    if (!addresses) return std::unexpected{addresses.error()};
    return picture;
}

Result<std::vector<StandingAddress>> Netlink::standing_addresses() {
    std::vector<StandingAddress> all;
    const auto dumped = dump_all(
        *socket_, RTM_GETADDR, ifaddrmsg{}, [&] { all.clear(); },
        [&](nl_msg& message) {
            if (auto address = parse_standing_address(message)) all.push_back(*address);
        });
    if (!dumped) return std::unexpected{dumped.error()};
    return all;
}

Result<net::Link> Netlink::link(net::InterfaceIndex index) {
    ifinfomsg header{};
    header.ifi_index = static_cast<int>(index);
    std::optional<net::Link> link;
    const auto answer =
        ask(*socket_, request(RTM_GETLINK, 0, header), [&](nl_msg& message) { link = parse_link(message); });
    if (!answer) return std::unexpected{answer.error()};
    if (!link) return failed("ask for an interface", ENODEV);
    return std::move(*link);
}

Result<void> Netlink::set_down(net::InterfaceIndex index) {
    ifinfomsg header{};
    header.ifi_index = static_cast<int>(index);
    header.ifi_change = IFF_UP;  // and the flag itself is not set
    const auto answer = ask(*socket_, request(RTM_NEWLINK, 0, header), {});
    if (!answer) return std::unexpected{answer.error()};
    return {};
}

Result<std::vector<Gateway>> Netlink::default_gateways() {
    std::vector<Gateway> gateways;
    const auto dumped = dump_all(
        *socket_, RTM_GETROUTE, rtmsg{}, [&] { gateways.clear(); },
        [&](nl_msg& message) {
            const auto found = parse_default_route(message);
            gateways.insert(gateways.end(), found.begin(), found.end());
        });
    if (!dumped) return std::unexpected{dumped.error()};
    return gateways;
}

}  // namespace holdfast::io
