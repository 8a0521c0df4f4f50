#include "tests/sim/lookout.hpp"

#include <algorithm>
#include <utility>

#include "detector/neighbours.hpp"
#include "tests/sim/channel_key.hpp"
#include "tests/sim/group.hpp"

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration round_trip = 1ms;
constexpr const char* interface = "eth0";

// What the other nodes should hear at once.
bool differ(const std::vector<detector::OwnRole>& before, const std::vector<detector::OwnRole>& after) {
    return !std::ranges::equal(before, after, [](const detector::OwnRole& a, const detector::OwnRole& b) {
        return a.instance == b.instance && a.role == b.role && a.withdrawn == b.withdrawn && a.pin == b.pin;
    });
}

int host_of(const net::IpAddress& channel) {
    return channel.bytes()[3] - channel_address(0).bytes()[3];
}

}  // namespace

Lookout::Lookout(int host, detector::Settings settings, hello::BootId boot, Hands& hands, net::Instant now)
    : settings_{std::move(settings)},
      judge_{settings_, now, advert_key},
      hands_{hands},
      next_ping_{now},
      next_count_{now} {
    if (settings_.hello) {
        next_hello_ = now + host * 10ms;
        for (const detector::Endpoint& peer : settings_.hello->peers) {
            const net::Duration patience = hello::answer_time(hello_interval(settings_));
            sessions_.emplace(host_of(peer.address), hello::Session{boot, patience});
        }
    }
    feed(detector::TapWorks{interface}, now);
}

std::optional<net::Instant> Lookout::deadline() const {
    return net::earlier(net::earlier(judge_.deadline(), next_hello_), std::min(next_ping_, next_count_));
}

void Lookout::turn(net::Instant now) {
    if (now >= next_count_) {
        next_count_ = now + 1s;
        feed(detector::ReceptionCounted{interface, hands_.frames_received()}, now);
    }
    if (now >= next_ping_) ping(now);
    if (next_hello_ && now >= *next_hello_) speak(now);
    if (const auto due = judge_.deadline(); due && now >= *due) feed(detector::DeadlineReached{}, now);
}

void Lookout::hear(const Frame& frame, bool outgoing, net::Instant now) {
    if (!outgoing && frame.kind == Frame::Kind::advert) heard_.advert = now;
    feed(detector::FrameSeen{interface, frame.bytes, outgoing}, now);
}

void Lookout::hear_hello(int from, net::ByteView bytes, net::Instant now) {
    const auto session = sessions_.find(from);
    auto message = hello::decode(bytes, channel_key(shared_key));
    if (!message || session == sessions_.end()) return;
    const hello::Arrival arrival = session->second.receive(*message, now);
    if (arrival == hello::Arrival::unproven) feed(detector::HelloUnproven{channel_address(from)}, now);
    if (arrival != hello::Arrival::proven) return;
    heard_.anything = now;
    const auto is_master = [](const hello::Instance& told) {
        return told.state == hello::State::master && !told.withdrawn;
    };
    if (std::ranges::any_of(message->instances, is_master)) heard_.master = now;
    feed(detector::HelloHeard{channel_address(from), std::move(*message)}, now);
}

void Lookout::roles(std::vector<detector::OwnRole> roles, net::Instant now) {
    if (next_hello_ && differ(roles_, roles)) next_hello_ = now;
    roles_ = std::move(roles);
    feed(detector::OwnRoles{roles_}, now);
}

void Lookout::local(const Kernel& kernel, net::Instant now) {
    feed(detector::LocalInterfaces{{kernel.link()}, kernel.addresses()}, now);
}

void Lookout::reconfigure(detector::Settings settings, net::Instant now) {
    settings_ = std::move(settings);
    feed(detector::Reconfigured{settings_}, now);
}

net::Duration Lookout::hello_patience() const {
    return std::max<net::Duration>(1s, 3 * hello_interval(settings_));
}

void Lookout::feed(const detector::Judge::Event& event, net::Instant now) {
    for (const detector::Action& action : judge_.handle(event, now)) {
        std::visit([this](const auto& a) { perform(a); }, action);
    }
}

void Lookout::ping(net::Instant now) {
    next_ping_ = now + settings_.ping_interval;
    for (const net::IpAddress& target : judge_.targets()) {
        if (hands_.ping(target)) {
            feed(detector::PingAnswered{target, round_trip}, now);
        } else {
            feed(detector::PingLost{target}, now);
        }
    }
}

void Lookout::speak(net::Instant now) {
    next_hello_ = now + hello_interval(settings_);
    std::vector<hello::Message> parts = hello::in_parts(judge_.hello(now));
    for (auto& [host, session] : sessions_) {
        session.stamp(parts, now);
        for (const hello::Message& part : parts) {
            hands_.speak(host, hello::encode(part, channel_key(shared_key)));
        }
    }
}

}  // namespace holdfast::sim
