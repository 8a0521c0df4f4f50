#include "daemon/import/addresses.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "daemon/config/spelling.hpp"
#include "daemon/import/block.hpp"
#include "daemon/import/document.hpp"

namespace holdfast::import {

namespace {

// What is said behind an address; `n` is at the word, and moves over its value.
void read_option(const Keyword& keyword, std::size_t& n, Held& into, const std::string& interface, Report& report) {
    const std::string_view word = keyword.value(n);
    const std::string value{keyword.value(n + 1)};
    if (word == "dev") {
        into.interface = value == interface ? "" : value;
        ++n;
    } else if ((word == "label" || word == "scope") && into.address.address.family() == net::Family::ipv6) {
        report.missing(keyword, fmt::format("{} is for IPv4 addresses only", word));
        ++n;
    } else if (word == "label") {
        into.label = value;
        ++n;
    } else if (word == "scope") {
        into.scope = value == "global" ? "" : value;
        ++n;
    } else if (word == "brd") {
        report.note(keyword, "no broadcast address is set: the one of the interface's own address serves the network");
        ++n;
    } else if (word == "preferred_lft") {
        report.missing(keyword, "how long an address is preferred is not set");
        ++n;
    } else if (word == "peer") {
        report.missing(keyword, fmt::format("an address has no peer: {} is left out", value));
        ++n;
    } else if (word == "no_track") {
        report.missing(keyword, "an address that somebody removes is always put back");
    } else if (word == "-nodad" || word == "nodad" || word == "home" || word == "mngtmpaddr" ||
               word == "noprefixroute" || word == "autojoin" || word == "use_vmac") {
        report.missing(keyword, fmt::format("{} is not set", word));
    } else {
        report.missing(keyword, fmt::format("{} is not understood here", config::in_quotes(word)));
    }
}

void read_one(const Keyword& keyword, const std::string& interface, std::vector<Held>& into, Report& report) {
    const auto prefix = net::Prefix::parse(keyword.name());
    if (!prefix) {
        return report.error(keyword.where, fmt::format("{} is not an IP address with the length of its network",
                                                       config::in_quotes(keyword.name())));
    }
    const auto same = [&](const Held& held) { return held.address.address == prefix->address; };
    if (std::find_if(into.begin(), into.end(), same) != into.end()) {
        return report.note(keyword, "this address is listed already");
    }
    report.translated(keyword);
    Held held{.address = *prefix, .interface = {}, .label = {}, .scope = {}, .keyword = &keyword};
    for (std::size_t n = 1; n < keyword.words.size(); ++n) read_option(keyword, n, held, interface, report);
    into.push_back(std::move(held));
}

}  // namespace

std::vector<Held> read_addresses(const std::vector<const Keyword*>& lists, const std::string& interface, Report& report,
                                 const std::vector<Held>& known) {
    std::vector<Held> addresses = known;
    for (const Keyword* list : lists) {
        report.translated(*list);
        for (const Keyword& keyword : list->block) read_one(keyword, interface, addresses, report);
    }
    addresses.erase(addresses.begin(), addresses.begin() + static_cast<std::ptrdiff_t>(known.size()));
    return addresses;
}

bool link_local_first(std::vector<Held>& addresses, int vrid, Report& report) {
    if (addresses.front().address.address.family() == net::Family::ipv4) return false;
    const auto is_link_local = [](const Held& held) { return held.address.address.is_link_local(); };
    const auto found = std::ranges::find_if(addresses, is_link_local);
    if (found != addresses.end()) {
        std::rotate(addresses.begin(), found, found + 1);
        return false;
    }
    const auto added = net::Prefix::parse(fmt::format("fe80::{}/64", vrid));
    report.note(
        *addresses.front().keyword,
        fmt::format("{} was added: an IPv6 router has a link-local address. Until 2.3.2 keepalived drops adverts "
                    "with other addresses than its own: add it there too",
                    net::to_string(*added)));
    addresses.insert(addresses.begin(), {.address = *added, .interface = {}, .label = {}, .scope = {}});
    return true;
}

std::string list_of_addresses(const std::vector<Held>& addresses) {
    std::vector<std::string> values;
    for (const Held& held : addresses) {
        const std::string address = toml_string(net::to_string(held.address));
        std::vector<std::string> parts{"address = " + address};
        if (!held.interface.empty()) parts.push_back("interface = " + toml_string(held.interface));
        if (!held.label.empty()) parts.push_back("label = " + toml_string(held.label));
        if (!held.scope.empty()) parts.push_back("scope = " + toml_string(held.scope));
        values.push_back(parts.size() == 1 ? address : inline_table(parts));
    }
    return list(values);
}

}  // namespace holdfast::import
