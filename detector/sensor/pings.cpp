#include "detector/sensor/pings.hpp"

#include <unistd.h>

#include "daemon/io/clock.hpp"

namespace holdfast::detector {

Pings::Pings(boost::asio::io_context& io, net::Duration interval, net::Instant now, Answered answered, Lost lost)
    : io_{io},
      pinger_{interval, now},
      answered_{std::move(answered)},
      lost_{std::move(lost)},
      id_{static_cast<std::uint16_t>(::getpid())} {}

void Pings::retarget(const std::vector<net::IpAddress>& targets, Ways ways) {
    pinger_.retarget(targets);
    ways_ = std::move(ways);
}

bool Pings::advance(net::Instant now) {
    const auto round = pinger_.due(now);
    if (!round) return false;
    doubtful_ = pinger_.never_answered();
    for (const net::IpAddress& target : round->lost) lost_(target);
    for (const net::IpAddress& target : round->send) {
        const auto way = ways_.find(target);
        const Way from = way != ways_.end() ? way->second : Way{};
        // What cannot be sent is not answered: it counts as lost when the next round is due.
        if (Channel* via = channel(target.family())) {
            [[maybe_unused]] const auto sent =
                via->socket.send_echo(target, id_, round->sequence, from.link, from.source);
        }
    }
    return true;
}

void Pings::seen(const net::IpAddress& target, net::Instant now) {
    if (const auto rtt = pinger_.seen_otherwise(target, now)) answered_(target, *rtt);
}

Pings::Channel* Pings::channel(net::Family family) {
    const auto known = channels_.find(family);
    if (known != channels_.end()) return known->second.get();
    auto socket = io::IcmpSocket::open(family);
    if (!socket) return nullptr;
    auto& added = channels_[family];
    added = std::make_unique<Channel>(std::move(*socket), io_, [this, family] { receive(family); });
    return added.get();
}

void Pings::receive(net::Family family) {
    constexpr int at_once = 64;  // a flood must not keep us from the timers
    for (int i = 0; i < at_once; ++i) {
        const auto reply = channels_.at(family)->socket.receive();
        if (!reply) return;
        if (reply->id != id_) continue;
        if (const auto rtt = pinger_.answered(reply->source, reply->sequence, io::now()))
            answered_(reply->source, *rtt);
    }
}

}  // namespace holdfast::detector
