// The operator arbitrates. What is done is said with the caller's uid.

#include <algorithm>
#include <utility>

#include "daemon/app/fencing.hpp"

namespace holdfast::app {
namespace {

using detector::Pin;

std::string who(const Request& request) {
    return "by the operator (uid " + std::to_string(request.uid) + ")";
}

std::pair<std::string, std::string> uid_field(const Request& request) {
    return {"uid", std::to_string(request.uid)};
}

std::unexpected<std::string> refused(std::string why) {
    return std::unexpected{std::move(why)};
}

std::string in_seconds(const Request& request) {
    return std::to_string(request.duration.count()) + " s";
}

}  // namespace

Fencing::Answer Fencing::obey(const Request& request, const detector::Report& report, net::Instant now) {
    using enum Request::What;
    const bool latched = withdrawals_.has(request.instance, Cause::fence);  // even if it is configured no longer
    if (!request.instance.empty() && !knows(request.instance) && !latched && !pins_.contains(request.instance)) {
        return refused("there is no instance " + request.instance);
    }
    switch (request.what) {
        case yield:
            return this->yield(request);
        case hold:
            return this->hold(request);
        case drain:
            return this->drain(request);
        case undrain:
            return this->undrain(request);
        case fence_clear:
            return clear_fence(request);
        case fence_force:
            return force_fence(request, now);
        case drill_split:
            return this->drill_split(request);
        case drill_failover:
            return this->drill_failover(request, report, now);
        case fence_status:
        case fence_dry_run:
            return refused("a question, not an order");
        case handoff:
            return refused("of the whole daemon");
    }
    std::unreachable();
}

Fencing::Answer Fencing::yield(const Request& request) {
    const std::string& instance = request.instance;
    if (request.clear && !pinned(instance, Pin::yield)) {
        return refused(instance + " does not yield by an operator's decision");
    }
    note(net::Level::warning, "operator_yield", instance,
         {uid_field(request), {"what", request.clear ? "cleared" : "decided"}});
    if (request.clear) {
        unpin(request, instance);
        return instance +
               (withdrawals_.any(instance) ? " stays out, for another reason" : " stands for election again");
    }
    pin(instance, Pin::yield);
    tell(withdrawals_.add(instance, Cause::operator_yield, who(request)));
    return instance + " yields until `holdfast yield " + instance + " --clear`";
}

Fencing::Answer Fencing::hold(const Request& request) {
    const std::string& instance = request.instance;
    if (request.clear && !pinned(instance, Pin::hold)) {
        return refused(instance + " is not held by an operator's decision");
    }
    if (!request.clear && withdrawals_.has(instance, Cause::fence)) {
        return refused(instance + " is fenced: `holdfast fence clear " + instance + "` comes first");
    }
    note(net::Level::warning, "operator_hold", instance,
         {uid_field(request), {"what", request.clear ? "cleared" : "decided"}});
    unpin(request, instance);
    if (request.clear) return instance + " is held no longer";
    pin(instance, Pin::hold);
    tell(withdrawals_.remove(instance, Cause::ruling, "held " + who(request)));
    return instance + " is held: no ruling takes it from this node until `holdfast hold " + instance + " --clear`";
}

// A master hands over while it serves. A decision of another kind comes first.
Fencing::Answer Fencing::drain(const Request& request) {
    std::string names;
    for (const std::string& instance : named(request)) {
        if (pins_.contains(instance) && !pinned(instance, Pin::drain)) {
            if (!request.instance.empty()) return refused(instance + " is held or yields by an operator's decision");
            continue;
        }
        note(net::Level::warning, "operator_drain", instance, {uid_field(request), {"what", "decided"}});
        pin(instance, Pin::drain);
        tell(withdrawals_.add(instance, Cause::operator_drain, who(request)));
        names += (names.empty() ? "" : ", ") + instance;
    }
    if (names.empty()) return refused("there is nothing to drain");
    return names + ": drained until `holdfast undrain" + (request.instance.empty() ? "" : " " + names) + "`";
}

Fencing::Answer Fencing::undrain(const Request& request) {
    std::string names;
    for (const std::string& instance : named(request)) {
        if (!pinned(instance, Pin::drain)) continue;
        note(net::Level::warning, "operator_drain", instance, {uid_field(request), {"what", "cleared"}});
        unpin(request, instance);
        names += (names.empty() ? "" : ", ") + instance;
    }
    if (names.empty())
        return refused(request.instance.empty() ? "nothing is drained" : request.instance + " is not drained");
    return names + ": drained no longer";
}

// Who is meant; nobody named: all that there are, and all that a decision is kept for.
std::vector<std::string> Fencing::named(const Request& request) const {
    if (!request.instance.empty()) return {request.instance};
    std::vector<std::string> all = settings_.instances;
    for (const auto& [instance, decision] : pins_) {
        if (!knows(instance)) all.push_back(instance);
    }
    return all;
}

void Fencing::pin(const std::string& instance, Pin decision) {
    pins_[instance] = decision;
    hands_.remember(pins_);
}

void Fencing::unpin(const Request& request, const std::string& instance) {
    if (pins_.erase(instance) > 0) hands_.remember(pins_);
    for (const Cause cause : {Cause::operator_yield, Cause::operator_drain}) {
        tell(withdrawals_.remove(instance, cause, who(request)));
    }
}

Fencing::Answer Fencing::clear_fence(const Request& request) {
    const bool all = request.instance.empty();
    if (latch_.unreadable && !all) return refused("the latch cannot be read: clear it for all, without naming one");
    std::vector<std::string> fenced = withdrawals_.all(Cause::fence);
    if (!all) std::erase_if(fenced, [&](const auto& name) { return name != request.instance; });
    if (fenced.empty()) return refused(all ? "nothing is fenced" : request.instance + " is not fenced");
    for (const std::string& instance : fenced) {
        if (is_running(instance)) return refused(instance + " is still being fenced");
    }

    latch_.unreadable.reset();
    std::string names;
    for (const std::string& instance : fenced) {
        release(instance, "cleared " + who(request), {uid_field(request)});
        names += (names.empty() ? "" : ", ") + instance;
    }
    hands_.keep(latch_);
    return names + (fenced.size() == 1 ? " is" : " are") + " readmitted";
}

Fencing::Answer Fencing::force_fence(const Request& request, net::Instant now) {
    const std::string reason = who(request);
    if (!fence({request.instance, "operator", reason, {}}, {{"reason", reason}, uid_field(request)}, now)) {
        return refused(request.instance + " is fenced already");
    }
    return request.instance + " is being fenced; `holdfast fence status` shows how that goes";
}

Fencing::Answer Fencing::drill_split(const Request& request) {
    if (!settings_.judged) return refused("the detector is switched off");
    note(net::Level::warning, "drill", request.instance,
         {{"kind", "split"}, {"what", "begun"}, {"for", in_seconds(request)}, uid_field(request)});
    hands_.drill(request.instance, request.duration);
    return "for " + in_seconds(request) + " " + request.instance + " shows a split brain that is marked as a drill";
}

// Without anybody who could take over it would be an outage, not a drill.
Fencing::Answer Fencing::drill_failover(const Request& request, const detector::Report& report, net::Instant now) {
    const std::string& instance = request.instance;
    const std::optional<engine::InstanceStatus> shown = hands_.look(instance);
    if (!shown || shown->state != engine::InstanceState::master || shown->withdrawn) {
        return refused(instance + " is not master here: there is nothing to fail over");
    }
    const auto judged = std::ranges::find(report.instances, instance, &detector::InstanceReport::name);
    const bool told = judged != report.instances.end() && judged->successor;
    // Without a hello, backups are silent: whoever was ever heard is taken at its word.
    if (report.neighbours.empty() ? shown->peers.empty() : !told) {
        return refused("no other router is known that could take over " + instance);
    }
    if (pinned(instance, Pin::hold)) {
        return refused(instance + " is held: `holdfast hold " + instance + " --clear` comes first");
    }
    note(net::Level::warning, "drill", instance,
         {{"kind", "failover"}, {"what", "begun"}, {"for", in_seconds(request)}, uid_field(request)});
    drills_[instance] = now + request.duration;
    tell(withdrawals_.add(instance, Cause::drill, "a drill, for " + in_seconds(request)));
    return instance + " stands aside for " + in_seconds(request);
}

}  // namespace holdfast::app
