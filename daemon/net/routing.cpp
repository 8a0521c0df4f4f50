#include "daemon/net/routing.hpp"

namespace holdfast::net {
namespace {

constexpr std::uint32_t default_metric_v6 = 1024;

void append(std::string& text, std::string_view word, const std::string& value) {
    text.append(text.empty() ? "" : " ").append(word).append(" ").append(value);
}
void append(std::string& text, std::string_view word, std::uint32_t value, std::uint32_t usual) {
    if (value != usual) append(text, word, std::to_string(value));
}

std::string hexadecimal(std::uint32_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (; number > 0; number /= 16) text.insert(text.begin(), digits[number % 16]);
    return "0x" + (text.empty() ? "0" : text);
}

std::string text_of(const Route& route) {
    std::string text = route.to.length == 0 ? "default" : to_string(route.to);
    if (route.via) append(text, "via", to_string(*route.via));
    if (route.source) append(text, "src", to_string(*route.source));
    append(text, "table", route.table, main_table);
    append(text, "metric", route.metric, 0);
    append(text, "mtu", route.mtu, 0);
    return text;
}

std::string text_of(const Rule& rule) {
    std::string text = std::to_string(rule.priority) + ":";
    append(text, "from", rule.from ? to_string(*rule.from) : "all");
    if (rule.to) append(text, "to", to_string(*rule.to));
    if (!rule.incoming.empty()) append(text, "iif", rule.incoming);
    if (!rule.outgoing.empty()) append(text, "oif", rule.outgoing);
    if (rule.mask != 0) append(text, "fwmark", hexadecimal(rule.mark) + "/" + hexadecimal(rule.mask));
    append(text, "lookup", std::to_string(rule.table));
    return text;
}

std::uint32_t metric_of(const Route& route) {
    const bool is_default = route.metric == 0 && route.to.address.family() == Family::ipv6;
    return is_default ? default_metric_v6 : route.metric;
}

bool is_as(const Route& found, const Route& wanted) {
    const bool same_way = found.to == wanted.to && found.via == wanted.via && found.table == wanted.table;
    const bool same_interface = wanted.interface == InterfaceIndex{} || found.interface == wanted.interface;
    return same_way && same_interface && metric_of(found) == metric_of(wanted) && found.source == wanted.source &&
           found.mtu == wanted.mtu && (!wanted.scope || found.scope == wanted.scope);
}
bool is_as(const Rule& found, const Rule& wanted) {
    return found == wanted;
}

}  // namespace

Family family_of(const Routing& entry) {
    if (const auto* route = std::get_if<Route>(&entry)) return route->to.address.family();
    return std::get<Rule>(entry).family;
}

std::string to_string(const Routing& entry) {
    return std::visit([](const auto& e) { return text_of(e); }, entry);
}

bool satisfies(const Routing& found, const Routing& wanted) {
    if (found.index() != wanted.index()) return false;
    return std::visit([&](const auto& w) { return is_as(std::get<std::decay_t<decltype(w)>>(found), w); }, wanted);
}

}  // namespace holdfast::net
