#include "daemon/notify/advice.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::notify {
namespace {

using detector::Advice;
using detector::Concerned;

// Of one that is no longer configured only the name is known.
Concerned concerned(const Key& key, const Settings& settings) {
    const auto party = std::ranges::find(settings.parties, key, &Party::key);
    if (party == settings.parties.end()) return {.name = key.name, .interface = "INTERFACE", .address = "ADDRESS"};
    const std::string prefix = party->addresses.empty() ? "ADDRESS" : party->addresses.front();
    return {.name = key.name, .interface = party->interface, .address = prefix.substr(0, prefix.find('/'))};
}

Advice on_state(const engine::Proclaim& proclaim, const Settings& settings) {
    const bool is_fault = proclaim.standing == engine::Standing::fault;
    if (!is_fault && proclaim.standing != engine::Standing::fenced) return {};
    const Concerned what = concerned({proclaim.subject, proclaim.name}, settings);
    Advice advice = is_fault ? advice_on_fault(what) : advice_on_fence(what);
    if (proclaim.subject == engine::Subject::group) {  // which the commands about one router do not know
        advice.steps = {{"See which of its members it is:", is_fault ? "holdfast status" : "holdfast fence status"}};
    }
    return advice;
}

Advice on_verdict(const VerdictChange& change, const Settings& settings) {
    const auto verdict = verdict_named(change.to);
    if (!verdict || change.severity < detector::Severity::warning) return {};
    if (change.detail == "drill") return {.title = "A drill", .meaning = "Nothing needs to be done.", .steps = {}};
    const Concerned what = concerned({engine::Subject::instance, change.instance}, settings);
    Advice advice = advice_on(*verdict, what);
    detector::Step evidence = detector::to_the_evidence(what);  // which the page shows at once
    const auto there = std::ranges::find(advice.steps, evidence.command, &detector::Step::command);
    if (there == advice.steps.end()) advice.steps.push_back(std::move(evidence));
    return advice;
}

}  // namespace

Advice advice(const Happening& happening, const Settings& settings) {
    if (const auto* proclaim = std::get_if<engine::Proclaim>(&happening.what)) return on_state(*proclaim, settings);
    const auto& note = std::get<net::Note>(happening.what);
    if (const auto change = verdict_change(note)) return on_verdict(*change, settings);
    if (!note.event.starts_with("fence") || note.level < net::Level::warning) return {};
    return {.title = {}, .meaning = {}, .steps = {{"See each step:", "holdfast fence status"}}};
}

}  // namespace holdfast::notify
