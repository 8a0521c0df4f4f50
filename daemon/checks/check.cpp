#include "daemon/checks/check.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "daemon/net/ensure.hpp"

namespace holdfast::checks {
namespace {

using namespace std::chrono_literals;

// Later than this, a turn is taken in the next interval: after a pause of ours all checks would run in one moment.
constexpr net::Duration late = 100ms;
constexpr std::size_t kept_output = 4096;

std::string in_seconds(net::Duration duration) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g s", net::seconds(duration));
    return text;
}

}  // namespace

Check::Check(CheckSettings settings, net::Instant first_run, net::Instant now)
    : settings_{std::move(settings)}, next_run_{first_run} {
    net::ensure(settings_.interval > net::Duration::zero(), "the configuration refuses an interval of nothing");
    status_.name = settings_.name;
    status_.type = label(settings_.kind);
    status_.health = settings_.start;
    status_.since = now;
}

void Check::adjust(CheckSettings settings, net::Instant next_run) {
    net::ensure(settings.interval > net::Duration::zero(), "the configuration refuses an interval of nothing");
    if (settings.interval != settings_.interval) next_run_ = std::min(next_run_, next_run);
    settings_ = std::move(settings);
}

net::Instant Check::deadline() const {
    return run_ && !run_->given_up ? std::min(next_run_, run_->until) : next_run_;
}

bool Check::take_turn(net::Instant now) {
    const net::Duration behind = now - next_run_;
    next_run_ += (behind / settings_.interval + 1) * settings_.interval;
    waived_ = behind > late && !waived_ && !run_;
    return !waived_;
}

net::Instant Check::begin(RunId run, net::Instant now) {
    run_ = Run{.id = run, .began = now, .until = now + settings_.time_limit()};
    status_.running = true;
    ++status_.runs;
    return run_->until;
}

void Check::hasten(net::Instant now) {
    if (!run_) next_run_ = std::min(next_run_, now);
}

bool Check::give_up(net::Instant now) {
    run_->given_up = true;
    run_->is_counted = true;
    ++status_.timeouts;
    status_.reason = "no result within " + in_seconds(settings_.time_limit());
    return count(false, now);
}

bool Check::blocked(net::Instant now) {
    if (!run_->given_up) return false;
    owed_ = true;
    if (std::exchange(run_->is_counted, false)) return false;
    status_.reason = "killed after " + in_seconds(settings_.time_limit()) + ", and still there";
    return count(false, now);
}

bool Check::end(const Outcome& outcome, net::Instant now) {
    const Run run = *run_;
    run_.reset();
    status_.running = false;
    status_.output = std::make_shared<const std::string>(outcome.output.substr(0, kept_output));
    if (run.given_up) {  // it was counted, and here is what can be said of it
        if (!outcome.reason.empty()) {
            status_.reason = "no result within " + in_seconds(settings_.time_limit()) + ": " + outcome.reason;
        }
        if (std::exchange(owed_, false)) next_run_ = now;
        return false;
    }
    status_.reason = outcome.reason;
    if (outcome.timed_out)
        ++status_.timeouts;
    else
        status_.durations.observe(now - run.began);
    const bool is_news = outcome.ok && outcome.number != status_.number;
    if (outcome.ok) status_.number = outcome.number;
    return count(outcome.ok, now) || is_news;
}

bool Check::count(bool ok, net::Instant now) {
    if (!ok) ++status_.failures;
    const Health health = ok ? Health::up : Health::down;
    if (status_.health == health) {
        in_a_row_ = 0;
        return false;
    }
    const int needed = ok ? settings_.rise : settings_.fall;
    if (++in_a_row_ < needed && status_.health != Health::unknown) return false;
    return become(health, now);
}

bool Check::become(Health health, net::Instant now) {
    status_.health = health;
    status_.since = now;
    in_a_row_ = 0;
    return true;
}

}  // namespace holdfast::checks
