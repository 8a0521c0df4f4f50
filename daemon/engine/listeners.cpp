#include "daemon/engine/listeners.hpp"

namespace holdfast::engine {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration retry_interval = 1s;

}  // namespace

void Listeners::need(const std::set<Key>& needed, Turn& turn) {
    for (auto socket = sockets_.begin(); socket != sockets_.end();) {
        if (needed.contains(socket->first)) {
            ++socket;
            continue;
        }
        turn.add(StopListening{socket->first.first, socket->first.second});
        socket = sockets_.erase(socket);
    }
    for (const Key& key : needed) {
        if (sockets_.try_emplace(key, std::nullopt).second) turn.add(Listen{key.first, key.second});
    }
}

void Listeners::failed(const ListenFailed& event, net::Instant now) {
    sockets_[{event.interface, event.family}] = "cannot listen: " + event.error;
    retry_ = now + retry_interval;
}

Listening Listeners::listening(const Key& key) const {
    const auto found = sockets_.find(key);
    return found == sockets_.end() ? std::nullopt : found->second;
}

void Listeners::retry(Turn& turn) {
    if (!retry_ || *retry_ > turn.now) return;
    retry_.reset();
    for (const auto& [key, state] : sockets_) {
        if (state && !state->empty()) turn.add(Listen{key.first, key.second});
    }
}

}  // namespace holdfast::engine
