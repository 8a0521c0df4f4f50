// A host's step: the guard, the engine's turn, the detector.

#include <algorithm>
#include <utility>

#include "daemon/app/roles.hpp"
#include "daemon/vrrp/advertisement.hpp"
#include "daemon/vrrp/timing.hpp"
#include "tests/sim/crew.hpp"
#include "tests/sim/host.hpp"

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;

constexpr int rounds_a_turn = 8;
constexpr net::Duration publish_after_change = 20ms;
constexpr net::Duration publish_interval = 500ms;
constexpr net::Duration noticeable_stall = 10ms;

bool is_transition(const engine::Effect& effect) {
    const auto* note = std::get_if<net::Note>(&effect);
    return note && note->event == "transition";
}

bool says(const net::Note& note, const char* field, const char* value) {
    return std::ranges::any_of(note.fields, [&](const auto& f) { return f.first == field && f.second == value; });
}

bool takes_over(const engine::Effect& effect) {
    const auto* note = std::get_if<net::Note>(&effect);
    return note && note->event == "transition" && says(*note, "to", "master");
}

}  // namespace

Step Host::act(net::Instant now) {
    now_ = now;
    Step step;
    if (!powered_ || (paused_until_ && *paused_until_ > now)) return step;
    const bool guard_is_late = std::exchange(paused_until_, std::nullopt) && lan_.chance(500);
    kernel_.expire(local());
    if (!guard_is_late) run_guard();
    if (frozen_until_ && *frozen_until_ <= now) frozen_until_.reset();
    if (!runs()) return step;

    obey();
    tend_lookout();
    carry_out_rulings(step);
    turn(step);
    step.guard_came_last = guard_is_late && run_guard();
    if (node_) tend_lookout();
    return step;
}

bool Host::run_guard() {
    if (!guard_ || mutation_ == Mutation::forgets_pledge) return false;
    bool any = false;
    for (const engine::HeldAddress& held : guard_->expire(local())) {
        if (held.interface != kernel_.link().index || !kernel_.remove(held.prefix)) continue;
        record_.say(now_, name_, "the guard removes " + to_string(held.prefix.address));
        any = true;
    }
    return any;
}

void Host::turn(Step& step) {
    ++turns_;
    note_stall();
    done_.clear();
    step.was_out = std::exchange(told_out_, {});
    std::ranges::move(who_is_out(), std::back_inserter(step.was_out));
    misbehave();
    tell_the_time();
    const bool late = overslept() && another_spoke();
    if (mutation_ == Mutation::answers_the_clock_first) meet_deadline();
    hear();
    for (int round = 0; round < rounds_a_turn; ++round) {
        meet_deadline();
        if (effects_.empty()) break;
        for (const engine::Event& result : perform(std::exchange(effects_, {}))) feed(result);
    }
    if (record_.tells()) narrator_.end_turn(now_, record_.transcript());
    if (!std::exchange(started_, true)) perform(engine::Pledge{adoption_slot, {}, {}});
    look_back(step);
    step.spoke_unjudged = late && spoke();
    if (std::ranges::any_of(done_, is_transition)) publish();
    if (posted_.empty() && to_stay_out(web)) told_out_.emplace_back(web);
    for (const fence::Order& order : std::exchange(orders_, {})) fence(order);
    if (publish_at_ && *publish_at_ <= local()) publish();
    armed_ = node_->deadline();
    if (!stopping_ || !node_->stopped()) return;
    end_engine();
    guard_->engine_died();
    if (std::exchange(comes_back_, false)) start(now_);
}

void Host::meet_deadline() {
    const std::optional<net::Instant> due = node_->deadline();
    if (due && *due <= local()) feed(engine::DeadlineReached{});
}

void Host::hear() {
    const bool is_deaf = mutation_ == Mutation::never_yields && number_ == 0;
    for (const auto& [interface, frame] : std::exchange(heard_, {})) {
        const auto family = plan_.group.family;
        if (!is_deaf) feed(engine::DatagramReceived{interface, family, datagram_of(*frame, family)});
    }
    for (const engine::Event& report : kernel_.take_reports()) feed(report);
    if (kernel_.take_overrun()) feed(kernel_.picture());
    // Make-before-break: one advert interval at most, by a clock that may be slow.
    if (std::exchange(to_linger_, false)) lingers_until_ = now_ + plan_.group.interval * 21 / 20;
    for (const engine::Event& event : std::exchange(posted_, {})) {
        if (mutation_ == Mutation::forgets_withdrawal && std::holds_alternative<engine::Withdraw>(event)) continue;
        feed(event);
    }
    if (!report_at_ || *report_at_ > local()) return;
    report_at_.reset();
    const bool well = check_works_ || mutation_ == Mutation::hears_no_check;
    feed(engine::CheckReported{.check = check, .health = well ? engine::Health::up : engine::Health::down});
}

// All wall clocks are right, and show the world's time.
void Host::tell_the_time() {
    if (!plan_.keys) return;
    const net::Duration ahead = now_ - local();
    if (utc_told_ && std::chrono::abs(ahead - *utc_told_) <= 10ms) return;
    utc_told_ = ahead;
    const vrrp::UtcTime utc{now_.time_since_epoch()};
    feed(engine::ClockSet{utc});
    if (lookout_) lookout_->set_clock(utc, local());
}

std::vector<std::string> Host::who_is_out() const {
    std::vector<std::string> out;
    for (const char* name : {web, second}) {
        if (withdrawn(name)) out.emplace_back(name);
    }
    return out;
}

void Host::feed(const engine::Event& event) {
    std::ranges::move(node_->handle(event, local()), std::back_inserter(effects_));
    if (mutation_ != Mutation::orders_no_announcement) return;
    std::erase_if(effects_, [](const auto& effect) { return std::holds_alternative<engine::SendFrame>(effect); });
}

// What a canary does of its own accord.
void Host::misbehave() {
    if (number_ != 0 || local() < next_whim_) return;
    next_whim_ = local() + 4 * plan_.group.interval;
    if (mutation_ == Mutation::plays_ping_pong) {
        variation_.priority = variation_.priority == 254 ? 1 : 254;
        posted_.emplace_back(engine::Reconfigured{settings()});
    }
    const auto status = node_->status_of(web);
    if (mutation_ != Mutation::rules_without_proof || !lookout_ || !status) return;
    if (status->state == engine::InstanceState::master)
        rulings_.push_back({detector::Measure::yield, web, {}, "a whim", {}});
}

// Whatever was due at the end of the last turn, the next advert was due an interval later at most.
bool Host::overslept() const {
    const auto status = armed_ && node_ ? node_->status_of(web) : std::nullopt;
    if (!status) return false;
    const net::Duration down =
        vrrp::master_down_interval(plan_.group.version, status->effective_priority,
                                   std::chrono::duration_cast<vrrp::Centiseconds>(plan_.group.interval));
    return local() - *armed_ > down / 2 + plan_.group.interval;
}

// A valid advert waits in the socket, and it is the first: who hears a resignation first may answer it.
bool Host::another_spoke() const {
    if (heard_.empty() || variation_.second || plan_.keys || !node_) return false;
    const auto status = node_->status_of(web);
    if (!status || status->state != engine::InstanceState::master) return false;
    vrrp::Expectation expected{.version = plan_.group.version,
                               .password = {},
                               .addresses = {},
                               .unicast_peers = {},
                               .own_addresses = {primary(plan_.group.family, number_).address}};
    for (const Waiting& one : heard_) {
        const auto datagram = datagram_of(*one.frame, plan_.group.family);
        if (!datagram || kernel_.has(datagram->source) || datagram->source == status->primary)
            continue;  // an echo, as it seems to us
        const auto header = vrrp::read_header(*datagram);
        if (!header || header->vrid != status->settings.vrid) continue;
        const auto accepted = vrrp::decode(*datagram, expected);
        if (accepted) return !accepted->advert.priority.is_leaving();
    }
    return false;
}

void Host::look_back(Step& step) {
    const auto announces = [](const auto& effect) { return std::holds_alternative<engine::SendFrame>(effect); };
    step.turned = true;
    step.took_over_silently = std::ranges::any_of(done_, takes_over) && std::ranges::none_of(done_, announces);
    for (const engine::Effect& effect : done_) {
        if (takes_over(effect)) step.took_over.push_back(std::get<net::Note>(effect).instance);
    }
    step.changed = std::exchange(seen_version_, kernel_.version()) != kernel_.version() ||
                   std::ranges::any_of(done_, is_transition);
    const auto is_gone = [this](const net::Prefix& address) { return !kernel_.has(address); };
    std::erase_if(excused_, is_gone);
    std::erase_if(foreign_, is_gone);
}

bool Host::spoke() const {
    constexpr std::size_t priority = 2;  // its place in the message
    return std::ranges::any_of(done_, [](const engine::Effect& effect) {
        const auto* advert = std::get_if<engine::Transmit>(&effect);
        return (advert && advert->message.at(priority) != 0) || std::holds_alternative<engine::AddAddress>(effect);
    });
}

void Host::publish() {
    if (!lookout_) return;
    std::vector<detector::OwnRole> roles = app::roles_of(node_->status(local()), fencing_->pins(), stalls_);
    if (mutation_ == Mutation::raises_false_alarms && number_ == 0) {
        for (detector::OwnRole& one : roles) one.role = detector::Role::master;
    }
    lookout_->roles(std::move(roles), local());
    if (!fencing_->latch().instances.empty()) fencing_->tick(lookout_->report(local()), local());
    publish_at_ = local() + publish_interval;
}

void Host::note_stall() {
    const std::optional<net::Instant> due = net::earlier(armed_, publish_at_);
    const net::Duration late = due ? local() - *due : net::Duration{};
    const bool first = std::exchange(last_turn_, local()) == net::Instant{};
    if (late < noticeable_stall || first) return;
    stalls_.noticed({local(), late});
}

// What was tapped, and what time brings.
void Host::tend_lookout() {
    if (!lookout_) return;
    if (std::exchange(shown_version_, kernel_.version()) != kernel_.version()) lookout_->local(kernel_, local());
    for (const Arrival& arrival : std::exchange(tapped_, {})) {
        if (mutation_ == Mutation::says_no_split && arrival.from != number_) continue;
        if (arrival.frame->kind == Frame::Kind::hello) {
            lookout_->hear_hello(arrival.from, arrival.frame->bytes, local());
        } else {
            lookout_->hear(*arrival.frame, arrival.from == number_, local());
        }
    }
    if (const auto due = lookout_->deadline(); due && *due <= local()) lookout_->turn(local());
}

}  // namespace holdfast::sim
