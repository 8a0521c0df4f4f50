#include "detector/sensor/hello_channel.hpp"

#include <algorithm>
#include <expected>

#include "daemon/io/clock.hpp"
#include "daemon/io/keyed_hash.hpp"
#include "daemon/io/random.hpp"
#include "detector/neighbours.hpp"

namespace holdfast::detector {

namespace {

constexpr std::chrono::seconds retry{1};
// Twenty times what 255 instances at the shortest interval need: a millisecond of hashing in a hundred.
constexpr double messages_a_second = 2000;

io::UdpAddress udp(const Endpoint& endpoint) {
    return {endpoint.address, endpoint.port};
}

}  // namespace

HelloChannel::HelloChannel(boost::asio::io_context& io, Callbacks callbacks)
    : io_{io}, callbacks_{std::move(callbacks)} {
    io::fill_with_random(boot_);
}

void HelloChannel::configure(const Settings& settings, net::Instant now) {
    const bool moved = !settings.hello || !settings_ || settings.hello->listen != settings_->listen;
    if (moved) line_.reset();
    settings_ = settings.hello;
    interval_ = hello_interval(settings);
    std::vector<Peer> next;
    for (const Endpoint& endpoint : settings_ ? settings_->peers : std::vector<Endpoint>{}) {
        const auto known = std::ranges::find(peers_, endpoint, &Peer::endpoint);
        if (known != peers_.end()) {
            next.push_back(std::move(*known));
            next.back().session.pace(hello::answer_time(interval_));
        } else {
            next.push_back({endpoint, {boot_, hello::answer_time(interval_)}, FlowLimit{messages_a_second}});
        }
    }
    peers_ = std::move(next);
    if (settings_) sign_ = io::KeyedHash{settings_->key};
    if (moved) told_.clear();
    next_ = now;
}

std::optional<net::Instant> HelloChannel::deadline() const {
    return settings_ ? std::optional{next_} : std::nullopt;
}

void HelloChannel::advance(net::Instant now) {
    if (!settings_ || now < next_) return;
    if (!line_) open();
    next_ = now + (line_ ? interval_ : retry);
    if (line_) send(now);
}

void HelloChannel::open() {
    auto socket = io::UdpSocket::open(udp(settings_->listen));
    if (socket) {
        line_ = std::make_unique<Line>(std::move(*socket), io_, [this] { receive(); });
        told_.clear();
        return;
    }
    const std::string why = socket.error().text();
    if (told_ == why) return;
    told_ = why;
    callbacks_.note(
        {.level = net::Level::warning, .event = "hello_failed", .instance = "", .fields = {{"reason", why}}});
}

// Each part has its own number for each peer, since a number counts once.
void HelloChannel::send(net::Instant now) {
    std::vector<hello::Message> parts = hello::in_parts(callbacks_.ours());
    for (Peer& peer : peers_) {
        peer.session.stamp(parts, now);
        for (const hello::Message& part : parts) {
            if (line_->socket.send(hello::encode(part, sign_), udp(peer.endpoint))) ++counters_.sent;
        }
    }
}

// One batch, so that a flood cannot keep us from the timers.
void HelloChannel::receive() {
    const net::Instant now = io::now();
    for (const io::UdpMessage& message : line_->socket.receive()) take(message, now);
    callbacks_.batch_done();
}

void HelloChannel::take(const io::UdpMessage& message, net::Instant now) {
    Peer* from = peer(message.source);
    if (from == nullptr || !from->limit.allows(now)) {
        ++counters_.forged;
        return;
    }
    auto decoded = hello::decode(message.bytes, sign_);
    if (!decoded) {
        ++(decoded.error() == hello::Fault::forged ? counters_.forged : counters_.malformed);
        return;
    }
    take(*from, std::move(*decoded), now);
}

void HelloChannel::take(Peer& peer, hello::Message message, net::Instant now) {
    switch (peer.session.receive(message, now)) {
        case hello::Arrival::proven:
            ++counters_.received;
            callbacks_.heard(peer.endpoint.address, std::move(message));
            return;
        case hello::Arrival::unproven:
            ++counters_.received;
            callbacks_.unproven(peer.endpoint.address);
            return;
        case hello::Arrival::replayed:
            ++counters_.replayed;
            return;
    }
}

HelloChannel::Peer* HelloChannel::peer(const io::UdpAddress& source) {
    const auto found = std::ranges::find_if(peers_, [&](const Peer& p) { return udp(p.endpoint) == source; });
    return found != peers_.end() ? &*found : nullptr;
}

}  // namespace holdfast::detector
