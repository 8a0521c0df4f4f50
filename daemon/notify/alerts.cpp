#include "daemon/notify/alerts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace holdfast::notify {
namespace {

constexpr std::array split{std::string_view{"split_brain"}, std::string_view{"zombie_owner"},
                           std::string_view{"address_conflict"}};

std::string name_of(const VerdictChange& change) {
    if (std::ranges::find(split, change.to) != split.end()) return "HoldfastSplitBrain";
    if (change.severity == detector::Severity::critical) return "HoldfastVerdictCritical";
    return change.to == "blind" ? "HoldfastDetectorBlind" : "HoldfastVerdictWarning";
}

std::string runbook_of(const std::string& alert) {
    return "alerts/runbooks/" + alert + ".md";
}

}  // namespace

std::vector<Alerts::Action> Alerts::handle(const Event& event, net::Instant now) {
    if (const auto* settings = std::get_if<Settings>(&event)) {
        settings_ = *settings;
        return {};
    }
    if (const auto* happening = std::get_if<Happening>(&event)) {
        return take(*happening, now) ? push(now) : std::vector<Action>{};
    }
    const auto due = deadline();
    return due && *due <= now ? push(now) : std::vector<Action>{};
}

std::optional<net::Instant> Alerts::deadline() const {
    std::optional<net::Instant> due = next_;
    for (const auto& [key, active] : active_) {
        if (!active.told) due = net::earlier(due, active.told_from);
    }
    return due;
}

// True: it is worth a push.
bool Alerts::take(const Happening& happening, net::Instant now) {
    if (const auto* proclaim = std::get_if<engine::Proclaim>(&happening.what)) {
        return proclaim->subject == engine::Subject::instance && take_state(*proclaim, happening.at, now);
    }
    const auto change = verdict_change(std::get<net::Note>(happening.what));
    return change && take_verdict(*change, happening.at, now);
}

bool Alerts::take_verdict(const VerdictChange& change, UnixTime at, net::Instant now) {
    const bool is_over = end(change.instance, Kind::verdict, at, now);
    if (change.severity < detector::Severity::warning) return is_over;
    const bool is_critical = change.severity == detector::Severity::critical;
    Alert alert{.labels = labels_of(change.instance), .annotations = {}, .starts = at};
    const std::string name = name_of(change);
    alert.labels["alertname"] = name;
    alert.labels["severity"] = label(change.severity);
    alert.labels["verdict"] = change.to;
    if (change.detail == "drill") alert.labels["drill"] = "true";
    alert.annotations["summary"] = (change.detail == "drill" ? "DRILL: " : "") + change.instance + ": " + change.to;
    alert.annotations["description"] = change.reason;
    alert.annotations["runbook_url"] = runbook_of(name);
    begin(change.instance, Kind::verdict, std::move(alert), is_critical ? now : now + warning_holds);
    return is_over || is_critical;
}

bool Alerts::take_state(const engine::Proclaim& proclaim, UnixTime at, net::Instant now) {
    bool is_new = end(proclaim.name, Kind::fence, at, now);
    if (proclaim.standing == engine::Standing::stopped) is_new |= end(proclaim.name, Kind::verdict, at, now);
    if (proclaim.standing != engine::Standing::fenced) return is_new;
    Alert alert{.labels = labels_of(proclaim.name), .annotations = {}, .starts = at};
    alert.labels["alertname"] = "HoldfastFenced";
    alert.labels["severity"] = "critical";
    alert.annotations["summary"] = proclaim.name + " was fenced, and stays out until it is released";
    alert.annotations["description"] = proclaim.reason;
    alert.annotations["runbook_url"] = runbook_of("HoldfastFenced");
    begin(proclaim.name, Kind::fence, std::move(alert), now);
    return true;
}

// True: somebody was told that it holds.
bool Alerts::end(const std::string& instance, Kind kind, UnixTime at, net::Instant now) {
    auto ended = active_.extract({instance, kind});
    if (ended.empty() || !ended.mapped().told) return false;
    ended.mapped().alert.ends = at;
    over_.push_back({std::move(ended.mapped().alert), now + repeated});
    return true;
}

// What was over and holds again is not over.
void Alerts::begin(const std::string& instance, Kind kind, Alert alert, net::Instant told_from) {
    std::erase_if(over_, [&](const Over& over) { return over.alert.labels == alert.labels; });
    active_[{instance, kind}] = {std::move(alert), told_from};
}

std::map<std::string, std::string> Alerts::labels_of(const std::string& instance) const {
    std::map<std::string, std::string> labels{{"job", "holdfast"}, {"instance", settings_.node}, {"name", instance}};
    const Key key{engine::Subject::instance, instance};
    if (const auto party = std::ranges::find(settings_.parties, key, &Party::key); party != settings_.parties.end()) {
        labels["interface"] = party->interface;
        labels["vrid"] = std::to_string(party->vrid);
        labels["family"] = party->family;
    }
    for (const auto& [name, value] : settings_.alertmanager.labels) labels[name] = value;
    return labels;
}

std::vector<Alerts::Action> Alerts::push(net::Instant now) {
    std::erase_if(over_, [now](const Over& over) { return over.until <= now; });
    Push all;
    for (auto& [key, active] : active_) {
        active.told = active.told || active.told_from <= now;
        if (active.told) all.alerts.push_back(active.alert);
    }
    for (const Over& over : over_) all.alerts.push_back(over.alert);
    next_.reset();
    if (all.alerts.empty()) return {};
    next_ = now + between_pushes;
    return {std::move(all)};
}

}  // namespace holdfast::notify
