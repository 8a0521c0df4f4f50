#include "daemon/io/nft_watch.hpp"

#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <unistd.h>

namespace holdfast::io {
namespace {

constexpr int messages_at_once = 64;  // the rest wakes us again

struct Story {
    const std::string& table;
    bool& touched;
    bool disturbed = false;
};

std::string_view text_of(nl_msg& message, int attribute) {
    const nlattr* found = nlmsg_find_attr(nlmsg_hdr(&message), sizeof(nfgenmsg), attribute);
    return found == nullptr ? std::string_view{} : std::string_view{nla_get_string(found)};
}

// Whose transaction was told: as PIDs of another namespace ours are unknown, and we take our own change for another's.
bool is_ours(nl_msg& message) {
    const nlattr* pid = nlmsg_find_attr(nlmsg_hdr(&message), sizeof(nfgenmsg), NFTA_GEN_PROC_PID);
    return pid != nullptr && ntohl(nla_get_u32(pid)) == static_cast<std::uint32_t>(::gettid());
}

// The kernel tells all that a transaction changed, then, by NEWGEN, that this was all. Of tables, chains, rules, sets
// and elements the first attribute is the table's name.
int on_news(nl_msg* message, void* argument) {
    if (nlmsg_get_src(message)->nl_pid != 0) return NL_OK;  // not the kernel
    Story& story = *static_cast<Story*>(argument);
    const nlmsghdr& header = *nlmsg_hdr(message);
    if (!nlmsg_valid_hdr(&header, sizeof(nfgenmsg))) return NL_OK;
    if ((header.nlmsg_type & 0xff) == NFT_MSG_NEWGEN) {
        story.disturbed |= std::exchange(story.touched, false) && !is_ours(*message);
    } else {
        const auto& family = *static_cast<const nfgenmsg*>(nlmsg_data(&header));
        story.touched |= family.nfgen_family == NFPROTO_INET && text_of(*message, NFTA_TABLE_NAME) == story.table;
    }
    return NL_OK;
}

}  // namespace

Result<NftWatch> NftWatch::open(std::string table) {
    NetlinkHandle socket{nl_socket_alloc()};
    if (!socket || nl_connect(socket.get(), NETLINK_NETFILTER) < 0) return failed("watch nftables");
    nl_socket_disable_seq_check(socket.get());
    if (nl_socket_set_nonblocking(socket.get()) < 0) return failed("watch nftables");
    return NftWatch{std::move(socket), std::move(table)};
}

void NftWatch::listen(bool on) {
    on ? nl_socket_add_membership(socket_.get(), NFNLGRP_NFTABLES)
       : nl_socket_drop_membership(socket_.get(), NFNLGRP_NFTABLES);
}

bool NftWatch::is_disturbed() {
    Story story{.table = table_, .touched = touched_};
    nl_socket_modify_cb(socket_.get(), NL_CB_VALID, NL_CB_CUSTOM, on_news, &story);
    for (int i = 0; i < messages_at_once; ++i) {
        const int result = nl_recvmsgs_default(socket_.get());
        if (result == -NLE_AGAIN) break;
        story.disturbed |= result < 0;
    }
    return story.disturbed;
}

int NftWatch::fd() const {
    return nl_socket_get_fd(socket_.get());
}

}  // namespace holdfast::io
