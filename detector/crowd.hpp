// Strangers that claim our addresses. Their Ethernet addresses may change with each frame, so they count as one:
// whoever they are, two claims a second apart are an address conflict. Bounded, and cheap for each frame.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "daemon/net/time.hpp"
#include "detector/classify.hpp"
#include "detector/finding.hpp"

namespace holdfast::detector {

class Crowd {
public:
    static constexpr std::size_t limit = 256;  // strangers that are told apart
    static constexpr net::Duration lately = std::chrono::seconds{10};
    static constexpr net::Duration apart = std::chrono::seconds{1};

    // True: so many of them were seen lately that it is worth no evidence of its own.
    bool claim(const net::MacAddress& mac, const net::IpAddress& address, Manner manner, net::Instant now);
    // "rogue", "lvs_dr_leak" or "", of one that answers probes.
    std::string manners(const net::MacAddress& mac) const;
    // A stranger turned out to be a known node.
    void known(const net::MacAddress& mac);
    void clear() { *this = {}; }
    void forget_before(net::Instant then);

    std::optional<net::Instant> last() const { return claims_ > 0 ? std::optional{last_} : std::nullopt; }
    std::optional<Finding> finding(const std::string& interface, net::Instant now) const;

private:
    struct Stranger {
        net::MacAddress mac;
        net::Instant last;
        bool announces = false;
        bool uses = false;
    };
    Stranger& stranger(const net::MacAddress& mac, net::Instant now);
    std::string who(net::Instant now) const;

    std::vector<Stranger> strangers_;
    std::size_t oldest_ = 0;  // once they are `limit`
    std::uint64_t claims_ = 0;
    net::Instant first_, last_;
    net::IpAddress address_;
};

}  // namespace holdfast::detector
