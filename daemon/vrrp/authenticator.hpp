// One virtual router's part in the authentication of hmac.hpp: signs its adverts, and checks those of others. A
// recording is worthless: the sequence of each sender only grows, and must be of our time.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/vrrp/datagram.hpp"
#include "daemon/vrrp/hmac.hpp"

namespace holdfast::vrrp {

// Serial numbers (RFC 1982): they order rightly where the seconds wrap, too.
using Sequence = std::uint64_t;

// One advert's: the same for each of its destinations, which the hash does not cover.
struct Seal {
    std::uint8_t key = 0;
    Sequence sequence = 0;
    Sign sign;
};

// What follows `message`, whose checksum is read as zero.
net::Bytes trailer(const Seal& seal, const net::IpAddress& source, net::ByteView message);

class Authenticator {
public:
    static constexpr std::size_t senders = 16;  // remembered; forgotten is who proved itself longest ago

    // None: neither signs nor checks. Other keys: what was heard and sent before is remembered.
    void configure(const std::optional<HmacSettings>& settings, const SignWith& sign_with);
    bool active() const { return settings_.has_value(); }
    bool demands() const { return settings_ && settings_->mode == HmacMode::enforce; }

    // For the next advert; none: it is sent without.
    std::optional<Seal> seal(UtcTime now);
    // Of a datagram whose message ends at `size`. None: whoever sent it has one of our keys, and says it for the first
    // time. Nothing is remembered of who has not.
    std::optional<DropReason> check(const Datagram& datagram, std::size_t size, UtcTime now);

private:
    struct Key {
        std::uint8_t id;
        Sign sign;
    };
    struct Sender {
        net::IpAddress address;
        Sequence last;
    };
    const Key* find(std::uint8_t id) const;
    bool in_window(Sequence sequence, UtcTime now) const;
    bool moves_on(const net::IpAddress& source, Sequence sequence, UtcTime now);

    std::optional<HmacSettings> settings_;
    std::vector<Key> keys_;
    Sequence sent_ = 0;
    std::vector<Sender> senders_;  // who proved itself last at the back
};

// Who checks what follows the message, and when; nobody: nothing may follow.
struct Inspection {
    Authenticator* by = nullptr;
    UtcTime now{};
};

}  // namespace holdfast::vrrp
