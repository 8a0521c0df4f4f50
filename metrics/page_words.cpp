#include "metrics/page_words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "metrics/html.hpp"
#include "metrics/report_of.hpp"
#include "metrics/rfc3339.hpp"

namespace holdfast::metrics {
namespace {

using engine::InstanceState;
using engine::InstanceStatus;

// The other owner that the evidence names; "" if there is none, or nobody knows it.
std::string rival(const Snapshot& snapshot, const InstanceStatus& instance) {
    const auto* report = report_of(snapshot, instance.settings.name);
    if (report == nullptr || is_drill(*report)) return {};
    const bool split = std::ranges::any_of(conditions_of(*report), [](auto verdict) { return is_split(verdict); });
    if (!split) return {};
    return report->evidence.empty() ? "another host" : report->evidence.front().who;
}

std::string held_elsewhere(const InstanceStatus& instance, const std::string& address) {
    if (!instance.master) return fmt::format("Nobody is heard as master of {}", address);
    return fmt::format("{} holds {}", to_string(instance.master->address), address);
}

}  // namespace

Tone tone_of(InstanceState state) {
    switch (state) {
        case InstanceState::init:
            return Tone::idle;
        case InstanceState::backup:
            return Tone::calm;
        case InstanceState::master:
            return Tone::good;
        case InstanceState::fault:
        case InstanceState::fenced:
            return Tone::bad;
    }
    return Tone::idle;
}

std::string_view title_of(InstanceState state) {
    switch (state) {
        case InstanceState::init:
            return "Starting";
        case InstanceState::backup:
            return "Backup";
        case InstanceState::master:
            return "Master";
        case InstanceState::fault:
            return "Fault";
        case InstanceState::fenced:
            return "Fenced";
    }
    return "";
}

std::string span_words(net::Duration span) {
    using namespace std::chrono;
    if (span < 1s) return "now";
    if (span < 120s) return fmt::format("{} s", duration_cast<seconds>(span).count());
    if (span < 2h) return fmt::format("{} min", duration_cast<minutes>(span).count());
    if (span < 48h) return fmt::format("{} h", duration_cast<hours>(span).count());
    return fmt::format("{} days", duration_cast<days>(span).count());
}

std::string clock_html(const Snapshot& snapshot, WallTime at) {
    const auto full = rfc3339(at);
    const std::string_view day = std::string_view{full}.substr(0, 10);
    const bool today = rfc3339(snapshot.wall).starts_with(day);
    return fmt::format("<time datetime=\"{}\">{}{}{} UTC</time>", full, today ? "" : day, today ? "" : " ",
                       std::string_view{full}.substr(11, 8));
}

std::string since_html(const Snapshot& snapshot, net::Instant at) {
    const auto span = snapshot.now - at;
    return fmt::format("{}{}, since {}", span < std::chrono::seconds{1} ? "" : "for ", span_words(span),
                       clock_html(snapshot, snapshot.to_wall(at)));
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string pill(Tone tone, std::string_view word) {
    return fmt::format("<span class=\"pill {}\"><span aria-hidden=\"true\">{}</span> {}</span>", label(tone),
                       sign(tone), escaped(word));
}

std::string addresses_words(const InstanceStatus& instance) {
    if (instance.addresses.empty()) return "no address";
    auto first = to_string(instance.addresses.front().prefix.address);
    if (instance.addresses.size() == 1) return first;
    return fmt::format("{} and {} more", first, instance.addresses.size() - 1);
}

std::string owner_sentence(const Snapshot& snapshot, const InstanceStatus& instance) {
    const auto address = addresses_words(instance);
    const auto other = rival(snapshot, instance);
    switch (instance.state) {
        case InstanceState::master:
            return fmt::format("This node holds {}{}{}.", address, other.empty() ? "" : ", and so does ", other);
        case InstanceState::backup:
            return held_elsewhere(instance, address) + "; this node stands by.";
        case InstanceState::init:
        case InstanceState::fault:
        case InstanceState::fenced:
            return held_elsewhere(instance, address) + "; this node does not serve.";
    }
    return {};
}

}  // namespace holdfast::metrics
