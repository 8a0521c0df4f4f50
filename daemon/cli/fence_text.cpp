#include "daemon/cli/fence_text.hpp"

#include <fmt/format.h>

#include "daemon/cli/instance_words.hpp"
#include "daemon/cli/status_text.hpp"
#include "daemon/cli/table.hpp"

namespace holdfast::cli {

namespace {

std::string fence_headline(const Json& fence, const Paint& paint) {
    const std::string state = text(fence, "state", "-");
    const Json& counters = member(fence, "counters");
    return fmt::format("fence {}: {} succeeded, {} failed, {} only told of in a dry run\n",
                       paint(tone_of_fence(state), state), text(counters, "succeeded", "?"),
                       text(counters, "failed", "?"), text(counters, "would", "?"));
}

std::string warnings(const Json& fence, const Paint& paint) {
    std::string words;
    const std::string unreadable = text(fence, "unreadable", "");
    if (!unreadable.empty()) {
        words += paint(Tone::bad, "the latch cannot be read, so that everything is fenced: " + unreadable) + "\n";
    }
    if (is_true(member(fence, "blown"))) {
        words += paint(Tone::bad, "too many fences in the last hour: they are released by hand alone") + "\n";
    }
    return words;
}

const Json& latched(const Json& fence, std::string_view instance) {
    static const Json none;
    for (const Json& entry : member(fence, "latched")) {
        if (text(entry, "instance", "") == instance) return entry;
    }
    return none;
}

std::string instances(const Json& status, Moment now, const Paint& paint) {
    Table table{{"NAME", "STATE", "OPERATOR", "FENCED FOR", "VERDICT", "REASON"}};
    for (const Json& instance : member(status, "instances")) {
        const Cell state = state_cell(instance);
        const std::string name = text(instance, "name", "-");
        const Json& entry = latched(member(status, "fence"), name);
        table.add({{name, Tone::strong},
                   state,
                   {text(instance, "operator", "-")},
                   {age(text(entry, "since", ""), now)},
                   {text(entry, "verdict", "-")},
                   {text(entry, "reason", "-")}});
        const std::string ruling = text(member(instance, "verdict"), "ruling", "");
        if (!ruling.empty()) table.add_note({"ruling: " + ruling});
    }
    return table.render(paint);
}

std::string last_fence(const Json& fence, const Paint& paint) {
    Table table{{"STEP", "RESULT", "AFTER", "WHAT"}};
    for (const Json& step : member(fence, "last")) {
        const bool succeeded = is_true(member(step, "succeeded"));
        table.add({{text(step, "step", "?"), Tone::strong},
                   {succeeded ? "ok" : "failed", succeeded ? Tone::good : Tone::bad},
                   {fmt::format("{:.3f} s", number(member(step, "after_seconds")))},
                   {text(step, "what", "-")}});
    }
    const std::string rows = table.render(paint, 2);
    return rows.empty() ? rows : "\nthe last fence\n" + rows;
}

}  // namespace

Tone tone_of_fence(std::string_view state) {
    if (state == "fencing" || state == "latched") return Tone::bad;
    return state == "dry_run" ? Tone::notice : Tone::plain;
}

std::string fence_text(const Json& status, Moment now, const Paint& paint) {
    const Json& fence = member(status, "fence");
    return fence_headline(fence, paint) + warnings(fence, paint) + "\n" + instances(status, now, paint) +
           last_fence(fence, paint);
}

}  // namespace holdfast::cli
