#include "daemon/guard/caretaker.hpp"

#include <array>
#include <utility>

namespace holdfast::guard {
namespace {

// The silence limit is 2.75 advert intervals: this is a little less than one.
constexpr int adverts_a_limit = 3;

}  // namespace

void Caretaker::begin(Handoff handoff, const SilenceLimit& limit, net::Instant now) {
    until_ = now + handoff.time;
    turns_.clear();
    for (Repeat& advert : handoff.adverts) {
        const auto longest = limit(advert.slot);
        if (longest) turns_.push_back({std::move(advert), *longest / adverts_a_limit, now});
    }
}

std::optional<net::Instant> Caretaker::deadline() const {
    std::optional<net::Instant> earliest;
    for (const Turn& turn : turns_) earliest = net::earlier(earliest, turn.next);
    return earliest;
}

std::vector<Slot> Caretaker::advance(net::Instant now) {
    if (until_ <= now) turns_.clear();
    std::vector<Slot> sent;
    for (Turn& turn : turns_) {
        if (turn.next > now) continue;
        if (send(turn.advert)) sent.push_back(turn.advert.slot);
        turn.next = now + turn.interval;
    }
    return sent;
}

std::vector<Slot> Caretaker::end() {
    std::vector<Slot> sent;
    for (const Turn& turn : std::exchange(turns_, {})) {
        if (send(turn.advert)) sent.push_back(turn.advert.slot);
    }
    return sent;
}

bool Caretaker::send(const Repeat& advert) {
    if (!advert.framed) {
        io::RawSocket* socket = socket_for(advert);
        const std::array message{io::Outgoing{advert.source, advert.destination, advert.bytes}};
        return socket != nullptr && socket->send(message).empty();
    }
    if (!frames_) {
        auto opened = io::FrameSender::open();
        if (!opened) return false;
        frames_.emplace(std::move(*opened));
    }
    return frames_->send(std::array{io::OutgoingFrame{advert.interface, advert.bytes}}).empty();
}

io::RawSocket* Caretaker::socket_for(const Repeat& advert) {
    const std::pair key{advert.interface, advert.source.family()};
    if (const auto open = sockets_.find(key); open != sockets_.end()) return &open->second;
    const auto link = netlink_.link(advert.interface);
    if (!link) return nullptr;
    auto socket = io::RawSocket::open(advert.interface, link->name, advert.source.family());
    if (!socket) return nullptr;
    return &sockets_.emplace(key, std::move(*socket)).first->second;
}

}  // namespace holdfast::guard
