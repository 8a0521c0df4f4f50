#include "detector/arbiter.hpp"

#include <algorithm>
#include <utility>

#include "detector/neighbours.hpp"

namespace holdfast::detector {

namespace {

using std::chrono::seconds;

constexpr net::Duration clear_before_return = seconds{10};

// What a withdrawn node must not return into.
bool is_trouble(const Condition& condition) {
    switch (condition.verdict) {
        case Verdict::suspected:
        case Verdict::split_brain:
        case Verdict::isolated:
        case Verdict::uplink_degraded:
        case Verdict::blind:
            return true;
        default:
            return false;
    }
}

// It serves, and we would not hear it: we would take over again.
bool is_unheard(const Rival& rival) {
    return rival.serves && !rival.adverts_heard;
}

std::optional<Measure> permitted(const Standing& standing, Policy policy) {
    if (!standing.measure || policy == Policy::alert) return std::nullopt;
    return policy == Policy::yield ? Measure::yield : *standing.measure;
}

// Long enough that what each side tells has reached the other before either acts.
net::Duration delay_of(const Settings& settings) {
    return settings.hello ? std::max(settings.delay, 3 * hello_interval(settings)) : settings.delay;
}

std::string in_words(Measure measure) {
    return measure == Measure::yield ? "yields" : "is fenced";
}

}  // namespace

Ruling Arbiter::decide(Case facts, const Settings& settings, net::Instant now) {
    deadline_.reset();
    may_return_ = false;
    if (facts.role.withdrawn) return consider_return(facts, now);
    clear_since_.reset();
    facts.leaving = leaving_;
    const std::optional<Standing> found = standing(facts, settings);
    if (!found) {
        forget_case();
        return {};
    }
    return weigh(facts, *found, settings, now);
}

Ruling Arbiter::weigh(const Case& facts, const Standing& standing, const Settings& settings, net::Instant now) {
    const auto hold = [&](std::string why) {
        forget_case();
        return Ruling{Ruling::Kind::hold, {}, standing.verdict, std::move(why)};
    };
    if (!standing.measure) return hold(standing.why);
    if (facts.role.pin == Pin::hold) return hold("stays: the operator holds it here, although " + standing.why);
    const std::optional<Measure> measure = permitted(standing, settings.policy);
    if (!measure) return hold("stays: the policy is alert, although " + standing.why);

    if (now < started_ + settings.startup_grace) {
        return wait(standing, started_ + settings.startup_grace, "the start-up grace is not over");
    }
    if (!losing_since_ && !standing.recent) return wait(standing, std::nullopt, "its next word is awaited");
    if (!losing_since_) losing_since_ = now;
    leaving_ = !settings.dry_run;
    const net::Instant due = *losing_since_ + (standing.stronger_by_nature ? 2 : 1) * delay_of(settings);
    if (now < due) return wait(standing, due, "it " + in_words(*measure) + " if that stays so");

    if (std::exchange(rehearsed_, settings.dry_run) && !settings.dry_run) acted_ = false;  // now it is meant
    if (!acted_ && !standing.recent) return wait(standing, std::nullopt, "its next word is awaited");
    const std::string why = (settings.dry_run ? "dry run, else it " : "") + in_words(*measure) + ": " + standing.why;
    const bool first = !std::exchange(acted_, true);
    const auto kind = !first ? Ruling::Kind::hold : settings.dry_run ? Ruling::Kind::would : Ruling::Kind::act;
    return {kind, *measure, standing.verdict, why};
}

// Without oscillation: not while the trouble is there, nor while one serves whom we would not hear.
Ruling Arbiter::consider_return(const Case& facts, net::Instant now) {
    losing_since_.reset();
    leaving_ = false;
    const bool sees = facts.role.role != Role::absent;
    may_return_ =
        sees && std::ranges::none_of(facts.conditions, is_trouble) && std::ranges::none_of(facts.rivals, is_unheard);
    if (!may_return_ || facts.role.pin == Pin::yield || facts.role.pin == Pin::drain) {
        clear_since_.reset();
        acted_ = false;
        return {};
    }
    if (!clear_since_) {
        clear_since_ = now;
        acted_ = false;
    }
    if (acted_) return {};
    if (now < *clear_since_ + clear_before_return) {
        deadline_ = *clear_since_ + clear_before_return;
        return {};
    }
    acted_ = true;
    return {Ruling::Kind::act, Measure::readmit, Verdict::healthy, "returns: the evidence is clear"};
}

Ruling Arbiter::wait(const Standing& standing, std::optional<net::Instant> until, const std::string& what) {
    deadline_ = until;
    return {Ruling::Kind::wait, {}, standing.verdict, "waits: " + standing.why + "; " + what};
}

void Arbiter::forget_case() {
    losing_since_.reset();
    leaving_ = false;
    acted_ = false;
}

}  // namespace holdfast::detector
