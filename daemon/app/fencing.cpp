#include "daemon/app/fencing.hpp"

#include <algorithm>
#include <utility>

#include "daemon/engine/words.hpp"

namespace holdfast::app {

void Fencing::begin(fence::Latch latch, Pins pins) {
    latch_ = std::move(latch);
    pins_ = std::move(pins);
    for (const fence::Latched& entry : latch_.instances) {
        note(net::Level::warning, "fenced_at_start", entry.instance, {{"reason", entry.reason}});
        tell(withdrawals_.add(entry.instance, Cause::fence, entry.reason));
    }
    if (latch_.unreadable) {
        note(net::Level::error, "fenced_at_start", "", {{"reason", *latch_.unreadable}});
        latch_all(*latch_.unreadable);
    }
    for (const auto& [instance, pin] : pins_) {
        if (pin == detector::Pin::yield) tell(withdrawals_.add(instance, Cause::operator_yield, "by the operator"));
        if (pin == detector::Pin::drain) tell(withdrawals_.add(instance, Cause::operator_drain, "by the operator"));
    }
}

void Fencing::reconfigure(Settings settings) {
    settings_ = std::move(settings);
    if (latch_.unreadable) latch_all(*latch_.unreadable);
    if (settings_.judged) return;
    for (const std::string& instance : withdrawals_.all(Cause::ruling)) {
        note(net::Level::warning, "readmitted", instance, {{"why", "the detector was switched off"}});
        tell(withdrawals_.remove(instance, Cause::ruling, "the detector was switched off"));
    }
}

void Fencing::latch_all(const std::string& why) {
    for (const std::string& instance : settings_.instances) {
        if (!withdrawals_.has(instance, Cause::fence)) tell(withdrawals_.add(instance, Cause::fence, why));
    }
}

void Fencing::carry(const detector::Carry& ruling, net::Duration waited, net::Instant now) {
    const Fields fields{{"verdict", std::string{label(ruling.verdict)}}, {"reason", ruling.reason}};
    if (!knows(ruling.instance)) return;
    if (ruling.dry_run) {
        ++would_;
        return note(net::Level::warning, "would_" + std::string{label(ruling.measure)}, ruling.instance, fields);
    }
    if (ruling.measure == detector::Measure::readmit) {
        if (!withdrawals_.has(ruling.instance, Cause::ruling)) return;
        note(net::Level::info, "readmitted", ruling.instance, fields);
        return tell(withdrawals_.remove(ruling.instance, Cause::ruling, ruling.reason));
    }
    if (pinned(ruling.instance, detector::Pin::hold)) {
        return note(net::Level::warning, "ruling_ignored", ruling.instance, {{"why", "the operator holds it here"}});
    }
    if (ruling.measure == detector::Measure::yield) {
        note(net::Level::warning, "yielded", ruling.instance, fields);
        return tell(withdrawals_.add(ruling.instance, Cause::ruling, ruling.reason));
    }
    fence({ruling.instance, std::string{label(ruling.verdict)}, ruling.reason, ruling.evidence},
          {{"verdict", std::string{label(ruling.verdict)}},
           {"reason", ruling.reason},
           {"ruled", engine::in_seconds(waited) + " ago"}},
          now);
}

// The addresses leave with the withdrawal, before anything else is done. False: it is fenced already.
bool Fencing::fence(const FenceCause& cause, Fields fields, net::Instant now) {
    if (withdrawals_.has(cause.instance, Cause::fence)) return false;
    const std::optional<engine::InstanceStatus> before = hands_.look(cause.instance);
    tell(withdrawals_.add(cause.instance, Cause::fence, cause.reason));

    const fence::UnixTime at = hands_.wall_clock();
    latch_.fence({cause.instance, cause.verdict, cause.reason, at}, at);
    last_.clear();
    running_[++last_order_] = {cause.instance};
    fields.emplace_back("order", std::to_string(last_order_));
    note(net::Level::warning, "fence_ordered", cause.instance, std::move(fields));
    hands_.fence(make_order(last_order_, settings_.node, cause, before.value_or(engine::InstanceStatus{}), now));
    return true;
}

void Fencing::progress(const fence::Progress& progress) {
    const auto running = running_.find(progress.order);
    const bool known = running != running_.end();
    const net::Level quiet = known ? net::Level::info : net::Level::debug;
    note(progress.succeeded ? quiet : net::Level::error, "fence_step", known ? running->second.instance : "",
         {{"step", std::string{label(progress.step)}},
          {"result", progress.succeeded ? "succeeded" : "failed"},
          {"what", progress.what},
          {"after", engine::in_seconds(progress.took)}});
    if (!known) return;
    if (progress.order == last_order_) last_.push_back(progress);
    running->second.failed |= !progress.succeeded;
    if (!progress.last) return;
    completed(running->second);
    running_.erase(running);
}

void Fencing::completed(const Running& running) {
    ++(running.failed ? failed_ : succeeded_);
    note(running.failed ? net::Level::error : net::Level::warning, "fence_complete", running.instance,
         {{"result", running.failed ? "failed" : "succeeded"}});
    if (!blown() || !settings_.fence.release) return;
    note(net::Level::warning, "fence_fuse_blown", running.instance,
         {{"fences", std::to_string(latch_.fences.size())}, {"hint", "holdfast fence clear"}});
}

void Fencing::release(const std::string& instance, const std::string& why, Fields fields) {
    latch_.release(instance);
    clean_since_.erase(instance);
    fields.emplace_back("why", why);
    note(net::Level::warning, "fence_released", instance, std::move(fields));
    tell(withdrawals_.remove(instance, Cause::fence, why));
}

void Fencing::tick(const detector::Report& report, net::Instant now) {
    for (const auto& [instance, until] : std::map{drills_}) {
        if (now < until) continue;
        drills_.erase(instance);
        note(net::Level::warning, "drill", instance, {{"kind", "failover"}, {"what", "ended"}});
        tell(withdrawals_.remove(instance, Cause::drill, "the drill is over"));
    }
    release_clean(report, now);
}

void Fencing::release_clean(const detector::Report& report, net::Instant now) {
    if (!settings_.fence.release || latch_.unreadable || blown() || !report.enabled) return clean_since_.clear();
    for (const std::string& instance : withdrawals_.all(Cause::fence)) {
        const auto judged = std::ranges::find(report.instances, instance, &detector::InstanceReport::name);
        const bool clean = judged != report.instances.end() && judged->may_return &&
                           severity(judged->verdict) <= detector::Severity::info;
        if (!clean || is_running(instance)) {
            clean_since_.erase(instance);
            continue;
        }
        const net::Instant since = clean_since_.try_emplace(instance, now).first->second;
        if (now - since < *settings_.fence.release) continue;
        release(instance, "clean for " + engine::in_seconds(now - since), {});
        hands_.keep(latch_);
    }
}

metrics::FenceStatus Fencing::status() const {
    using State = metrics::FenceStatus::State;
    metrics::FenceStatus status{.latch = latch_,
                                .blown = blown(),
                                .succeeded = succeeded_,
                                .failed = failed_,
                                .would = would_,
                                .last = last_,
                                .pins = pins_};
    if (settings_.policy == detector::Policy::fence) status.state = settings_.dry_run ? State::dry_run : State::armed;
    if (!latch_.instances.empty() || latch_.unreadable) status.state = State::latched;
    if (!running_.empty()) status.state = State::fencing;
    return status;
}

bool Fencing::knows(const std::string& instance) const {
    return std::ranges::find(settings_.instances, instance) != settings_.instances.end();
}

bool Fencing::pinned(const std::string& instance, detector::Pin pin) const {
    const auto found = pins_.find(instance);
    return found != pins_.end() && found->second == pin;
}

bool Fencing::is_running(const std::string& instance) const {
    return std::ranges::any_of(running_, [&](const auto& entry) { return entry.second.instance == instance; });
}

void Fencing::tell(const Withdrawals::Events& events) {
    for (const engine::Event& event : events) hands_.engine(event);
}

void Fencing::note(net::Level level, std::string event, std::string instance, Fields fields) const {
    hands_.note({level, std::move(event), std::move(instance), std::move(fields)});
}

}  // namespace holdfast::app
