// The real Node on a simulated kernel, turned as the daemon turns it, and what must hold after every turn.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "daemon/engine/node.hpp"
#include "daemon/vrrp/authenticator.hpp"
#include "tests/fuzz/kernel.hpp"

namespace holdfast::fuzz {

template <class T>
bool contains(const std::vector<T>& all, const T& one) {
    return std::ranges::find(all, one) != all.end();
}

class EngineHost {
public:
    EngineHost(engine::Settings settings, Kernel kernel);

    // What the predecessor left, then the first picture.
    void boot(const std::vector<engine::HeldAddress>& leftovers, const std::vector<net::Routing>& routing,
              net::Duration good_for);
    void wait(net::Duration time) { now_ += time; }
    void hear(const engine::DatagramReceived& datagram);         // as far as it is queued: before anything else
    void hear_forged(const engine::DatagramReceived& datagram);  // which must be without effect
    void order(const engine::Event& event);                      // by an operator, the detector, a check
    void set_clock(net::Duration ahead);                         // of ours
    void turn();
    void sleep_until_due();  // and turns then; at once, if something is due already
    void overrun();          // reports were lost: a whole new picture

    // Everything works again, and all are readmitted: each router takes over. Then it is stopped, and nothing is left.
    void heal();
    void stop();

    Kernel& kernel() { return kernel_; }
    const engine::Settings& settings() const { return settings_; }
    net::Instant now() const { return now_; }
    vrrp::UtcTime utc() const { return vrrp::UtcTime{now_.time_since_epoch() + utc_ahead_}; }
    bool stopping() const { return stopping_; }

    int refusals = 0;  // so many of the next additions fail
    int routing_refusals = 0;
    int deafness = 0;   // so many sockets do not open
    bool mute = false;  // no advert leaves

private:
    struct Rhythm {  // of one router's adverts
        net::Instant first, last;
        int sent = 0;
        net::Duration interval{};
        std::uint8_t vrid = 0;
        net::Family family{};
    };

    void feed(const engine::Event& event);
    void deadlines();
    std::vector<engine::Event> perform(const std::vector<engine::Effect>& effects);
    static void check_number(const std::vector<engine::Effect>& effects, int most);
    void transmit(const engine::Transmit& order, std::vector<engine::Event>& results);
    void pledge(const engine::Pledge& order);
    void change(const engine::Effect& effect, std::vector<engine::Event>& results);
    void change_routing(const engine::Effect& effect, std::vector<engine::Event>& results);
    void links_and_sockets(const engine::Effect& effect, std::vector<engine::Event>& results);
    void check_advert(const engine::Transmit& order);
    bool accepts(const engine::InstanceSettings& sender, const engine::Transmit& order);
    void check_pace(const engine::Transmit& order);
    void check();
    void check_held();
    void check_routing();
    void check_tracked(const engine::InstanceStatus& instance) const;
    void check_groups();
    void forget_rhythms();
    bool is_guarded(const engine::HeldAddress& address) const;
    bool is_guarded(const net::Routing& entry) const;
    bool all_serve() const;
    bool run(net::Duration at_most, bool (EngineHost::*until)() const);
    bool has_stopped() const { return node_.stopped(); }

    engine::Settings settings_;
    std::vector<engine::InstanceSettings> senders_;  // of all settings so far: who retires resigns beside the new
    Kernel kernel_;
    net::Instant now_{std::chrono::hours{1}};
    engine::Node node_;
    engine::Status status_;  // after the last turn
    std::map<engine::RouterId, engine::Pledge> guarded_;
    std::map<engine::RouterId, Rhythm> rhythms_;
    std::map<std::pair<engine::RouterId, net::IpAddress>, vrrp::Authenticator> ears_;  // of peers: who, and where
    std::map<std::string, engine::CheckReported> reports_;                             // of checks, by name
    std::set<std::string> catching_up_;                                                // groups, since a reload
    net::Duration utc_ahead_{};
    std::map<std::string, net::Instant> held_without_reign_;
    net::Instant leftovers_good_until_;
    bool booted_ = false;
    bool stopping_ = false;
};

}  // namespace holdfast::fuzz
