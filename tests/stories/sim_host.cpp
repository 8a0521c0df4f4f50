#include "tests/stories/sim_host.hpp"

#include <algorithm>
#include <utility>

#include <gtest/gtest.h>

namespace holdfast::stories {
namespace {

constexpr int rounds_a_turn = 8;

template <class Kind>
void each(const std::vector<engine::Effect>& effects, const std::function<void(const Kind&)>& perform) {
    for (const engine::Effect& effect : effects) {
        if (const auto* one = std::get_if<Kind>(&effect)) perform(*one);
    }
}

}  // namespace

SimHost::SimHost(engine::Settings settings, SimKernel kernel, Transcript& transcript, Send send)
    : settings_{std::move(settings)},
      instances_{settings_.instances},
      kernel_{std::move(kernel)},
      own_{kernel_.addresses()},
      transcript_{transcript},
      send_{std::move(send)},
      narrator_{settings_.node, instances_.at(0).advert_interval} {}

void SimHost::start(net::Instant now) {
    node_.emplace(settings_, now);
    stopping_ = false;
    kernel_.take_reports();  // of the time before; the picture has it all
    const net::Instant good_until = guard_.deadline().value_or(now);
    if (auto leftovers = guard_.hand_over(); !leftovers.empty()) {
        post(engine::LeftoversFound{std::move(leftovers), good_until});
    }
    post(kernel_.picture());
}

void SimHost::crash() {
    node_.reset();
    sockets_.clear();
    heard_.clear();
    posted_.clear();
    effects_.clear();
    frozen_until_.reset();
}

void SimHost::stop(net::Instant now) {
    stopping_ = true;
    linger(now);
    post(engine::StopRequested{});
}

void SimHost::reload(engine::Settings settings, net::Instant now) {
    if (settings.instances.size() < settings_.instances.size()) linger(now);
    settings_ = std::move(settings);
    if (!settings_.instances.empty()) instances_ = settings_.instances;
    post(engine::Reconfigured{settings_});
}

// Make-before-break: one advert interval at most.
void SimHost::linger(net::Instant now) {
    lingers_until_ = now + instances_.at(0).advert_interval;
}

void SimHost::receive(const engine::Transmit& message) {
    receive_frame(message.interface);
    const auto family = message.source.family();
    if (kernel_.link(message.interface).up && sockets_.contains({message.interface, family})) heard_.push_back(message);
}

std::optional<net::Instant> SimHost::alarm() const {
    if (!node_) return guard_.deadline();
    if (frozen_until_) return net::earlier(frozen_until_, guard_.deadline());
    if (!heard_.empty() || !posted_.empty() || kernel_.has_reports()) return net::Instant{};
    return net::earlier(node_->deadline(), guard_.deadline());
}

void SimHost::act(net::Instant now) {
    run_guard(now);
    if (frozen_until_ && *frozen_until_ <= now) frozen_until_.reset();
    if (node_ && !frozen_until_) turn(now);
}

void SimHost::run_guard(net::Instant now) {
    for (const engine::HeldAddress& address : guard_.expire(now)) {
        if (!kernel_.remove(address.prefix)) continue;
        transcript_.say(now, name(), "the guard removes " + to_string(address.prefix.address));
    }
}

void SimHost::turn(net::Instant now) {
    hear(now);
    for (int round = 0; round < rounds_a_turn; ++round) {
        const std::optional<net::Instant> due = node_->deadline();
        if (due && *due <= now) feed(engine::DeadlineReached{}, now);
        if (effects_.empty()) break;
        for (const engine::Event& result : perform(std::exchange(effects_, {}), now)) feed(result, now);
    }
    narrator_.end_turn(now, transcript_);
    check_addresses(now);
    check_groups(now);
    if (stopping_ && node_->stopped()) crash();
}

void SimHost::hear(net::Instant now) {
    for (const engine::Transmit& message : std::exchange(heard_, {})) {
        const vrrp::Datagram datagram{.source = message.source,
                                      .destination = message.destination,
                                      .hop_limit = vrrp::hop_limit,
                                      .message = message.message};
        feed(engine::DatagramReceived{message.interface, message.source.family(), datagram}, now);
    }
    for (const engine::Event& report : kernel_.take_reports()) feed(report, now);
    for (const engine::Event& event : std::exchange(posted_, {})) feed(event, now);
}

void SimHost::feed(const engine::Event& event, net::Instant now) {
    std::ranges::move(node_->handle(event, now), std::back_inserter(effects_));
}

std::vector<engine::Event> SimHost::perform(const std::vector<engine::Effect>& effects, net::Instant now) {
    std::vector<engine::Event> results;
    for (const engine::Effect& effect : effects) narrator_.tell(effect, now);
    check_announcements(effects, now);

    each<engine::Transmit>(effects, [&](const auto& order) { transmit(order, results, now); });
    each<engine::Pledge>(effects, [&](const auto& pledge) { guard_.take(pledge, now); });
    each<engine::RemoveAddress>(effects, [&](const auto& order) { kernel_.remove(order.address.prefix); });
    each<engine::AddAddress>(effects, [&](const auto& order) {
        if (kernel_.add(order.address)) return;
        results.push_back(engine::AddressRefused{order.router, order.address, true, "File exists"});
    });
    each<engine::SendFrame>(effects, [&](const auto& order) { send_(*this, order.interface, nullptr); });
    results.push_back(engine::TurnPerformed{now, now});
    each<engine::StopListening>(effects, [&](const auto& order) { sockets_.erase({order.interface, order.family}); });
    each<engine::Listen>(effects, [&](const auto& order) {
        sockets_.insert({order.interface, order.family});
        results.push_back(engine::ListenSucceeded{order.interface, order.family});
    });
    each<engine::CountReception>(
        effects, [&](const auto& order) { results.push_back(engine::LinkChanged{kernel_.link(order.interface)}); });
    return results;
}

void SimHost::transmit(const engine::Transmit& order, std::vector<engine::Event>& results, net::Instant now) {
    if (!kernel_.link(order.interface).up) {
        results.push_back(engine::TransmitFailed{order.router, "Network is down"});
        return;
    }
    guard_.advert_sent(order.router, now);
    send_(*this, order.interface, &order);
}

const engine::InstanceSettings* SimHost::known(const std::string& instance) const {
    const auto found = std::ranges::find(instances_, instance, &engine::InstanceSettings::name);
    return found == instances_.end() ? nullptr : &*found;
}

bool SimHost::serves(const std::string& instance) const {
    const engine::InstanceSettings* settings = known(instance);
    if (settings == nullptr) return false;
    if (!settings->priority.is_owner()) return kernel_.has(settings->addresses.front().address);
    const auto status = node_ ? node_->status_of(instance) : std::nullopt;
    return status && status->state == engine::InstanceState::master;
}

// All are masters, or none is.
void SimHost::check_groups(net::Instant now) const {
    const engine::Status status = node_->status(now);
    for (const engine::GroupStatus& group : status.groups) {
        const auto leads = [&](const engine::InstanceStatus& instance) {
            return instance.group == group.name && instance.state == engine::InstanceState::master;
        };
        const auto leading = std::ranges::count_if(status.instances, leads);
        EXPECT_TRUE(leading == 0 || leading == std::ssize(group.members))
            << name() << " serves half of group " << group.name << " at\n"
            << transcript_.text();
    }
}

// Addresses in the kernel are those of the routers that are master, at the end of each turn.
void SimHost::check_addresses(net::Instant now) const {
    if (now <= lingers_until_) return;
    std::set<net::Prefix> expected, present;
    for (const net::LinkAddress& address : own_) expected.insert(address.prefix);
    for (const net::LinkAddress& address : kernel_.addresses()) present.insert(address.prefix);
    for (const engine::InstanceStatus& instance : node_->status(now).instances) {
        if (instance.state != engine::InstanceState::master || instance.withdrawn) continue;
        for (const engine::AddressStatus& address : instance.addresses) expected.insert(address.prefix);
    }
    EXPECT_EQ(present, expected) << name() << " holds other addresses than a master's at\n" << transcript_.text();
}

// Who becomes master says so to the LAN in the same turn; after a restart within the lease nothing has changed there.
void SimHost::check_announcements(const std::vector<engine::Effect>& effects, net::Instant now) const {
    const auto announces = [](const auto& effect) { return std::holds_alternative<engine::SendFrame>(effect); };
    each<net::Note>(effects, [&](const net::Note& note) {
        const auto says = [&](const char* field, const char* value) {
            return std::ranges::find(note.fields, std::pair<std::string, std::string>{field, value}) !=
                   note.fields.end();
        };
        if (note.event != "transition" || !says("to", "master") || says("reason", "resumed")) return;
        EXPECT_TRUE(std::ranges::any_of(effects, announces))
            << name() << " took over silently at " << net::seconds(now.time_since_epoch()) << " s";
    });
}

}  // namespace holdfast::stories
