// The simulated LAN: who hears whom, and what becomes of each frame on its way. Stations are numbered: the hosts first,
// then a neighbour that talks to the virtual addresses, and the gateway.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/sim/frame.hpp"
#include "tests/sim/plan.hpp"
#include "tests/sim/random.hpp"

namespace holdfast::sim {

inline constexpr int most_hosts = 5;

struct Delivery {
    net::Instant at;
    std::uint64_t number = 0;  // first come, first served
    int from = 0, to = 0;
    std::shared_ptr<const Frame> frame;
    bool operator>(const Delivery& other) const { return std::tie(at, number) > std::tie(other.at, other.number); }
};

class Lan {
public:
    Lan(int hosts, const Noise& noise, bool channel_apart)
        : hosts_{hosts}, noise_{noise}, random_{noise.seed}, channel_apart_{channel_apart} {}

    int neighbour() const { return hosts_; }
    int gateway() const { return hosts_ + 1; }
    int attacker() const { return hosts_ + 2; }

    // To everybody, or to one.
    void send(int from, const std::shared_ptr<const Frame>& frame, net::Instant now,
              std::optional<int> to = std::nullopt);
    std::optional<net::Instant> next() const;
    Delivery take();

    void cut(int from, int to) { cut_[at(from)].set(at(to)); }
    void hush(int from, int to) { hushed_[at(from)].set(at(to)); }
    void hush_second(int from, int to) { hushed_second_[at(from)].set(at(to)); }
    void part(std::uint64_t hosts) { side_ = hosts; }  // on one side; everybody else is on the other
    void lose_gateway(int host, bool lost) { lost_gateway_.set(at(host), lost); }
    void lose_channel(int host, bool lost) { lost_channel_.set(at(host), lost); }
    void heal();
    void become_quiet();  // no more noise, all healed

    bool reaches(int from, int to) const;
    bool adverts_reach(int from, int to) const { return reaches(from, to) && !hushed_[at(from)][at(to)]; }
    bool second_reaches(int from, int to) const { return adverts_reach(from, to) && !hushed_second_[at(from)][at(to)]; }
    bool is_noisy() const { return noise_.loss > 0 || noise_.late > 0 || noise_.corrupt > 0; }
    // An echo to a host or to the gateway, and back.
    bool ping(int from, const net::IpAddress& target);
    void answers_pings(int host, bool answers) { answers_pings_.set(at(host), answers); }
    bool talks_to(int host) const { return noise_.talks && reaches(gateway(), host); }
    bool chance(int permille) { return random_.chance(permille); }
    // An announcement has not reached the neighbour since this was asked last.
    bool neighbour_missed_one() { return std::exchange(neighbour_missed_, false); }
    void let_neighbour_miss_one() { neighbour_missed_ = true; }

private:
    using Stations = std::bitset<most_hosts + 3>;
    static std::size_t at(int station) { return static_cast<std::size_t>(station); }

    void carry(int from, int to, const std::shared_ptr<const Frame>& frame, net::Instant now);
    bool passes(int from, int to, const Frame& frame) const;
    net::Duration delay();
    void under_way(int from, int to, std::shared_ptr<const Frame> frame, net::Instant at);

    int hosts_;
    Noise noise_;
    Random random_;
    bool channel_apart_;
    std::array<Stations, most_hosts + 3> cut_, hushed_, hushed_second_;
    std::uint64_t side_ = 0;
    Stations lost_gateway_, lost_channel_, answers_pings_;
    bool neighbour_missed_ = false;
    std::uint64_t count_ = 0;
    std::priority_queue<Delivery, std::vector<Delivery>, std::greater<>> heap_;
};

}  // namespace holdfast::sim
