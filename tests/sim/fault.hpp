// One thing that somebody does to the LAN or to a host: a line of a story, `12.500 crash a`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/net/time.hpp"

namespace holdfast::sim {

enum class Kind : std::uint8_t {
    cut,           // the second host hears nothing of the first
    hush,          // the second host hears no adverts of the first; 1: nor the first of the second
    part,          // some hosts (a bit each) on a side of their own, without the gateway
    heal,          // all hear all again
    gateway_lost,  // to this host
    gateway_back,
    channel_lost,  // no hello reaches this host, none leaves it
    channel_back,
    crash,       // kill -9 of the engine
    crash_both,  // of the guard, too: the kernel's lease is the last resort
    guard_dies,  // and is started again
    power_off,
    start,   // a crashed, stopped or powered-off host's daemon
    stop,    // an orderly end
    freeze,  // the engine's process is stopped for a while
    pause,   // the whole machine is
    unplug,
    plug,
    remake,        // the interface is deleted and made again, with another number
    lose_primary,  // somebody deletes the host's own address
    regain_primary,
    remove,       // somebody deletes the n-th virtual address
    add,          // somebody adds it
    overrun,      // netlink lost reports
    refuse,       // this kind of effect fails for a while
    priority,     // reload with another priority
    addresses,    // reload with so many virtual addresses
    second,       // reload with or without the second instance
    check_fails,  // the host's check reports so
    check_works,
    uplink_lost,  // the further interface has no carrier
    uplink_back,
    hush_second,  // the second host hears nothing of the second instance from the first (S51)
    drain,        // operator: goes, for maintenance
    undrain,
    hold,           // operator: stays here
    yield,          // operator: goes
    fence,          // operator: fenced
    clear,          // operator: no decision, no fence
    forge_advert,   // an attacker, in the name of this host, with this priority
    replay_advert,  // what this host advertised last, again
    forge_claim,    // an attacker says that it has the address
    forge_junk,     // an attacker sends random bytes as an advert
    forge_hello,    // in the name of this host to the other, without the key
    forge_signed,   // with the key
    replay_hello,   // what this host once said to the other
};
inline constexpr int kind_count = static_cast<int>(Kind::replay_hello) + 1;

// Effects that can fail.
enum class Refusable : std::uint8_t { transmit, add, remove, refresh, announce, listen, count, fence };
inline constexpr int refusable_count = 8;
std::string_view label(Refusable what);

struct Fault {
    net::Duration at{};  // since the beginning
    Kind kind{};
    int host = 0;
    int other = 0;            // a second host; for `refuse` the Refusable
    std::int64_t amount = 0;  // nanoseconds, or a number
    bool operator==(const Fault&) const = default;

    net::Duration length() const { return net::Duration{amount}; }
};

// Without what its kind does not need.
Fault normal(Fault fault);
// "crash a", "refuse b add 2.000", without the time.
std::string to_string(const Fault& fault);
// "12.500 crash a". Throws std::runtime_error.
Fault parse_fault(std::string_view line);
std::string seconds_text(net::Duration duration);  // "12.500"
std::string host_name(int host);                   // a, b, c …

}  // namespace holdfast::sim
