#include "daemon/guard/block.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <memory>
#include <set>
#include <sstream>

#include <unistd.h>

#include <fmt/format.h>
#include <nftables/libnftables.h>

namespace holdfast::guard {
namespace {

constexpr std::string_view our_prefix = "holdfast_";

// The name comes from the engine, and root runs nft with it: an engine that was broken into must not say more than a
// name. Those that a configuration may give stay as they are.
std::string table(const std::string& instance) {
    std::string name = std::string{our_prefix} + instance;
    std::ranges::replace_if(
        name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '-' && c != '_'; },
        '_');
    return name;
}

std::set<net::IpAddress> addresses_of(const fence::Order& order, net::Family family) {
    std::set<net::IpAddress> addresses;
    for (const auto& [interface, prefix] : order.addresses) {
        if (prefix.address.family() == family) addresses.insert(prefix.address);
    }
    return addresses;
}

template <class Word>
std::string in_braces(const std::set<net::IpAddress>& addresses, Word word) {
    std::string text;
    for (const net::IpAddress& address : addresses) text += (text.empty() ? "{ " : ", ") + word(address);
    return text + " }";
}

std::string as_text(const net::IpAddress& address) {
    return to_string(address);
}
std::string as_number(const net::IpAddress& address) {
    return fmt::format("0x{:02x}", fmt::join(address.bytes(), ""));
}

std::string arp_table(const std::string& name, const std::string& addresses) {
    return fmt::format(
        "table arp {0} {{\n"
        "  chain in {{ type filter hook input priority -300; arp daddr ip {1} drop; }}\n"
        "  chain out {{ type filter hook output priority -300; arp saddr ip {1} drop; }}\n"
        "}}\n",
        name, addresses);
}

std::string ip_table(const std::string& name, const std::string& addresses) {
    return fmt::format(
        "table ip {0} {{\n"
        "  chain in {{ type filter hook prerouting priority -300; ip daddr {1} drop; }}\n"
        "  chain out {{ type filter hook output priority -300; ip saddr {1} drop; }}\n"
        "}}\n",
        name, addresses);
}

// The target of a solicitation or an advertisement is 8 bytes into ICMPv6 (RFC 4861 §4.3, §4.4).
std::string ip6_table(const std::string& name, const std::string& addresses, const std::string& targets) {
    return fmt::format(
        "table ip6 {0} {{\n"
        "  chain in {{ type filter hook prerouting priority -300; ip6 daddr {1} drop;\n"
        "    icmpv6 type nd-neighbor-solicit @th,64,128 {2} drop; }}\n"
        "  chain out {{ type filter hook output priority -300; ip6 saddr {1} drop;\n"
        "    icmpv6 type nd-neighbor-advert @th,64,128 {2} drop; }}\n"
        "}}\n",
        name, addresses, targets);
}

struct FreeContext {
    void operator()(nft_ctx* context) const { nft_ctx_free(context); }
};

// In a child: all of it is one transaction.
int apply(const std::string& rules) {
    const std::unique_ptr<nft_ctx, FreeContext> context{nft_ctx_new(NFT_CTX_DEFAULT)};
    if (!context || nft_ctx_buffer_error(context.get()) != 0) return 1;
    if (nft_run_cmd_from_buffer(context.get(), rules.c_str()) == 0) return 0;
    ::dprintf(STDERR_FILENO, "%s", nft_ctx_get_error_buffer(context.get()));
    return 1;
}

// In a child. Where tables cannot be listed there are none.
int sweep(const std::set<std::string>& kept) {
    const std::unique_ptr<nft_ctx, FreeContext> context{nft_ctx_new(NFT_CTX_DEFAULT)};
    if (!context || nft_ctx_buffer_output(context.get()) != 0 || nft_ctx_buffer_error(context.get()) != 0) return 1;
    if (nft_run_cmd_from_buffer(context.get(), "list tables") != 0) return 0;
    std::istringstream lines{nft_ctx_get_output_buffer(context.get())};
    std::string rules;
    for (std::string word, family, name; lines >> word >> family >> name;) {
        if (!name.starts_with(our_prefix) || kept.contains(name)) continue;
        rules += fmt::format("add table {0} {1}\ndelete table {0} {1}\n", family, name);
    }
    return rules.empty() ? 0 : apply(rules);
}

Task nft_task(std::uint64_t order, const std::string& instance, const std::string& rules) {
    return {.order = order,
            .step = fence::Step::block,
            .queue = "block " + instance,
            .work = [rules] { return apply(rules); },
            .input = ""};
}

}  // namespace

// A table is added before it is deleted, since deleting what is not there fails.
std::string unblock_rules(const std::string& instance) {
    std::string rules;
    for (const char* family : {"arp", "ip", "ip6"}) {
        rules += fmt::format("add table {0} {1}\ndelete table {0} {1}\n", family, table(instance));
    }
    return rules;
}

std::string block_rules(const fence::Order& order) {
    const std::string name = table(order.instance);
    std::string rules = unblock_rules(order.instance);
    if (const auto v4 = addresses_of(order, net::Family::ipv4); !v4.empty()) {
        rules += arp_table(name, in_braces(v4, as_text)) + ip_table(name, in_braces(v4, as_text));
    }
    if (const auto v6 = addresses_of(order, net::Family::ipv6); !v6.empty()) {
        rules += ip6_table(name, in_braces(v6, as_text), in_braces(v6, as_number));
    }
    return rules;
}

Task block_task(const fence::Order& order) {
    return nft_task(order.id, order.instance, block_rules(order));
}

Task unblock_task(const std::string& instance) {
    return nft_task(0, instance, unblock_rules(instance));
}

Task sweep_task(const fence::Latch& latch) {
    std::set<std::string> kept;
    for (const fence::Latched& entry : latch.instances) kept.insert(table(entry.instance));
    return {.order = sweep_order,
            .step = fence::Step::block,
            .queue = "block",
            .work = [kept] { return sweep(kept); },
            .input = ""};
}

}  // namespace holdfast::guard
