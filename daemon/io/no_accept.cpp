#include "daemon/io/no_accept.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "daemon/io/nftables.hpp"

namespace holdfast::io {
namespace {

constexpr const char* no_table =
    "add table inet holdfast\n"
    "delete table inet holdfast\n";

// A link-local address is another one on each interface.
constexpr const char* fresh_table =
    "add table inet holdfast\n"
    "delete table inet holdfast\n"
    "table inet holdfast {\n"
    "  set ipv4 { type ipv4_addr; }\n"
    "  set ipv6 { type ipv6_addr; }\n"
    "  set link_local { type ipv6_addr . iface_index; }\n"
    "  chain input { type filter hook input priority 0;\n"
    "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n"
    "    ip daddr @ipv4 drop\n"
    "    ip6 daddr @ipv6 drop\n"
    "    ip6 daddr . iif @link_local drop\n"
    "  }\n"
    "}\n";

constexpr net::Duration between_mendings = std::chrono::seconds{1};
constexpr net::Duration between_looks = std::chrono::minutes{1};  // and where the kernel tells nothing:
constexpr net::Duration between_blind_looks = std::chrono::seconds{1};

template <class Elements>
std::string change(const char* verb, const Elements& elements) {
    std::map<std::string, std::string> lists;
    for (const auto& [set, element] : elements) {
        std::string& list = lists[set];
        if (!list.empty()) list += ", ";
        list += element;
    }
    std::string script;
    for (const auto& [set, list] : lists) {
        script += std::string{verb} + " element inet holdfast " + set + " { " + list + " }\n";
    }
    return script;
}

}  // namespace

NoAccept::NoAccept() : watch_{NftWatch::open("holdfast")} {}

NoAccept::Elements NoAccept::elements_of(const std::set<Place>& places) {
    Elements elements;
    for (const auto& [interface, address] : places) {
        const std::string text = to_string(address);
        if (address.family() == net::Family::ipv4) {
            elements.emplace("ipv4", text);
        } else if (!address.is_link_local()) {
            elements.emplace("ipv6", text);
        } else {
            elements.emplace("link_local", text + " . " + std::to_string(std::to_underlying(interface)));
        }
    }
    return elements;
}

Result<void> NoAccept::impose(const std::set<Place>& places) {
    const Elements wanted = elements_of(places);
    if (wanted == imposed_) return {};
    Result<void> done = change_to(wanted);
    if (done || !begun_ || wanted.empty()) return done;
    forget();  // the table is not what we left
    return change_to(wanted);
}

Result<void> NoAccept::change_to(const Elements& wanted) {
    Elements more, less;
    std::ranges::set_difference(wanted, imposed_, std::inserter(more, more.end()));
    std::ranges::set_difference(imposed_, wanted, std::inserter(less, less.end()));
    std::string script = begun_ ? change("delete", less) : fresh_table;
    script += change("add", more);
    if (watch_ && !begun_ && !wanted.empty()) is_told_ = watch_->listen();  // before there is what may be lost
    if (Result<void> done = run_nft(wanted.empty() ? no_table : script); !done) return done;
    begun_ = !wanted.empty();
    if (watch_ && watch_->own_change_made() && begun_) disturbed_ = true;
    if (watch_ && !begun_) watch_->stop_listening();
    imposed_ = wanted;
    return {};
}

bool NoAccept::look(net::Instant now) {
    if (watch_ && watch_->is_disturbed()) disturbed_ = true;
    if (is_in_order(now) || now < next_mending_) return false;
    disturbed_ = false;
    next_mending_ = now + between_mendings;
    forget();
    return true;
}

bool NoAccept::is_in_order(net::Instant now) {
    if (!begun_ || disturbed_) return false;
    const net::Duration pause = is_told_ ? between_looks : between_blind_looks;
    if (!next_look_) next_look_ = now + pause;
    if (now < *next_look_) return true;
    next_look_ = now + pause;
    disturbed_ = !run_nft("list chain inet holdfast input\n");
    return !disturbed_;
}

void NoAccept::forget() {
    begun_ = false;
    imposed_.clear();
}

Result<void> NoAccept::sweep() {
    return run_nft(no_table);
}

}  // namespace holdfast::io
