// Many instances in little room: a row each.
#include <algorithm>

#include <fmt/format.h>

#include "metrics/html.hpp"
#include "metrics/page_parts.hpp"
#include "metrics/page_words.hpp"

namespace holdfast::metrics {
namespace {

using engine::InstanceStatus;

// The value of a parameter of a URL (RFC 3986 §2.1).
std::string percent_encoded(std::string_view text) {
    std::string result;
    for (const char c : text) result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return result;
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"-._~"}.contains(c);
}

std::string link_to(const std::string& name) {
    const auto value = std::ranges::all_of(name, is_unreserved) ? name : percent_encoded(name);
    return fmt::format("<a href=\"?instance={}\">{}</a>", value, escaped(name));
}

std::string owner(const InstanceStatus& instance) {
    if (instance.state == engine::InstanceState::master) return "this node";
    return instance.master ? to_string(instance.master->address) : "nobody is heard";
}

std::string last_advert(const Snapshot& snapshot, const InstanceStatus& instance) {
    if (!instance.master || !instance.master->last_advert) return "–";
    const auto age = span_words(snapshot.now - *instance.master->last_advert);
    return age == "now" ? age : age + " ago";
}

std::string row(const Snapshot& snapshot, const Look& look) {
    const InstanceStatus& instance = *look.instance;
    const auto wrong =
        look.troubles.empty() ? std::string{} : " " + pill(worst(look.troubles), look.troubles.front().title);
    return fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}{}</td><td>{}</td><td>{}</td><td "
        "class=\"more\">{}</td>"
        "<td class=\"more\">{}</td><td class=\"more\">{}</td></tr>\n",
        link_to(instance.settings.name), pill(tone_of(instance.state), title_of(instance.state)), wrong,
        addresses_words(instance), owner(instance), instance.effective_priority.value(),
        last_advert(snapshot, instance), span_words(snapshot.now - instance.since));
}

}  // namespace

std::string page_rows(const Snapshot& snapshot, const Looks& looks) {
    if (looks.empty()) return {};
    std::string rows;
    for (const Look& look : looks) rows += row(snapshot, look);
    return fmt::format(
        "<div class=\"card rows\"><table>\n<thead><tr><th "
        "scope=\"col\">Name</th><th scope=\"col\">State</th>"
        "<th scope=\"col\">Address</th><th scope=\"col\">Held "
        "by</th><th scope=\"col\" class=\"more\">Priority</th>"
        "<th scope=\"col\" class=\"more\">Last advert</th><th "
        "scope=\"col\" class=\"more\">For</th></tr></thead>\n"
        "<tbody>\n{}</tbody></table></div>\n",
        rows);
}

}  // namespace holdfast::metrics
