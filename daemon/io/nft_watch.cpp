#include "daemon/io/nft_watch.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <linux/netfilter/nfnetlink.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "daemon/io/nft_news.hpp"
#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {
namespace {

constexpr int messages_at_once = 64;     // the rest wakes us again
constexpr int messages_at_most = 10000;  // of all that is there
constexpr int news_buffer = 1 << 20;     // a table of many addresses is told in one go

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
    const std::optional<NftNews> told = parse_nft_news(*message, news.watch.table_);
    if (!told) return NL_OK;
    news.watch.touched_ |= told->touches;
    if (told->ends && std::exchange(news.watch.touched_, false)) news.authors.push_back(told->author);
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
