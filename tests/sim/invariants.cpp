#include "tests/sim/invariants.hpp"

#include <algorithm>

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t most_turns_a_second = 5000;
constexpr int most_events_at_once = 5000;

}  // namespace

void Tally::add(const Tally& other) {
    events += other.events;
    turns += other.turns;
    transitions += other.transitions;
    overlaps += other.overlaps;
    visible_splits += other.visible_splits;
    rulings += other.rulings;
    fences += other.fences;
    calm_looks += other.calm_looks;
}

Invariants::Invariants(const Plan& plan, const Lan& lan, const Hosts& hosts, const Neighbour& neighbour, Record& record)
    : plan_{plan}, lan_{lan}, hosts_{hosts}, neighbour_{neighbour}, record_{record}, window_{1s} {}

void Invariants::after_event(net::Instant now) {
    ++tally_.events;
    turns_are_bounded(now);
    no_lasting_overlap(now);
    if (plan_.is_calm()) no_false_alarm(now);
}

void Invariants::after_step(const Host& host, const Step& step, net::Instant now) {
    if (!step.turned) return;
    ++tally_.turns;
    last_turn_.at(static_cast<std::size_t>(host.number())) = now;
    bool& unchecked = unchecked_.at(static_cast<std::size_t>(host.number()));
    unchecked |= step.changed || step.guard_came_last;
    if (step.changed) {
        ++tally_.transitions;
        last_change_ = now;
    }
    if (unchecked && !step.guard_came_last) addresses_are_those_of_a_master(host, now);
    a_take_over_is_announced(host, step, now);
    nothing_is_said_before_it_is_judged(host, step, now);
    the_instances_move_together(host, now);
    nobody_plays_ping_pong(host, step, now);
    who_is_out_takes_nothing(host, step, now);
    priorities_are_as_tracked(host, now);
    for (const detector::Carry& ruling : step.rulings) fences_are_just(host, ruling, now);
    if (resting_ && step.changed && !rules()) the_right_one_holds(now);
}

// Nobody is to blame for what an attacker makes them believe.
void Invariants::after_fault(const Fault& fault, net::Instant now) {
    const bool of_adverts =
        fault.kind == Kind::forge_advert || fault.kind == Kind::replay_advert || fault.kind == Kind::forge_junk;
    if (fault.kind >= Kind::forge_advert && !(plan_.keys && of_adverts)) last_attack_ = now;
    if (fault.kind >= Kind::check_fails && fault.kind <= Kind::uplink_back) last_track_ = now;
    if (fault.kind == Kind::freeze || fault.kind == Kind::pause) awake_ = std::max(awake_, now + fault.length());
    if (fault.kind == Kind::undrain || fault.kind == Kind::clear) readmitted_ = now;
    last_fault_ = now;
    take_overs_ = {};
    if (fault.kind == Kind::priority || fault.kind == Kind::addresses || fault.kind == Kind::second) last_reload_ = now;
    if (fault.kind == Kind::forge_signed) deceived_ = true;
    if (fault.kind == Kind::clear) fences_.at(static_cast<std::size_t>(fault.host)) = 0;
}

void Invariants::become_quiet(net::Instant now) {
    last_change_ = last_reload_ = last_fault_ = last_track_ = readmitted_ = now;
    take_overs_ = {};
    fences_ = {};
}

void Invariants::expect_rest() {
    resting_ = true;
    if (!rules()) the_right_one_holds(last_event_);
}

// §9 (1). Not of a stopping router, which serves until its successor speaks, nor of what the kernel refused to remove.
// Who is drained serves while it can: once it has resigned it puts nothing back, nor if it is readmitted then.
void Invariants::addresses_are_those_of_a_master(const Host& host, net::Instant now) {
    if (host.node() == nullptr) return;
    std::array<bool, address_count> served{}, promised{};
    for (const engine::InstanceStatus& instance : host.node()->status(host.clock().local(now)).instances) {
        const bool goes = instance.withdrawn && instance.withdrawn != engine::Withdrawal::drained;
        const bool hands_over = is_draining(instance) || now - readmitted_ < plan_.group.interval;
        if (instance.state != engine::InstanceState::master || goes) continue;
        for (int n = 0; n < address_count; ++n) {
            const net::Prefix& address = virtual_address(plan_.group.family, n);
            if (std::ranges::find(instance.addresses, address, &engine::AddressStatus::prefix) !=
                instance.addresses.end()) {
                served.at(static_cast<std::size_t>(n)) = true;
                promised.at(static_cast<std::size_t>(n)) |= !hands_over;
            }
        }
    }
    for (int n = 0; n < address_count; ++n) {
        const net::Prefix& address = virtual_address(plan_.group.family, n);
        const bool serves = served.at(static_cast<std::size_t>(n)), has = host.kernel().has(address);
        const bool promises = promised.at(static_cast<std::size_t>(n));
        if (promises && !has) record_.breach(now, __func__, host.name() + " is master without " + to_string(address));
        if (serves || !has || host.excused(address)) continue;
        if (host.lingers(now)) return;  // looked at again
        record_.breach(now, __func__, host.name() + " is not master and has " + to_string(address));
    }
    unchecked_.at(static_cast<std::size_t>(host.number())) = false;
}

// §9 (4). In the turn of the take-over itself.
void Invariants::a_take_over_is_announced(const Host& host, const Step& step, net::Instant now) {
    if (step.took_over_silently) record_.breach(now, __func__, host.name() + " took over silently");
}

// §9 (10). A master that overslept and finds the advert of another says nothing and adds nothing in that turn.
void Invariants::nothing_is_said_before_it_is_judged(const Host& host, const Step& step, net::Instant now) {
    if (step.spoke_unjudged) record_.breach(now, __func__, host.name() + " spoke before it looked");
}

// §9 (7). A host that turns and turns is as dead as one that hangs.
void Invariants::turns_are_bounded(net::Instant now) {
    events_at_once_ = now == last_event_ ? events_at_once_ + 1 : 0;
    last_event_ = now;
    if (events_at_once_ > most_events_at_once) record_.breach(now, __func__, "time stands still");
    if (now < window_) return;
    window_ = now + 1s;
    const std::uint64_t turns = tally_.turns - std::exchange(turns_before_, tally_.turns);
    if (turns > most_turns_a_second * hosts_.size()) {
        record_.breach(now, __func__, std::to_string(turns) + " turns in a second");
    }
}

// What may be needed one after the other: a refused address or socket is tried again, a lease runs out, the gate waits
// for a frame, the timer runs out, and the strongest preempts.
net::Duration Invariants::settling_time() const {
    const bool refuses = plan_.has(Kind::refuse);
    const bool leftover = refuses || plan_.has(Kind::crash_both) || plan_.has(Kind::guard_dies);
    return 16 * plan_.group.interval + (refuses ? 7s : 0s) + (leftover ? 13s : 0s) + delays();
}

net::Duration Invariants::watching_time() const {
    return 4 * plan_.group.interval;
}

net::Duration Invariants::patience() const {
    if (!plan_.detector) return settling_time() + watching_time() + 8s;
    return 15min;
}

bool Invariants::at_rest(net::Instant now) const {
    const net::Duration calm = now - last_change_;
    const bool last_word_was_heard = plan_.group.interval < 100ms || calm > 6600ms;  // the second burst and the lock
    const bool nobody_is_out = std::ranges::none_of(hosts_, [](const auto& host) { return host->withdrawn(web); });
    return calm > watching_time() && last_word_was_heard && nobody_is_out && what_is_wrong().empty() &&
           what_is_unhealthy(now).empty();
}

void Invariants::at_the_end(net::Instant now) {
    the_right_one_holds(now);
    neighbours_end_on_the_holder(now);
    verdicts_become_healthy(now);
}

}  // namespace holdfast::sim
