// Who is told what happens here: what has arrived, what waits, and what does not arrive since when.
#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>

#include "metrics/html.hpp"
#include "metrics/page_parts.hpp"
#include "metrics/page_words.hpp"

namespace holdfast::metrics {
namespace {

using notify::OutletStatus;
using notify::PartyStatus;

constexpr std::size_t most_named = 6;  // scripts that fail

std::string name_of(const OutletStatus& outlet) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> names{
        {{"mail", "Mail by"}, {"webhook", "Webhook"}, {"alertmanager", "Alertmanager"}}};
    const auto found = std::ranges::find(names, outlet.outlet, &std::pair<std::string_view, std::string_view>::first);
    return fmt::format("{} {}", found == names.end() ? std::string_view{outlet.outlet} : found->second, outlet.target);
}

// "3 wait, 2 dropped": what has not arrived.
std::string missing_words(const OutletStatus& outlet) {
    std::string words;
    const auto add = [&](std::uint64_t count, std::string_view what) {
        if (count > 0) words += fmt::format("{}{} {}", words.empty() ? "" : ", ", count, what);
    };
    add(outlet.waiting, outlet.waiting == 1 ? "waits" : "wait");
    add(outlet.refused, "refused");
    add(outlet.dropped, "dropped");
    return words;
}

std::string sent_words(const Snapshot& snapshot, const OutletStatus& outlet) {
    if (!outlet.last_sent) return "nothing sent so far";
    const auto age = span_words(snapshot.now - *outlet.last_sent);
    return fmt::format("{} sent, the last {}{}", outlet.sent, age == "now" ? "just now" : age,
                       age == "now" ? "" : " ago");
}

std::string joined(const std::string& first, const std::string& second) {
    return first + (first.empty() || second.empty() ? "" : "; ") + second;
}

std::string outlet_item(const Snapshot& snapshot, const OutletStatus& outlet) {
    const auto more = joined(sent_words(snapshot, outlet), missing_words(outlet));
    if (outlet.failing_since) {
        return page_item(
            name_of(outlet), Tone::odd, "does not arrive",
            fmt::format("{}: {}; {}", since_html(snapshot, *outlet.failing_since), escaped(outlet.trouble), more));
    }
    if (outlet.waiting > 0) return page_item(name_of(outlet), Tone::calm, "on its way", more);
    return outlet.last_sent ? page_item(name_of(outlet), Tone::good, "arrives", more)
                            : page_item(name_of(outlet), Tone::idle, "silent so far", more);
}

std::uint64_t called(const PartyStatus& party) {
    return std::accumulate(party.runs.begin(), party.runs.end(), std::uint64_t{});
}

std::string failing_item(const Snapshot& snapshot, const PartyStatus& party) {
    const bool is_group = party.key.subject == engine::Subject::group;
    return page_item(fmt::format("Script of {}{}", is_group ? "group " : "", party.key.name), Tone::odd, "failed",
                     fmt::format("{}: {}", since_html(snapshot, *party.failing_since), escaped(party.last)));
}

// Those of many instances are one line, but for what fails.
std::string script_items(const Snapshot& snapshot) {
    std::string failing;
    std::size_t failures = 0;
    std::uint64_t calls = 0, waiting = 0;
    for (const PartyStatus& party : snapshot.notify->parties) {
        calls += called(party);
        waiting += party.waiting;
        if (party.failing_since && ++failures <= most_named) failing += failing_item(snapshot, party);
    }
    if (calls + waiting == 0) return {};
    if (failures > most_named) {
        failing += page_item("More scripts", Tone::odd, "failed", fmt::format("{} more", failures - most_named));
    }
    const auto more =
        fmt::format("{} called{}", calls, waiting == 0 ? "" : fmt::format("; {} at work or waiting", waiting));
    if (waiting > 0) return page_item("Scripts", Tone::calm, "at work", more) + failing;
    return page_item("Scripts", failures == 0 ? Tone::good : Tone::idle, failures == 0 ? "well" : "not all well",
                     more) +
           failing;
}

std::string stream_item(const notify::StreamStatus& stream) {
    if (stream.readers + stream.lines + stream.slow + stream.refused == 0) return {};
    const auto gone = stream.slow + stream.refused;
    return page_item(
        "Stream", stream.readers > 0 ? Tone::good : Tone::idle,
        stream.readers == 0 ? "nobody reads" : counted(static_cast<std::int64_t>(stream.readers), "reader", "readers"),
        gone == 0 ? "" : fmt::format("{} dropped", gone));
}

}  // namespace

std::string page_notify(const Snapshot& snapshot) {
    std::string items;
    for (const OutletStatus& outlet : snapshot.notify->outlets) items += outlet_item(snapshot, outlet);
    items += script_items(snapshot) + stream_item(snapshot.notify->stream);
    if (const auto untold = snapshot.notify->untold; untold > 0) {
        items += page_item("Told nobody", Tone::odd, "lost", fmt::format("{} events: too much at once", untold));
    }
    return items;
}

}  // namespace holdfast::metrics
