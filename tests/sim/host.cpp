#include "tests/sim/host.hpp"

#include <algorithm>
#include <utility>

#include "tests/sim/channel_key.hpp"

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;

// A check runs once before it says anything.
constexpr net::Duration first_report = 150ms;

// Each host has been up for another time.
Clock clock_of(const Plan& plan, int number) {
    return {1h + number * 7919s, plan.hosts.at(static_cast<std::size_t>(number)).ppm};
}

hello::BootId boot_of(int number, int start) {
    hello::BootId boot{};
    boot[0] = static_cast<std::uint8_t>(number + 1);
    boot[1] = static_cast<std::uint8_t>(start);
    boot[2] = static_cast<std::uint8_t>(start >> 8);
    return boot;
}

}  // namespace

Host::Host(int number, const Plan& plan, Lan& lan, Record& record, Mutation mutation)
    : number_{number},
      name_{host_name(number)},
      plan_{plan},
      lan_{lan},
      record_{record},
      mutation_{mutation},
      variation_{.priority = plan.hosts.at(static_cast<std::size_t>(number)).priority},
      clock_{clock_of(plan, number)},
      kernel_{mac_of(number), primary(plan.group.family, number)},
      narrator_{name_, plan.group.interval} {}

void Host::start(net::Instant now) {
    if (node_) return;
    now_ = now;
    powered_ = true;
    ++starts_;
    kernel_.take_reports();  // of the time before; the picture has it all
    kernel_.take_overrun();
    node_.emplace(settings(), local(), advert_key);
    utc_told_.reset();
    if (plan_.tracks) report_at_ = local() + first_report;

    const std::vector<guard::Leftover> left = leftovers(local());
    guard_.emplace();
    pledges_.clear();
    engine::LeftoversFound found{{}, local()};
    if (!left.empty()) {
        const net::Duration remaining = std::ranges::min(left, {}, &guard::Leftover::remaining).remaining;
        found.good_until += remaining;
        for (const guard::Leftover& one : left) found.addresses.push_back({one.interface, one.prefix});
        perform(engine::Pledge{adoption_slot, remaining, found.addresses});
        node_->handle(found, local());
    }
    for (const net::LinkAddress& address : kernel_.addresses()) {
        const auto& ours = found.addresses;
        if (std::ranges::find(ours, address.prefix, &engine::HeldAddress::prefix) == ours.end()) {
            excused_.insert(address.prefix);
        }
    }

    fencing_.emplace(fencing_settings(plan_, number_, variation_), hands());
    fencing_->begin(latch_, pins_);
    if (const auto settings = detector_settings(plan_, number_, variation_)) {
        lookout_.emplace(number_, *settings, boot_of(number_, starts_), static_cast<Lookout::Hands&>(*this), local());
        lookout_->local(kernel_, local());
        publish_at_ = local();
    }
    shown_version_ = kernel_.version();
    last_turn_ = {};
    armed_.reset();
    kernel_.lose_reports();  // the first turn takes a picture
}

engine::Settings Host::settings() const {
    engine::Settings settings = engine_settings(plan_, number_, variation_);
    if (mutation_ == Mutation::forgets_group && number_ == 0) settings.groups.clear();
    for (engine::InstanceSettings& instance : settings.instances)
        instance.preempt = instance.preempt && mutation_ != Mutation::never_preempts;
    return settings;
}

void Host::end_engine() {
    node_.reset();
    lookout_.reset();
    fencing_.reset();
    started_ = stopping_ = false;
    told_out_.clear();
    frozen_until_.reset();
    publish_at_.reset();
    report_at_.reset();
    sockets_.clear();
    heard_.clear();
    tapped_.clear();
    posted_.clear();
    asked_.clear();
    effects_.clear();
    orders_.clear();
    rulings_.clear();
}

void Host::stop(net::Instant now) {
    if (!node_) return;
    now_ = now;
    stopping_ = true;
    to_linger_ = true;
    posted_.emplace_back(engine::StopRequested{});
}

void Host::crash() {
    if (!node_) return;
    end_engine();
    if (guard_) guard_->engine_died();
}

void Host::crash_both() {
    end_engine();
    guard_.reset();
    for (const net::LinkAddress& address : kernel_.addresses()) excused_.insert(address.prefix);
}

// The daemon starts another and tells it everything again; a dead daemon does not.
void Host::guard_dies(net::Instant now) {
    now_ = now;
    if (!node_) return crash_both();
    guard_.emplace();
    for (const engine::Pledge& pledge : pledges_) guard_->pledge(pledge, local());
}

void Host::power_off() {
    end_engine();
    guard_.reset();
    paused_until_.reset();
    excused_.clear();
    foreign_.clear();
    kernel_.power_off();
    powered_ = false;
}

void Host::reload(const Variation& variation, net::Instant now) {
    now_ = now;
    const bool retires = std::exchange(variation_, variation).second && !variation.second;
    if (!node_ || stopping_) return;
    to_linger_ |= retires;
    if (lookout_) lookout_->reconfigure(*detector_settings(plan_, number_, variation_), local());
    posted_.emplace_back(engine::Reconfigured{settings()});
    fencing_->reconfigure(fencing_settings(plan_, number_, variation_));
}

void Host::report_check(bool works, net::Instant now) {
    now_ = now;
    check_works_ = works;
    if (node_ && !report_at_) report_at_ = local();
}

void Host::remove_address(int number) {
    kernel_.remove(virtual_address(plan_.group.family, number));
}

// While an engine runs that does not serve it, it is to be removed; else it is somebody's.
void Host::add_address(int number) {
    const net::Prefix address = virtual_address(plan_.group.family, number);
    if (!powered_ || !kernel_.add(address, {}, {})) return;
    foreign_.insert(address);
    excused_.insert(address);
}

void Host::operate(app::Request::What what, bool clear, net::Instant now) {
    now_ = now;
    if (!fencing_) return;
    asked_.push_back({.what = what, .instance = web, .clear = clear});
    if (runs()) obey();
}

void Host::become_quiet(net::Instant now) {
    refused_until_ = {};
    refuse_nth_.reset();
    frozen_until_.reset();
    paused_until_.reset();
    kernel_.set_carrier(true);
    kernel_.set_uplink(true);
    report_check(true, now);
    if (!kernel_.has_own()) kernel_.regain_own();
    for (const net::Prefix& address : std::exchange(foreign_, {})) kernel_.remove(address);
    comes_back_ = stopping_;
    start(now);
    operate(app::Request::What::fence_clear, false, now);
    operate(app::Request::What::yield, true, now);
    operate(app::Request::What::hold, true, now);
    operate(app::Request::What::undrain, false, now);
}

void Host::receive(int from, const std::shared_ptr<const Frame>& frame, net::Instant now) {
    now_ = now;
    const bool hello = frame->kind == Frame::Kind::hello;
    if (!powered_ || (!hello && !kernel_.link().up)) return;
    constexpr std::size_t most_waiting = 256;
    if (lookout_ && tapped_.size() < most_waiting) tapped_.push_back({from, frame});
    if (hello) return;
    kernel_.receive_frames(1);
    if (frame->kind == Frame::Kind::advert && heard_.size() < most_waiting &&
        sockets_.contains({kernel_.link().index, plan_.group.family})) {
        heard_.push_back({kernel_.link().index, frame});
    }
    if (frame->kind != Frame::Kind::question || asleep()) return;
    const auto question = question_of(*frame);
    if (question && kernel_.has(question->address)) send(answer_to(*question, kernel_.link().mac), from);
}

bool Host::inputs_wait() const {
    return !heard_.empty() || !posted_.empty() || !tapped_.empty() || !rulings_.empty() || kernel_.has_reports();
}

std::optional<net::Instant> Host::alarm() const {
    if (!powered_) return std::nullopt;
    if (paused_until_) return paused_until_;
    std::optional<net::Instant> next = kernel_.deadline();
    if (guard_) next = net::earlier(next, guard_->deadline());
    if (node_ && !frozen_until_) {
        if (inputs_wait() || (mutation_ == Mutation::never_rests && number_ == 0)) return net::Instant::min();
        next = net::earlier(next, net::earlier(node_->deadline(), publish_at_));
        next = net::earlier(next, report_at_);
        if (lookout_) next = net::earlier(next, lookout_->deadline());
    }
    if (next) next = clock_.world(*next);
    return net::earlier(next, frozen_until_);
}

bool Host::answers_for(const net::IpAddress& address) const {
    return powered_ && !asleep() && kernel_.link().up && kernel_.has(address);
}

bool Host::withdrawn(const std::string& instance) const {
    if (!node_) {
        const auto pin = pins_.find(instance);
        return latch_.holds(instance) || (pin != pins_.end() && pin->second != detector::Pin::hold);
    }
    const auto status = node_->status_of(instance);
    return status && status->withdrawn;
}

// Whatever the engine says: who is drained serves until its successor does.
bool Host::to_stay_out(const std::string& instance) const {
    const auto pin = pins_.find(instance);
    return latch_.holds(instance) || (pin != pins_.end() && pin->second == detector::Pin::yield);
}

}  // namespace holdfast::sim
