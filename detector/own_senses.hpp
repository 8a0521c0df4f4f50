// What our own interface tells: the link, whether anything arrives, whether our adverts can leave.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/net/time.hpp"
#include "detector/surroundings.hpp"

namespace holdfast::detector {

class OwnSenses {
public:
    explicit OwnSenses(net::Instant now) : last_frame_{now} {
        senses_.link_up = false;
        senses_.last_foreign_frame = now;
    }

    void link(bool up, net::Instant now);
    void frame(bool foreign, net::Instant now);
    void foreign_advert(net::Instant now) { senses_.last_foreign_advert = now; }
    // Of the interface, each second. Since when nothing at all arrived, if that is for longer than `patience`.
    std::optional<net::Duration> received(std::uint64_t frames, net::Duration patience, net::Instant now);
    // In all. How many more adverts could not be sent.
    std::uint64_t transmit_failures(std::uint64_t count, net::Instant now);
    void forgive_silence(net::Instant now) { last_frame_ = now; }

    // Nothing shows on the tap, not even what we send.
    bool is_deaf(net::Duration patience, net::Instant now) const;
    std::optional<net::Instant> deaf_at(net::Duration patience, net::Instant now) const;
    // `recently`: adverts that could not be sent within it count.
    Senses senses(net::Duration recently, net::Instant now) const;

private:
    Senses senses_;
    net::Instant last_frame_;
    std::optional<std::uint64_t> frames_;
    net::Instant counter_moved_;
    std::optional<std::uint64_t> failures_;
    std::optional<net::Instant> last_failure_;
};

}  // namespace holdfast::detector
