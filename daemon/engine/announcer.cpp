#include "daemon/engine/announcer.hpp"

#include <algorithm>

namespace holdfast::engine {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration defend_interval = 10s;  // RFC 5227 §1.1 DEFEND_INTERVAL
constexpr net::Duration quiet_time = 1500ms;    // more than Linux' neighbour locktime of 1 s

bool reached(std::optional<net::Instant> instant, net::Instant now) {
    return instant && *instant <= now;
}

}  // namespace

void Announcer::take_over(const GarpSettings& settings, net::Instant now) {
    stop();
    next_ = now;
    left_ = settings.repeat;
    if (settings.delay > net::Duration{}) second_burst_ = now + settings.delay;
    reconfigure(settings, now);
}

void Announcer::reconfigure(const GarpSettings& settings, net::Instant now) {
    refresh_ = settings.refresh > net::Duration{} ? std::optional{now + settings.refresh} : std::nullopt;
}

void Announcer::stop() {
    *this = Announcer{};
}

void Announcer::rival_heard(net::Instant now) {
    rival_quiet_ = now + quiet_time;
    if (last_defence_ && now - *last_defence_ < defend_interval) return;
    last_defence_ = now;
    if (left_ > 0) return;
    next_ = now;
    left_ = 1;
}

// Spaced, since one lost frame must not mean that all are.
void Announcer::plan(int left, const GarpSettings& settings, net::Instant now) {
    left_ = left;
    next_ = left_ > 0 ? std::optional{now + settings.interval} : std::nullopt;
}

bool Announcer::due(const GarpSettings& settings, net::Instant now) {
    bool due = false;
    if (left_ > 0 && reached(next_, now)) {
        due = true;
        plan(left_ - 1, settings, now);
    }
    if (reached(second_burst_, now)) {
        due = true;
        second_burst_.reset();
        plan(settings.repeat - 1, settings, now);
    }
    if (reached(refresh_, now)) {
        due = true;
        reconfigure(settings, now);
        plan(std::max(left_, settings.refresh_repeat - 1), settings, now);
    }
    if (reached(rival_quiet_, now)) {
        due = true;
        rival_quiet_.reset();
    }
    return due;
}

std::optional<net::Instant> Announcer::deadline() const {
    return net::earlier(net::earlier(next_, second_burst_), net::earlier(refresh_, rival_quiet_));
}

}  // namespace holdfast::engine
