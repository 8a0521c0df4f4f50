#include "detector/own_senses.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::detector {

void OwnSenses::link(bool up, net::Instant now) {
    if (up && !senses_.link_up) last_frame_ = senses_.last_foreign_frame = counter_moved_ = now;
    senses_.link_up = up;
}

void OwnSenses::frame(bool foreign, net::Instant now) {
    last_frame_ = now;
    if (foreign) senses_.last_foreign_frame = now;
}

std::optional<net::Duration> OwnSenses::received(std::uint64_t frames, net::Duration patience, net::Instant now) {
    const bool moved = frames_ != frames;
    if (!frames_ || moved) counter_moved_ = now;
    if (frames_ && moved) senses_.last_foreign_frame = now;
    frames_ = frames;
    const net::Duration silence = now - counter_moved_;
    return senses_.link_up && silence >= patience ? std::optional{silence} : std::nullopt;
}

std::uint64_t OwnSenses::transmit_failures(std::uint64_t count, net::Instant now) {
    const std::uint64_t before = std::exchange(failures_, count).value_or(count);
    if (count <= before) return 0;
    last_failure_ = now;
    return count - before;
}

bool OwnSenses::is_deaf(net::Duration patience, net::Instant now) const {
    return senses_.link_up && now - last_frame_ >= patience;
}

std::optional<net::Instant> OwnSenses::deaf_at(net::Duration patience, net::Instant now) const {
    if (!senses_.link_up || is_deaf(patience, now)) return std::nullopt;
    return last_frame_ + patience;
}

Senses OwnSenses::senses(net::Duration recently, net::Instant now) const {
    Senses senses = senses_;
    senses.transmit_fails = last_failure_ && now - *last_failure_ <= recently;
    return senses;
}

}  // namespace holdfast::detector
