// Two nodes on one LAN in virtual time: real election machines, real Judges, and between them a network, a second
// channel, gateways and strangers that a seed breaks and mends as it likes.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "daemon/vrrp/machine.hpp"
#include "daemon/vrrp/timing.hpp"
#include "detector/judge.hpp"
#include "tests/unit/detector/two_nodes_wire.hpp"

namespace holdfast::detector {

// What may be broken. A path is from the first to the second.
struct Faults {
    std::array<bool, 2> deaf{};       // node hears no frame at all
    std::array<bool, 2> no_advert{};  // node's adverts are dropped on the way
    bool hello = true;
    std::array<bool, 2> gateway{true, true};
    int loss = 0;                                 // percent, of frames
    bool strangers = false;                       // forge claims from changing sources
    bool forged_peer = false;                     // adverts in the peer's name
    std::array<net::Instant, 2> stopped_until{};  // the node's daemon does nothing until then; its kernel goes on
};

class TwoNodes {
public:
    static constexpr net::Duration interval = std::chrono::milliseconds{100};
    static constexpr net::Duration tick = std::chrono::milliseconds{10};

    struct Arrangement {
        Settings settings;
        TwoNodesWire wire;
        bool stalls = false;  // daemons are stopped for seconds, now and then
    };
    struct Tapped {
        net::Bytes frame;
        bool outgoing = false;
    };
    struct Node {
        Node(const Settings& settings, net::IpAddress address, vrrp::Priority priority, net::Instant now)
            : judge{settings, now},
              machine{{vrrp::Version::v3, priority, vrrp::Centiseconds{10}, true, {}}, address},
              ip{address},
              last_advert{now} {}

        Judge judge;
        vrrp::Machine machine;
        net::IpAddress ip;
        net::Instant last_advert;   // that it sent
        std::deque<Tapped> unread;  // while its daemon is stopped
        std::optional<net::Instant> stopped;
        net::Instant stalled_at;
        net::Duration stalled_for{};
        bool owns = false;  // the kernel has the address
        bool withdrawn = false;
        net::Instant since;
        std::deque<net::Bytes> inbox;
        std::vector<net::Bytes> outbox;
        std::optional<net::Instant> hello_told, peer_advert_told;  // what reached its Judge last
        std::optional<net::Instant> hello_said_master;
        bool said_split = false;  // in the running overlap
    };

    TwoNodes(std::uint64_t seed, const Arrangement& arrangement);

    void run(net::Duration time);

    // Sentences; empty is what we want.
    const std::vector<std::string>& breaches() const { return breaches_; }
    const std::string& transcript() const { return transcript_; }
    int carried() const { return carried_; }
    int splits_seen() const { return splits_seen_; }

private:
    Settings settings_of(std::size_t node, Settings settings) const;
    void step();
    void change_faults();
    void exchange();
    void tap(std::size_t node, const net::Bytes& frame, bool outgoing);
    void answer(std::size_t node, const net::Bytes& frame);
    void hear(std::size_t node, const net::Bytes& frame, bool outgoing);
    bool is_stopped(std::size_t node) const { return now_ < faults_.stopped_until[node]; }
    void guard(std::size_t node);
    void resume(std::size_t node);
    void live(std::size_t node);
    void act(std::size_t node, const std::vector<vrrp::Machine::Action>& actions);
    void feed(std::size_t node, const Judge::Event& event);
    void perform(std::size_t node, const SendProbe& probe);
    void perform(std::size_t, const Reassert&) {}
    void perform(std::size_t node, const Carry& order);
    void perform(std::size_t node, const net::Note& note);
    void tell_roles(std::size_t node);
    void ping(std::size_t node);
    void speak(std::size_t node);
    void forge(std::size_t node);
    void check();
    bool is_chosen(const Carry& order) const;
    void check_proof(std::size_t node, const Carry& order);
    bool sees_split(std::size_t node) const;
    bool chance(int percent) { return static_cast<int>(random_() % 100) < percent; }
    void breach(const std::string& what) { breaches_.push_back(at() + what); }
    std::string at() const;
    static std::string name(std::size_t node) { return node == 0 ? "a" : "b"; }

    std::mt19937_64 random_;
    Settings settings_;
    TwoNodesWire wire_;
    bool stalls_;
    net::Instant now_{std::chrono::hours{1}};
    net::Instant next_change_, next_ping_, next_hello_;
    Faults faults_;
    std::vector<Node> nodes_;
    std::optional<net::Instant> overlap_since_;
    std::uint8_t forger_ = 0;
    std::vector<std::string> breaches_;
    std::string transcript_;
    int carried_ = 0;
    int splits_seen_ = 0;
};

}  // namespace holdfast::detector
