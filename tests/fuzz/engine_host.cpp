#include "tests/fuzz/engine_host.hpp"

#include <algorithm>

#include "tests/fuzz/adverts.hpp"

namespace holdfast::fuzz {
namespace {

using namespace std::chrono_literals;
using namespace engine;

constexpr int rounds_a_turn = 8;
constexpr int adverts_of_an_event = 2;
constexpr int adverts_of_a_reload = 3;  // who is made weaker says so, as often as it becomes so, and may leave then
constexpr int most_rounds_at_once = 64;

// Of weight 0: whoever depends on it may not serve while it says "down".
bool is_stopped_by(const Tracking& tracking, const std::map<std::string, CheckReported>& reports) {
    return std::ranges::any_of(tracking.checks, [&](const TrackedCheck& track) {
        const auto known = reports.find(track.check);
        return track.weight == 0 && known != reports.end() && known->second.health == Health::down;
    });
}

// Who is about to leave is master until the kernel has confirmed that its addresses are gone, and serves no more.
bool serves(const InstanceStatus& instance) {
    return instance.state == InstanceState::master && !instance.withdrawn;
}

}  // namespace

EngineHost::EngineHost(Settings settings, Kernel kernel)
    : settings_{std::move(settings)},
      senders_{settings_.instances},
      kernel_{std::move(kernel)},
      node_{settings_, now_, vrrp::quick_hash} {}

void EngineHost::boot(const std::vector<HeldAddress>& leftovers, const std::vector<net::Routing>& routing,
                      net::Duration good_for) {
    leftovers_good_until_ = now_ + good_for;
    for (const HeldAddress& address : leftovers) kernel_.leave_behind(address);
    for (const net::Routing& entry : routing) kernel_.leave_behind(entry);
    kernel_.take_reports();
    guarded_[RouterId{9999}] = {{}, {}, leftovers, routing};  // by its predecessor
    if (!leftovers.empty() || !routing.empty()) feed(LeftoversFound{leftovers, leftovers_good_until_, routing});
    booted_ = true;
    overrun();
}

void EngineHost::hear(const DatagramReceived& datagram) {
    kernel_.receive_frames(datagram.interface);
    feed(datagram);
    check();
}

// Of a router that demands signatures. What is due anyway is not its doing.
void EngineHost::hear_forged(const DatagramReceived& datagram) {
    const auto due = node_.deadline();
    if (due && *due <= now_) return hear(datagram);
    const Status before = node_.status(now_);
    hear(datagram);
    for (std::size_t i = 0; i < before.instances.size(); ++i) {
        const InstanceStatus &was = before.instances[i], &is = status_.instances[i];
        ensure(was.state == is.state && was.since == is.since && was.held == is.held, "no forgery moves a router");
    }
}

void EngineHost::set_clock(net::Duration ahead) {
    utc_ahead_ = ahead;
    feed(ClockSet{utc()});
    check();
}

void EngineHost::order(const Event& event) {
    for (const Event& report : kernel_.take_reports()) feed(report);
    if (const auto* changed = std::get_if<Reconfigured>(&event)) {
        settings_ = changed->settings;
        senders_.insert(senders_.end(), settings_.instances.begin(), settings_.instances.end());
        rhythms_.clear();
        ears_.clear();
        for (const GroupSettings& group : settings_.groups) catching_up_.insert(group.name);
    }
    if (const auto* report = std::get_if<CheckReported>(&event)) reports_[report->check] = *report;
    stopping_ = stopping_ || std::holds_alternative<StopRequested>(event);
    feed(event);
    check();
}

void EngineHost::turn() {
    for (const Event& report : kernel_.take_reports()) feed(report);
    deadlines();
    check();
}

void EngineHost::deadlines() {
    for (int round = 0; round < rounds_a_turn; ++round) {
        const auto due = node_.deadline();
        if (!due || *due > now_) return;
        feed(DeadlineReached{});
    }
}

void EngineHost::sleep_until_due() {
    const auto due = node_.deadline();
    if (!due) return turn();
    now_ = std::max(now_, *due);
    for (int round = 0; round < most_rounds_at_once; ++round) {
        turn();
        const auto next = node_.deadline();
        if (!next || *next > now_) return;
    }
    ensure(false, "a deadline does not stay in the past");
}

void EngineHost::overrun() {
    kernel_.take_reports();
    feed(kernel_.picture());
    check();
}

void EngineHost::feed(const Event& event) {
    const std::vector<Effect> effects = node_.handle(event, now_);
    check_number(effects, std::holds_alternative<Reconfigured>(event) ? adverts_of_a_reload : adverts_of_an_event);
    for (const Event& result : perform(effects)) feed(result);
}

void EngineHost::check() {
    if (!booted_) return;
    status_ = node_.status(now_);
    check_held();
    check_routing();
    check_groups();
    forget_rhythms();
    for (const InstanceStatus& instance : status_.instances) {
        ensure(instance.settings.addresses.size() + instance.settings.excluded_addresses.size() ==
                   instance.addresses.size(),
               "each configured address is shown");
        ensure(!instance.reason.empty(), "a state has a reason");
        check_tracked(instance);
    }
}

// An address of ours is somebody's who is master; or resigned, and serves one interval more.
void EngineHost::check_held() {
    std::vector<HeldAddress> known;
    for (const InstanceStatus& instance : status_.instances) {
        known.insert(known.end(), instance.held.begin(), instance.held.end());
        const std::string& name = instance.settings.name;
        const bool fine = instance.held.empty() || instance.state == InstanceState::master;
        if (fine) {
            held_without_reign_.erase(name);
            continue;
        }
        const net::Instant since = held_without_reign_.try_emplace(name, now_).first->second;
        const auto due = node_.deadline();
        const bool is_served = !due || *due > now_;  // nothing that should have happened waits
        const net::Instant end =
            std::max(since + net::Duration{instance.settings.advert_interval}, leftovers_good_until_);
        ensure(!is_served || now_ <= end, "nobody holds addresses without being master");
    }
    for (const HeldAddress& address : kernel_.engines()) {
        ensure(contains(known, address), "no address of ours is forgotten in the kernel");
    }
}

void EngineHost::check_routing() {
    for (const net::Routing& entry : kernel_.engines_routing()) {
        ensure(is_guarded(entry), "no route of ours is forgotten in the kernel");
    }
    for (const InstanceStatus& instance : status_.instances) {
        const std::size_t wanted = instance.settings.routes.size() + instance.settings.rules.size();
        ensure(instance.routing.size() == wanted, "each configured route is shown");
    }
}

void EngineHost::check_tracked(const InstanceStatus& instance) const {
    const bool owner = instance.settings.priority.is_owner();
    const int priority = instance.effective_priority.value();
    ensure(owner ? priority == 255 || priority == 1 : priority >= 1 && priority <= 254,
           "whatever the checks say, it is a priority");
    if (!serves(instance)) return;
    ensure(!is_stopped_by(instance.settings.tracking, reports_), "whose check is down does not serve");
    for (const GroupSettings& group : settings_.groups) {
        if (group.name != instance.group) continue;
        ensure(!is_stopped_by(group.tracking, reports_), "whose group's check is down does not serve");
    }
}

// All members are masters, or none. One that a reload adds catches up, while the others serve on.
void EngineHost::check_groups() {
    const auto due = node_.deadline();
    if (due && *due <= now_) return;
    for (const GroupSettings& group : settings_.groups) {
        const auto is_serving = [&](const InstanceStatus& one) { return one.group == group.name && serves(one); };
        const auto serving = static_cast<std::size_t>(std::ranges::count_if(status_.instances, is_serving));
        const bool as_one = serving == 0 || serving == group.instances.size();
        if (as_one) catching_up_.erase(group.name);
        ensure(as_one || catching_up_.contains(group.name), "a group moves as one");
    }
}

void EngineHost::forget_rhythms() {
    for (const InstanceStatus& instance : status_.instances) {
        if (instance.state == InstanceState::master) continue;
        std::erase_if(rhythms_, [&](const auto& entry) {
            return entry.second.vrid == std::to_underlying(instance.settings.vrid) &&
                   entry.second.family == instance.settings.family;
        });
    }
}

bool EngineHost::all_serve() const {
    return std::ranges::all_of(status_.instances, [](const InstanceStatus& instance) {
        return instance.state == InstanceState::master &&
               std::ranges::all_of(instance.addresses, &AddressStatus::present) &&
               std::ranges::all_of(instance.routing, [](const auto& r) { return r.present || r.foreign; });
    });
}

bool EngineHost::run(net::Duration at_most, bool (EngineHost::*until)() const) {
    const net::Instant end = now_ + at_most;
    while (!(this->*until)()) {
        const auto due = node_.deadline();
        if (now_ > end || !due) return (this->*until)();
        sleep_until_due();
        turn();  // what the kernel reports of it
    }
    return true;
}

void EngineHost::heal() {
    if (stopping_) return;
    refusals = deafness = routing_refusals = 0;
    mute = false;
    for (const char* name : {"eth0", "eth1"}) {
        kernel_.plug(name);
        const net::InterfaceIndex index = kernel_.find(name)->index;
        kernel_.carrier(index, true);
        const bool first = std::string{name} == "eth0";
        kernel_.give({index, prefix(first ? "192.0.2.11/24" : "198.51.100.11/24")});
        kernel_.give({index, prefix(first ? "fe80::11/64" : "fe80::21/64")});
    }
    overrun();
    for (const char* check : {"app", "load"}) order(CheckReported{check, Health::up});
    for (const InstanceSettings& instance : settings_.instances) order(Readmit{instance.name, "the end"});
    ensure(run(30s, &EngineHost::all_serve), "alone on a LAN that works, every router serves");
}

void EngineHost::stop() {
    order(StopRequested{});
    turn();
    ensure(run(5s, &EngineHost::has_stopped), "who is asked to stop stops");
    ensure(kernel_.engines().empty(), "and leaves no address behind");
    ensure(kernel_.engines_routing().empty(), "and no route");
    ensure(!kernel_.has_our_links(), "and no macvlan");
}

}  // namespace holdfast::fuzz
