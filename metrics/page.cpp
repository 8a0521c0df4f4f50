#include "metrics/page.hpp"

#include <array>

#include <fmt/format.h>

#include "metrics/health.hpp"
#include "metrics/operator.hpp"
#include "metrics/page_facts.hpp"
#include "metrics/page_style.hpp"
#include "metrics/report_of.hpp"
#include "metrics/rfc3339.hpp"

namespace holdfast::metrics {
namespace {

using engine::InstanceState;
using engine::InstanceStatus;

constexpr std::string_view tone(InstanceState state) {
    switch (state) {
        case InstanceState::init:
            return "idle";
        case InstanceState::backup:
            return "calm";
        case InstanceState::master:
            return "good";
        case InstanceState::fault:
        case InstanceState::fenced:
            return "bad";
    }
    return "idle";
}

constexpr std::string_view tone(detector::Severity severity) {
    switch (severity) {
        case detector::Severity::ok:
            return "good";
        case detector::Severity::info:
            return "calm";
        case detector::Severity::warning:
            return "odd";
        case detector::Severity::critical:
            return "bad";
    }
    return "idle";
}

constexpr std::string_view tone(Condition condition) {
    constexpr std::array<std::string_view, 3> tones{"good", "odd", "bad"};
    return tones[std::to_underlying(condition)];
}

std::string addresses(const InstanceStatus& instance) {
    std::string items;
    for (const auto& address : instance.addresses) {
        items += fmt::format("<li{}>{}</li>", address.present ? " class=\"here\" title=\"on this host\"" : "",
                             to_string(address.prefix));
    }
    return fmt::format("<ul class=\"addresses\">{}</ul>", items);
}

std::string verdict(const detector::InstanceReport* report) {
    if (report == nullptr) return "<p class=\"soft\">The detector has no word on it.</p>";
    const auto detail = report->detail.empty() ? std::string{} : " (" + escaped(report->detail) + ")";
    const auto ruling = report->ruling.empty() ? std::string{} : " · " + escaped(report->ruling);
    return fmt::format("<p><span class=\"verdict {}\">{}{}</span> <span class=\"soft\">{}{}</span></p>",
                       tone(severity(report->verdict)), label(report->verdict), detail, escaped(report->reason),
                       ruling);
}

std::string_view decision(detector::Pin pin) {
    switch (pin) {
        case detector::Pin::none:
            return "";
        case detector::Pin::hold:
            return ", held here by the operator";
        case detector::Pin::yield:
            return ", kept away by the operator";
        case detector::Pin::drain:
            return ", drained by the operator";
    }
    return "";
}

std::string card(const Snapshot& snapshot, const InstanceStatus& instance) {
    const auto& settings = instance.settings;
    return fmt::format(
        R"html(<section class="card {tone}">
<div><h2>{name}</h2><span class="soft">{interface}, virtual router {vrid}, {family}, priority {priority}{decision}</span>
<span class="state">{state}</span></div>
<p class="soft">{reason}, since {since}</p>
{verdict}
{addresses}
</section>
)html",
        fmt::arg("tone", tone(instance.state)), fmt::arg("name", escaped(settings.name)),
        fmt::arg("interface", escaped(settings.interface)), fmt::arg("vrid", std::to_underlying(settings.vrid)),
        fmt::arg("family", label(settings.family)), fmt::arg("priority", instance.effective_priority.value()),
        fmt::arg("decision", decision(pin_of(snapshot, settings.name))), fmt::arg("state", label(instance.state)),
        fmt::arg("reason", escaped(instance.reason)), fmt::arg("since", rfc3339(snapshot.to_wall(instance.since))),
        fmt::arg("verdict", verdict(report_of(snapshot, settings.name))), fmt::arg("addresses", addresses(instance)));
}

constexpr std::string_view links =
    R"html(<nav><a href="/metrics">metrics</a> <a href="/healthz?verbose">health</a> <a href="/readyz?verbose">readiness</a>
<a href="/api/v1/status">status</a> <a href="/api/v1/events?since=1h">events</a></nav>)html";

}  // namespace

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            case '\'':
                result += "&#39;";
                break;
            default:
                result += c;
        }
    }
    return result;
}

std::string page(const Snapshot& snapshot) {
    std::string cards;
    for (const auto& instance : snapshot.status->instances) cards += card(snapshot, instance);
    const auto condition = worst(health(snapshot));
    return fmt::format(R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="2">
<title>{node} · Holdfast</title>
<style>{style}</style>
</head>
<body>
<main>
<header><h1>{node}</h1><span class="verdict {tone}">{health}</span>
<span class="soft">Holdfast {version}, {now}</span></header>
{cards}{facts}
{links}
</main>
</body>
</html>
)html",
                       fmt::arg("node", escaped(snapshot.status->node)), fmt::arg("style", page_style),
                       fmt::arg("tone", tone(condition)), fmt::arg("health", label(condition)),
                       fmt::arg("version", escaped(snapshot.daemon->version)), fmt::arg("now", rfc3339(snapshot.wall)),
                       fmt::arg("cards", cards), fmt::arg("facts", page_facts(snapshot)), fmt::arg("links", links));
}

}  // namespace holdfast::metrics
