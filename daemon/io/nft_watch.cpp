#include "daemon/io/nft_watch.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {
namespace {

constexpr int messages_at_once = 64;     // the rest wakes us again
constexpr int messages_at_most = 10000;  // of all that is there
constexpr int news_buffer = 1 << 20;     // a table of many addresses is told in one go

std::string_view text_of(nl_msg& message, int attribute) {
    const nlattr* found = nlmsg_find_attr(nlmsg_hdr(&message), sizeof(nfgenmsg), attribute);
    return found == nullptr ? std::string_view{} : std::string_view{nla_get_string(found)};
}

// Of tables, chains, rules, sets and elements the first attribute is the table's name.
bool touches(nl_msg& message, std::string_view table) {
    const auto& family = *static_cast<const nfgenmsg*>(nlmsg_data(nlmsg_hdr(&message)));
    return family.nfgen_family == NFPROTO_INET && text_of(message, NFTA_TABLE_NAME) == table;
}

std::uint32_t author_of(nl_msg& message) {
    const nlattr* pid = nlmsg_find_attr(nlmsg_hdr(&message), sizeof(nfgenmsg), NFTA_GEN_PROC_PID);
    return pid == nullptr ? 0 : ntohl(nla_get_u32(pid));
}

}  // namespace

struct NftWatch::News {
    NftWatch& watch;
    std::vector<std::uint32_t> authors{};  // of the transactions that touched the table
    bool are_lost = false;
};

// The kernel tells all that a transaction changed, then, by NEWGEN, that this was all.
int NftWatch::on_news(nl_msg* message, void* argument) {
    if (nlmsg_get_src(message)->nl_pid != 0) return NL_OK;  // not the kernel
    News& news = *static_cast<News*>(argument);
    const nlmsghdr& header = *nlmsg_hdr(message);
    if (!nlmsg_valid_hdr(&header, sizeof(nfgenmsg))) return NL_OK;
    if ((header.nlmsg_type & 0xff) != NFT_MSG_NEWGEN) {
        news.watch.touched_ |= touches(*message, news.watch.table_);
    } else if (std::exchange(news.watch.touched_, false)) {
        news.authors.push_back(author_of(*message));
    }
    return NL_OK;
}

Result<NftWatch> NftWatch::open(std::string table) {
    NetlinkHandle socket{nl_socket_alloc()};
    if (!socket || nl_connect(socket.get(), NETLINK_NETFILTER) < 0) return failed("watch nftables");
    nl_socket_disable_seq_check(socket.get());
    if (nl_socket_set_nonblocking(socket.get()) < 0 ||
        !set_receive_buffer(nl_socket_get_fd(socket.get()), news_buffer)) {
        return failed("watch nftables");
    }
    return NftWatch{std::move(socket), std::move(table)};
}

bool NftWatch::listen() {
    return nl_socket_add_membership(socket_.get(), NFNLGRP_NFTABLES) == 0;
}

void NftWatch::stop_listening() {
    nl_socket_drop_membership(socket_.get(), NFNLGRP_NFTABLES);
}

NftWatch::News NftWatch::read(int at_most) {
    News news{.watch = *this};
    nl_socket_modify_cb(socket_.get(), NL_CB_VALID, NL_CB_CUSTOM, on_news, &news);
    for (int i = 0; i < at_most; ++i) {
        const int result = nl_recvmsgs_default(socket_.get());
        if (result == -NLE_AGAIN) break;
        news.are_lost |= result < 0;
    }
    return news;
}

bool NftWatch::is_disturbed() {
    const News news = read(messages_at_once);
    return news.are_lost || !std::ranges::all_of(news.authors, [&](auto author) { return author == ourselves_; });
}

// The kernel has told it before our request was answered. What is lost of it is no disturbance: else it would be made
// anew, and lost again, for ever.
bool NftWatch::own_change_made() {
    const News news = read(messages_at_most);
    if (news.authors.empty()) return false;
    ourselves_ = news.authors.back();
    return !std::ranges::all_of(news.authors, [&](auto author) { return author == ourselves_; });
}

int NftWatch::fd() const {
    return nl_socket_get_fd(socket_.get());
}

}  // namespace holdfast::io
