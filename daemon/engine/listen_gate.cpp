#include "daemon/engine/listen_gate.hpp"

#include <algorithm>

namespace holdfast::engine {

void ListenGate::close(std::uint64_t frames_received, net::Duration hold) {
    closed_ = hold > net::Duration{};
    baseline_ = frames_received;
    hold_ = hold;
    until_.reset();
}

std::optional<net::Instant> ListenGate::hold_back(std::uint64_t frames_received, net::Duration advert_interval,
                                                  net::Instant now) {
    if (!closed_) return std::nullopt;
    const bool waited_before = until_.has_value();
    if (!until_) until_ = now + hold_;
    if (frames_received > baseline_) {
        closed_ = false;
        if (!waited_before) return std::nullopt;  // it has been hearing all along
        return std::min(now + advert_interval, *until_);
    }
    if (now >= *until_) {
        closed_ = false;
        return std::nullopt;
    }
    return std::min(now + advert_interval / 4, *until_);
}

}  // namespace holdfast::engine
