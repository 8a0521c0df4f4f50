#include "daemon/import/routes.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "daemon/config/spelling.hpp"
#include "daemon/net/address.hpp"

namespace holdfast::import {

namespace {

struct Option {
    std::string_view word;  // keepalived's
    std::string_view key;   // ours
    bool number = false;
};
constexpr Option route_options[] = {
    {"via", "via"},
    {"gw", "via"},
    {"dev", "interface"},
    {"src", "source"},
    {"scope", "scope"},
    {"table", "table", true},
    {"metric", "metric", true},
    {"priority", "metric", true},
    {"preference", "metric", true},
    {"mtu", "mtu", true},
};
constexpr Option rule_options[] = {
    {"from", "from"},
    {"to", "to"},
    {"iif", "incoming"},
    {"oif", "outgoing"},
    {"fwmark", "fwmark"},
    {"table", "table", true},
    {"lookup", "table", true},
    {"priority", "priority", true},
    {"preference", "priority", true},
};

std::string value_text(const Option& option, std::string_view value) {
    return option.number && parse_whole(value) ? std::string{value} : toml_string(value);
}

bool is_link_local(std::string_view text) {
    const auto address = net::IpAddress::parse(text);
    return address && address->family() == net::Family::ipv6 && address->is_link_local();
}

// The words of a route or a rule, option by option. None: it has one without a key here, which is told.
std::optional<std::vector<std::string>> read_words(const Keyword& keyword, std::size_t from,
                                                   std::span<const Option> options, std::string_view interface,
                                                   Report& report) {
    // Without an interface the kernel looks for the next hop, unless that is link-local.
    const auto hop =
        std::ranges::find_if(keyword.words, [](const auto& word) { return word.text == "via" || word.text == "gw"; });
    const bool is_own =
        hop == keyword.words.end() || (hop + 1 != keyword.words.end() && is_link_local((hop + 1)->text));
    std::vector<std::string> parts;
    for (std::size_t n = from; n < keyword.words.size(); ++n) {
        const std::string_view word = keyword.words[n].text;
        if (word == "no_track") {
            report.note(keyword, "what somebody removes is always put back");
            continue;
        }
        if (word == "onlink") {
            parts.emplace_back("onlink = true");
            continue;
        }
        const auto option = std::ranges::find(options, word, &Option::word);
        if (option == options.end() || n + 1 == keyword.words.size()) {
            report.missing(keyword,
                           fmt::format("{} has no equivalent, so all of it is left out", config::in_quotes(word)));
            return std::nullopt;
        }
        const std::string_view value = keyword.words[++n].text;
        if (option->key == "interface" && value == interface && is_own) continue;
        parts.push_back(fmt::format("{} = {}", option->key, value_text(*option, value)));
    }
    return parts;
}

// [src A] [to] NETWORK [via A] [dev IF] …
std::optional<std::string> route(const Keyword& keyword, std::string_view interface, Report& report) {
    const auto word = [&](std::size_t n) { return n < keyword.words.size() ? keyword.words[n].text : std::string{}; };
    const bool has_source = word(0) == "src";
    std::size_t n = has_source ? 2 : 0;
    if (word(n) == "to") ++n;
    const std::string to = word(n);
    if (to != "default" && !net::Prefix::parse(to)) {
        report.missing(
            keyword, fmt::format("{} is no network; routes of other kinds have no equivalent", config::in_quotes(to)));
        return std::nullopt;
    }
    const auto rest = read_words(keyword, n + 1, route_options, interface, report);
    if (!rest) return std::nullopt;
    if (!report.is_answered(keyword)) report.translated(keyword);
    std::vector<std::string> parts{"to = " + toml_string(to)};
    parts.insert(parts.end(), rest->begin(), rest->end());
    if (has_source) parts.push_back("source = " + toml_string(word(1)));
    return inline_table(parts);
}

}  // namespace

void translate_routes(Block& block, Table& into, const std::string& interface, Report& report) {
    std::vector<std::string> routes, rules;
    for (const Keyword* list_of_routes : block.all("virtual_routes")) {
        report.translated(*list_of_routes);
        for (const Keyword& keyword : list_of_routes->block) {
            if (auto one = route(keyword, interface, report)) routes.push_back(std::move(*one));
        }
    }
    for (const Keyword* list_of_rules : block.all("virtual_rules")) {
        report.translated(*list_of_rules);
        for (const Keyword& keyword : list_of_rules->block) {
            const auto parts = read_words(keyword, 0, rule_options, {}, report);
            if (!parts) continue;
            rules.push_back(inline_table(*parts));
            if (!report.is_answered(keyword)) report.translated(keyword);
        }
    }
    if (!routes.empty()) into.set("routes", list(routes));
    if (!rules.empty()) into.set("rules", list(rules));
}

}  // namespace holdfast::import
