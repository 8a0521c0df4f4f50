#include "daemon/io/netlink_monitor.hpp"

#include <linux/rtnetlink.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "daemon/io/netlink_parse.hpp"
#include "daemon/io/netlink_socket.hpp"

namespace holdfast::io {
namespace {

std::optional<KernelChange> change_of(nl_msg& message) {
    switch (nlmsg_hdr(&message)->nlmsg_type) {
        case RTM_NEWLINK:
            if (auto link = parse_link(message)) return LinkChanged{std::move(*link)};
            return std::nullopt;
        case RTM_DELLINK:
            if (const auto link = parse_link(message)) return LinkVanished{link->index};
            return std::nullopt;
        case RTM_NEWADDR:
            if (const auto address = parse_address(message)) return AddressAppeared{*address};
            return std::nullopt;
        case RTM_DELADDR:
            if (const auto address = parse_address(message)) return AddressVanished{*address};
            return std::nullopt;
        default:
            return std::nullopt;
    }
}

bool is_from_kernel(nl_msg& message) {
    return nlmsg_get_src(&message)->nl_pid == 0;
}

int on_change(nl_msg* message, void* argument) {
    auto& drained = *static_cast<Drained*>(argument);
    if (!is_from_kernel(*message)) return NL_OK;  // a process may write to anybody's netlink socket
    if (auto change = change_of(*message)) drained.changes.push_back(std::move(*change));
    return NL_OK;
}

}  // namespace

Result<NetlinkMonitor> NetlinkMonitor::open() {
    auto socket = open_netlink();
    if (!socket) return std::unexpected{socket.error()};
    nl_socket_disable_seq_check(socket->get());
    if (nl_socket_add_memberships(socket->get(), RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, 0) < 0 ||
        nl_socket_set_nonblocking(socket->get()) < 0) {
        return failed("watch the interfaces");
    }
    return NetlinkMonitor{std::move(*socket)};
}

Drained NetlinkMonitor::drain() {
    Drained drained;
    nl_socket_modify_cb(socket_.get(), NL_CB_VALID, NL_CB_CUSTOM, on_change, &drained);
    while (true) {
        const int result = nl_recvmsgs_default(socket_.get());
        if (result >= 0) continue;
        if (result == -NLE_AGAIN) return drained;
        drained.overrun = true;
        if (result != -NLE_NOMEM) return drained;  // ENOBUFS; what still fits comes after it
    }
}

int NetlinkMonitor::fd() const {
    return nl_socket_get_fd(socket_.get());
}

}  // namespace holdfast::io
