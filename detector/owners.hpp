// Who was seen to own each address lately, besides ourselves.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "daemon/net/time.hpp"
#include "detector/identity.hpp"

namespace holdfast::detector {

class Owners {
public:
    static constexpr std::size_t limit = 16;  // for each address

    // It advertised, claimed or answered for `address`.
    void seen(const net::IpAddress& address, IdentityId who, net::Instant now);
    void gone(IdentityId who);
    void clear() { owners_.clear(); }

    // Those seen since `then`. An owner that fell silent when another began was succeeded, and does not count.
    int visible(const net::IpAddress& address, net::Instant then) const;

private:
    struct Owner {
        IdentityId who{};
        net::Instant first, last;
    };
    std::map<net::IpAddress, std::vector<Owner>> owners_;  // its keys: the watched addresses alone
};

}  // namespace holdfast::detector
