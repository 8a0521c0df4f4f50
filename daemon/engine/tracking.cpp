#include "daemon/engine/tracking.hpp"

#include <algorithm>

namespace holdfast::engine {
namespace {

constexpr int beyond_all = 10'000;  // a file's number may be anything

std::string signed_text(int number) {
    return (number < 0 ? "" : "+") + std::to_string(number);
}

std::string in_brackets(const std::string& reason) {
    return reason.empty() ? "" : " (" + reason + ")";
}

void add(int part, const std::string& what, const std::string& reason, Assessment& sum) {
    if (part == 0) return;
    sum.weight += part;
    sum.why.push_back(what + ": " + signed_text(part) + reason);
}

// A positive weight counts while it is well, a negative one while it is not.
int part_of(int weight, bool well) {
    return well == (weight > 0) ? weight : 0;
}

}  // namespace

Assessment& Assessment::operator+=(const Assessment& other) {
    weight += other.weight;
    why.insert(why.end(), other.why.begin(), other.why.end());
    faults.insert(faults.end(), other.faults.begin(), other.faults.end());
    unreported.insert(unreported.end(), other.unreported.begin(), other.unreported.end());
    return *this;
}

vrrp::Priority weighted(vrrp::Priority configured, int weight) {
    if (configured.is_owner()) return configured;
    return vrrp::Priority{static_cast<std::uint8_t>(std::clamp(configured.value() + weight, 1, 254))};
}

void Tracker::configure(const Settings& settings) {
    std::map<Key, Watched> wanted;
    for (const InstanceSettings& instance : settings.instances) watch(instance.tracking, wanted);
    for (const GroupSettings& group : settings.groups) watch(group.tracking, wanted);
    interfaces_ = std::move(wanted);
}

void Tracker::watch(const Tracking& tracking, std::map<Key, Watched>& wanted) const {
    for (const TrackedInterface& track : tracking.interfaces) {
        const auto known = interfaces_.find(key(track));
        wanted[key(track)] = known == interfaces_.end() ? Watched{} : known->second;
    }
}

bool Tracker::look(const KernelView& kernel, net::Instant now) {
    bool changed = false;
    for (auto& [key, watched] : interfaces_) {
        const Watched before = watched;
        const net::Link* link = kernel.link(std::get<0>(key));
        watched.there = link != nullptr;
        watched.up = link != nullptr && link->up;
        if (watched.up != before.up) watched.since = now;
        if (!watched.known || due(key, watched) <= now) watched.counts = watched.up;
        watched.known = true;
        changed |= !before.known || watched.counts != before.counts || watched.there != before.there;
    }
    return changed;
}

std::optional<net::Instant> Tracker::due(const Key& key, const Watched& watched) {
    if (watched.up == watched.counts) return std::nullopt;
    return watched.since + (watched.up ? std::get<2>(key) : std::get<1>(key));
}

std::optional<net::Instant> Tracker::deadline() const {
    std::optional<net::Instant> first;
    for (const auto& [key, watched] : interfaces_) first = net::earlier(first, due(key, watched));
    return first;
}

Assessment Tracker::assess(const Tracking& tracking) const {
    Assessment sum;
    for (const TrackedCheck& track : tracking.checks) assess(track, sum);
    for (const TrackedInterface& track : tracking.interfaces) assess(track, sum);
    return sum;
}

void Tracker::assess(const TrackedCheck& track, Assessment& sum) const {
    const auto known = reports_.find(track.check);
    const std::string name = "check " + track.check;
    if (known == reports_.end() || known->second.health == Health::unknown) {
        if (track.weight == 0) sum.unreported.push_back({"check", name + " has not reported yet", true});
        return;
    }
    const CheckReported& report = known->second;
    const bool has_number = report.number && report.health == Health::up;
    const std::string is =
        name + " is " + (has_number ? std::to_string(*report.number) : std::string{label(report.health)});
    const bool well = (has_number ? *report.number == 0 : report.health == Health::up) != track.reverse;
    const bool explained = report.health == Health::down && !report.reason.empty();

    if (track.weight == 0) {
        if (!well) sum.faults.push_back({"check", explained ? is + ": " + report.reason : is});
    } else if (has_number) {
        const int number = std::clamp(*report.number, -beyond_all, beyond_all);
        add(number * track.weight * (track.reverse ? -1 : 1), is, "", sum);
    } else {
        add(part_of(track.weight, well), is, explained ? in_brackets(report.reason) : "", sum);
    }
}

void Tracker::assess(const TrackedInterface& track, Assessment& sum) const {
    const auto known = interfaces_.find(key(track));
    const Watched watched = known == interfaces_.end() ? Watched{} : known->second;
    const char* how = watched.counts ? "up" : watched.there ? "down" : "missing";
    const std::string is = "interface " + track.interface + " is " + how;
    const bool well = watched.counts != track.reverse;
    if (track.weight != 0) return add(part_of(track.weight, well), is, "", sum);
    if (!well) sum.faults.push_back({"interface", is});
}

}  // namespace holdfast::engine
