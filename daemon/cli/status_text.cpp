#include "daemon/cli/status_text.hpp"

#include <fmt/format.h>

#include "daemon/cli/fence_text.hpp"
#include "daemon/cli/instance_words.hpp"
#include "daemon/cli/table.hpp"

namespace holdfast::cli {

namespace {

std::string status_headline(const Json& status, Moment now, const Paint& paint) {
    return fmt::format("{}  holdfast {}, up {}\n\n", paint(Tone::strong, text(status, "node", "?")),
                       text(status, "version", "?"), age(text(status, "started", ""), now));
}

std::string priority_text(const Json& instance) {
    const Json& priority = member(instance, "priority");
    const std::string effective = text(priority, "effective", "-");
    const std::string configured = text(priority, "configured", effective);
    return effective == configured ? effective : fmt::format("{} (of {})", effective, configured);
}

// A master whose address the kernel lacks is what an operator must see; a backup has none of them.
std::string addresses_text(const Json& instance) {
    constexpr std::size_t shown = 2;
    const Json& addresses = member(instance, "addresses");
    const bool master = text(instance, "state", "") == "master";
    std::string words;
    std::size_t count = 0;
    std::size_t missing = 0;
    for (const Json& address : addresses) {
        if (master && !is_true(member(address, "present"))) ++missing;
        if (++count > shown) continue;
        words += (count > 1 ? ", " : "") + text(address, "address", "?");
    }
    if (count > shown) words += fmt::format(" +{}", count - shown);
    if (missing > 0) words += fmt::format(" ({} missing)", missing);
    return words.empty() ? "-" : words;
}

bool is_troubled(std::string_view state) {
    return state == "fault" || state == "fenced" || state == "init";
}

// The reason, what is done about it, and that it is none if it is a drill.
void add_verdict_notes(Table& table, const Json& verdict, Tone tone) {
    const std::string name = text(verdict, "name", "-");
    if (name == "healthy" || name == "-") return;
    table.add_note({(is_drill(verdict) ? "DRILL: " : "") + text(verdict, "reason", "-"), tone});
    const std::string ruling = text(verdict, "ruling", "");
    if (!ruling.empty()) table.add_note({ruling});
}

void add_instance(Table& table, const Json& instance, Moment now) {
    const std::string state = text(instance, "state", "-");
    const Cell shown = state_cell(instance);
    const Json& verdict = member(instance, "verdict");
    const Tone verdict_tone = tone_of_severity(text(verdict, "severity", ""));
    const std::string addresses = addresses_text(instance);
    table.add({{text(instance, "name", "-"), Tone::strong},
               shown,
               {age(text(instance, "since", ""), now)},
               {priority_text(instance)},
               {master_text(instance)},
               {addresses, addresses.ends_with("missing)") ? Tone::bad : Tone::plain},
               {verdict_name(verdict), verdict_tone}});
    if (is_troubled(state)) table.add_note({text(instance, "reason", "-"), tone_of_state(state)});
    const std::string decision = decision_words(instance);
    if (!decision.empty()) table.add_note({decision, shown.tone});
    add_verdict_notes(table, verdict, verdict_tone);
}

std::string gateways_text(const Json& status, const Paint& paint) {
    std::string words;
    for (const Json& gateway : member(status, "gateways")) {
        const bool up = is_true(member(gateway, "up"));
        words += fmt::format("{}{} {}", words.empty() ? "gateways: " : ", ", text(gateway, "address", "?"),
                             up ? paint(Tone::good, "up") : paint(Tone::bad, "down"));
    }
    return words.empty() ? words : words + "\n";
}

// What is not well says why.
std::string checks_text(const Json& status, const Paint& paint) {
    std::string words;
    for (const Json& check : member(status, "checks")) {
        const std::string health = text(check, "health", "?");
        const bool up = health == "up";
        words += fmt::format("{}{} {}", words.empty() ? "checks: " : ", ", text(check, "name", "?"),
                             paint(up                 ? Tone::good
                                   : health == "down" ? Tone::bad
                                                      : Tone::notice,
                                   health));
        if (!up) words += " (" + text(check, "reason", "not run yet") + ")";
    }
    return words.empty() ? words : words + "\n";
}

std::string groups_text(const Json& status, const Paint& paint) {
    std::string words;
    for (const Json& group : member(status, "groups")) {
        const std::string state = text(group, "state", "?");
        words += fmt::format("{}{} {}", words.empty() ? "groups: " : ", ", text(group, "name", "?"),
                             paint(tone_of_state(state), state));
    }
    return words.empty() ? words : words + "\n";
}

std::string neighbour_words(const Json& neighbour, Moment now, const Paint& paint) {
    const Json& last = member(neighbour, "last_received");
    const std::string name = text(neighbour, "node", text(neighbour, "address", "?"));
    if (!last.is_string()) return name + " " + paint(Tone::notice, "never heard");
    const std::string when = " " + age(text(last), now) + " ago";
    if (!is_true(member(neighbour, "heard"))) return name + " " + paint(Tone::notice, "silent, heard" + when);
    std::string words = name + " heard" + when;
    if (!is_true(member(neighbour, "hears_us"))) words += paint(Tone::notice, " but does not hear us");
    if (is_true(member(neighbour, "settings_differ"))) words += paint(Tone::notice, " but is configured otherwise");
    return words;
}

std::string neighbours_text(const Json& status, Moment now, const Paint& paint) {
    std::string words;
    for (const Json& neighbour : member(member(status, "hello"), "neighbours")) {
        words += (words.empty() ? "neighbours: " : ", ") + neighbour_words(neighbour, now, paint);
    }
    return words.empty() ? words : words + "\n";
}

// Nothing to say where nobody is ever fenced.
std::string fence_line(const Json& status, const Paint& paint) {
    const Json& fence = member(status, "fence");
    const std::string state = text(fence, "state", "off");
    const std::string unreadable = text(fence, "unreadable", "");
    if (state == "off" && unreadable.empty()) return {};
    return "fence: " + paint(tone_of_fence(state), state) +
           (unreadable.empty() ? "" : paint(Tone::bad, ", everything is: " + unreadable)) + "\n";
}

}  // namespace

Tone tone_of_state(std::string_view state) {
    if (state == "master") return Tone::good;
    if (state == "fault" || state == "fenced") return Tone::bad;
    return state == "init" ? Tone::notice : Tone::plain;
}

Tone tone_of_severity(std::string_view severity) {
    if (severity == "ok") return Tone::good;
    if (severity == "critical") return Tone::bad;
    return severity == "warning" ? Tone::notice : Tone::plain;
}

std::string master_text(const Json& instance) {
    if (text(instance, "state", "") == "master") return "this node";
    const Json& master = member(instance, "master");
    if (!master.is_object()) return "-";
    const std::string who = text(master, "address", text(master, "node", "?"));
    return fmt::format("{} ({})", who, text(master, "priority", "?"));
}

std::string status_text(const Json& status, Moment now, const Paint& paint) {
    Table table{{"NAME", "STATE", "SINCE", "PRIORITY", "MASTER", "ADDRESSES", "VERDICT"}};
    for (const Json& instance : member(status, "instances")) add_instance(table, instance, now);
    const std::string rows = table.render(paint);
    const std::string host = groups_text(status, paint) + checks_text(status, paint) + gateways_text(status, paint) +
                             neighbours_text(status, now, paint) + fence_line(status, paint);
    return status_headline(status, now, paint) + (rows.empty() ? "no instances\n" : rows) + (host.empty() ? "" : "\n") +
           host;
}

}  // namespace holdfast::cli
