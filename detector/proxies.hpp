// Who answers for our addresses only when it is told who asks: a proxy, not an owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "daemon/net/time.hpp"
#include "detector/source.hpp"

namespace holdfast::detector {

class Proxies {
public:
    static constexpr std::size_t limit = 16;
    // An owner whose other answers were lost looks the same, but not three times on end: a proxy answers each time.
    static constexpr int rounds_to_tell = 3;
    static constexpr int rounds_to_forget = 2;
    static constexpr int rounds_of_an_owner = 10;  // without an anonymous answer until it may be a proxy

    // To a probe from us.
    void answered(const Source& source, const net::IpAddress& address, net::Instant now);
    // It answers anonymous probes: no proxy does.
    void is_owner(IdentityId who);
    void end();  // of a round

    struct Proxy {
        Source source;
        net::IpAddress address;
        net::Instant first, last;
        std::uint64_t count = 0;
        int rounds = 0;  // that it answered so
        int missed = 0;  // rounds in a row
        bool answered_now = false;
        bool told() const { return rounds >= rounds_to_tell; }
    };
    const std::vector<Proxy>& all() const { return proxies_; }
    // One more round would tell.
    bool pressing() const;

private:
    struct Owner {
        IdentityId who{};
        int quiet = 0;  // rounds in a row
    };
    std::vector<Proxy> proxies_;
    std::vector<Owner> owners_;
};

}  // namespace holdfast::detector
