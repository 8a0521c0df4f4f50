// What the kernel tells of a change in nftables, one message at a time; pure. What is shorter than it should be says
// nothing.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

namespace holdfast::io {

struct NftNews {
    bool ends = false;         // a transaction, of which this was all
    std::uint32_t author = 0;  // of the transaction: a process; 0: not told
    bool touches = false;      // the table
};

namespace nft_news {

// Without the padding behind it. Empty: there is none.
inline std::string_view attribute(nl_msg& message, int kind) {
    const nlattr* found = nlmsg_find_attr(nlmsg_hdr(&message), sizeof(nfgenmsg), kind);
    if (found == nullptr) return {};
    return {static_cast<const char*>(nla_data(found)), static_cast<std::size_t>(nla_len(found))};
}

inline std::uint32_t author_of(nl_msg& message) {
    const std::string_view pid = attribute(message, NFTA_GEN_PROC_PID);
    std::uint32_t number = 0;
    if (pid.size() != sizeof number) return 0;
    std::memcpy(&number, pid.data(), sizeof number);
    return ntohl(number);
}

// Of tables, chains, rules, sets and elements the first attribute is the table's name.
inline bool touches(nl_msg& message, std::string_view table) {
    const auto& family = *static_cast<const nfgenmsg*>(nlmsg_data(nlmsg_hdr(&message)));
    const std::string_view name = attribute(message, NFTA_TABLE_NAME);
    return family.nfgen_family == NFPROTO_INET && name.substr(0, name.find('\0')) == table;
}

}  // namespace nft_news

// `table` is of family inet. None: the message is cut off.
inline std::optional<NftNews> parse_nft_news(nl_msg& message, std::string_view table) {
    const nlmsghdr& header = *nlmsg_hdr(&message);
    if (nlmsg_valid_hdr(&header, sizeof(nfgenmsg)) == 0) return std::nullopt;
    if ((header.nlmsg_type & 0xff) == NFT_MSG_NEWGEN)
        return NftNews{.ends = true, .author = nft_news::author_of(message)};
    return NftNews{.touches = nft_news::touches(message, table)};
}

}  // namespace holdfast::io
