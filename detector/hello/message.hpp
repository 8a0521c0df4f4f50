// What one node tells another by the second channel. It is about what is so now: a lost message is replaced by the
// next.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"
#include "daemon/vrrp/types.hpp"

namespace holdfast::hello {

using BootId = std::array<std::uint8_t, 16>;  // random, of one start of the daemon

// "I have your message": proves that a message is an answer to us and not a recording.
struct Echo {
    BootId boot{};
    std::uint64_t sequence = 0;
    bool operator==(const Echo&) const = default;
};

enum class State : std::uint8_t { absent, backup, master, fenced };
enum class Path : std::uint8_t { unknown, up, down };  // to the gateways

struct Heard {  // whose adverts the sender has heard, and how long ago
    net::IpAddress source;
    net::Duration ago{};  // in whole milliseconds on the wire
    bool operator==(const Heard&) const = default;
};

struct Instance {
    net::Family family = net::Family::ipv4;
    vrrp::Vrid vrid{};
    std::uint64_t settings = 0;  // digest of what must be the same on every node
    State state = State::absent;
    bool withdrawn = false;
    bool pinned = false;  // the operator wants it here
    bool addresses_present = false;
    bool leaving = false;     // it is about to yield or to be fenced, so it proves nothing any more
    bool broken = false;      // mute or deaf, by its own senses
    vrrp::Priority priority;  // effective
    net::IpAddress primary;   // the source of its adverts
    net::Duration since{};    // how long it has been in this state
    std::vector<Heard> heard;
    bool operator==(const Instance&) const = default;
};

struct Message {
    std::string node;
    BootId boot{};
    std::uint64_t sequence = 0;
    Echo echo;  // of the addressee's last message; zeros: none yet
    Path gateways = Path::unknown;
    std::vector<net::MacAddress> macs;      // of all its interfaces
    std::vector<net::IpAddress> addresses;  // its own, not the virtual ones
    std::vector<Instance> instances;        // all, or a part: others follow in the next message
    bool operator==(const Message&) const = default;
};

}  // namespace holdfast::hello
