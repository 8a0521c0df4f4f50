// Who is who on the LAN. One node has several Ethernet and IP addresses; it must not count as several rivals.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/net/address.hpp"

namespace holdfast::detector {

enum class IdentityId : std::uint32_t {};

struct Identity {
    IdentityId id{};
    std::vector<net::IpAddress> addresses;  // the one known longest first
    std::vector<net::MacAddress> macs;      // the one seen last at the back
    bool pinned = false;                    // configured: never forgotten
    std::uint64_t uses = 0;
    std::uint64_t last_used = 0;

    std::string name() const;  // its first IP address, or "unknown"
    std::string mac() const;   // the one seen last, or ""
};

class Identities {
public:
    static constexpr std::size_t limit = 64;  // strangers are forgotten first; the pinned do not count
    static constexpr std::size_t addresses_of_one = 8;

    void pin(const net::IpAddress& address);
    bool knows(const net::IpAddress& address) const;

    // `address` is at `mac`. Nodes that turn out to be one become one.
    const Identity& learn(const net::IpAddress& address, const net::MacAddress& mac);
    // Both are one node's by its own authenticated word, also where both are configured.
    void join(const net::IpAddress& one, const net::IpAddress& other);
    // The owner of `mac`; a new stranger if nobody is known to have it. A virtual router's MAC belongs to
    // whoever used it last.
    const Identity& of(const net::MacAddress& mac);
    // Whoever has `address`; a new one if nobody is known to.
    const Identity& at(const net::IpAddress& address);
    const Identity* find(const net::IpAddress& address) const;
    const Identity* find(const net::MacAddress& mac) const;
    const Identity* find(IdentityId id) const;

    struct Union {
        IdentityId gone, into;
    };
    // Those that turned out to be one since the last call.
    std::vector<Union> take_unions() { return std::exchange(unions_, {}); }

private:
    Identity* with(const net::IpAddress& address);
    Identity* with(const net::MacAddress& mac);
    Identity& create();
    Identity& touch(Identity& identity);
    void absorb(Identity& into, IdentityId other);
    void take_mac(Identity& identity, const net::MacAddress& mac);

    std::vector<Identity> identities_;
    std::vector<Union> unions_;
    std::uint32_t next_id_ = 0;
    std::uint64_t uses_ = 0;
};

// 00-00-5E-00-01-XX, 00-00-5E-00-02-XX: shared by all members of a virtual router, so it names nobody.
bool is_virtual_router(const net::MacAddress& mac);

}  // namespace holdfast::detector
