#include "daemon/cli/status_text.hpp"

#include <fmt/format.h>

#include "daemon/cli/table.hpp"

namespace holdfast::cli {

namespace {

std::string headline(const Json& status, Moment now, const Paint& paint) {
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

void add_instance(Table& table, const Json& instance, Moment now) {
    const std::string state = text(instance, "state", "-");
    const Json& verdict = member(instance, "verdict");
    const std::string name = text(verdict, "name", "-");
    const Tone verdict_tone = tone_of_severity(text(verdict, "severity", ""));
    const std::string addresses = addresses_text(instance);
    table.add({{text(instance, "name", "-"), Tone::strong},
               {state, tone_of_state(state)},
               {age(text(instance, "since", ""), now)},
               {priority_text(instance)},
               {master_text(instance)},
               {addresses, addresses.ends_with("missing)") ? Tone::bad : Tone::plain},
               {name, verdict_tone}});
    if (is_troubled(state)) table.add_note({text(instance, "reason", "-"), tone_of_state(state)});
    if (name != "healthy" && name != "-") table.add_note({text(verdict, "reason", "-"), verdict_tone});
}

std::string gateways_text(const Json& status, const Paint& paint) {
    std::string words;
    for (const Json& gateway : member(status, "gateways")) {
        const bool up = is_true(member(gateway, "up"));
        words += fmt::format("{}{} {}", words.empty() ? "\ngateways: " : ", ", text(gateway, "address", "?"),
                             up ? paint(Tone::good, "up") : paint(Tone::bad, "down"));
    }
    return words.empty() ? words : words + "\n";
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
    return headline(status, now, paint) + (rows.empty() ? "no instances\n" : rows) + gateways_text(status, paint);
}

}  // namespace holdfast::cli
